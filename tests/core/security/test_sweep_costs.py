"""What a sweep costs follows what is new: neither the past nor what came in together makes an event dearer."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event as listening

from core.activity import FAILED, Type
from core.database import partitions
from core.office.security import SecurityRules
from core.people import PITBOSS, Visibility
from core.security import configured_rules, event_history, player_check, rule_sweep, rules
from core.security.configured_rules import Case
from core.security.event_history import HistoryQuery
from core.security.verdicts import Happening, nothing
from tests.support.office import World
from tests.support.sweeping import standing, swept
from tests.support.watching import NOON, Teller, failure, looking, minutes, watch_by

pytestmark = pytest.mark.every_wiring

LONG_AGO = timedelta(days=300)


@pytest.fixture
async def anna(office: World) -> Teller:
    teller = Teller(office)
    teller.player_id = await office.player("anna")
    return teller


@pytest.fixture
async def bjorn(office: World) -> Teller:
    teller = Teller(office, "bjorn")
    teller.player_id = await office.player("bjorn")
    return teller


@contextmanager
def overheard(office: World) -> Iterator[list[tuple[str, Any]]]:
    said: list[tuple[str, Any]] = []
    engine = office.db.reader.sync_engine

    def listen(*heard: Any) -> None:
        said.append((heard[2], heard[3]))

    listening.listen(engine, "before_cursor_execute", listen)
    yield said
    listening.remove(engine, "before_cursor_execute", listen)


async def looked(office: World) -> list[tuple[str, Any]]:
    """Look and settle once; give the statements that looking took."""
    async with office.read() as db:
        with overheard(office) as said:
            found = await rule_sweep.look(looking(office, db), PITBOSS)
    async with office.work() as work:
        await rule_sweep.settle(work, PITBOSS, found)
    return said


async def of_players(office: World, since: dict[int, datetime], *kinds: str) -> dict[int, list[Happening]]:
    wanted = HistoryQuery(since=since, floor=office.now - LONG_AGO, remembers=5, kinds=kinds, past=kinds)
    async with office.read() as db:
        return await event_history.of_players(db, wanted)


async def test_many_new_events_of_many_players_take_as_many_statements_as_one(
    office: World, anna: Teller, bjorn: Teller
) -> None:
    await bjorn.tell(bjorn.login())
    await looked(office)
    await anna.tell(anna.failures(1), anna.login(), anna.withdrawal(), anna.event(Type.PLATFORM_ACT, act="credit"))
    one = await looked(office)

    for teller in (anna, bjorn):
        await teller.tell(
            teller.failures(40), teller.usual(9), teller.withdrawal(), teller.event(Type.PLATFORM_ACT, act="credit")
        )
    many = await looked(office)

    assert [text for text, _ in many] == [text for text, _ in one]


async def test_every_statement_finds_its_rows_by_an_index(office: World, anna: Teller) -> None:
    if office.db.gate is None:
        pytest.skip("PostgreSQL plans by what a table holds, and an empty one is quickest read whole")
    await anna.tell(anna.failures(3), anna.usual(), anna.withdrawal())

    said = await looked(office)
    async with office.read() as db:
        steps = [await db.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values) for text, values in said]
    plan = [row.detail for rows in steps for row in rows]

    of_players = {step for step in plan if "ix_events_player_id_type_at" in step}
    assert {step.partition("(")[2] for step in of_players} == {
        "player_id=? AND type=? AND at>?)",
        "player_id=? AND type=? AND at>? AND at<?)",
    }
    assert any("address_logins USING" in step and "address=? AND at>?" in step for step in plan)
    assert [step for step in plan if step.startswith("SCAN") and "VIRTUAL TABLE" not in step] == []


async def test_a_check_of_a_player_reads_the_months_that_its_rules_look_back_at(office: World, anna: Teller) -> None:
    if office.db.gate is not None:
        pytest.skip("SQLite keeps all months in one table")
    async with office.work() as work:
        await partitions.ensure(work.db, months=18, first=date(2025, 1, 1), tables=("events",))
    await anna.tell(anna.failures(3), anna.usual(), anna.withdrawal())

    async with office.read() as db:
        with overheard(office) as said:
            await player_check.ask(looking(office, db), anna.player_id, sees=frozenset(Visibility))
        read = [
            row[0]
            for text, values in said
            if "FROM events" in text or "JOIN events" in text
            for row in await db.exec_driver_sql(f"EXPLAIN {text}", values)
        ]

    months = {found for line in read for found in re.findall(r"events_(\d{4}_\d{2})", line)}
    assert f"{office.now:%Y_%m}" in months
    assert min(months) >= "2026_01", "rules look back 90 days"


async def test_a_past_twice_as_long_gives_no_row_more(office: World, anna: Teller) -> None:
    since = {anna.player_id: office.now - minutes(10)}
    await anna.tell(anna.usual(30), [anna.login(ago=minutes(40 + each), success=False) for each in range(30)])
    await anna.tell(anna.login(), anna.login(success=False))
    before = await of_players(office, since, Type.LOGIN, FAILED)

    await anna.tell(
        [anna.login(ago=timedelta(hours=each)) for each in range(30, 60)], anna.failures(30, ago=minutes(60))
    )
    after = await of_players(office, since, Type.LOGIN, FAILED)

    assert len(before[anna.player_id]) == len(after[anna.player_id]) == 2 * (5 + 1)


async def test_what_comes_late_of_one_player_reads_no_more_of_another(
    office: World, anna: Teller, bjorn: Teller
) -> None:
    for teller in (anna, bjorn):
        await teller.tell(teller.usual(20))
    late, fresh = office.now - timedelta(days=15), office.now

    found = await of_players(office, {anna.player_id: late, bjorn.player_id: fresh}, Type.LOGIN)

    assert [len(found[each.player_id]) for each in (anna, bjorn)] == [15 + 5, 5]


async def test_of_what_no_rule_looks_back_at_only_what_is_new_is_read(office: World, anna: Teller) -> None:
    await anna.tell([anna.withdrawal(ago=timedelta(days=each)) for each in range(10)])
    wanted = HistoryQuery(
        since={anna.player_id: office.now}, floor=office.now - LONG_AGO, remembers=5, kinds=(Type.WITHDRAWAL_REQUESTED,)
    )

    async with office.read() as db:
        found = await event_history.of_players(db, wanted)

    assert len(found[anna.player_id]) == 1
    assert all(rule.past <= rule.reads for rule in rules.ALL)


async def test_who_did_nothing_to_be_judged_is_not_read_at_all(office: World, anna: Teller, bjorn: Teller) -> None:
    await anna.tell(anna.usual(5), anna.withdrawal())
    await bjorn.tell(bjorn.usual(5))
    since = dict.fromkeys((anna.player_id, bjorn.player_id), office.now - minutes(1))
    wanted = HistoryQuery(
        since=since,
        floor=office.now - LONG_AGO,
        remembers=5,
        kinds=(Type.LOGIN, Type.WITHDRAWAL_REQUESTED),
        past=(Type.LOGIN,),
        only_with=(Type.WITHDRAWAL_REQUESTED,),
    )

    async with office.read() as db:
        assert set(await event_history.of_players(db, wanted)) == {anna.player_id}


async def test_an_address_under_attack_is_read_as_far_as_a_rule_remembers(office: World, anna: Teller) -> None:
    await anna.tell(anna.failures(50, ip="203.0.113.9"), anna.login(ip="203.0.113.9"))
    await swept(office)
    wanted = HistoryQuery(since={"203.0.113.9": office.later(minutes=1)}, floor=office.now - LONG_AGO, remembers=5)

    async with office.read() as db:
        found = await event_history.of_addresses(db, wanted)

    assert [event.kind for event in found["203.0.113.9"]] == [FAILED] * 5


def test_each_event_is_judged_by_as_many_as_the_rule_remembers_however_many_came_together() -> None:
    given: list[int] = []

    def judge(events: Any, _limits: Any) -> Any:
        given.append(len(events))
        return nothing("All is well.")

    rule = replace(rules.ALL[0], judge=judge, remembers=lambda _limits: 7, back=lambda _limits: minutes(60))
    flood = [failure(NOON + timedelta(seconds=each)) for each in range(200)]

    terms = configured_rules.agree(rule, SecurityRules())
    assert list(configured_rules.found(terms, Case("player:1", flood, since=NOON))) == []

    assert given == [*range(1, 8), *[8] * 193]


async def test_a_burst_is_found_however_many_tries_make_one_and_in_however_small_pieces(
    office: World, anna: Teller
) -> None:
    watch_by(office, failed_logins={"tries": 250})

    raised = []
    for _ in range(6):
        await anna.tell(anna.failures(50, ip=None))
        raised.append(await swept(office))
        office.later(minutes=1)

    assert raised == [0, 0, 0, 0, 1, 0]
    [row] = await standing(office)
    assert row.rule == "failed_logins"
