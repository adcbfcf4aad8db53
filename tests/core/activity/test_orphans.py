"""Events of players nobody knows wait in a bucket, and join their player when the player arrives."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core import event_intake, players
from core.activity import Event, Type, daily_sums, orphans, withdrawals
from core.database.tables import bets, daily_rollups, event_ids, events, orphan_events
from core.database.tables import players as rows
from core.database.tables import withdrawals as withdrawal_rows
from core.moment import Moment
from core.money import Wallet
from core.people import PITBOSS
from core.players import external_ids
from core.work import Work
from tests.support.gaming import DESK, NOW, Platform, event, login, money

pytestmark = pytest.mark.every_wiring

ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])
LATER = NOW + timedelta(minutes=5)


async def joined(platform: Platform) -> int:
    """Join until nothing waits; tell how many rounds that took."""
    rounds, more = 0, True
    while more:
        async with platform.database.write() as db:
            more, rounds = (
                await event_intake.join_orphans(Work(db=db, desk=DESK, at=Moment(now=LATER)), PITBOSS),
                rounds + 1,
            )
    return rounds


async def owners(platform: Platform) -> dict[str, int]:
    return {row.event_id: row.player_id for row in await platform.all(select(events.c.event_id, events.c.player_id))}


def story(player: str = "ben", **more: Any) -> list[Event]:
    about = {"player": player, **more}
    return [
        event("1", Type.DEPOSIT, {"amount": money(5_000)}, at=NOW - timedelta(hours=9), **about),
        event("2", Type.WITHDRAWAL_REQUESTED, {"amount": money(2_000), "withdrawal": "w"}, **about),
        event("3", Type.BET, {"amount": money(500), "bet": "b"}, **about),
        login("4", **about),
    ]


async def test_events_join_their_player_with_all_that_follows(platform: Platform) -> None:
    await platform.tell(*story(), login("of another", player="carl"))
    ben = await platform.register("ben")

    await joined(platform)

    assert await owners(platform) == {"1": ben, "2": ben, "3": ben, "4": ben, "of another": 0}
    platform.anna = ben
    assert (await platform.holds(Wallet.CASH), await platform.holds(Wallet.LOCKED)) == (2_500, 2_000)
    assert await platform.all(select(withdrawal_rows.c.player_id, withdrawal_rows.c.state)) == [(ben, "waiting")]
    assert await platform.all(select(bets.c.player_id)) == [(ben,)]
    [(last,)] = await platform.all(select(rows.c.last_login_at).where(rows.c.id == ben))
    assert last == NOW - timedelta(hours=2)
    bodies = await platform.all(select(events.c.body).where(events.c.player_id == ben))
    assert not [body for (body,) in bodies if "unknown_player" in body]
    assert [row.external_id for row in await platform.all(select(orphan_events.c.external_id))] == ["carl"]


async def test_told_again_before_or_after_they_joined_they_count_once(platform: Platform) -> None:
    await platform.tell(*story())
    await platform.register("ben")

    before = await platform.tell(*story())
    await joined(platform)
    after = await platform.tell(*story())

    assert (before.again, after.again, before.conflicts, after.conflicts) == (4, 4, 0, 0)
    assert len(await platform.all(select(event_ids.c.event_id))) == 4


@ON_SQLITE
@pytest.mark.parametrize("folded", ["before they joined", "after they joined", "never"])
async def test_days_count_them_for_their_player_and_for_nobody_no_more(platform: Platform, folded: str) -> None:
    await platform.tell(*story())
    if folded == "before they joined":
        async with platform.work() as work:
            await daily_sums.fold(work)
    ben = await platform.register("ben")
    await joined(platform)
    if folded != "never":
        async with platform.work() as work:
            await daily_sums.fold(work)

    found = await platform.all(
        select(daily_rollups.c.player_id, func.sum(daily_rollups.c["count"]))
        .where(daily_rollups.c.kind == Type.DEPOSIT)
        .group_by(daily_rollups.c.player_id)
    )
    assert {player: count for player, count in found if count} == ({} if folded == "never" else {ben: 1})


@ON_SQLITE
async def test_players_of_another_brand_are_other_players(platform: Platform) -> None:
    await platform.tell(*story(brand="other"))
    await platform.register("ben")

    await joined(platform)

    assert set((await owners(platform)).values()) == {0}


@ON_SQLITE
async def test_a_registration_reported_as_an_event_calls_them_too(platform: Platform) -> None:
    account = {"username": "ben", "licence": "MGA", "currency": "EUR"}
    await platform.tell(*story())
    await platform.tell(event("r", Type.REGISTRATION, {"account": account}, player="ben"))

    await joined(platform)

    assert 0 not in (await owners(platform)).values()


@ON_SQLITE
async def test_many_join_in_rounds(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orphans, "ROUND", 3)
    await platform.tell(*(login(f"{number}", player="ben") for number in range(7)))
    await platform.register("ben")

    assert await joined(platform) == 3
    assert 0 not in (await owners(platform)).values()


@ON_SQLITE
async def test_an_event_that_cannot_join_stays_and_the_others_join(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    follow = withdrawals.follow

    async def breaking(work: Any, kept: Any) -> Any:
        if any(one.event.type == Type.WITHDRAWAL_REQUESTED for one in kept):
            raise KeyError("a bug")
        return await follow(work, kept)

    await platform.tell(*story())
    ben = await platform.register("ben")
    monkeypatch.setattr(withdrawals, "follow", breaking)

    with caplog.at_level("CRITICAL"):
        await joined(platform)

    assert await owners(platform) == {"1": ben, "2": 0, "3": ben, "4": ben}
    assert len(await platform.all(select(orphan_events.c.id))) == 1


async def test_an_event_that_came_beside_a_registration_still_finds_its_player(platform: Platform) -> None:
    await platform.tell(*story())
    async with platform.work() as work:
        ids = await external_ids.claim(work.db, [("lucky", "ben")])  # where nobody could see the events yet
        await work.db.execute(rows.insert().values(_ben() | {"id": ids["lucky", "ben"]}))

    await joined(platform)

    assert 0 not in (await owners(platform)).values()


def _ben() -> dict[str, Any]:
    about = {"brand": "lucky", "licence": "MGA", "external_id": "ben", "username": "ben", "currency": "EUR"}
    return about | {"lifecycle": "active", "registered_at": NOW, "created_at": NOW}


@ON_SQLITE
async def test_somebody_who_is_registered_twice_calls_nobody(platform: Platform) -> None:
    await platform.register("ben")
    await platform.register("ben")

    async with platform.work() as work:
        assert (await players.register(work, [])).added == 0
        assert not await orphans.wait(work)
