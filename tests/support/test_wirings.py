"""The matrix loses nothing: each test runs, each file sees every wiring, in any order the same."""

import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import wirings
from tests.support.wirings import DATABASES, WIRINGS, deal

ROOT = Path(__file__).parents[2]
NAMES = [f"test_screen_{number}[*]" for number in range(10)]


LISTING = """
import json, sys, pytest

class Listing:
    def pytest_collection_finish(self, session):
        listed = [[item.nodeid, item.get_closest_marker("every_wiring") is not None] for item in session.items]
        print("LISTED", json.dumps(listed), flush=True)

for options in ([], ["--wirings=all"]):
    if code := pytest.main(["--collect-only", "-q", "-n", "0", *options, *sys.argv[1:]], plugins=[Listing()]):
        sys.exit(code)
"""


@dataclass(frozen=True)
class Collected:
    """What would run of a folder, by file and name, dealt and on every wiring."""

    dealt: Mapping[str, Counter[str]]
    everything: Mapping[str, Counter[str]]
    everywhere: frozenset[tuple[str, str]]
    """Marked `every_wiring`, by the name on all of them."""


@pytest.fixture(scope="module")
def collected() -> Collected:
    command = [sys.executable, "-c", LISTING, "tests/bot/handlers", "tests/core/ledger"]
    output = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    listings = [json.loads(line) for line in re.findall(r"^LISTED (.+)$", output, re.MULTILINE)]
    by_file: list[defaultdict[str, Counter[str]]] = []
    for listing in listings:
        by_file.append(defaultdict(Counter))
        for node_id, _ in listing:
            file, _, name = node_id.partition("::")
            by_file[-1][file][name] += 1
    marked = {node_id.partition("::")[::2] for node_id, everywhere in listings[1] if everywhere}
    dealt, everything = by_file
    return Collected(dealt, everything, frozenset((file, wirings.without_wiring(name)) for file, name in marked))


def test_the_matrix_has_both_transports_and_both_databases() -> None:
    assert set(WIRINGS) == {"http-sqlite", "http-postgres", "sockets-sqlite", "sockets-postgres"}
    assert set(DATABASES) == {"sqlite", "postgres"}


def test_every_file_of_four_tests_sees_every_wiring_and_none_more_than_once_more() -> None:
    often = Counter(deal("tests/bot/test_screens.py", NAMES, WIRINGS).values())

    assert set(often) == set(WIRINGS)
    assert max(often.values()) - min(often.values()) <= 1


def test_the_deal_depends_on_names_alone() -> None:
    dealt = deal("tests/bot/test_screens.py", NAMES, WIRINGS)

    assert deal("tests/bot/test_screens.py", reversed(NAMES * 2), WIRINGS) == dealt
    assert [dealt[name] for name in NAMES[:3]] == ["sockets-sqlite", "sockets-sqlite", "sockets-postgres"]


def test_files_of_one_test_do_not_all_draw_the_same() -> None:
    assert {deal(f"test_{number}.py", ["test_one[*]"], WIRINGS)["test_one[*]"] for number in range(30)} == set(WIRINGS)


@pytest.mark.parametrize(
    ("name", "everywhere"),
    [
        ("test_it[http-sqlite]", "test_it[*]"),
        ("test_it[sockets-postgres-elsewhere]", "test_it[*-elsewhere]"),
        ("test_it[postgres-x]", "test_it[*-x]"),
        ("test_it", "test_it"),
    ],
)
def test_a_test_has_one_name_on_all_wirings(name: str, everywhere: str) -> None:
    assert wirings.without_wiring(name) == everywhere


def test_without_postgresql_screens_are_dealt_to_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.support.postgres.binaries", lambda: None)
    monkeypatch.delenv("PITBOSS_REQUIRE", raising=False)

    assert wirings.available(WIRINGS) == ["http-sqlite", "sockets-sqlite"]

    monkeypatch.setenv("PITBOSS_REQUIRE", "postgres")
    assert wirings.available(WIRINGS) == WIRINGS


def test_each_screen_runs_once_and_each_file_on_every_wiring(collected: Collected) -> None:
    screens = {file: names for file, names in collected.dealt.items() if file.startswith("tests/bot")}

    assert len(screens) > 1
    for file, names in screens.items():
        assert set(_all(names).values()) == {1}
        assert _times(collected, file, WIRINGS) == _all(collected.everything[file])
        if any(wirings.without_wiring(name) != name for name in collected.everything[file]):
            used = {wiring for wiring in WIRINGS if any(wiring in name for name in names)}
            assert used == set(wirings.available(WIRINGS)), file


def test_each_rule_runs_once_and_on_both_databases_where_it_says_so(collected: Collected) -> None:
    rules = {file: names for file, names in collected.dealt.items() if file.startswith("tests/core")}
    runs = {(file, rule): n for file, names in rules.items() for rule, n in _all(names).items() if "*" in rule}
    on_both = {rule for rule, times in runs.items() if times == len(DATABASES)}

    assert set(runs.values()) == {1, len(DATABASES)}
    assert on_both == collected.everywhere & runs.keys()
    assert {(file, rule) for file, names in collected.everything.items() for rule in _all(names)} >= runs.keys()
    dealt = [name for file, names in rules.items() for name in names if (file, wirings.without_wiring(name)) in runs]
    assert all(any(database in name for name in dealt) for database in wirings.available(DATABASES))


def _all(names: Iterable[str]) -> Counter[str]:
    return Counter(map(wirings.without_wiring, names))


def _times(collected: Collected, file: str, of: Sequence[str]) -> Counter[str]:
    """Say how often each test of a file runs on all wirings: once on each, or once if it is about none."""
    wired = {test for name in collected.everything[file] if (test := wirings.without_wiring(name)) != name}
    return Counter({test: len(of) if test in wired else 1 for test in _all(collected.dealt[file])})
