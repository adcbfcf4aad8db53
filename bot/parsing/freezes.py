"""Reading what to freeze or thaw: a colleague, the desk, or an action."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.parsing import people
from bot.parsing.people import MENTION
from bot.slack import typed_text
from core import actions, approvals

DESK, COLLEAGUE = "desk", "colleague"


@dataclass(frozen=True, slots=True)
class FreezeSubject:
    """``desk``, an action's name, or ``colleague`` with an account; empty if not understood."""

    what: str = ""
    user: str = ""
    unread: str = ""
    """Words that name none of them exactly: nothing is frozen by a near match alone."""


def read(words: str) -> FreezeSubject:
    """Read which of them the words name."""
    if mentioned := MENTION.search(words):
        return FreezeSubject(COLLEAGUE, mentioned["user"], people.readable(MENTION.sub("", words, count=1).strip()))
    said = " ".join(words.casefold().removeprefix("action ").split())
    if said in (named := _named()):
        return FreezeSubject(named[said])
    _, near = typed_text.ending(f"freeze {said}", {DESK: "the whole desk", **titles()})
    return FreezeSubject(near or "", unread=said)


def _named() -> Mapping[str, str]:
    """Give the desk and every action by all their names, those as well that can never be frozen."""
    by_name = {each.casefold(): one.name for one in actions.ALL for each in (one.name, one.title)}
    return {DESK: DESK, "the whole desk": DESK} | by_name | {each.replace("_", " "): by_name[each] for each in by_name}


def titles() -> Mapping[str, str]:
    """Name the actions that can be frozen."""
    return {action.name: action.title for action in approvals.freezable_actions()}
