"""Desired messages: what should be shown, where, and to whom; posted once and updated with their subject."""

from dataclasses import dataclass

from bot import kit
from bot.slack.incoming import Call
from bot.slack.responses import Json
from core.office import Office
from core.people import Actor, Visibility


@dataclass(frozen=True, slots=True)
class Reader:
    """The reader, and the office file that names reasons and roles."""

    actor: Actor
    office: Office
    connected: bool = False
    """Whether a gaming platform is connected."""

    @classmethod
    def of(cls, call: Call) -> "Reader":
        """Return the person who made this call."""
        desk = call.services.desk
        return cls(call.actor, desk.office, desk.platform_connected)


@dataclass(frozen=True, slots=True)
class Message:
    """Text and blocks. The text appears on lock screens: it names no player and no amount."""

    text: str
    blocks: tuple[Json, ...] = ()
    twin: tuple[Json, ...] = ()
    """The same without charts and tables, for a Slack that refuses those; by itself only the text is left of them."""

    def __post_init__(self) -> None:
        """Make the text one that can be read aloud."""
        object.__setattr__(self, "text", kit.notification(self.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One message as it should be now. If it has changed, the posted message is updated; if not, nothing is sent.

    ``place`` is which message about the outbox message's subject this is (``approvals``, ``requester``), each once in a
    channel. ``channel`` is a channel's id or a user's.
    """

    place: str
    channel: str
    message: Message
    instead: Message | None = None
    """Given where ``message`` holds player data: what is said where not every reader may see players."""
    thread: str | None = None
    """The place of the message of the same subject whose thread this one belongs to."""
    only_change: bool = False
    """Whether it is only updated, never posted anew."""
    sees: Visibility = Visibility.STAFF
    """What every reader of a channel must also be allowed to see for ``message`` to be posted there."""
