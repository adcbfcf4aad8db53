"""What the log says: a JSON line an event, led to by its correlation, and nobody's data in any of them."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import aiohttp
import pytest
from asyncpg import DeadlockDetectedError
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from bot.process import logs
from bot.process.services import Services
from bot.workflows import schedule
from core.database import tables
from core.database.connections import DatabaseUnavailable
from core.search import lookup
from tests.support import house, stories
from tests.support.desk import Desk
from tests.support.waiting import turns

CANARIES = {
    "username": "zyxcanary77",
    "first_name": "Quetzalbird",
    "last_name": "Featherstonehaugh",
    "email": "quetzal.canary@example.org",
    "phone": "+35699847162",
    "address": "77 Canary Wharf Lane",
}
NOTE = "Birdsong-in-the-coalmine, she said on the phone."
AMOUNT = "317.29"
SECRETS = (*CANARIES.values(), "+356 9984 7162", "99847162", NOTE, "Birdsong", AMOUNT, "31729", "zyxcanary", "coalmine")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything a process would write at DEBUG of our own loggers."""
    kept = {name: logging.getLogger(name).level for name in (None, *logs.OURS)}
    stream = io.StringIO()
    handler = logs.begin(level=logging.DEBUG, to=stream)
    yield stream
    logging.getLogger().removeHandler(handler)
    for name, level in kept.items():
        logging.getLogger(name).setLevel(level)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


async def the_player(desk: Desk) -> int:
    return await house.world(desk).player(**CANARIES, cash=f"{AMOUNT} EUR", born_on=date(1971, 11, 29))


async def test_a_whole_story_leaves_nobodys_data_in_the_log(
    desk: Desk, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    player_id = await the_player(desk)
    username = CANARIES["username"]

    for line in (
        CANARIES["email"],
        "Quetzalbird 7162 1971",
        CANARIES["phone"],
        f"{username} because phone",
        "nobody-" + username,
    ):
        await desk.alice.command(f"/player {line}")
    await desk.mallory.command(f"/player {username}")
    card = await stories.asked(desk, f"/block {username} takeover because {NOTE}")
    await stories.decided(desk.sam, "Confirm", card)
    wish = await stories.asked(desk, f"/adjust {username} +{AMOUNT} EUR goodwill because {NOTE}")
    await stories.decided(desk.bob, "Decline", wish, reason=NOTE)
    await stories.noted(desk, player_id, NOTE)
    for who, line in (
        ("olga", f"/audit player {CANARIES['email']}"),
        ("sam", f"/check {username}"),
        ("sam", f"/activity {username} 7d"),
        ("alice", f"/ticket {username} {NOTE}"),
        ("alice", f"/pitboss {NOTE}"),
        ("sam", f"/pitboss freeze desk because {NOTE}"),
    ):
        await desk.person(who).command(line)
    await foul_weather(desk, monkeypatch)
    await desk.settled()

    told = log.getvalue()
    assert {line["level"] for line in lines(log)} >= {"INFO", "WARNING", "ERROR"}
    assert [secret for secret in SECRETS if secret in told] == []


async def foul_weather(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everything fail that may quote what it failed on: our code, the database, Slack, whoever tells events."""

    async def broken(*_: object, **__: object) -> None:
        raise ValueError(f"cannot read {CANARIES['email']}") from KeyError(NOTE)

    monkeypatch.setattr(lookup, "find", broken)
    await desk.alice.command(f"/player {CANARIES['username']}")

    async def refused_by_the_database(db: Any, *_: object, **__: object) -> None:
        row = {"key": NOTE, "at": desk.services.clock().now}
        await db.execute(insert(tables.seen_deliveries), [row, row])

    monkeypatch.setattr(lookup, "find", refused_by_the_database)
    await desk.alice.command(f"/player {CANARIES['username']}")
    desk.slack.faults.set(fail_500=3)
    await desk.alice.say(f"<@U0PITBOSS> player {CANARIES['email']}", in_="player-desk")
    await desk.slack.settled()
    desk.slack.faults.clear()
    async with aiohttp.ClientSession() as session:
        for path in ("/slack/events", "/v1/events", f"/v1/players/{CANARIES['username']}/status"):
            await session.post(f"{desk.bot.url}{path}", data=json.dumps({"email": CANARIES["email"]}))


async def test_lines_about_one_event_carry_what_its_records_carry(desk: Desk, log: io.StringIO) -> None:
    await desk.alice.command("/pitboss status")

    [record] = await desk.recorded("desk.status_viewed")
    [line] = [line for line in lines(log) if "refused" in line["message"]]
    assert record["correlation"]
    assert line["correlation"] == record["correlation"]


def test_an_error_of_the_database_is_told_with_its_code() -> None:
    refusal = DatabaseUnavailable("not now")
    refusal.__cause__ = DBAPIError("SELECT 'secret'", {}, DeadlockDetectedError("secret"))

    told, code = logs.error(refusal), logs.coded(refusal, refusal.code)

    assert "DBAPIError [40P01]" in told
    assert "secret" not in told
    assert code == "database_unavailable (40P01)"


async def test_timer_that_is_cancelled_at_the_end_logs_no_traceback(desk: Desk, log: io.StringIO) -> None:
    begun = asyncio.Event()

    async def endless(_: Services) -> None:
        begun.set()
        await asyncio.Event().wait()

    timers = schedule.begin(desk.services, [schedule.Job(endless, timedelta(milliseconds=1))])
    await begun.wait()
    timers.shutdown(wait=False)
    await turns()

    assert [line for line in lines(log) if "error" in line] == []
    [ended] = [line for line in lines(log) if "was ended with the process" in line["message"]]
    assert ended["correlation"] == "timer:endless"


async def test_a_bug_is_told_by_its_reference_kind_and_place(
    desk: Desk, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise ValueError("what somebody typed")

    monkeypatch.setattr(lookup, "find", broken)
    answer = await desk.alice.command("/player anna42")

    [line] = [line for line in lines(log) if line["level"] == "ERROR"]
    assert line["message"].rpartition(" ")[2] in answer.message.shown
    assert "builtins.ValueError" in line["error"]
    assert "test_logs.py" in line["error"]
    assert "typed" not in log.getvalue()


async def test_a_reference_leads_to_the_record_of_the_failed_attempt(
    desk: Desk, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise ValueError

    monkeypatch.setattr(lookup, "find", broken)
    await desk.alice.command("/player anna42")
    [line] = [line for line in lines(log) if line["level"] == "ERROR"]
    reference = line["message"].rpartition(" ")[2]
    listed = await desk.olga.command(f"/audit staff <@{desk.alice.id}>")
    [failed] = [each for each in await desk.recorded("player.viewed") if each["outcome"] == "failed"]

    assert reference in listed.text
    assert (failed["code"], failed["correlation"]) == (reference, line["correlation"])


def test_a_library_that_quotes_what_passes_through_it_is_not_quoted(log: io.StringIO) -> None:
    logging.getLogger("slack_bolt.AsyncApp").warning("Unhandled request (%s)", NOTE)
    logging.getLogger("slack_sdk.socket_mode.aiohttp").debug(NOTE)

    [line] = lines(log)
    assert (line["level"], NOTE in line["message"]) == ("WARNING", False)
    assert "test_logs" in line["message"]


def test_a_person_at_a_terminal_reads_words(log: io.StringIO) -> None:
    record = logging.LogRecord("bot.api.http_server", logging.INFO, __file__, 1, "Listening on %s", ("port",), None)

    assert logs.PlainFormatter().format(record).endswith("INFO bot.api.http_server: Listening on port")
