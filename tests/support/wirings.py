"""The matrix: which tests run on which transport and database.

Tests of the bot and the journeys ask for a wiring, a transport with a database; tests of core ask for a database
(`office`, `database_url`).

- What a rule decides, or a screen shows and refuses, depends neither on how Slack reached the bot nor on which database
  holds the rows. Such a test runs once, and the wirings (for core: the databases) are dealt evenly within each file, so
  that what its tests have in common runs on each of them. The deal depends on nothing but the names of the tests in the
  file, so it is the same in any order and in any number of test processes.
- What is about transport and database (restarts, races, locks, constraints, migrations, statements written for one of
  them, bulk import) is marked `every_wiring` and runs on all.
- What is about one of the two (the roads in: the transport; delivery: the database) runs on each of that, with both of
  the other: `ON_BOTH_TRANSPORTS`, `ON_BOTH_DATABASES`. What is about one wiring names it: `ON_SQLITE`.

`--wirings=all` runs every test on every wiring. A test named on the command line (`FILE::NAME`) is not dealt either.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from zlib import crc32

import pytest

from tests.support import postgres
from tests.support.require import demanded

DATABASES = ("sqlite", "postgres")
WIRINGS = tuple(f"{transport}-{database}" for transport in ("http", "sockets") for database in DATABASES)

ARGUMENTS = ("wiring", "database_kind")
"""What a test is parametrized with: a screen with its wiring, a rule with its database."""

ON_SQLITE = pytest.mark.parametrize("wiring", ["http-sqlite"])
ON_POSTGRES = pytest.mark.parametrize("wiring", ["sockets-postgres"])
ON_BOTH_DATABASES = pytest.mark.parametrize("wiring", ["http-sqlite", "sockets-postgres"])
ON_BOTH_TRANSPORTS = ON_BOTH_DATABASES


def parametrize(metafunc: pytest.Metafunc) -> None:
    """Make a test once for each wiring, unless it names those it wants."""
    if "wiring" in metafunc.fixturenames and not _named(metafunc.definition, "wiring"):
        wirings = WIRINGS if "transport" in metafunc.fixturenames else DATABASES
        metafunc.parametrize("wiring", wirings, indirect=True)


def keep_dealt(items: Sequence[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Part what runs from what was made for a wiring that the test was not dealt."""
    hands: defaultdict[tuple[str, Sequence[str]], set[str]] = defaultdict(set)
    for item in items:
        if wirings := _dealt_from(item):
            hands[_file(item), wirings].add(without_wiring(item.name))
    dealt = {(file, wirings): deal(file, names, available(wirings)) for (file, wirings), names in hands.items()}
    kept, left = [], []
    for item in items:
        wirings = _dealt_from(item)
        runs = not wirings or dealt[_file(item), wirings][without_wiring(item.name)] == _wiring(item)
        (kept if runs else left).append(item)
    return kept, left


def deal(file: str, names: Iterable[str], wirings: Sequence[str]) -> Mapping[str, str]:
    """Give each test of a file its wiring: in turn, in an order that the names alone decide."""
    ordered = sorted(set(names), key=lambda name: (crc32(name.encode()), name))
    first = crc32(file.encode())
    return {name: wirings[(first + place) % len(wirings)] for place, name in enumerate(ordered)}


def available(wirings: Sequence[str]) -> Sequence[str]:
    """Name those this machine can run: without PostgreSQL a screen is dealt to SQLite, not skipped."""
    if postgres.binaries() or "postgres" in demanded():
        return wirings
    return [each for each in wirings if each.endswith("sqlite")]


def without_wiring(name: str) -> str:
    """Give what a test is called on every wiring."""
    return re.sub(rf"(?<=[\[-])(?:{'|'.join((*WIRINGS, *DATABASES))})(?=[\]-])", "*", name, count=1)


def _dealt_from(item: pytest.Item) -> Sequence[str] | None:
    if item.get_closest_marker("every_wiring") or any(_named(item, argument) for argument in ARGUMENTS):
        return None
    return next((wirings for wirings in (WIRINGS, DATABASES) if _wiring(item) in wirings), None)


def _wiring(item: pytest.Item) -> str | None:
    callspec = getattr(item, "callspec", None)
    given = callspec.params if callspec else {}
    return next((given[argument] for argument in ARGUMENTS if argument in given), None)


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def _named(test: pytest.Item, argument: str) -> bool:
    """Tell whether a test says itself on which wirings, or databases, it runs."""
    return any(argument in mark.args[0] for mark in test.iter_markers("parametrize"))
