"""Acts for a player and what is told of the player in the same moment: one after the other, whichever comes first."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from core import approvals
from core.actions.close_for_player import CloseForPlayer
from core.actions.correct_contact import CorrectContact
from core.actions.correct_exclusion import CorrectExclusion
from core.actions.release_withdrawal import ReleaseWithdrawal
from core.approvals import Decision
from core.database import tables
from core.errors import Refused
from core.requests import Request
from tests.support.asking import NOTE, ask, ballot, block, cash, decide, desk, now, opened
from tests.support.blocking import states
from tests.support.excluding import excluded, self_exclude
from tests.support.lockstep import walk
from tests.support.office import World
from tests.support.ordering import take

pytestmark = pytest.mark.parametrize("database_kind", ["postgres"])
Road = Callable[[], Awaitable[object]]
EUR_20 = {"amount_minor": 2_000, "currency": "EUR"}


def asking(office: World, who: str, action: Any) -> Road:
    return lambda: ask(office, who, action)


def telling(office: World, player: str, type_: str, body: dict[str, Any]) -> Road:
    told = {
        "source": "platform",
        "event_id": f"{type_}-{player}",
        "brand": "royal",
        "player": f"x-{player}",
        "type": type_,
    }
    return lambda: take(office, told | {"at": office.now, "body": body})


async def voting(office: World, who: str, request: Request) -> Road:
    """Fill a ballot in, to be cast."""
    given, actor = ballot(await opened(office, who, request), Decision.APPROVE), await office.staff(who)

    async def vote() -> object:
        async with office.work() as work:
            return await approvals.vote(work, given, actor=actor)

    return vote


async def both(office: World, *roads: Road) -> list[object]:
    """Walk in step; a road may be refused what the other did, and fails in no other way."""
    outcomes = await walk(office.db, *roads)
    assert [each for each in outcomes if isinstance(each, BaseException) and not isinstance(each, Refused)] == []
    return outcomes


async def test_an_exclusion_and_a_deposit_both_count(office: World) -> None:
    anna = await desk(office, "alice", "sam")

    outcomes = await both(
        office, asking(office, "alice", self_exclude(anna)), telling(office, "anna", "deposit", {"amount": EUR_20})
    )

    assert not any(isinstance(each, Refused) for each in outcomes)
    assert await excluded(office, anna)
    assert await cash(office, anna) == 12_000


async def test_an_account_is_closed_before_a_bet_or_not_at_all(office: World) -> None:
    anna = await office.player("anna")
    for who in ("alice", "sam"):
        await office.staff(who)

    closed, _ = await both(
        office,
        asking(office, "alice", CloseForPlayer(player_id=anna, note=NOTE)),
        telling(office, "anna", "bet", {"bet": "b1", "amount": EUR_20}),
    )

    [row] = await office.rows(tables.players)
    assert row.lifecycle == ("active" if isinstance(closed, Refused) else "self_closed")
    assert len(await office.rows(tables.bets)) == 1


async def test_a_withdrawal_is_released_before_the_contact_data_changes_or_stays_held(office: World) -> None:
    anna = await desk(office, "alice", "sam", "cora", "fred", "bob")
    withdrawal = await office.withdrawal(anna, "30 EUR")
    await ask(office, "fred", block(anna))
    release = await ask(office, "alice", ReleaseWithdrawal(player_id=anna, withdrawal_id=withdrawal, note=NOTE))
    wish = CorrectContact(player_id=anna, email="new@example.org", note=NOTE)
    change = await decide(office, "cora", await ask(office, "alice", wish), "approve")

    released, changed = await both(office, await voting(office, "sam", release), await voting(office, "fred", change))

    assert not isinstance(changed, Refused), changed
    assert (await now(office, change)).state == "done"
    if isinstance(released, Refused):
        assert (await now(office, release)).state == "pending"
    assert set((await states(office, anna)).values()) == {"held"}


async def test_no_exclusion_reaches_an_account_after_it_was_corrected(office: World) -> None:
    anna = await desk(office, "alice", "sam", "cora", "fred")
    ben = await office.player("ben")
    await telling(office, "anna", "login", {"success": True, "device": "tablet-1"})()
    await ask(office, "alice", self_exclude(anna))
    [row] = await office.rows(tables.player_blocks)
    wish = CorrectExclusion(player_id=anna, exclusions=(row.id,), note=NOTE)
    request = await decide(office, "sam", await ask(office, "alice", wish), "approve")
    told = telling(office, "ben", "login", {"success": True, "device": "tablet-1"})

    await both(office, await voting(office, "cora", request), told)

    assert (await now(office, request)).state == "done"
    standing = [each for each in await office.rows(tables.player_blocks) if each.ended_at is None]
    assert [each for each in standing if each.player_id in {anna, ben}] == []
