"""Errors turned into messages in the right place. No exception leaves a listener, and no input is lost."""

import logging
from dataclasses import dataclass

from bot import kit
from bot.process import logs
from bot.process.transactions import Broken, Repeated, reference
from bot.slack import responses
from bot.slack.api_errors import FAULTS, error_of
from bot.slack.incoming import Incoming, IncomingKind
from bot.slack.responses import Answer, Errors, Home, Options, Shown
from core.errors import Refused

log = logging.getLogger(__name__)

SPOKEN = frozenset({"app_mention", "message.im"})
"""Events with which somebody speaks to Pitboss and waits for an answer."""
ERROR_MOST = 1_000
"""Characters of an error beside a field; Slack names no limit, and nobody reads more."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The message for the person, and the field it belongs to."""

    text: str
    field: str | None = None


def explain(error: BaseException, what: str) -> Explanation | None:
    """Write an error as a message and log it; None if there is nothing to say."""
    if isinstance(error, Repeated):
        log.info("%s: delivered again", what)
        return None
    if isinstance(error, Refused):
        log.info("%s: refused, %s", what, logs.coded(error, error.code))
        return Explanation(error.message, error.field)
    if isinstance(error, FAULTS):
        log.warning("%s: Slack, %s", what, error_of(error))
        return Explanation("Slack did not answer. Check whether it was done before you try again.")
    word = error.reference if isinstance(error, Broken) else reference()
    log.error("%s: %s", what, word, exc_info=error.__cause__ if isinstance(error, Broken) else error)
    return Explanation(
        f"Something went wrong here, so nothing was done. Give the operator of Pitboss this reference: {word}."
    )


def shown(error: BaseException, incoming: Incoming) -> Shown:
    """Show the error where the person is looking."""
    words = explain(error, f"{incoming.kind} {incoming.name}")
    return None if words is None else placed(words, incoming)


def placed(words: Explanation, incoming: Incoming) -> Shown:
    """Show text where the person is looking: beside a field, in a page, or in an answer."""
    match incoming.kind:
        case IncomingKind.OPTIONS:
            return Options()
        case IncomingKind.CLOSED:
            return None
        case IncomingKind.FORM:
            return _beside(words, incoming)
        case IncomingKind.EVENT if incoming.name == "app_home_opened":
            return Home(kit.home([kit.say(words.text)]))
        case IncomingKind.EVENT if incoming.name not in SPOKEN:
            return None
    return Answer.of(words.text, kit.say(words.text))


def strange(incoming: Incoming) -> Shown:
    """Answer events that no feature handles: an unknown command, an old card, a form of another version."""
    if incoming.kind is IncomingKind.EVENT or "url" in incoming.action:
        return None  # a link button needs no answer
    log.warning("%s %.80r: nobody handles it", incoming.kind, incoming.name)
    if incoming.kind is IncomingKind.COMMAND:
        return placed(Explanation(f"I do not know {incoming.name}. /pitboss shows what I know."), incoming)
    return placed(
        Explanation("This comes from another version of Pitboss and no longer works. Open it again."), incoming
    )


def _beside(words: Explanation, incoming: Incoming) -> Shown:
    inputs = [
        str(block.get("block_id")) for block in incoming.screen.get("blocks") or [] if block.get("type") == "input"
    ]
    if not inputs:
        return responses.page(words.text)
    place = next((each for each in inputs if words.field in {each, each.partition(":")[0]}), inputs[-1])
    return Errors({place: kit.plain(words.text, most=ERROR_MOST)})
