"""What an older Pitboss took in is known to this one: nothing is counted twice, and what waited goes on waiting."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from core import event_intake
from core.activity import Type
from core.database.connections import Database
from core.database.tables import alerts, desk_presence, event_ids, events, orphan_events, withdrawals
from core.database.upgrade import migrate
from core.moment import Moment
from core.people import PITBOSS
from core.work import Work
from tests.support.gaming import DESK, NOW, Platform, event, login, money
from tests.support.migrating import older

pytestmark = pytest.mark.every_wiring

BEFORE = "0011"
AT = (NOW - timedelta(hours=2)).strftime("%Y-%m-%d %H:%M:%S.%f")
PLAYERS = """
INSERT INTO players (id, brand, licence, external_id, username, currency, lifecycle, registered_at, created_at)
VALUES ({id}, 'lucky', 'MGA', '{name}', '{name}', 'EUR', 'active', '{at}', '{at}')
"""
RECEIVED = (
    "INSERT INTO received_events (player_id, source, event_id, received_at) VALUES ({player}, 'games', '{id}', '{at}')"
)
TOLD = """
INSERT INTO events (player_id, at, id, source, event_id, type, body, received_at, intake)
VALUES ({player}, '{at}', '{uuid}', 'games', '{id}', '{type}', '{body}', '{at}', 1)
"""
WITHDRAWN = """
INSERT INTO withdrawals (player_id, id, amount_minor, currency, asked_at, state, changed_at)
VALUES (1, '{uuid}', 500, 'EUR', '{at}', 'paid', '{at}')
"""
ROWS = [
    ("1", 1, "login", '{"success": true}'),
    ("2", 1, "deposit", '{"amount": {"amount_minor": 100, "currency": "EUR"}, "reference": "pay-1"}'),
    ("3", 0, "login", '{"success": true, "unknown_player": "ben"}'),
    ("4", 0, "login", '{"success": false}'),
]


ROLLED_UP = """
INSERT INTO daily_rollups (player_id, day, kind, currency, count, amount_minor, largest_minor)
VALUES (1, '{day}', 'active', '', 1, 0, 0)
"""
DAYS = ("2026-04-01", "2026-04-03")


@pytest.fixture
def empty_url(database_kind: str, database_file: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    with ExitStack() as stack:
        lite = f"sqlite+aiosqlite:///{database_file}"
        yield lite if database_kind == "sqlite" else stack.enter_context(request.getfixturevalue("cluster").fresh())


def _rows(dialect: str) -> Iterator[str]:
    at = AT if dialect == "sqlite" else f"{AT}+00"
    dashed = "{0:08}-0000-0000-0000-000000000000" if dialect != "sqlite" else "{0:08}000000000000000000000000"
    yield PLAYERS.format(id=1, name="anna", at=at)
    for number, (name, player, type_, body) in enumerate(ROWS):
        yield RECEIVED.format(player=player, id=name, at=at)
        yield TOLD.format(player=player, at=at, uuid=dashed.format(number), id=name, type=type_, body=body)
    yield WITHDRAWN.format(uuid=dashed.format(9), at=at)
    for day in DAYS:
        yield ROLLED_UP.format(day=day)


async def test_events_of_an_older_database_are_known_and_orphans_find_their_player(empty_url: str) -> None:
    await older(empty_url, BEFORE, _rows("sqlite" if empty_url.startswith("sqlite") else "postgresql"))
    await migrate(empty_url)
    platform = Platform(Database.open(empty_url))
    try:
        assert await platform.all(select(withdrawals.c.asked)) == [(False,)]
        assert {row.brand for row in await platform.all(select(event_ids.c.brand))} == {"lucky"}
        presence = await platform.all(select(desk_presence).order_by(desk_presence.c.day))
        assert [(str(row.day), str(row.previous), row.players) for row in presence] == [
            ("2026-04-01", "0001-01-01", 1),
            ("2026-04-03", "2026-04-01", 1),
        ]
        assert [row.external_id for row in await platform.all(select(orphan_events.c.external_id))] == ["ben"]

        deposit = event("5", Type.DEPOSIT, {"amount": money(100), "reference": "pay-1"})
        async with platform.work() as work:
            told = await event_intake.take(
                work, [login("1"), login("3", player="ben"), login("4", player=None), deposit]
            )
        assert (told.again, told.added, told.conflicts) == (3, 1, 0)
        assert [row.rule for row in await platform.all(select(alerts.c.rule))] == ["shared_reference"]

        ben = await _register(platform)
        async with platform.database.write() as db:
            moment = Moment(now=NOW + timedelta(minutes=5))
            assert not await event_intake.join_orphans(Work(db=db, desk=DESK, at=moment), PITBOSS)
        rows = await platform.all(select(events.c.player_id).where(events.c.event_id == "3"))
        assert rows == [(ben,)]
    finally:
        await platform.database.close()


async def _register(platform: Platform) -> int:
    async with platform.work() as work:
        if work.db.dialect.name != "sqlite":
            await work.db.execute(text("SELECT setval(pg_get_serial_sequence('players', 'id'), 1)"))
    return await platform.register("ben")
