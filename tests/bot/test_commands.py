"""The `pitboss` command: what each verb says, and that it says no in sentences."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.__main__ import app
from core.database.connections import Database
from tests.support.shared import ROOT

Pitboss = Callable[..., Result]
LINES = "id,name\n1,anna\n2,ben\n"
MAP = """
what: players
fields:
  brand: {constant: lucky7}
  licence: {constant: MGA}
  external_id: id
  username: name
  currency: {constant: EUR}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path) -> Path:
    for name in list(os.environ):
        if name.startswith("PITBOSS_") and name != "PITBOSS_REQUIRE":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "players.csv").write_text(LINES)
    (tmp_path / "map.yml").write_text(MAP)
    shutil.copyfile(sqlite_template, tmp_path / "pitboss.sqlite3")
    return tmp_path


@pytest.fixture
def pitboss(here: Path) -> Pitboss:
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


def shell(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bot", *words]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False, timeout=60)


def test_help_names_every_verb_and_imports_nothing_heavy(here: Path) -> None:
    told = shell("--help", folder=here)
    loaded = subprocess.run(
        [sys.executable, "-c", "import bot.__main__, sys; print(*sys.modules)"],
        env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip

    for verb in ("run", "demo", "import", "simulate", "audit", "manifest", "migrate", "staff"):
        assert re.search(rf"^ +{verb} ", told.stdout, re.MULTILINE), verb
    assert not {"sqlalchemy", "slack_bolt", "aiohttp", "pydantic", "sandbox", "yaml"} & set(loaded)


def test_players_are_imported_and_listed_as_done(here: Path, pitboss: Pitboss) -> None:
    first = shell("import", "players", "players.csv", "--map", "map.yml", folder=here)
    second = pitboss("import", "players", "players.csv", "--map", "map.yml")

    assert (first.returncode, second.exit_code) == (0, 0), first.stderr
    assert re.search(r"2 +players added", first.stdout)
    assert re.search(r"2 +already known", second.stdout)


def test_refused_lines_are_shown_written_down_and_end_with_1(here: Path, pitboss: Pitboss) -> None:
    (here / "players.csv").write_text(LINES + "3\n,nobody\n")

    told = pitboss("import", "players", "players.csv", "--map", "map.yml", "--refused")

    assert told.exit_code == 1
    assert "It has 1 column, the header has 2." in told.stdout
    assert (here / "players.csv.refused.csv").read_text().splitlines() == [
        "line,column,reason",
        '4,,"It has 1 column, the header has 2."',
        "5,id,external_id is empty.",
    ]


def test_a_mistaken_mapping_is_told_without_a_traceback(here: Path, pitboss: Pitboss) -> None:
    (here / "map.yml").write_text(MAP.replace("username: name", "username: nmae"))

    told = pitboss("import", "players", "players.csv", "--map", "map.yml")

    assert told.exit_code == 1
    assert "did you mean 'name'?" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_missing_file_is_told(pitboss: Pitboss) -> None:
    told = pitboss("import", "players", "nothing.csv", "--map", "map.yml")

    assert (told.exit_code, "There is no file nothing.csv." in told.stderr) == (1, True)


def test_a_forgotten_option_is_a_mistake_of_use(pitboss: Pitboss) -> None:
    assert pitboss("import", "players", "players.csv").exit_code == 2
    assert pitboss("simulate", "--players", "0").exit_code == 2
    assert pitboss("staff", "add", "U0ABC").exit_code == 2


def test_nothing_is_written_while_another_process_writes(here: Path, pitboss: Pitboss) -> None:
    pitboss("staff", "list")
    held = Database.open("sqlite+aiosqlite:///pitboss.sqlite3", exclusive=True)

    told = [
        pitboss("import", "players", "players.csv", "--map", "map.yml"),
        pitboss("simulate", "--players", 20),
        pitboss("staff", "add", "U0ABC", "T0ABC", "--person", "zoe", "--role", "support"),
    ]

    held.lock_file.close()  # type: ignore[union-attr]
    assert [one.exit_code for one in told] == [1, 1, 1]
    assert all("Another Pitboss is writing pitboss.sqlite3" in one.stderr for one in told)


def test_the_record_staff_and_digests_are_read_beside_a_running_bot_and_that_is_recorded(
    here: Path, pitboss: Pitboss
) -> None:
    pitboss("staff", "add", "U0ADA", "T0ABC", "--person", "ada", "--role", "administrator")
    held = Database.open("sqlite+aiosqlite:///pitboss.sqlite3", exclusive=True)

    listed = pitboss("audit", "list")
    record_id = re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", listed.stdout)[-1]
    told = [listed, pitboss("audit", "show", record_id), pitboss("staff", "list"), pitboss("digest", "activity")]
    again = pitboss("audit", "list")

    held.lock_file.close()  # type: ignore[union-attr]
    assert [one.exit_code for one in told] == [0, 0, 0, 0], [one.stderr for one in told]
    assert again.stdout.count("audit.read") == 2
    assert "digest.viewed" in again.stdout


def test_what_reads_migrates_only_where_no_bot_is_running(here: Path, pitboss: Pitboss) -> None:
    with sqlite3.connect(here / "pitboss.sqlite3") as db:
        db.execute("UPDATE alembic_version SET version_num = '0001'")
    held = Database.open("sqlite+aiosqlite:///pitboss.sqlite3", exclusive=True)

    told = pitboss("audit", "list")

    held.lock_file.close()  # type: ignore[union-attr]
    assert (told.exit_code, "Another Pitboss is writing pitboss.sqlite3" in told.stderr) == (1, True)
    (here / "pitboss.sqlite3").unlink()
    assert pitboss("audit", "list").exit_code == 0
    assert (here / "pitboss.sqlite3").stat().st_mode & 0o077 == 0


def test_migrating_makes_a_database_and_says_when_there_is_nothing_to_do(here: Path, pitboss: Pitboss) -> None:
    (here / "pitboss.sqlite3").unlink()

    first, again = pitboss("migrate"), pitboss("migrate")

    assert "Brought the database from nothing to revision" in first.stdout
    assert "Nothing to do" in again.stdout
    assert (first.exit_code, again.exit_code) == (0, 0)


def test_a_file_that_a_bot_writes_is_not_migrated(here: Path, pitboss: Pitboss) -> None:
    held = Database.open("sqlite+aiosqlite:///pitboss.sqlite3", exclusive=True)

    told = pitboss("migrate")

    held.lock_file.close()  # type: ignore[union-attr]
    assert (told.exit_code, "Another Pitboss is writing pitboss.sqlite3" in told.stderr) == (1, True)


def test_a_database_of_a_newer_pitboss_is_not_migrated(here: Path, pitboss: Pitboss) -> None:
    with sqlite3.connect(here / "pitboss.sqlite3") as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    db.close()

    told = pitboss("migrate")

    assert (told.exit_code, "at revision 9999, which this version of Pitboss does not know" in told.stderr) == (1, True)


def test_an_address_that_does_not_answer_is_named_without_its_password(
    pitboss: Pitboss, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PITBOSS_DATABASE_URL", "postgresql://pitboss_owner:hush@127.0.0.1:1/pitboss_desk")

    told = pitboss("migrate")

    assert (told.exit_code, "hush" in told.stderr) == (1, False)
    assert "pitboss_owner:***@127.0.0.1:1/pitboss_desk does not answer" in told.stderr


def test_wrong_settings_are_told_together(pitboss: Pitboss, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PITBOSS_DATABASE_URL", "mysql://nope")
    monkeypatch.setenv("PITBOSS_OFICE", "x")

    told = pitboss("staff", "list")

    assert told.exit_code == 1
    assert "is not a database" in told.stderr
    assert "did you mean PITBOSS_OFFICE?" in told.stderr


def test_a_record_is_shown_whole_and_reading_is_recorded(pitboss: Pitboss) -> None:
    pitboss("staff", "add", "U0ADA", "T0ABC", "--person", "ada", "--role", "administrator")
    listed = pitboss("audit", "list").stdout
    record_id = re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", listed)[-1]

    shown = pitboss("audit", "show", record_id)

    assert json.loads(shown.stdout)["content"]["id"] == record_id
    assert "It is unchanged." in shown.stderr
    assert pitboss("audit", "list").stdout.count("audit.read") == 2


def test_records_are_listed_page_by_page(pitboss: Pitboss) -> None:
    for _ in range(22):
        newest = pitboss("audit", "list")
    older = re.findall(r"add --older (\S+)", newest.stderr)

    rest = pitboss("audit", "list", "--older", *older)

    assert newest.stdout.count("audit.read") == 20
    assert rest.stdout.count("audit.read") == 1
    assert "older" not in rest.stderr
    assert "Open the list again" in pitboss("audit", "list", "--older", "yesterday").stderr


def test_records_are_not_found_in_sentences(pitboss: Pitboss) -> None:
    assert "is not the id of a record" in pitboss("audit", "show", "x").stderr
    assert "There is no request ZZZZ" in pitboss("audit", "list", "--request", "ZZZZ").stderr
    assert "No record matches." in pitboss("audit", "list", "--player", "7").stdout


def test_a_company_is_simulated_once_for_each_seed(pitboss: Pitboss) -> None:
    first = pitboss("simulate", "--players", 40, "--days", 5, "--seed", 4)
    again = pitboss("simulate", "--players", 40, "--days", 5, "--seed", 4)

    assert "40 players with" in first.stdout
    assert (again.exit_code, "already" in again.stderr) == (1, True)


def test_the_manifest_is_printed_as_it_is_and_checked(pitboss: Pitboss) -> None:
    assert pitboss("manifest").stdout == (ROOT / "manifest.yml").read_text(encoding="utf-8")
    assert pitboss("manifest", "--check").exit_code == 0


def test_what_a_distribution_would_run_is_printed_and_a_file_is_refused(pitboss: Pitboss) -> None:
    planned, refused, alone = (
        pitboss("migrate", "--distribute", "--dry-run"),
        pitboss("migrate", "--distribute"),
        pitboss("migrate", "--with-rows"),
    )

    assert "SELECT create_distributed_table('players', 'id', colocate_with => 'none');" in planned.output
    assert (planned.exit_code, refused.exit_code, alone.exit_code) == (0, 1, 2)
    assert "SQLite is one file on one machine." in refused.output
    assert "belongs to --distribute" in alone.output
