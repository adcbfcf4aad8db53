"""Acts on an account: in force at once or once others agree, what they leave behind, and how they are undone."""

import pytest

from core.action import OnlyConfirmed
from core.actions.end_sessions import EndSessions, NoSession
from core.actions.require_password import RequirePassword
from core.actions.reset_counters import NothingFailed, ResetCounters
from core.database import tables
from core.players import Profile, profile_card
from core.players.requirements import AlreadyRequired
from tests.support.acts import failed_login
from tests.support.asking import ask, decide
from tests.support.office import World

WHY = "The player called from a new phone."


async def card(office: World, player_id: int) -> Profile:
    alice = await office.staff("alice")
    async with office.work() as work:
        return await profile_card.profile(work.db, player_id, actor=alice, now=work.now)


async def required(office: World, player_id: int) -> list[str]:
    return [one.kind for one in (await card(office, player_id)).security.requirements]


@pytest.fixture
async def anna(office: World) -> int:
    for who in ("alice", "sam", "fred"):
        await office.staff(who)
    return await office.player("anna42")


async def test_a_new_password_is_required_at_once_and_ended_by_the_second_person(office: World, anna: int) -> None:
    request = await ask(office, "alice", RequirePassword(player_id=anna, note=WHY))

    assert request.state == "in_force"
    assert await required(office, anna) == ["new_password"]
    with pytest.raises(AlreadyRequired, match="required already"):
        await ask(office, "sam", RequirePassword(player_id=anna, note=WHY))

    await decide(office, "sam", request, "end", "It was another player.")

    assert await required(office, anna) == []


async def test_sessions_are_over_for_good(office: World, anna: int) -> None:
    with pytest.raises(NoSession, match="no open session"):
        await ask(office, "alice", EndSessions(player_id=anna, note=WHY))
    first = await office.session(anna)
    await office.session(anna)

    request = await ask(office, "alice", EndSessions(player_id=anna, sessions=(first,), note=WHY))

    assert request.state == "in_force"
    assert (await card(office, anna)).in_flight.sessions == 1
    with pytest.raises(OnlyConfirmed):
        await decide(office, "sam", request, "end", "It was another player.")
    assert (await decide(office, "sam", request, "confirm")).state == "confirmed"


async def test_failed_logins_are_forgotten_once_somebody_agrees(office: World, anna: int) -> None:
    with pytest.raises(NothingFailed, match="nothing to reset"):
        await ask(office, "alice", ResetCounters(player_id=anna, note=WHY))
    await failed_login(office, anna)
    request = await ask(office, "alice", ResetCounters(player_id=anna, note=WHY))

    assert request.state == "pending"
    assert await office.rows(tables.counter_resets) == []
    assert (await decide(office, "sam", request, "approve")).state == "done"
    (reset,) = await office.rows(tables.counter_resets)
    assert (reset.player_id, reset.counter) == (anna, "failed_logins")
