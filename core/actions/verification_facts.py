"""What changing the verification of a player needs both ways: its fields, facts, and the change with its undoing."""

import re
from datetime import date, timedelta
from typing import Annotated, ClassVar

from pydantic import BeforeValidator

from core import player_blocks, requests
from core.action import Fact, Receipt, Run
from core.actions import player_facts
from core.database.tables.players import LEVELS
from core.errors import Conflict
from core.people import Actor
from core.phrases import Phrase
from core.players import Verification, verification_levels
from core.requests import Decision, State
from core.work import Work

RAISED_WITHIN = timedelta(days=30)
"""How long those by whose word the verification rose release no withdrawal: as long as a withdrawal may wait for it."""
RAISING = (Decision.APPROVE, Decision.END)
"""Votes by which it rises: for raising it, and for ending what lowered it."""
WAITING = ("unblock_player", "release_withdrawal", "correct_exclusion")
"""Actions that let money or the player go; who is behind one that waits does not raise the verification."""


class BehindARelease(Conflict):
    """The requester is behind something that a higher verification would help through."""

    code: ClassVar[str] = "behind_a_release"


class BehindARaise(Conflict):
    """The requester is behind a higher verification that would help this through."""

    code: ClassVar[str] = "behind_a_raise"


def _level(value: object) -> object:
    lowest, highest = LEVELS
    text = str(value).strip()
    if not re.fullmatch(r"[0-9]{1,2}", text) or not lowest <= int(text) <= highest:
        raise ValueError(f"write a whole number from {lowest} to {highest}")
    return int(text)


def _day(value: object) -> object:
    text = str(value).strip()
    if isinstance(value, date) or value is None:
        return value
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError("write a date such as 2027-05-31")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("there is no such day; write a date such as 2027-05-31") from None


Level = Annotated[int, BeforeValidator(_level)]
ExpiryDay = Annotated[date, BeforeValidator(_day)]


async def level_now(work: Work, player_id: int) -> dict[str, str]:
    """Suggest the level that the player has for the field of the level: most changes are of the status alone."""
    return {"level": str((await player_facts.about(work, player_id)).verification.level)}


def change(before: Verification, after: Verification) -> list[Fact]:
    """List the verification now and then; both decide."""
    return [
        Fact(key="before", label="Verification now", value=before, material=True),
        Fact(key="after", label="Then", value=after, material=True),
    ]


async def carry_out(run: Run, player_id: int, *, before: Verification, after: Verification) -> Receipt:
    """Write the new verification, and keep the one before for who undoes it."""
    await verification_levels.change(run.work, player_id, after)
    kept = {"level": str(before.level), "status": before.status}
    kept |= {"expires_on": str(before.expires_on.toordinal())} if before.expires_on else {}
    return Receipt(lines=(Fact(key="after", label="Verification", value=after),), ids=kept)


async def before(run: Run) -> Verification:
    """Read what the verification was before a request changed it."""
    receipt = (await requests.get(run.work.db, run.request_id)).receipt or {}
    kept = receipt.get("ids", {})
    expires_on = kept.get("expires_on")
    return Verification(int(kept["level"]), kept["status"], date.fromordinal(int(expires_on)) if expires_on else None)


async def refuse_behind_raise(work: Work, player_id: int, requester: str) -> frozenset[str]:
    """Give the persons barred from letting a withdrawal go: those by whose word the verification rose lately.

    Two people who prove an identity and then release what waited for the proof would decide alone about the money.
    Raises :class:`BehindARaise` where the requester is one of them.
    """
    raised = {"raise_verification": State.DONE, "lower_verification": State.ENDED}
    since = work.now - RAISED_WITHIN
    found = await requests.carried_out_since(work.db, player_id, states=raised, since=since)
    votes = await requests.votes_on_each(work.db, found) if found else {}
    behind = {each.code: {vote.person for vote in votes.get(each.id, ()) if vote.decision in RAISING} for each in found}
    for each in found:
        behind[each.code] |= each.asked_by if each.state is State.DONE else set()
    if code := next((code for code, persons in behind.items() if requester in persons), None):
        words = "You asked for or agreed to the higher verification ({code}). Somebody who had no part in it must ask."
        raise BehindARaise(Phrase(words, code=code))
    return frozenset().union(*behind.values())


async def refuse_behind_release(work: Work, player_id: int, requester: Actor) -> frozenset[str]:
    """Give the persons barred from agreeing: those behind something that waits and lets money or the player go.

    Raises :class:`BehindARelease` where the requester is one of them.
    """
    waiting = await behind_releases(work, player_id)
    if code := next((code for code, behind in waiting.items() if requester.person in behind), None):
        words = "You asked for or agreed to {code}, which waits and which this would help. Somebody else must ask."
        raise BehindARelease(Phrase(words, code=code))
    return frozenset().union(*waiting.values())


async def behind_releases(work: Work, player_id: int) -> dict[str, frozenset[str]]:
    """Give who asked for or agreed to what waits and lets money or the player go, by the request's code."""
    found = {}
    for action in WAITING:
        for request in await requests.pending_of_player(work.db, player_id, action=action):
            votes = await requests.votes_on(work.db, request)
            found[request.code] = frozenset(request.asked_by) | {vote.person for vote in votes}
    return found | await _behind_unpaid(work, player_id)


async def _behind_unpaid(work: Work, player_id: int) -> dict[str, frozenset[str]]:
    """Give who is behind the release of withdrawals that are not paid: a higher verification may still help them."""
    waiting = (await player_blocks.in_flight(work.db, player_id, now=work.now)).withdrawals
    if not waiting:
        return {}
    since = min(each.asked_at for each in waiting)
    let_go = {"release_withdrawal": State.DONE}
    done = await requests.carried_out_since(work.db, player_id, states=let_go, since=since)
    unpaid = [each for each in done if each.payload.get("withdrawal_id") in {str(one.id) for one in waiting}]
    votes = await requests.votes_on_each(work.db, unpaid) if unpaid else {}
    return {each.code: each.asked_by | {vote.person for vote in votes.get(each.id, ())} for each in unpaid}
