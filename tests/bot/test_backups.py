"""A SQLite desk is copied while it runs and put back as it was, or the command says why not."""

import base64
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.__main__ import app
from core.database import backups
from core.database.backups import BackupRefused
from core.database.connections import locked_file

KEY = base64.b64encode(b"k" * 32).decode()
Pitboss = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PITBOSS_DATABASE_URL", raising=False)
    shutil.copyfile(sqlite_template, tmp_path / "pitboss.sqlite3")
    return tmp_path


@pytest.fixture
def pitboss(folder: Path) -> Pitboss:
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


def said(ended: Result) -> str:
    return " ".join(ended.output.split())


def written(path: Path, key: str) -> sqlite3.Connection:
    """Write as a bot does that is killed later: what is committed stands in the write-ahead log alone."""
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA wal_autocheckpoint = 0")
    db.execute("INSERT INTO seen_deliveries (key, at) VALUES (?, '2026-05-03 12:00:00')", [key])
    db.commit()
    return db


def keys(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        return [row[0] for row in db.execute("SELECT key FROM seen_deliveries ORDER BY key")]


def test_desk_is_restored_as_it_was_and_no_log_is_replayed_into_it(folder: Path, pitboss: Pitboss) -> None:
    running = written(folder / "pitboss.sqlite3", "before")
    backed_up = pitboss("backup", "copy.sqlite3")
    running.execute("INSERT INTO seen_deliveries (key, at) VALUES ('after', '2026-05-03 13:00:00')")
    running.commit()
    left_over = (folder / "pitboss.sqlite3-wal").read_bytes()
    running.close()
    (folder / "pitboss.sqlite3-wal").write_bytes(left_over)

    restored = pitboss("restore", "copy.sqlite3")

    assert (backed_up.exit_code, restored.exit_code) == (0, 0), backed_up.output + restored.output
    assert keys(folder / "pitboss.sqlite3") == ["before"]
    assert keys(folder / "copy.sqlite3") == ["before"]
    assert len(list(folder.glob("pitboss.sqlite3.before-*-wal"))) == 1
    assert not list(folder.glob("*.partial"))
    assert (folder / "pitboss.sqlite3").stat().st_mode & 0o077 == 0


def test_restoring_waits_for_nobody_and_needs_the_bot_stopped(folder: Path, pitboss: Pitboss) -> None:
    pitboss("backup", "copy.sqlite3")

    with locked_file(f"sqlite:///{folder}/pitboss.sqlite3"):
        ended = pitboss("restore", "copy.sqlite3")

    assert ended.exit_code == 1
    assert "Another Pitboss is writing" in said(ended)


def test_key_is_held_against_the_first_record(folder: Path, pitboss: Pitboss, monkeypatch: pytest.MonkeyPatch) -> None:
    people = pitboss("staff", "list")
    pitboss("backup", "copy.sqlite3")
    (folder / "pitboss.sqlite3.key").rename(folder / "kept.key")

    missing = pitboss("restore", "copy.sqlite3")
    monkeypatch.setenv("PITBOSS_MASTER_KEY", KEY)
    wrong = pitboss("restore", "copy.sqlite3")

    assert people.exit_code == 0
    assert (missing.exit_code, wrong.exit_code) == (1, 1)
    assert "The master key is missing" in said(missing)
    assert "not the one this database was written under" in said(wrong)
    assert not list(folder.glob("pitboss.sqlite3.before-*"))


def test_file_may_have_any_name(folder: Path, pitboss: Pitboss) -> None:
    ended = [pitboss(verb, "100%?#.sqlite3") for verb in ("backup", "restore")]

    assert [one.exit_code for one in ended] == [0, 0]
    assert not (folder / "100%").exists()


def test_desk_behind_a_link_is_put_back_where_it_lies_for_its_owner(folder: Path, pitboss: Pitboss) -> None:
    volume = folder / "volume"
    volume.mkdir()
    (folder / "pitboss.sqlite3").rename(volume / "desk.sqlite3")
    if os.geteuid() == 0:
        os.chown(volume / "desk.sqlite3", 4711, 4711)
    owner = (volume / "desk.sqlite3").stat().st_uid
    (folder / "pitboss.sqlite3").symlink_to(volume / "desk.sqlite3")
    pitboss("backup", "copy.sqlite3")

    with locked_file(f"sqlite:///{volume}/desk.sqlite3"):
        running = pitboss("restore", "copy.sqlite3")
    ended = pitboss("restore", "copy.sqlite3")

    assert "Another Pitboss is writing" in said(running)
    assert ended.exit_code == 0
    assert (folder / "pitboss.sqlite3").is_symlink()
    assert len(list(volume.glob("desk.sqlite3.before-*"))) >= 1
    assert (volume / "desk.sqlite3").stat().st_uid == owner


def test_postgresql_has_tools_of_its_own(pitboss: Pitboss, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PITBOSS_DATABASE_URL", "postgresql://pitboss@127.0.0.1:1/desk")

    for words in (("backup", "x"), ("restore", "x")):
        ended = pitboss(*words)
        assert ended.exit_code == 1
        assert "pg_dump" in said(ended)


def test_file_that_is_no_whole_backup_changes_nothing(folder: Path, pitboss: Pitboss) -> None:
    pitboss("backup", "copy.sqlite3")
    whole = (folder / "copy.sqlite3").read_bytes()
    (folder / "half.sqlite3").write_bytes(whole[: len(whole) // 2])
    (folder / "text.sqlite3").write_text("This is no database. " * 1_000)
    sqlite3.connect(folder / "empty.sqlite3").close()
    before = (folder / "pitboss.sqlite3").read_bytes()

    ended = {name: pitboss("restore", f"{name}.sqlite3") for name in ("half", "text", "empty", "missing")}
    again = pitboss("backup", "copy.sqlite3")

    assert {one.exit_code for one in (*ended.values(), again)} == {1}
    assert "copy.sqlite3 exists already" in said(again)
    assert "no database of Pitboss" in said(ended["empty"])
    assert "missing.sqlite3 is not a database" in said(ended["missing"])
    assert (folder / "pitboss.sqlite3").read_bytes() == before


def test_damage_is_found(folder: Path) -> None:
    pages = bytearray((folder / "pitboss.sqlite3").read_bytes())
    pages[4096 * 20 : 4096 * 24] = b"\xaa" * 4096 * 4
    (folder / "pitboss.sqlite3").write_bytes(pages)

    with pytest.raises(BackupRefused, match="could not be copied"):
        backups.make(folder / "pitboss.sqlite3", folder / "copy.sqlite3")

    assert not (folder / "copy.sqlite3").exists()
