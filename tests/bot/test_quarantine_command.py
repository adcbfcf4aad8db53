"""`pitboss events quarantine`: what could not be understood is listed, shown, replayed and discarded beside a bot."""

import asyncio
import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.__main__ import app
from bot.process import offline, transactions
from core import activity, event_intake
from core.database.connections import Database
from core.event_intake import EventMessage
from core.moment import Moment
from core.people import Actor, SystemRight
from tests.support.telling import login

Pitboss = Callable[..., Result]
CONNECTED = Actor(staff_id=None, person="casino", name="casino", system=frozenset({SystemRight.CONNECT}))
SOON = (datetime.now(UTC) + timedelta(hours=2)).isoformat()


@pytest.fixture
def pitboss(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pitboss]:
    """The command beside a bot that holds the database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PITBOSS_DATABASE_URL", raising=False)
    shutil.copyfile(sqlite_template, tmp_path / "pitboss.sqlite3")
    asyncio.run(received(login("g"), login("f") | {"at": SOON}, login("m") | {"at": "x"}, login("t", type="jackpot")))
    bot = Database.open(f"sqlite+aiosqlite:///{tmp_path}/pitboss.sqlite3", exclusive=True)
    yield lambda *words: CliRunner().invoke(app, ["events", "quarantine", *words], catch_exceptions=False)
    asyncio.run(bot.close())


async def received(*told: Any) -> None:
    async with offline.opened({}) as here:
        async with here.database.read() as db:
            events = activity.admit(told, at=here.work(db).at)
        message = EventMessage(message_id="m1", digest="d", events=events, origin="casino")
        await transactions.do(here, CONNECTED, event_intake.receive, None, message=message)


def words(result: Result) -> str:
    return " ".join(result.output.split())


def test_what_waits_is_listed_and_shown(pitboss: Pitboss) -> None:
    listed = pitboss("list", "--kind", "malformed")
    event = re.search(r"[0-9A-Z]{6}-[0-9A-Z]{4}", listed.output)
    shown = pitboss("show", event[0]) if event else listed

    assert all(kind in listed.output for kind in ("malformed", "future", "player"))
    told = json.loads(shown.output)
    assert (told["kind"], told["sent_by"], told["told"]["event_id"]) == ("malformed", "casino", "m")
    assert "at: Input should be a valid datetime" in told["because"]


def test_replay_says_what_was_taken_in_and_what_still_fails(pitboss: Pitboss, monkeypatch: pytest.MonkeyPatch) -> None:
    later = Moment(now=datetime.now(UTC) + timedelta(days=1))
    monkeypatch.setattr(Moment, "real", classmethod(lambda _: later))

    first, second = pitboss("replay"), pitboss("replay", "--kind", "future")

    assert (first.exit_code, second.exit_code) == (1, 0), first.output
    assert "1 taken in, 0 known already, 1 still fail." in words(first)
    assert "at: Input should be a valid datetime" in words(first)
    assert "0 joined their players; 3 wait for players who are not known here." in words(first)
    assert "0 taken in, 0 known already, 0 still fail." in words(second)


def test_discarding_needs_a_choice_and_leaves_the_rest(pitboss: Pitboss) -> None:
    unsaid = pitboss("discard", "--because", "tests")
    some = pitboss("discard", "--because", "tests", "--kind", "malformed")
    everything = pitboss("discard", "--because", "tests", "--all")

    assert (unsaid.exit_code, some.exit_code, everything.exit_code) == (1, 0, 0)
    assert "Say which events" in words(unsaid)
    assert ("1 discarded" in some.output, "3 discarded" in everything.output) == (True, True)
    assert "No event waits in quarantine." in words(pitboss("list"))


MISTYPED = {
    ("list", "--kind", "odd"): "odd is not a kind; write one of malformed",
    ("list", "--since", "yesterday"): "yesterday is not a time",
    ("list", "--older", "7"): "7 is not a place of this list",
    ("show", "7"): "7 is not an id",
    ("replay", "6K3Q9D-7XAB"): "Nothing in quarantine has the id 6K3Q9D-7XAB",
}


def test_what_is_mistyped_is_said(pitboss: Pitboss) -> None:
    for typed, said in MISTYPED.items():
        ended = pitboss(*typed)

        assert (ended.exit_code, said in words(ended)) == (1, True), ended.output
