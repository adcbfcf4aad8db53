"""Events received over signed HTTP, against the same rows inserted by hand, and the memory used."""

import json
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import asyncpg
from standardwebhooks import Webhook
from uuid_utils.compat import uuid7

from bench.figures import Figure, Size, median, ratio_of_each
from bench.http_requests import SECRET, Line, lines
from bench.platform_events import BATCH, Evening, Player, Told, message
from bench.pretend_slack import PretendSlack
from bench.servers import started
from bench.world import DESK, World, environment
from bot.importing import PLAIN, Carrying, carry
from bot.process import offline
from bot.process.configuration import Settings
from bot.process.offline import Offline

SIGNED_WITH = "whsec_cGl0Ym9zcy1iZW5jaC1zZWNyZXQtbnVtYmVyLW9uZSE="
OF_FILE = 8
"""Batches of one imported file."""
WARMING = 5
"""Batches for warming up."""
PLAYING = 2_000
BY_HAND = """
WITH told AS (
  SELECT * FROM unnest(
    $1::bigint[], $2::timestamptz[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::jsonb[]
  ) AS t (player_id, at, id, source, brand, event_id, type, body)
), fresh AS (
  INSERT INTO event_ids (source, brand, event_id, player_id, received_at)
  SELECT source, brand, event_id, player_id, now() FROM told ON CONFLICT DO NOTHING
  RETURNING source, brand, event_id
)
INSERT INTO events (player_id, at, id, source, event_id, type, version, body, received_at, intake)
SELECT player_id, at, id, source, event_id, type, 1, body, now(), 1
FROM told JOIN fresh USING (source, brand, event_id)
"""
"""The minimum to ingest each event once: one prepared statement in one transaction."""


async def taken(world: World, slack: PretendSlack, size: Size) -> AsyncIterator[Figure]:
    """Send the same evening to Pitboss and, in turns, insert it by hand into a copy of the database."""
    ours, theirs = world.database("postgres"), world.database("postgres")
    settings = environment(ours, slack.url, SECRET) | {"PITBOSS_EVENTS_SECRET": SIGNED_WITH}
    taking, by_hand, memory = list[float](), list[float](), list[int]()
    async with (
        _by_hand(theirs) as hand,
        started("pitboss", settings) as url,
        lines(url) as [line],
    ):
        evening = Evening(await _players(hand), datetime.now(UTC) - timedelta(days=1))
        insert = await hand.prepare(BY_HAND)
        for events, ids in islice(evening.batches(), WARMING + size.batches):
            taking.append(await _told(line, events))
            by_hand.append(await _inserted(hand, insert, events, ids))
            memory.append(_peak_kilobytes())
    ratio = ratio_of_each(by_hand[WARMING:], taking[WARMING:])
    yield Figure(name="Events over the door in batches of 1,000, against a bare insert", measured=ratio, at_least=0.25)
    yield Figure(name="Events over the door", measured=1 / median(taking[WARMING:]), unit="k/s")
    if all(memory):
        early = memory[len(memory) // 4]
        yield Figure(
            name="Memory at the end of those batches, against a quarter in", measured=memory[-1] / early, at_most=1.1
        )


async def imported(world: World, slack: PretendSlack, size: Size) -> AsyncIterator[Figure]:
    """Import the same evening from files and, in turns, send it to Pitboss at another copy of the database."""
    ours, theirs = world.database("postgres"), world.database("postgres")
    settings = environment(ours, slack.url, SECRET) | {"PITBOSS_EVENTS_SECRET": SIGNED_WITH}
    importing, taking, file = list[float](), list[float](), world.folder / "evening.jsonl"
    async with (
        _by_hand(theirs) as hand,
        offline.of(Settings.read(environment(theirs, slack.url, SECRET)), DESK.office) as here,
        started("pitboss", settings) as url,
        lines(url) as [line],
    ):
        batches = Evening(await _players(hand), datetime.now(UTC) - timedelta(days=1)).batches()
        for _ in range(max(size.batches // OF_FILE, 3)):
            told = [events for events, _ in islice(batches, OF_FILE)]
            taking.append(sum([await _told(line, events) for events in told]))
            file.write_text("".join(f"{json.dumps(event)}\n" for events in told for event in events))
            importing.append(await _carried(here, file))
    ratio = ratio_of_each(taking[1:], importing[1:])
    name = "Events imported by `pitboss import events` per second, against those over the door"
    yield Figure(name=name, measured=ratio, at_least=0.8)


async def _carried(here: Offline, file: Path) -> float:
    wanted = Carrying(path=file, mapping=PLAIN, actor=offline.operator())
    began = time.perf_counter()
    outcome = await carry(here, wanted)
    seconds = time.perf_counter() - began
    if outcome.added != OF_FILE * BATCH or outcome.refused:
        raise RuntimeError(f"not all was imported: {outcome}")
    return seconds


async def _told(line: Line, events: list[Told]) -> float:
    body, at = message(events), datetime.now(UTC)
    name = str(uuid7())
    head = (
        "POST /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"webhook-id: {name}\r\nwebhook-timestamp: {int(at.timestamp())}\r\n"
        f"webhook-signature: {Webhook(SIGNED_WITH).sign(name, at, body.decode())}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    request = head.encode() + body
    began = time.perf_counter()
    report = json.loads(await line.send(request))
    seconds = time.perf_counter() - began
    if report["added"] != len(events) or report["overdrawn"]:
        raise RuntimeError(f"not all was taken: {report}")
    return seconds


async def _inserted(
    hand: asyncpg.Connection, insert: asyncpg.prepared_stmt.PreparedStatement, events: list[Told], ids: Iterable[int]
) -> float:
    columns = [
        list(ids),
        [datetime.fromisoformat(one["at"]) for one in events],
        [uuid7() for _ in events],
        *([one[name] for one in events] for name in ("source", "brand", "event_id", "type")),
        [json.dumps(one["body"]) for one in events],
    ]
    began = time.perf_counter()
    async with hand.transaction():
        await insert.fetch(*columns)
    return time.perf_counter() - began


@asynccontextmanager
async def _by_hand(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        yield connection
    finally:
        await connection.close()


async def _players(connection: asyncpg.Connection) -> list[Player]:
    found = await connection.fetch(
        "SELECT id, brand, external_id, currency FROM players WHERE currency = 'EUR' ORDER BY id LIMIT $1", PLAYING
    )
    return [Player(**row) for row in found]


def _peak_kilobytes() -> int:
    """Read the bot's peak memory; 0 if the system does not report it."""
    for about in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if b"bench.servers.pitboss" in about.read_bytes():
                told = (about.parent / "status").read_text(encoding="ascii")
                return next(int(line.split()[1]) for line in told.splitlines() if line.startswith("VmHWM"))
        except (OSError, StopIteration):
            continue
    return 0
