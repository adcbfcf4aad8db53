"""The four digests of a day with a million events, against the best single scan that yields the same figures."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from random import Random

import aiosqlite
import asyncpg
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import create_async_engine

from bench.figures import Figure, Size, ratio_of_each
from bench.lookups import NAMES
from bench.world import COMPANY, DESK, World
from core import activity, digests, intake_numbers
from core.activity import Period
from core.database.connections import Database
from core.database.tables import alerts, ledger_entries, ledger_keys, ledger_transactions, records
from core.digests import Look
from core.moment import Moment
from core.office import DigestName
from core.people import PITBOSS
from core.work import Work

DAY = date(2026, 4, 20)
"""A day without events in the company's simulated history."""
BUSY = 1_000_000
"""The least number of events for which the goal applies."""
ALERTS, MOVEMENTS, RECORDS = 300, 200, 20_000
"""What else happened that day."""
ROUNDS = 7
WARMING = 2
SINCE, UNTIL = DESK.office.day_bounds(DAY)
FOLDED_MOST = 10_000

SEED = {
    "sqlite": """
        WITH RECURSIVE told(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM told WHERE n + 1 < {number})
        INSERT INTO events (player_id, at, id, source, event_id, type, version, body, received_at, intake)
        SELECT 1 + n * 10000 / {number},
               strftime('%Y-%m-%d %H:%M:%S.000000', '{since}', (n * 7919 % 86000) || ' seconds'),
               lower(hex(randomblob(16))), 'bench', n,
               CASE n % 20 {types} END, 1,
               CASE WHEN n % 20 < 4 THEN '{{"success": ' || iif(n % 7, 'true', 'false') || ', "ip": "10.0.0.1"}}'
                    ELSE '{{"bet": "b", "amount": {{"amount_minor": '
                         || (100 + n % 900) || ', "currency": "EUR"}}}}' END,
               '{since}', {intake}
        FROM told
    """,
    "postgres": """
        INSERT INTO events (player_id, at, id, source, event_id, type, version, body, received_at, intake)
        SELECT 1 + n * 10000 / {number}, timestamptz '{since}+00' + (n * 7919 % 86000) * interval '1 second',
               gen_random_uuid(), 'bench', n, CASE n % 20 {types} END, 1,
               CASE WHEN n % 20 < 4 THEN jsonb_build_object('success', n % 7 > 0, 'ip', '10.0.0.1')
                    ELSE jsonb_build_object('amount', jsonb_build_object('amount_minor', 100 + n % 900,
                                                                         'currency', 'EUR'), 'bet', 'b') END,
               timestamptz '{since}+00', {intake}
        FROM generate_series(0::bigint, {number} - 1) n
    """,
}
TYPES = ["login"] * 4 + ["deposit"] * 2 + ["withdrawal_paid"] + ["bet"] * 9 + ["win"] * 4
SCAN = {
    "sqlite": """
        SELECT type, body ->> '$.success', body ->> '$.amount.currency', count(*),
               sum(body ->> '$.amount.amount_minor'), count(DISTINCT player_id)
        FROM events WHERE at >= '{since}' AND at < '{until}' GROUP BY 1, 2, 3
    """,
    "postgres": """
        SELECT type, body ->> 'success', body #>> '{{amount,currency}}', count(*),
               sum((body #>> '{{amount,amount_minor}}')::bigint), count(DISTINCT player_id)
        FROM events WHERE at >= timestamptz '{since}+00' AND at < timestamptz '{until}+00' GROUP BY 1, 2, 3
    """,
}
"""What the numbers of one day are without rollups: counts, sums and different players of each type."""

Scan = Callable[[], Awaitable[None]]


async def told(world: World, size: Size, kind: str) -> AsyncIterator[Figure]:
    """Make all four in turns with the scan."""
    url = world.database(kind)
    database = Database.open(url)
    try:
        await _filled(database, kind, size.events)
        ours, theirs = list[float](), list[float]()
        async with _Scanning(url) as scan:
            for turn in range(WARMING + ROUNDS):
                made, scanned = await _timed(lambda: _made(database)), await _timed(scan)
                if turn >= WARMING:
                    ours.append(made)
                    theirs.append(scanned)
        name = f"The four digests of a day of {size.events:,} events on {NAMES[kind]}, against a scan of them"
        goal = 0.1 if size.events >= BUSY else None
        yield Figure(name=name, measured=ratio_of_each(ours, theirs), at_most=goal)
    finally:
        await database.close()


async def _made(database: Database) -> None:
    async with database.read() as db:
        look = Look(db=db, office=DESK.office, period=Period(DAY, DAY), now=UNTIL + timedelta(hours=8))
        for name in DigestName:
            if (await digests.make(look, name)).empty:
                raise RuntimeError(f"the {name} digest found nothing")


async def _filled(database: Database, kind: str, number: int) -> None:
    """Write the day: its events by one statement, its roll-ups, and what people did."""
    async with database.write() as db:
        types = " ".join(f"WHEN {place} THEN '{type_}'" for place, type_ in enumerate(TYPES))
        about = {"number": number, "types": types, "since": _written(SINCE), "intake": await intake_numbers.number(db)}
        await db.exec_driver_sql(SEED[kind].format(**about))
    for _ in range(FOLDED_MOST):
        async with database.write() as db:
            if not await activity.fold(_work(db)):
                break
    await _desk_filled(database)
    engine = create_async_engine(database.url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text("ANALYZE" if kind == "sqlite" else "VACUUM ANALYZE"))
    await engine.dispose()


async def _desk_filled(database: Database) -> None:
    luck = Random(7)  # noqa: S311 - the same in each run
    at = [SINCE + timedelta(seconds=luck.random() * 86_000) for _ in range(RECORDS)]
    ids = [Moment.real().ids() for _ in range(RECORDS)]
    async with database.write() as db:
        await db.execute(insert(alerts), [_alert(number, ids[number], at[number]) for number in range(ALERTS)])
        moved = [
            {"player_id": 1 + place, "id": one, "at": when, "kind": "adjustment", "key": f"bench:{place}"}
            | {"reason": "goodwill"}
            for place, (one, when) in enumerate(islice(zip(ids, at, strict=True), MOVEMENTS))
        ]
        await db.execute(insert(ledger_transactions), moved)
        await db.execute(insert(ledger_entries), [line for one in moved for line in _lines(one)])
        keys = [{"key": one["key"], "player_id": one["player_id"], "transaction_id": one["id"]} for one in moved]
        await db.execute(insert(ledger_keys), keys)
        plain = {"format": 1, "content": b'{"authorisers":[]}', "mac": b"", "person": PITBOSS.person}
        plain |= {"action": "player.viewed", "module": "players"}
        ends = ["refused", *["success"] * 19] * (RECORDS // 20)
        rows = [{"at": when, "id": one, "outcome": end, **plain} for one, when, end in zip(ids, at, ends, strict=True)]
        await db.execute(insert(records), rows)


def _alert(number: int, alert_id: object, at: datetime) -> dict[str, object]:
    about = {"id": alert_id, "rule": f"rule_{number % 6}", "subject": f"player:{number % 90}", "window": str(number)}
    state = {"severity": "medium", "visibility": "security", "sentence": "why", "evidence": {}, "state": "open"}
    times = {"happened_at": at, "found_at": at, "due_at": at + timedelta(hours=4), "changed_at": at}
    return {**about, **state, **times, "player_id": 1 + number % 90}


def _lines(moved: dict[str, object]) -> list[dict[str, object]]:
    of = {"player_id": moved["player_id"], "transaction_id": moved["id"], "kind": "adjustment", "currency": "EUR"}
    return [
        {**of, "line": 1, "account": "wallet:cash", "amount_minor": 500, "balance_after_minor": 900},
        {**of, "line": 2, "account": "house:goodwill", "amount_minor": -500, "balance_after_minor": None},
    ]


class _Scanning:
    """Sends the scan over the bare driver."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._sqlite = url.startswith("sqlite")
        self._sent = SCAN["sqlite" if self._sqlite else "postgres"].format(since=_written(SINCE), until=_written(UNTIL))

    async def __aenter__(self) -> Scan:
        if self._sqlite:
            self._connection = await aiosqlite.connect(self._url.partition(":///")[2])
            return self._over_sqlite
        self._server = await asyncpg.connect(self._url.replace("+asyncpg", ""))
        return self._over_postgres

    async def __aexit__(self, *_: object) -> None:
        await (self._connection if self._sqlite else self._server).close()

    async def _over_sqlite(self) -> None:
        _expected(list(await self._connection.execute_fetchall(self._sent)))

    async def _over_postgres(self) -> None:
        _expected(await self._server.fetch(self._sent))


def _expected(found: list[object]) -> None:
    if len(found) < len(set(TYPES)):
        raise RuntimeError("the scan did not see the day")


async def _timed(doing: Scan) -> float:
    began = time.perf_counter()
    await doing()
    return time.perf_counter() - began


def _work(db: object) -> Work:
    return Work(db, DESK, Moment(now=COMPANY.now))  # type: ignore[arg-type]


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
