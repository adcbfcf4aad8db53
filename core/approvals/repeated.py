"""Requests for the same that were declined or undone within a day: approvers read of them, and rules get stricter."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from core import actions, foldings, requests, staff
from core.action import Action, Fact, payload
from core.phrases import Phrase
from core.requests import Request, State
from core.work import Work

REMEMBERED = timedelta(hours=24)
"""How long a decline makes the same request need one more tier (rule 9), and an undone one is shown."""
BESIDE = frozenset({"note", "ticket", "again", "receivable"})
"""Fields that say nothing of what is wanted."""


async def before(work: Work, action: Action, *, request: Request | None = None) -> list[Request]:
    """List what people declined, took back or ended of this action's kind within a day before, newest first."""
    until = request.asked_at if request else work.now
    about = requests.About(action=action.name, player_id=action.about(), subject=action.subject())
    return await requests.lately_undone(work.db, about, since=until - REMEMBERED, until=until)


async def facts(work: Work, action: Action, earlier: Sequence[Request], *, requester: str) -> list[Fact]:
    """Preview an action; where a colleague asked for the same within a day and it was undone, say so first."""
    listed = list(await action.preview(work=work))
    undone = [old for old in earlier if old.state is not State.DECLINED and requester not in old.asked_by]
    same = [old for old in undone if _same(payload(action), old.payload)]
    return [*([await _told(work, same[0])] if same else []), *listed]


def declined(work: Work, action: Action, earlier: Sequence[Request]) -> list[Request]:
    """Pick those that asked for the same and were declined, newest first."""
    return [old for old in earlier if old.state is State.DECLINED and _repeats(action, old, work)]


def _repeats(action: Action, old: Request, work: Work) -> bool:
    try:
        return action.repeats(actions.read(old), reason=old.close_reason or "", office=work.office)
    except actions.Altered:
        return True  # nobody can say any more what was declined


async def _told(work: Work, old: Request) -> Fact:
    words = "{who} asked for it as {code}, {asked}; it was {state} {at}"
    who = await staff.name_of(work.db, old.requester_id)
    told = {"code": old.code, "asked": old.asked_at, "state": old.state.replace("_", " "), "at": old.closed_at or ""}
    return Fact(key="asked_before", label="Asked before", value=Phrase(words, who=who, **told), material=True)


def _same(now: dict[str, Any], then: dict[str, Any]) -> bool:
    """Compare what is wanted, and what was written: either alone is the same wish."""
    wanted = [{name: value for name, value in one.items() if name not in BESIDE} for one in (now, then)]
    notes = [foldings.fold(str(one.get("note") or "")) for one in (now, then)]
    return wanted[0] == wanted[1] or (notes[0] == notes[1] != "")
