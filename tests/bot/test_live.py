"""What goes on arriving in the demo: plausible, told once, and never at odds with the books."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.demo import live
from bot.demo.live import Stream, flowing
from bot.demo.people import chance, crowd
from bot.demo.simulation import Company, simulate
from core import ledger, player_blocks
from core.activity import Event
from core.database.tables import events, players
from tests.support.desk import Desk
from tests.support.waiting import until

NOW = datetime.now(UTC).replace(microsecond=0)
MOMENTS = 400


def stream(seed: int = 1) -> Stream:
    return Stream(list(crowd(players=20, seed=1, now=NOW)), chance(seed), "r")


def told(seed: int) -> list[Event]:
    flow = stream(seed)
    happened: list[Event] = []
    for _ in range(MOMENTS):
        if person := flow.newcomer():
            flow.admit(person)
        happened += flow.moment(NOW)
    return happened


@pytest.fixture
async def company(desk: Desk) -> Desk:
    await simulate(desk.services.database, desk.services.desk, Company(players=60, days=2, now=NOW))
    return desk


def test_the_same_seed_lets_the_same_things_happen() -> None:
    assert told(1) == told(1) != told(2)


def test_players_come_pay_in_play_and_leave_and_now_and_then_somebody_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "GUESSING", 0.01)
    happened = told(1)

    assert {one.type for one in happened} >= {"login", "deposit", "bet", "win", "session_ended"}
    assert len({one.event_id for one in happened}) == len(happened)
    assert sum(not one.body.get("success", True) for one in happened) >= live.GUESSES


def test_passwords_are_guessed_one_after_the_other_at_several_accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "GUESSING", 0.02)
    flow = stream()
    tries: dict[str, list[Event]] = {}
    for number in range(MOMENTS):
        for one in flow.moment(NOW + timedelta(seconds=4 * number)):
            tries.setdefault(one.body["ip"], []).append(one)

    bursts = [several for several in tries.values() if len(several) >= live.GUESSES]

    assert bursts
    for several in bursts:
        assert len({one.at for one in several}) == len(several)
        assert len({one.player for one in several}) > 5
        assert several[19].at - several[0].at >= timedelta(minutes=1)


@pytest.mark.parametrize("wiring", ["http-sqlite"])
async def test_what_arrives_is_taken_in_once_and_overdraws_nobody(company: Desk) -> None:
    flow = stream()
    for _ in range(60):
        async with company.work() as work:
            outcome = await live.happen(work, flow)
            assert (outcome.refused, outcome.again, outcome.overdrawn, outcome.unknown_players) == ([], 0, 0, {})

    async with company.look() as work:
        assert await work.db.scalar(select(func.count()).select_from(events).where(events.c.source == "live")) >= 50
        assert await ledger.verify(work.db) == []


@pytest.mark.parametrize("wiring", ["http-sqlite"])
async def test_whom_a_block_keeps_out_does_not_come_in(company: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "GUESSING", 0.0)
    async with company.work() as work:
        for player_id in await work.db.scalars(select(players.c.id).where(players.c.external_id.like("L%"))):
            if not await player_blocks.open_rows(work.db, player_id, now=work.now):
                placing = player_blocks.NewBlock(
                    player_id=player_id, reason="takeover", asked_by="operator", placed_by="Sam", note="All of them."
                )
                await player_blocks.place(work, placing)
    flow = stream(3)

    async with company.work() as work:
        outcomes = [await live.happen(work, flow) for _ in range(20)]

    assert sum(one.added for one in outcomes) == 0


@pytest.mark.parametrize("wiring", ["http-sqlite"])
async def test_it_flows_while_the_demo_runs_and_stops_with_it(company: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PAUSE_SECONDS", (0.0, 0.01))
    counted = select(func.count()).select_from(events).where(events.c.source == "live")

    async def some_arrived() -> bool:
        async with company.look() as work:
            return await work.db.scalar(counted) >= 5

    async with flowing(company.services, seed=1):
        await until(some_arrived)
        [flow] = [task for task in asyncio.all_tasks() if task.get_coro().__name__ == "_flow"]
    assert flow.done()
