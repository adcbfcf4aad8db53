"""The matrix loses nothing: each screen runs once, each file sees every wiring, in any order the same."""

import re
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests.support import wirings
from tests.support.wirings import DATABASES, WIRINGS, deal

ROOT = Path(__file__).parents[2]
NAMES = [f"test_screen_{number}[*]" for number in range(10)]


def collected(*options: str) -> dict[str, Counter[str]]:
    """Give the files of a folder of screens with what would run of each."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-n", "0", "tests/bot/handlers", *options]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for file, name in re.findall(r"^(\S+)::(.+)$", listing, re.MULTILINE):
        files[file][name] += 1
    return files


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


def test_each_screen_runs_once_and_each_file_on_every_wiring() -> None:
    dealt, everything = collected(), collected("--wirings=all")

    assert dealt.keys() == everything.keys()
    for file, names in dealt.items():
        screens = Counter(map(wirings.without_wiring, names))
        anywhere = Counter(map(wirings.without_wiring, everything[file]))
        assert set(screens.values()) == {1}
        wired = {screen for name in everything[file] if (screen := wirings.without_wiring(name)) != name}
        assert anywhere == {screen: 4 if screen in wired else 1 for screen in screens}
        if wired:
            used = {wiring for wiring in WIRINGS if any(wiring in name for name in names)}
            assert used == set(wirings.available(WIRINGS)), file
