"""What changing the verification of a player needs both ways: its fields, facts, and the change with its undoing."""

import re
from datetime import date
from typing import Annotated, ClassVar

from pydantic import BeforeValidator

from core import requests
from core.action import Fact, Receipt, Run
from core.actions import player_facts
from core.database.tables.players import LEVELS
from core.errors import Conflict
from core.people import Actor
from core.phrases import Phrase
from core.players import Verification, verification_levels
from core.work import Work

WAITING = ("unblock_player", "release_withdrawal", "correct_exclusion")
"""Actions that let money or the player go; who is behind one that waits does not raise the verification."""


class BehindARelease(Conflict):
    """The requester is behind something that a higher verification would help through."""

    code: ClassVar[str] = "behind_a_release"


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
    return found
