"""What a handler may return to be shown to the person who waits, and how an acknowledgement carries it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slackblocks import Block

from bot import kit
from bot.slack.incoming import Incoming, IncomingKind

Json = dict[str, Any]
"""Slack's JSON, ready to be sent."""
PLAIN = frozenset({"section", "header", "context", "divider", "actions", "rich_text"})
"""Blocks that are safe in the acknowledgement of a command: Slack drops others there without an error."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A text for this person only. Where there is no message to answer in, it becomes a page of its own.

    ``text`` says the same as the blocks, in words that can be read aloud.
    """

    text: str
    blocks: Sequence[Json] = ()
    replace: bool = False
    """Put it in place of the private message, or the page, whose button was pressed."""

    def __post_init__(self) -> None:
        """Make the text one that can be read aloud; without blocks, the same words are drawn as one."""
        object.__setattr__(self, "blocks", self.blocks or kit.render([kit.say(self.text)]))
        object.__setattr__(self, "text", kit.notification(self.text))

    @classmethod
    def of(cls, text: str, *blocks: Block, replace: bool = False) -> "Answer":
        """Build an answer from kit's blocks, as many as a message holds."""
        return cls(text, kit.limited(blocks), replace)


@dataclass(frozen=True, slots=True)
class Form:
    """A modal. It replaces the form it comes from, unless ``on_top``.

    ``then`` makes the form, or the answer that takes its place, where that may take a while: ``view`` then stands
    there at once, and only if it does. Return ``Form(kit.modal("Adjust balance", …), then=lambda: fill(call))``.
    """

    view: Json
    on_top: bool = False
    then: "Callable[[], Awaitable[Form | Answer]] | None" = None


@dataclass(frozen=True, slots=True)
class Errors:
    """What is wrong with a submitted form, by block id. For one wrong field just raise ``Refused(…, field=…)``."""

    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Saved:
    """The submitted form is done with and closes."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a menu offers for what was typed: Slack's option objects, at most 100."""

    options: Sequence[Json] = ()


@dataclass(frozen=True, slots=True)
class Home:
    """This person's Home, drawn anew."""

    view: Json


Shown = Answer | Form | Errors | Saved | Options | Home | None
"""None: nothing is to be shown; a submitted form closes."""


def page(text: str) -> Form:
    """Make a page that only says something."""
    return Form(kit.modal("Pitboss", [kit.say(text)], callback_id="page"))


def page_of(answer: Answer) -> Json:
    """Make an answer a page of its own."""
    fitting = [block for block in answer.blocks if block.get("type") in PLAIN] or kit.render([kit.say(answer.text)])
    return {**page(answer.text).view, "blocks": fitting}


def acknowledgement(incoming: Incoming, shown: Shown) -> dict[str, Any] | None:
    """Return the acknowledgement that shows it; empty if there is nothing to show, None if that is impossible."""
    if shown is None:
        return {}
    rides = {IncomingKind.COMMAND: _with_command, IncomingKind.FORM: _with_form, IncomingKind.OPTIONS: _with_options}
    return rides[incoming.kind](shown) if incoming.kind in rides else None


def saving(incoming: Incoming) -> dict[str, Any]:
    """Give the acknowledgement of a submitted form that takes longer; what it shows later takes the place of this."""
    title = (incoming.screen.get("title") or {}).get("text") or "Pitboss"
    words = "Saving… You can close this; saving continues."
    return {"response_action": "update", "view": kit.modal(title, [kit.say(words)], callback_id="page")}


def _with_command(shown: Shown) -> dict[str, Any] | None:
    match shown:
        case Answer(text, blocks) if all(block["type"] in PLAIN for block in blocks):
            return {"response_type": "ephemeral", "text": text, "blocks": list(blocks)}
    return None


def _with_form(shown: Shown) -> dict[str, Any] | None:
    match shown:
        case Saved():
            return {}
        case Errors(wrong):
            return {"response_action": "errors", "errors": dict(wrong)}
        case Form(view, on_top):
            return {"response_action": "push" if on_top else "update", "view": view}
        case Answer():
            return {"response_action": "update", "view": page_of(shown)}
    return None


def _with_options(shown: Shown) -> dict[str, Any] | None:
    match shown:
        case Options(options):
            return {"options": list(options)}
    return None
