"""Who is linked to a player among a million accounts with hubs, against an exact look-up of the player."""

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import text

from bench.figures import Figure, median
from bench.world import DESK
from core import links
from core.database.connections import Connection, Database
from core.database.upgrade import migrate
from core.moment import Moment
from core.people import PITBOSS
from core.search import lookup
from core.work import Work

PLAYERS = 1_000_000
SAMPLE = 300
"""Players that are looked up and asked about, in turns."""
NOW = datetime(2026, 5, 3, 14, tzinfo=UTC)
COUNTED = "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < :players)"
ACCOUNTS = f"""
INSERT INTO players (id, brand, licence, external_id, username, currency, lifecycle, registered_at, created_at)
{COUNTED}
SELECT n, 'royal', 'MGA', 'x' || n, 'player' || n, 'EUR', 'active', '2026-01-01 00:00:00', '2026-01-01 00:00:00'
FROM counted
"""  # noqa: S608 - constants alone
TERMS = (
    "'player' || n, 'username'",
    "'tablet-' || (n / 2), 'device'",  # two accounts each
    "'kiosk-' || (n % 10), 'device'",  # a tenth of all accounts
    "'10.0.0.' || (n % 50), 'ip'",  # a fiftieth of all accounts
    "'card-' || (n / 3), 'instrument'",  # three accounts each
)
LOOKUPS = f"INSERT INTO player_lookups (term, kind, player_id) {COUNTED} SELECT {{term}}, n FROM counted"  # noqa: S608 - likewise


async def measured(players: int) -> Figure:
    """Measure the ratio of the medians on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'links.db'}"
        await migrate(url)
        database = Database.open(url)
        async with database.write() as db:
            for statement in (ACCOUNTS, *(LOOKUPS.format(term=term) for term in TERMS)):
                await db.execute(text(statement), {"players": players})
        async with database.read() as db:
            linked, exact = await _taken(db, players)
        await database.close()
    name = f"Links of a player among {players:,} accounts with hubs on SQLite, against an exact look-up"
    return Figure(name=name, measured=linked / exact, at_most=10)


async def _taken(db: Connection, players: int) -> tuple[float, float]:
    """Give the medians of the seconds that links and look-ups took, in turns."""
    work, chosen = Work(db=db, desk=DESK, at=Moment(now=NOW)), Random(7)  # noqa: S311 - the same players each time
    linked, exact = list[float](), list[float]()
    for _ in range(SAMPLE):
        player_id = chosen.randint(2, players - 2)
        exact.append(await _timed(_found, db, player_id))
        linked.append(await _timed(_linked, work, player_id))
    return median(linked), median(exact)


async def _found(db: Connection, player_id: int) -> None:
    await lookup.find(db, f"player{player_id}", actor=PITBOSS, today=NOW.date())


async def _linked(work: Work, player_id: int) -> None:
    found = await links.linked(work, player_id)
    if not 1 <= len(found) <= len(TERMS):
        raise RuntimeError(f"player {player_id} has {len(found)} links")


async def _timed(action: Callable[..., Awaitable[None]], *given: Any) -> float:
    began = time.perf_counter()
    await action(*given)
    return time.perf_counter() - began


def main() -> None:
    players = int(sys.argv[1]) if sys.argv[1:] else PLAYERS
    print(asyncio.run(measured(players)).line())


if __name__ == "__main__":
    main()
