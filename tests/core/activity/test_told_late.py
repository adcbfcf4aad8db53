"""What both the desk and the platform set: the newest by time stands, in whichever order it comes to be known."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from core.actions.close_for_player import CloseForPlayer
from core.actions.correct_contact import CorrectContact
from core.actions.lower_limit import LowerLimit
from core.actions.lower_verification import LowerVerification
from core.actions.raise_verification import RaiseVerification
from core.actions.reopen_account import ReopenAccount
from core.actions.self_exclude import SelfExclude, SelfExclusionTerm
from core.database import tables
from core.money import parse
from core.players.limits import LimitKind, LimitPeriod
from core.players.verification_levels import VerificationState
from tests.support.acts import HIGHER
from tests.support.asking import NOTE
from tests.support.books import execute
from tests.support.office import World
from tests.support.ordering import take

State = Callable[[World, int], Awaitable[object]]
TOLD = {"source": "platform", "brand": "royal", "player": "x-anna"}
VERIFIED = {"level": 5, "status": "verified"}


def column(*names: str) -> State:
    async def read(office: World, player_id: int) -> object:
        [row] = await office.rows(tables.players, tables.players.c.id == player_id)
        return tuple(getattr(row, name) for name in names)

    return read


async def limit(office: World, player_id: int) -> object:
    rows = await office.rows(tables.player_limits, tables.player_limits.c.player_id == player_id)
    return [row.amount_minor for row in rows]


async def exclusion(office: World, player_id: int) -> object:
    rows = await office.rows(tables.player_blocks, tables.player_blocks.c.player_id == player_id)
    return "self_exclusion" in {row.kind for row in rows if row.ended_at is None}


VERIFICATION = column("verification_level", "verification_status")
LIFECYCLE = column("lifecycle")
LOWER = (LowerLimit, {"limit": LimitKind.DEPOSIT, "period": LimitPeriod.DAY, "amount": parse("5 EUR")})
SET_LIMIT = {"limit": "deposit", "period": "day", "amount": {"amount_minor": 9_000, "currency": "EUR"}}
EXCLUDE = (SelfExclude, {"term": SelfExclusionTerm.FOR_GOOD})
BREAK = {"kind": "cool_off", "until": "2026-05-10T00:00:00+00:00"}
REJECT = (LowerVerification, {"level": 0, "status": VerificationState.REJECTED})
CASES: dict[str, tuple[Any, str, dict[str, Any], State, object, object]] = {
    "verification lowered": (REJECT, "verification", VERIFIED, VERIFICATION, (0, "rejected"), (5, "verified")),
    "verification raised": (
        (RaiseVerification, HIGHER),
        "verification",
        {"level": 1, "status": "pending"},
        VERIFICATION,
        (2, "verified"),
        (1, "pending"),
    ),
    "limit": (LOWER, "limit_set", SET_LIMIT, limit, [500], [9_000]),
    "exclusion": (EXCLUDE, "exclusion_set", BREAK, exclusion, True, True),
    "closed": ((CloseForPlayer, {}), "account_reopened", {}, LIFECYCLE, ("self_closed",), ("active",)),
    "reopened": ((ReopenAccount, {}), "account_closed", {}, LIFECYCLE, ("active",), ("closed",)),
    "e-mail": ((CorrectContact, {"email": "n@new.com"}), "email_changed", {"email": "o@old.com"}, column("email"),
               ("n@new.com",), ("o@old.com",)),
    "phone": ((CorrectContact, {"phone": "+35699123456"}), "phone_changed", {"phone": "+35621234567"}, column("phone"),
              ("+35699123456",), ("+35621234567",)),
    "name": ((CorrectContact, {"last_name": "New"}), "profile_changed", {"last_name": "Old"}, column("last_name"),
             ("New",), ("Old",)),
    "address": ((CorrectContact, {"address": "1 New Road"}), "profile_changed", {"address": "2 Old Road"},
                column("address"), ("1 New Road",), ("2 Old Road",)),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("late", [True, False])
async def test_the_newest_by_time_stands(office: World, name: str, *, late: bool) -> None:
    (act, fields), type_, body, state, ours, theirs = CASES[name]
    lifecycle = {"lifecycle": "closed"} if act is ReopenAccount else {"verification_level": 1}
    anna = await office.player("anna", **lifecycle)
    await execute(office, act(player_id=anna, note=NOTE, **fields))
    assert await state(office, anna) == ours

    at = office.now + timedelta(hours=-1 if late else 1)
    office.later(hours=2)
    await take(office, TOLD | {"type": type_, "event_id": "told", "at": at, "body": body})

    assert await state(office, anna) == (ours if late else theirs)
