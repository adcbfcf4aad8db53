"""`pitboss ledger verify` and `pitboss rollups verify` say that all is well, or what is not, and record it."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.__main__ import app

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
