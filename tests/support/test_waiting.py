"""Tests wait for facts: a sleep of a fixed length is too short on a busy machine and wasted on any other."""

import ast
import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.changes import WAIT_SECONDS
from tests.support.waiting import turns, until

TESTS = Path(__file__).parents[1]

ALLOWED = {
    "bot/ping.py": "handlers that are slower than Slack waits, which is what the roads are tried with",
    "chaos/company.py": "people and a platform work at their pace while processes are killed under them",
    "core/activity/test_intake.py": "writers hesitate, each differently, so that they meet in every order",
    "core/test_db.py": "cancels a writer at one moment after another",
    "journeys/pages/test_page_processes.py": "looks at what other processes have claimed",
    "support/picture.py": "no test: takes the pictures of the documents",
    "support/postgres.py": "looks whether the server is up",
    "support/pooling.py": "a pooler tells nobody when it is ready",
    "support/streaming.py": "a server of streams tells nobody when it is ready",
    "support/test_postgres.py": "looks whether the server is gone",
    "support/waiting.py": "looks again at what tells nobody of its changes",
}
"""Files that may sleep, and why."""


def sleeps(path: Path) -> Iterator[int]:
    """Find the lines that sleep for longer than a turn of the loop."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "sleep":
            length = node.args[0] if node.args else None
            if not (isinstance(length, ast.Constant) and length.value == 0):
                yield node.lineno


def hurries(path: Path) -> Iterator[int]:
    """Find the lines that wait for a fact, but for less time than every other wait."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Call):
            bounds = [word.value for word in node.keywords if word.arg == "timeout"]
            if ast.unparse(node.func) == "asyncio.timeout":
                bounds += node.args
            elif ast.unparse(node.func) == "asyncio.wait_for":
                bounds += node.args[1:]
            if any(isinstance(bound, ast.Constant) and _short(bound.value) for bound in bounds):
                yield node.lineno


def _short(bound: object) -> bool:
    return isinstance(bound, int | float) and bound < WAIT_SECONDS


def test_nothing_waits_for_less_time_than_the_one_bound() -> None:
    found = {path.relative_to(TESTS).as_posix(): [*hurries(path)] for path in TESTS.rglob("*.py")}

    assert {path for path, lines in found.items() if lines} == {"sandbox/test_people.py"}, "it proves what a bound does"


@pytest.mark.parametrize(
    "line", ["process.communicate(timeout=15)", "asyncio.timeout(20)", "asyncio.wait_for(it(), 1)", "it(timeout=0.5)"]
)
def test_a_short_wait_is_found(line: str, tmp_path: Path) -> None:
    module = tmp_path / "test_it.py"
    module.write_text(f"def it():\n    {line}\n    it(timeout=WAIT_SECONDS)\n    it(timeout=None)\n", encoding="utf-8")

    assert [*hurries(module)] == [2]


def test_nothing_sleeps_but_for_a_reason_named_here() -> None:
    found = {path.relative_to(TESTS).as_posix(): [*sleeps(path)] for path in TESTS.rglob("*.py")}

    assert {path: lines for path, lines in found.items() if lines and path not in ALLOWED} == {}
    assert [path for path in ALLOWED if not found.get(path)] == []


@pytest.mark.parametrize("line", ["time.sleep(0.1)", "await asyncio.sleep(1)", "sleep(seconds)", "clock.sleep(2 * 3)"])
def test_a_sleep_is_found(line: str, tmp_path: Path) -> None:
    module = tmp_path / "test_it.py"
    module.write_text(f"async def test_it(seconds):\n    {line}\n    await asyncio.sleep(0)\n", encoding="utf-8")

    assert [*sleeps(module)] == [2]


async def test_a_fact_is_looked_for_until_it_is_there() -> None:
    seen: list[int] = []

    async def look() -> int:
        seen.append(1)
        return len(seen) if len(seen) > 2 else 0

    assert await until(look) == 3


async def test_what_is_ready_has_its_turn() -> None:
    event, done = asyncio.Event(), asyncio.Event()

    async def follow() -> None:
        await event.wait()
        done.set()

    task = asyncio.create_task(follow())
    event.set()
    await turns()

    assert done.is_set()
    await task
