"""Requests asked again by a colleague in the same words, after the first was undone: approvers read that."""

from datetime import timedelta
from typing import Any

from core import foldings, requests, staff
from core.action import Action, Fact, payload
from core.phrases import Phrase
from core.requests import Request
from core.work import Work

REMEMBERED = timedelta(hours=24)
BESIDE = frozenset({"note", "ticket", "again"})
"""Fields that say nothing of what is wanted."""


async def facts(work: Work, action: Action, *, requester: str, request: Request | None = None) -> list[Fact]:
    """Preview an action; where a colleague asked for the same within a day and it was undone, say so first."""
    listed = list(await action.preview(work=work))
    until = request.asked_at if request else work.now
    about = requests.About(action=action.name, player_id=action.about(), subject=action.subject())
    undone = await requests.undone(work.db, about, since=until - REMEMBERED, until=until)
    same = [old for old in undone if requester not in old.asked_by and _same(payload(action), old.payload)]
    return [*([await _told(work, same[0])] if same else []), *listed]


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
