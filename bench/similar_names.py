"""How many misspelled names of a public labelled set are found among the first ten, through the database."""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from bench.figures import Figure
from bench.world import DESK
from core.database.connections import Database
from core.database.upgrade import migrate
from core.moment import Moment
from core.people import PITBOSS
from core.players import register
from core.search import candidates, similar
from core.search.similar import NONE, BesideName
from core.work import Work
from tests.support.febrl import Person, twins

FIRST = 10
BARS = {(False, False): 0.9, (False, True): 0.95, (True, False): 0.8, (True, True): 0.9}
"""The least share, by whether the name is misspelled and whether the year of birth is typed too."""


async def measured(told: int) -> AsyncIterator[Figure]:
    """Search for each of so many people whose names were told wrongly, among 5,000."""
    known = twins(told=told)
    found: dict[tuple[bool, bool], list[bool]] = {each: [] for each in BARS}
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'names.db'}"
        await migrate(url)
        database = Database.open(url)
        async with database.write() as db:
            ids = (await register(Work(db, DESK, Moment.real()), [one.player() for one in known.people])).ids
        numbers = {player_id: external.removeprefix("rec-") for (_, external), player_id in ids.items()}
        for one in known.told:
            for with_year, listed in [(each, await _listed(database, one, with_year=each)) for each in (False, True)]:
                hit = one.number in [numbers[each] for each in listed]
                found[False, with_year].append(hit)
                if one.number in known.misspelled:
                    found[True, with_year].append(hit)
        await database.close()
    for (misspelled, with_year), hits in found.items():
        which = "misspelled names" if misspelled else "names told wrongly or not"
        name = f"Found among the first ten: {which}{' with the year of birth' if with_year else ''}"
        yield Figure(name=name, measured=sum(hits) / len(hits), at_least=BARS[misspelled, with_year])


async def _listed(database: Database, one: Person, *, with_year: bool) -> list[int]:
    async with database.read() as db:
        rows = await candidates.named_like(db, one.name, actor=PITBOSS)
    beside = BesideName(years=(one.year,)) if with_year and one.year else NONE
    return [each.player_id for each in similar.raised(similar.ranked(similar.of_names(one.name, rows)), beside)[:FIRST]]


async def _printed(told: int) -> None:
    async for figure in measured(told):
        print(figure.line(), flush=True)


def main() -> None:
    asyncio.run(_printed(int(sys.argv[1]) if sys.argv[1:] else 5_000))


if __name__ == "__main__":
    main()
