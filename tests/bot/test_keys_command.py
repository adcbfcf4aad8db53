"""`pitboss keys`: each is printed once, exchanged and ended; the doctor names those that are old."""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.__main__ import app
from bot.doctor import desk
from bot.doctor.findings import Level
from bot.process.configuration import Settings
from core.database.connections import Database

Pitboss = Callable[..., Result]


@pytest.fixture
def pitboss(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Pitboss:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PITBOSS_DATABASE_URL", raising=False)
    shutil.copyfile(sqlite_template, tmp_path / "pitboss.sqlite3")
    return lambda *words: CliRunner().invoke(app, ["keys", *words], catch_exceptions=False)


def test_life_of_a_client(pitboss: Pitboss) -> None:
    created = pitboss("create", "casino", "--scope", "events.write", "--scope", "status.read", "--per-minute", "600")
    key, secret = created.stdout.split()
    listed = pitboss("list")
    rotated = pitboss("rotate", "casino", "--keep-days", "3")
    revoked = pitboss("revoke", "casino", "--key", secret.rstrip("=")[-4:])

    assert (key[:4], secret[:6]) == ("pbk_", "whsec_")
    assert len(rotated.stdout.split()) == 2
    assert "stay valid for 3 days" in " ".join(rotated.stderr.split())
    assert "1 key of casino ended" in " ".join(revoked.stdout.split())
    assert ("casino" in listed.stdout, key in listed.stdout, secret in listed.stdout) == (True, False, False)
    assert "is not a scope" in " ".join(pitboss("create", "x", "--scope", "everything").stderr.split())


async def findings(path: Path) -> list[tuple[Level, str]]:
    class Examined:
        settings = Settings()
        database = Database.open(f"sqlite+aiosqlite:///{path}")
        now = datetime.now(UTC)

    try:
        return [(one.level, one.told) async for one in desk.keys_of_clients(Examined)]  # type: ignore[arg-type]
    finally:
        await Examined.database.close()


@pytest.mark.parametrize(
    ("column", "at", "said"),
    [
        ("created_at", timedelta(days=-181), "A key of the client casino is more than 180 days old."),
        ("ends_at", timedelta(days=3), "A key of the client casino ends within 7 days, and none follows it."),
    ],
)
def test_doctor_names_keys_that_are_old_or_end_soon(
    pitboss: Pitboss, tmp_path: Path, column: str, at: timedelta, said: str
) -> None:
    pitboss("create", "casino", "--scope", "status.read")
    path = tmp_path / "pitboss.sqlite3"
    before = asyncio.run(findings(path))
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"UPDATE client_keys SET {column} = ?", (f"{datetime.now(UTC) + at:%Y-%m-%d %H:%M:%S.%f}",))  # noqa: S608 - a column of the test
        db.commit()

    assert [level for level, _ in before] == [Level.OK]
    assert asyncio.run(findings(path)) == [(Level.WARNING, said)]
