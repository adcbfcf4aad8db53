"""`pitboss ledger verify` and `pitboss rollups verify` say that all is well, or what is not, and record it."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.__main__ import app
from core import activity, office
from core.database.connections import Database
from core.keyring import Keyring
from core.moment import Moment
from core.work import Desk, Work

ROOT = Path(__file__).parents[2]

Pitboss = Callable[..., Result]


@pytest.fixture
def pitboss(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Pitboss:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PITBOSS_DATABASE_URL", raising=False)
    shutil.copyfile(sqlite_template, tmp_path / "pitboss.sqlite3")
    return lambda *words: CliRunner().invoke(app, [*words], catch_exceptions=False)


def test_books_that_are_right_are_said_to_be(pitboss: Pitboss) -> None:
    ledger, rollups = pitboss("ledger", "verify"), pitboss("rollups", "verify")

    assert (ledger.exit_code, rollups.exit_code) == (0, 0), ledger.output + rollups.output
    assert "The ledger is consistent." in ledger.output
    assert "The rollups say what the events say." in rollups.output


def test_books_that_are_wrong_end_with_what_is_wrong(pitboss: Pitboss, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "pitboss.sqlite3")) as db:
        db.execute("INSERT INTO desk_rollups VALUES ('2026-05-03', 'lucky7', 'bet', 'EUR', 3, 500, 1)")
        db.commit()

    ended = pitboss("rollups", "verify")

    assert ended.exit_code == 1
    assert "day 2026-05-03, brand lucky7, kind bet, currency EUR" in ended.output
    assert "1 places of the rollups are wrong" in " ".join(ended.output.split())


def test_rollups_are_repaired_and_what_was_wrong_is_named(pitboss: Pitboss, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "pitboss.sqlite3")) as db:
        db.execute("INSERT INTO desk_rollups VALUES ('2026-05-03', 'lucky7', 'bet', 'EUR', 3, 500, 1)")
        db.execute("INSERT INTO daily_rollups VALUES (7, '2026-05-04', 'bet', 'EUR', 3, 500, 1)")
        db.commit()

    repaired, after = pitboss("rollups", "verify", "--repair"), pitboss("rollups", "verify")

    assert (repaired.exit_code, after.exit_code) == (0, 0), repaired.output
    assert "player 7, day 2026-05-04, kind bet, currency EUR" in repaired.output
    assert "day 2026-05-03, brand lucky7, kind bet, currency EUR" in repaired.output
    assert "Added up anew: 2 places that differed." in repaired.output
    assert "The rollups say what the events say." in repaired.output


FOLDING = """
import asyncio, sys
from core import activity, office
from core.database.connections import Database
from core.keyring import Keyring
from core.moment import Moment
from core.work import Desk, Work

async def fold():
    database = Database.open(sys.argv[1])
    async with database.write() as db:
        await activity.fold(Work(db, Desk(office.default(), Keyring(bytes(32))), Moment.real()))
        print("folded, not committed", flush=True)
        await asyncio.Event().wait()

asyncio.run(fold())
"""


def test_folding_that_is_killed_leaves_nothing_half_added_up(pitboss: Pitboss, tmp_path: Path) -> None:
    path, told = tmp_path / "pitboss.sqlite3", tmp_path / "told.jsonl"
    login = '{{"source": "games", "event_id": "{}", "type": "login", "at": "2026-05-03T14:00:00Z", "brand": "lucky", '
    login += '"player": "nobody", "body": {{"success": true, "device": "a"}}}}\n'
    told.write_text("".join(login.format(number) for number in range(20)))
    assert pitboss("import", "events", str(told)).exit_code == 0
    command = [sys.executable, "-c", FOLDING, f"sqlite+aiosqlite:///{path}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"folded, not committed\n"
        process.kill()

    with closing(sqlite3.connect(path)) as db:
        [killed] = db.execute("SELECT count(*) FROM daily_rollups")
    asyncio.run(folded(path))

    assert killed == (0,)
    assert "The rollups say what the events say." in pitboss("rollups", "verify").output
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count FROM daily_rollups WHERE kind = 'login'").fetchall() == [(20,)]


async def folded(path: Path) -> None:
    database = Database.open(f"sqlite+aiosqlite:///{path}")
    async with database.write() as db:
        await activity.fold(Work(db, Desk(office.default(), Keyring(bytes(32))), Moment.real()))
    await database.close()
