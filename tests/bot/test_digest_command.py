"""`pitboss digest`: every row in words or as JSON, and recorded."""

import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.__main__ import app


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path) -> Path:
    for name in list(os.environ):
        if name.startswith("PITBOSS_") and name != "PITBOSS_REQUIRE":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    shutil.copyfile(sqlite_template, tmp_path / "pitboss.sqlite3")
    return tmp_path


def pitboss(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), catch_exceptions=False)


def known(brand: str) -> None:
    """Let there be a player of a brand."""
    constant = {"brand": brand, "licence": "MGA", "currency": "EUR"}
    fields = {name: {"constant": value} for name, value in constant.items()}
    Path("map.yml").write_text(
        json.dumps({"what": "players", "fields": fields | {"external_id": "id", "username": "id"}})
    )
    Path("players.csv").write_text("id\nanna\n")
    assert pitboss("import", "players", "players.csv", "--map", "map.yml").exit_code == 0


@pytest.mark.parametrize("name", ["security", "activity", "adjustments", "exceptions"])
def test_an_empty_day_is_printed_with_its_whole_header(name: str) -> None:
    told = pitboss("digest", name)

    assert told.exit_code == 0
    assert f"{name.capitalize()} digest, " in told.stdout
    assert "Time zone Europe/Malta · all brands" in told.stdout
    assert "No activity." in told.stdout


def test_it_is_printed_as_json_with_days_and_filters() -> None:
    told = json.loads(
        pitboss("digest", "activity", "--date", "2026-05-01..2026-05-03", "--brand", "royal", "--json").stdout
    )

    assert (told["first"], told["last"], told["filters"]) == ("2026-05-01", "2026-05-03", {"brand": "royal"})


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["securty"], "There are security, activity, adjustments,"),
        (["security", "--date", "31.02.2026"], "There is no day"),
        (["security", "--date", "900d"], "at most 366 days"),
        (["activity", "--brand", "royl"], "No player has the brand 'royl'. There is only royal."),
    ],
)
def test_what_cannot_be_is_a_sentence_and_exit_code_1(words: list[str], told: str) -> None:
    known("royal")

    result = pitboss("digest", *words)

    assert result.exit_code == 1
    assert told in result.stderr


def test_that_it_was_read_is_recorded() -> None:
    pitboss("digest", "security")

    assert "digest.viewed" in pitboss("audit", "list", "--staff", "command_line").stdout
