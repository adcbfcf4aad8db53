"""A workspace: team, app, people, channels, user groups."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sandbox.errors import SlackError
from sandbox.messages import Message

Thing = TypeVar("Thing", "User", "Channel")


@dataclass(frozen=True, slots=True)
class Team:
    """The workspace the app is installed in."""

    id: str = "T0SANDBOX"
    name: str = "Sandbox"
    domain: str = "sandbox"


@dataclass(frozen=True, slots=True)
class App:
    """The app with its credentials."""

    id: str = "A0SANDBOX"
    bot_user: str = "U0BOT"
    bot_id: str = "B0BOT"
    bot_name: str = "Bot"
    bot_token: str = "xoxb-sandbox"  # noqa: S105 - opens nothing outside this process
    app_token: str = "xapp-sandbox"  # noqa: S105 - opens nothing outside this process
    signing_secret: str = "sandbox-signing-secret"  # noqa: S105 - opens nothing outside this process
    verification_token: str = "sandbox-verification"  # noqa: S105 - opens nothing outside this process


@dataclass(slots=True)
class Keyboard:
    """What somebody's keyboard makes of what they type."""

    smart_punctuation: bool = False
    """Curly quotes, and dashes in place of hyphens."""
    no_break_spaces: bool = False


@dataclass(slots=True)
class User:
    """A person, or the bot."""

    id: str
    key: str
    name: str
    team_id: str
    title: str = ""
    email: str = ""
    phone: str = ""
    tz: str = "Etc/UTC"
    color: str = "9f69e7"
    guest: bool = False
    single_channel_guest: bool = False
    bot: bool = False
    deleted: bool = False
    keyboard: Keyboard = field(default_factory=Keyboard)

    @property
    def initials(self) -> str:
        """Return up to two capital letters for an avatar."""
        return "".join(word[0] for word in self.name.split()[:2]).upper()


@dataclass(slots=True)
class Channel:
    """A conversation: `kind` is channel, im or mpim."""

    id: str
    key: str
    name: str
    kind: str = "channel"
    private: bool = False
    shared: bool = False
    archived: bool = False
    topic: str = ""
    created: int = 1_700_000_000
    members: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    read_until: dict[str, str] = field(default_factory=dict)

    @property
    def type(self) -> str:
        """Return the word message events and scopes use: channels, groups, im or mpim."""
        if self.kind != "channel":
            return self.kind
        return "groups" if self.private else "channels"

    def message(self, ts: str) -> Message | None:
        """Find a message that is still there."""
        return next((each for each in self.messages if each.ts == ts and not each.deleted), None)


@dataclass(slots=True)
class Usergroup:
    """A group that can be mentioned."""

    id: str
    handle: str
    name: str
    users: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Workspace:
    """All of it, with the look-ups Slack refuses by name."""

    team: Team = field(default_factory=Team)
    app: App = field(default_factory=App)
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    usergroups: dict[str, Usergroup] = field(default_factory=dict)
    stories: list[dict[str, Any]] = field(default_factory=list)
    rates: str = "tiers"

    def user(self, user_id: str) -> User:
        """Find a user by id; raise user_not_found as Slack does."""
        if user_id not in self.users:
            raise SlackError("user_not_found")
        return self.users[user_id]

    def channel(self, channel_id: str) -> Channel:
        """Find a conversation by id; raise channel_not_found as Slack does."""
        if channel_id not in self.channels:
            raise SlackError("channel_not_found")
        return self.channels[channel_id]

    def person(self, key: str) -> User:
        """Find a person by key or id."""
        return by_key(self.users, key, "person")

    def place(self, key: str) -> Channel:
        """Find a channel by key, name or id."""
        return by_key(self.channels, key.removeprefix("#"), "channel")

    def conversation_of(self, *members: str) -> Channel | None:
        """Find the direct or group conversation of exactly these people."""
        wanted = set(members)
        found = (each for each in self.channels.values() if each.kind != "channel")
        return next((each for each in found if set(each.members) == wanted), None)

    def channels_of(self, user_id: str) -> Iterator[Channel]:
        """Yield every conversation this person is in."""
        return (each for each in self.channels.values() if user_id in each.members)

    def is_external(self, user: User) -> bool:
        """Tell whether this person belongs to another company."""
        return user.team_id != self.team.id


def by_key(things: dict[str, Thing], key: str, word: str) -> Thing:
    """Find a thing by id, key or name; raise KeyError naming those there are."""
    if key in things:
        return things[key]
    for thing in things.values():
        if key in (thing.key, thing.name):
            return thing
    raise KeyError(f"no {word} {key!r} in this workspace: there are {sorted(each.key for each in things.values())}")
