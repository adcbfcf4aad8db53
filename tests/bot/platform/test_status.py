"""Machines of the platform ask whether a player may play: quickly, by key, counted, and told nothing of why."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.api import status
from core.database.tables import platform_reads
from tests.support import house, stories
from tests.support.desk import Desk, Plan, booted
from tests.support.platform import asked_by_machine
from tests.support.stories import BLOCK

KEY, OTHER = "k" * 32, "o" * 32


@pytest.fixture
async def desk(database_url: str, transport: str, patience: None) -> AsyncIterator[Desk]:
    settings = {"PITBOSS_API_KEYS": f"games:{KEY} payments:{OTHER}"}
    async with booted(Plan(database_url, transport, settings=settings)) as desk:
        yield desk


async def test_a_player_can_do_everything_until_something_stands_in_the_way(desk: Desk) -> None:
    anna = await stories.stolen(desk)
    code, told, _ = await asked_by_machine(desk, f"/v1/players/{anna.id}/status", key=KEY)
    assert (code, told["cannot"], told["lifecycle"]) == (200, [], "active")
    assert told["player"] == {"id": anna.id, "brand": "royal", "external_id": "x-anna42"}

    await stories.asked(desk, BLOCK)

    _, told, _ = await asked_by_machine(desk, f"/v1/players/{anna.id}/status", key=KEY)
    assert [one["scope"] for one in told["cannot"]] == ["login", "deposit", "bet", "withdraw", "profile"]
    assert told["can"] == ["bonus", "marketing"]
    assert "takeover" not in str(told)


async def test_a_player_is_found_by_the_platforms_own_name_and_a_term_is_told(desk: Desk) -> None:
    await stories.excluded(desk)

    code, told, _ = await asked_by_machine(desk, "/v1/players/status?brand=royal&external_id=x-petra77", key=OTHER)

    assert code == 200
    assert {one["scope"] for one in told["cannot"]} == {"deposit", "bet", "bonus", "marketing"}
    assert all(one["until"] for one in told["cannot"])


async def test_what_has_not_changed_is_said_in_no_words(desk: Desk) -> None:
    anna = await house.anna(desk)
    _, _, headers = await asked_by_machine(desk, f"/v1/players/{anna}/status", key=KEY)
    tag = {"If-None-Match": headers["ETag"]}

    assert (await asked_by_machine(desk, f"/v1/players/{anna}/status", key=KEY, **tag))[0] == 304
    await stories.asked(desk, BLOCK)
    assert (await asked_by_machine(desk, f"/v1/players/{anna}/status", key=KEY, **tag))[0] == 200


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer wrong", f"Basic {KEY}", f"Bearer {KEY}x", "Bearer \N{SNOWMAN}"]
)
async def test_without_a_key_of_ours_nobody_is_answered(desk: Desk, header: str) -> None:
    anna = await house.anna(desk)

    code, told, headers = await asked_by_machine(desk, f"/v1/players/{anna}/status", Authorization=header)

    assert (code, headers["WWW-Authenticate"]) == (401, "Bearer")
    assert told == {"error": "a valid key is required"}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/v1/players/999999/status", 404),
        ("/v1/players/status?brand=royal&external_id=nobody", 404),
        ("/v1/players/anna42/status", 400),
        ("/v1/players/0/status", 400),
        ("/v1/players/-1/status", 400),
        ("/v1/players/99999999999999999999/status", 400),
        ("/v1/players/%D9%A1/status", 400),
        ("/v1/players/status", 400),
        ("/v1/players/status?brand=royal&external_id=%00", 400),
        ("/v1/players/status?brand=royal&external_id=" + "x" * 201, 400),
    ],
)
async def test_what_names_no_player_is_told_so(desk: Desk, path: str, code: int) -> None:
    await house.anna(desk)

    assert (await asked_by_machine(desk, path, key=KEY))[0] == code


async def test_reads_are_counted_by_client_and_minute_and_not_recorded_one_by_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status, "COUNTED_AFTER_SECONDS", 0.05)
    anna = await house.anna(desk)
    asking = [asked_by_machine(desk, f"/v1/players/{anna}/status", key=KEY) for _ in range(5)]
    await asyncio.gather(*asking, asked_by_machine(desk, "/v1/players/999/status", key=OTHER))
    await desk.services.tasks.settled()
    await asked_by_machine(desk, f"/v1/players/{anna}/status", key=KEY)
    await desk.services.tasks.settled()

    async with desk.look() as work:
        rows = (await work.db.execute(platform_reads.select())).all()

    counts: dict[str, int] = {}
    for row in rows:
        counts[row.client] = counts.get(row.client, 0) + row.count
    assert counts == {"games": 6, "payments": 1}
    assert await desk.recorded("player.viewed") == []
