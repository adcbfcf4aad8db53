"""What an older Pitboss held is held still, by what stands, and what nothing holds waits."""

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection as SyncConnection
from sqlalchemy import Table, update

from core import player_blocks
from core.database import tables
from core.database.connections import Database
from core.database.upgrade import migrate
from tests.support.asking import ask, block
from tests.support.migrating import older
from tests.support.office import World

pytestmark = pytest.mark.every_wiring

BEFORE = "0023"
NOW = datetime(2026, 5, 3, 14, 0, tzinfo=UTC)
PLAYER = """
INSERT INTO players (id, brand, licence, external_id, username, currency, lifecycle, registered_at, created_at)
VALUES ({id}, 'lucky', 'MGA', 'x{id}', 'player{id}', 'EUR', 'active', '{at}', '{at}')
"""
WITHDRAWAL = """
INSERT INTO withdrawals (player_id, id, amount_minor, currency, asked_at, state, held_by_request_id, changed_at)
VALUES ({id}, '{key}', 90000, 'EUR', '{at}', '{state}', {held_by}, '{at}')
"""
BLOCK = """
INSERT INTO player_blocks (player_id, id, kind, scopes, reason, visibility, asked_by, from_at, placed_by,
                           holds_withdrawals)
VALUES ({id}, '{key}', 'block', '["withdraw"]', '{reason}', 'staff', '{asked_by}', '{at}', 'Alice', {holds})
"""


def rows(url: str) -> Iterator[str]:
    sqlite = url.startswith("sqlite")
    at = "2025-01-01 00:00:00.000000" if sqlite else "2025-01-01 00:00:00+00"
    key = UUID(int=7).hex if sqlite else str(UUID(int=7))
    states = ("held", "waiting", "waiting", "paid")
    for player_id, state in enumerate(states, start=1):
        held_by = f"'{key}'" if state == "held" else "NULL"
        yield PLAYER.format(id=player_id, at=at)
        yield WITHDRAWAL.format(id=player_id, key=key, at=at, state=state, held_by=held_by)
    yield BLOCK.format(id=2, key=key, reason="takeover", asked_by="operator", at=at, holds="true")
    yield BLOCK.format(id=3, key=key, reason="platform", asked_by="platform", at=at, holds="false")


async def test_what_is_held_after_an_upgrade_follows_from_what_stands(empty_database_url: str) -> None:
    await older(empty_database_url, BEFORE, rows(empty_database_url))
    await migrate(empty_database_url)
    database = Database.open(empty_database_url)

    async with database.read() as db:
        found = [await player_blocks.in_flight(db, player_id, now=NOW) for player_id in (1, 2, 3, 4)]

    assert [[each.state for each in one.withdrawals] for one in found] == [["waiting"], ["held"], ["held"], []]
    await database.close()


async def test_what_was_under_review_before_is_kept_for_those_who_read_what_is_now(office: World) -> None:
    for who in ("alice", "cora"):
        await office.staff(who)
    await ask(office, "alice", block(await office.player("anna"), "review"))
    now = [await _shown(office, table) for table in (tables.player_blocks, tables.requests)]
    [[request]] = [await office.rows(tables.requests)]
    told = {"reason": {"visibility": "staff", "private": False, "instead": None}, "note": {"visibility": "staff"}}
    facts = [fact | told.get(fact["key"], {}) for fact in request.facts]
    async with office.work() as work:
        await work.db.execute(update(tables.player_blocks).values(visibility="staff"))
        before = {"policy": request.policy | {"visibility": "staff"}, "facts": facts}
        await work.db.execute(update(tables.requests).values(**before))
        await work.db.run_sync(_upgrade)

    assert [await _shown(office, table) for table in (tables.player_blocks, tables.requests)] == now


async def _shown(office: World, table: Table) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in await office.rows(table)]


def _upgrade(connection: SyncConnection) -> None:
    migration = import_module("core.database.migrations.versions.0029_kept_reviews")
    with Operations.context(MigrationContext.configure(connection)):
        migration.upgrade()
