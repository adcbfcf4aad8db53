"""Reading what to freeze or thaw: a colleague, the desk, or an action."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.parsing import people, sentences
from bot.parsing.people import MENTION
from core import approvals

DESK, COLLEAGUE = "desk", "colleague"


@dataclass(frozen=True, slots=True)
class FreezeSubject:
    """``desk``, an action's name, or ``colleague`` with an account; empty if not understood."""

    what: str = ""
    user: str = ""
    unread: str = ""
    """Words that name none of them."""


def read(words: str) -> FreezeSubject:
    """Read which of them the words name."""
    if mentioned := MENTION.search(words):
        return FreezeSubject(COLLEAGUE, mentioned["user"], people.readable(MENTION.sub("", words, count=1).strip()))
    choices = {DESK: "the whole desk", **titles()}
    rest, what = sentences.ending(f"freeze {words.casefold().removeprefix('action ')}", choices)
    return FreezeSubject(what or "", unread=rest.removeprefix("freeze").strip())


def titles() -> Mapping[str, str]:
    """Name the actions that can be frozen."""
    return {action.name: action.title for action in approvals.freezable_actions()}
