"""Whether the process is well is told truly, and its numbers only to whom they are for."""

import asyncio
import time
from typing import Any

import aiohttp
import pytest
from sqlalchemy import text

from bot.api import health
from bot.process.metrics import Vitals
from core.database import checks
from core.database.connections import Database
from tests.support import stories
from tests.support.desk import Desk, Plan, booted
from tests.support.wirings import ON_BOTH_TRANSPORTS

KEY = "k" * 32


async def get(desk: Desk, path: str, **headers: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"{desk.bot.url}{path}", headers=headers) as response:
        return response.status, await response.text()


async def test_a_desk_that_works_is_alive_and_ready(desk: Desk) -> None:
    assert (await get(desk, "/healthz"))[0] == 200
    assert (await get(desk, "/readyz")) == (200, '{"status": "ready"}')


async def of_own(desk: Desk, path: str) -> tuple[int, str]:
    """Ask the listener for health and metrics, without a key."""
    async with aiohttp.ClientSession() as session, session.get(f"{desk.bot.health_url}{path}") as response:
        return response.status, await response.text()


async def test_health_and_metrics_have_a_listener_of_their_own(desk: Desk) -> None:
    answers = [(await of_own(desk, path))[0] for path in ("/healthz", "/readyz", "/metrics", "/slack/events")]

    assert answers == [200, 200, 200, 404]


async def test_a_database_of_another_revision_is_not_ready(desk: Desk) -> None:
    async with desk.work() as work:
        await work.db.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    status, told = await get(desk, "/readyz")

    assert (status, "database_not_migrated" in told) == (503, True)


async def test_many_who_ask_write_to_the_database_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    written, write = [], checks.write

    async def counted(*of: Any, **how: Any) -> None:
        written.append(how)
        await write(*of, **how)

    monkeypatch.setattr(checks, "write", counted)
    monkeypatch.setattr(health, "CHECKED_SECONDS", 60.0)
    answers = await asyncio.gather(*(get(desk, "/readyz") for _ in range(10)))
    monkeypatch.setattr(health, "CHECKED_SECONDS", 0.0)
    later = await get(desk, "/readyz")

    assert {status for status, _ in (*answers, later)} == {200}
    assert len(written) == 2


async def test_a_delivery_that_stands_still_is_not_ready(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Vitals, "beat", lambda _: None)
    desk.services.vitals.beat_at = time.monotonic() - 3_600

    status, told = await get(desk, "/readyz")

    assert (status, "delivery_stands_still" in told) == (503, True)


@ON_BOTH_TRANSPORTS
async def test_a_connection_to_slack_that_is_gone_is_not_ready(desk: Desk, transport: str) -> None:
    async def gone() -> bool:
        return False

    desk.services.vitals.socket = gone

    status, told = await get(desk, "/readyz")

    assert (status, "slack_not_connected" in told) == ((503, True) if transport == "sockets" else (200, False))


async def test_the_numbers_tell_what_happened_and_name_nobody(desk: Desk) -> None:
    await stories.stolen(desk)
    await stories.asked(desk, stories.GIVE)
    await desk.mallory.command("/player anna42")

    status, told = await of_own(desk, "/metrics")

    assert status == 200
    assert 'pitboss_requests_total{kind="slash_command",outcome="answered"} 1.0' in told
    assert 'pitboss_requests_total{kind="slash_command",outcome="refused"} 1.0' in told
    assert 'pitboss_request_seconds_count{kind="form"} 1.0' in told
    assert "pitboss_approvals_open 1.0" in told
    assert "pitboss_database_up 1.0" in told
    assert "pitboss_outbox_given_up 0.0" in told
    for name in ("anna", "Anna", "alice", "mallory", "U0"):
        assert name not in told


async def test_numbers_asked_for_where_machines_come_in_need_the_key(database_url: str) -> None:
    settings = {"PITBOSS_API_KEYS": f"metrics:{KEY} backoffice:{'b' * 32}"}
    given: list[dict[str, Any]] = [
        {},
        {"X-Forwarded-For": "127.0.0.1"},
        {"Authorization": f"Bearer {'b' * 32}"},
        {"Authorization": f"Bearer {KEY}"},
    ]
    async with booted(Plan(database_url, settings=settings)) as desk:
        told = [(await get(desk, "/metrics", **headers))[0] for headers in given]

        player = await get(desk, "/v1/players/1/status", Authorization=f"Bearer {KEY}")

    assert told == [401, 401, 401, 200]
    assert player[0] == 401


async def test_without_a_database_the_process_still_tells_its_own_numbers(desk: Desk) -> None:
    await desk.mallory.command("/pitboss whoami")
    there, desk.services.database = desk.services.database, Database.open("postgresql+asyncpg://nobody@127.0.0.1:1/x")

    (status, told), ready = await of_own(desk, "/metrics"), await get(desk, "/readyz")

    await desk.services.database.close()
    desk.services.database = there
    assert status == 200
    assert "pitboss_database_up 0.0" in told
    assert "pitboss_requests_total" in told
    assert (ready[0], "database_unavailable" in ready[1]) == (503, True)
