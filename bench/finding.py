"""Finding players among many: against the same statements by hand, and against a twentieth of the players."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle, islice
from random import Random
from typing import Any

from sqlalchemy import event

from bench.figures import Figure, median, percentile
from core import foldings
from core.database.connections import Connection, Database
from core.database.upgrade import migrate
from core.errors import Refused
from core.people import PITBOSS, Actor
from core.search import lookup, similar, typeahead
from tests.support import postgres
from tests.support.postgres import Cluster
from tests.support.searching import WIDE

PLAYERS, FULL_PLAYERS = 200_000, 10_000_000
SMALLER = 20
"""How many times fewer players the other desk has."""
ROUNDS = 25
TYPING, TYPING_SECONDS, KEYS_EACH = 32, 2.0, 8
"""People who type at the same time, the seconds between two keys of each, and the keys."""
TODAY = datetime(2026, 5, 3, tzinfo=UTC).date()
COMMONEST = "garcia"
SYLLABLES = tuple(one + other for one in "bdfgklmnprstvz" for other in "aeiou")
FIRSTS, LASTS = 2_000, 20_000

PEOPLE = """
INSERT INTO players (id, brand, licence, external_id, username, phone, first_name, last_name, born_on, country,
    currency, lifecycle, registered_at, created_at, last_login_at)
SELECT n, 'royal', 'MGA', 'x' || n, 'user' || n, '+356' || (20000000 + n * 7919 % 79999999),
    ($2::text[])[1 + floor(power(random(), 2) * cardinality($2::text[]))::int],
    ($3::text[])[1 + floor(power(random(), 2) * cardinality($3::text[]))::int],
    DATE '1950-01-01' + floor(random() * 20000)::int, 'MT', 'EUR', 'active', now(), now(),
    now() - random() * interval '1 year'
FROM generate_series(1, $1::bigint) n
"""
TERMS = (
    "username, 'username', id, extract(year FROM born_on)",
    "external_id, 'external_id', id, NULL",
    "reverse(substr(phone, 2)), 'phone_end', id, NULL",
    "lower(first_name || last_name), 'name', id, extract(year FROM born_on)",
    "lower(last_name || first_name), 'name', id, extract(year FROM born_on)",
)
LOOKUPS = "INSERT INTO player_lookups (term, kind, player_id, born_year) SELECT {} FROM players ON CONFLICT DO NOTHING"
WORDS = "INSERT INTO name_words (word, sound) SELECT * FROM unnest($1::text[], $2::text[])"

NAME = "lower(first_name || ' ' || last_name)"
TRIGRAMS = f"CREATE INDEX names_by_hand ON players USING gin ({NAME} gin_trgm_ops)"
ALIKE = f"SELECT id FROM players WHERE {NAME} % lower($1) ORDER BY similarity({NAME}, lower($1)) DESC LIMIT 10"  # noqa: S608 - constants alone
WITHIN = f"SELECT id FROM players WHERE {NAME} LIKE '%' || lower($1) || '%' LIMIT 10"  # noqa: S608 - likewise
"""What one would write by hand for a misspelled name, and for a part of one."""


@dataclass(frozen=True, slots=True)
class Search:
    """One way to find players, and what to type."""

    name: str
    run: Callable[[Connection, str], Awaitable[Any]]
    typed: Sequence[str]
    at_most: float | None = None
    """Times the same by hand."""
    by_hand: str = ""
    """A statement that one would write instead; empty for its own statements."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk with many players on PostgreSQL."""

    database: Database
    by_hand: Any
    """A connection of the driver itself."""


async def _find(db: Connection, text: str, actor: Actor = PITBOSS) -> None:
    try:
        await lookup.find(db, text, actor=actor, today=TODAY)
    except Refused:
        return


async def _find_wide(db: Connection, text: str) -> None:
    await _find(db, text, actor=WIDE)


async def _similar(db: Connection, text: str) -> None:
    await similar.nearest(db, text, actor=PITBOSS, limit=10)


async def _suggest(db: Connection, text: str) -> None:
    await typeahead.beginning_with(db, text, actor=PITBOSS)


def searches(players: int) -> list[Search]:
    """Give what is searched for on a desk of so many players."""
    chosen = Random(7)  # noqa: S311 - the same in each run
    firsts, lasts = names()
    exact = [f"user{chosen.randint(1, players)}" for _ in range(ROUNDS)]
    people = [(chosen.choice(firsts), chosen.choice(lasts)) for _ in range(ROUNDS)]
    ends = [f"{chosen.randint(0, 9999):04}" for _ in range(ROUNDS)]
    return [
        Search("exact key", _find, exact, 4),
        Search("prefix", _suggest, [last[:4] for _, last in people], 4),
        Search("part of a name", _similar, [last[1:] for _, last in people], 1.5, WITHIN),
        Search("misspelled name", _similar, [f"{first} {last[:2]}x{last[3:]}" for first, last in people], 1.5, ALIKE),
        Search("commonest name misspelled", _similar, ["garzia"] * ROUNDS),
        Search("commonest name", _find_wide, [COMMONEST] * ROUNDS),
        Search("commonest name and an end", _find, [f"{COMMONEST} {end}" for end in ends]),
        Search("commonest name and a year", _find, [f"{COMMONEST} {1950 + n}" for n in range(ROUNDS)]),
    ]


def names() -> tuple[list[str], list[str]]:
    """Make up first and last names, the commonest first."""
    chosen = Random(7)  # noqa: S311 - the same in each run
    made = ("".join(chosen.choices(SYLLABLES, k=chosen.choice((2, 3, 3, 4)))).capitalize() for _ in range(20 * LASTS))
    different = list(islice(dict.fromkeys(made), FIRSTS + LASTS))
    return different[:FIRSTS], [COMMONEST.capitalize(), *different[FIRSTS:-1]]


@asynccontextmanager
async def opened(cluster: Cluster, players: int) -> AsyncIterator[Desk]:
    """Fill a desk with players who share names as people do."""
    url = cluster.create(f"finding_{players}")
    await migrate(url)
    by_hand = await cluster.connect(f"finding_{players}")
    await _fill(by_hand, players)
    database = Database.open(url)
    try:
        yield Desk(database, by_hand)
    finally:
        await database.close()
        await by_hand.close()


async def _fill(by_hand: Any, players: int) -> None:
    firsts, lasts = names()
    await by_hand.execute("SELECT setseed(0.5)")
    await by_hand.execute(PEOPLE, players, firsts, lasts)
    for terms in TERMS:
        await by_hand.execute(LOOKUPS.format(terms))
    words = sorted({foldings.name(word) for word in (*firsts, *lasts)})
    await by_hand.execute(WORDS, words, [foldings.sound(word) for word in words])
    await by_hand.execute(TRIGRAMS)
    await by_hand.execute("VACUUM ANALYZE")


async def measured(players: int) -> AsyncIterator[Figure]:
    """Measure each way to find players, on two desks in turns."""
    with postgres.running(durable=True) as cluster:
        async with opened(cluster, players // SMALLER) as small, opened(cluster, players) as large:
            for few, many in zip(searches(players // SMALLER), searches(players), strict=True):
                less = await _seconds(small, few)
                ours, by_hand = await _in_turns(large, many)
                if many.at_most is not None:
                    name = f"Find by {many.name} among {players:,} players, against the same by hand"
                    yield Figure(name=name, measured=ours / by_hand, at_most=many.at_most)
                name = f"Find by {many.name} among {players:,} players, against {players // SMALLER:,}"
                yield Figure(name=name, measured=ours / less, at_most=1.5)
            yield await _typing(large, players)


async def _seconds(desk: Desk, search: Search) -> float:
    async with desk.database.read() as db:
        await _timed(search.run, db, search.typed[0])
        return median([await _timed(search.run, db, typed) for typed in search.typed])


async def _in_turns(desk: Desk, search: Search) -> tuple[float, float]:
    """Give the median seconds of a search, and of its statements sent by the driver itself."""
    ours, theirs, prepared = list[float](), list[float](), dict[str, Any]()
    async with desk.database.read() as db:
        await _timed(search.run, db, search.typed[0])
        for typed in search.typed:
            sent = [(search.by_hand, [typed])] if search.by_hand else await _sent(desk, search.run, db, typed)
            for statement, _ in sent:
                prepared.setdefault(statement, await desk.by_hand.prepare(statement))
            for _ in range(3):
                theirs.append(await _timed(_by_hand, prepared, sent))
                ours.append(await _timed(search.run, db, typed))
    return median(ours), median(theirs)


async def _sent(
    desk: Desk, run: Callable[[Connection, str], Awaitable[Any]], db: Connection, typed: str
) -> list[tuple[str, Sequence[Any]]]:
    """Catch the statements of a search."""
    sent = list[tuple[str, Sequence[Any]]]()

    def catch(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        sent.append((statement, values))

    engine = desk.database.reader.sync_engine
    event.listen(engine, "before_cursor_execute", catch)
    try:
        await run(db, typed)
    finally:
        event.remove(engine, "before_cursor_execute", catch)
    return sent


async def _by_hand(prepared: dict[str, Any], sent: Sequence[tuple[str, Any]]) -> None:
    for statement, values in sent:
        await prepared[statement].fetch(*values)


async def _typing(desk: Desk, players: int) -> Figure:
    """Measure the longest waits of many people who type, against one who types alone."""
    _, lasts = names()
    keys = [last[:length] for last in lasts[:TYPING] for length in (3, 4, 5, 6)]
    alone = [await _pressed(desk, key) for key in keys[:ROUNDS]]

    async def person(number: int) -> list[float]:
        await asyncio.sleep(TYPING_SECONDS * number / TYPING)
        waited = []
        for key in islice(cycle(keys), number, number + KEYS_EACH):
            took = await _pressed(desk, key)
            waited.append(took)
            await asyncio.sleep(max(0.0, TYPING_SECONDS - took))
        return waited

    waits = [took for each in await asyncio.gather(*map(person, range(TYPING))) for took in each]
    name = f"Typeahead among {players:,} players, 99th percentile of {TYPING} people typing, against the median alone"
    return Figure(name=name, measured=percentile(waits, 99) / median(alone), at_most=6)


async def _pressed(desk: Desk, key: str) -> float:
    began = time.perf_counter()
    async with desk.database.read() as db:
        await _suggest(db, key)
    return time.perf_counter() - began


async def _timed(action: Callable[..., Awaitable[Any]], *given: Any) -> float:
    began = time.perf_counter()
    await action(*given)
    return time.perf_counter() - began


async def _printed(players: int) -> None:
    async for figure in measured(players):
        print(figure.line(), flush=True)


def main() -> None:
    given = [each for each in sys.argv[1:] if each.isdigit()]
    players = int(given[0]) if given else FULL_PLAYERS if "--full" in sys.argv[1:] else PLAYERS
    asyncio.run(_printed(players))


if __name__ == "__main__":
    main()
