"""Players come in once, line by line; a line that does not fit is refused alone."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.importing import MappingRefused
from bot.importing.read import LONGEST_LINE
from core.database.tables import players, records
from tests.support.importing import ANNA, HEADER, PLAYERS, Files

pytestmark = pytest.mark.every_wiring


async def test_players_come_in_as_the_mapping_says(files: Files) -> None:
    outcome = await files.players(f"\ufeff{HEADER}{ANNA}2,björn,krona,04.05.2024,NA,no\n")

    rows = await files.all(select(players).order_by(players.c.external_id))
    assert (outcome.added, outcome.refused) == (2, 0)
    assert [(row.username, row.currency, row.vip) for row in rows] == [("anna1", "EUR", True), ("björn2", "SEK", False)]
    assert rows[0].registered_at == datetime(2024, 5, 2, 22, tzinfo=UTC)
    assert [str(row.born_on) for row in rows] == ["1984-03-17", "None"]


async def test_the_same_file_again_changes_nothing_and_a_changed_line_changes(files: Files) -> None:
    await files.players(HEADER + ANNA)
    again = await files.players(HEADER + ANNA)
    changed = await files.players(HEADER + ANNA.replace("anna", "hanna"))

    assert (again.added, again.changed, again.again) == (0, 0, 1)
    assert (changed.added, changed.changed) == (0, 1)


@pytest.mark.parametrize(
    ("line", "column", "why"),
    [
        ("2,ben,dollar,03.05.2024,,yes\n", "currency", "not among the values mapped"),
        ("2,ben,euro,2024-05-03,,yes\n", "since", "the mapping expects a time like %d.%m.%Y"),
        ("2,ben,euro,03.05.2024,31.12.1999,yes\n", "born", "write a date like 1984-03-17"),
        ("2,ben,euro,03.05.2024,,maybe\n", "vip", "neither true nor false"),
        (",ben,euro,03.05.2024,,yes\n", "id, name", "external_id is empty"),
        ("2,ben,euro,03.05.2024,\n", "", "5 columns, the header has 6"),
        ("2,ben,euro,03.05.2024,,yes,more\n", "", "7 columns, the header has 6"),
        (f"2,{'x' * 1_000_000},euro,03.05.2024,,yes\n", "name", "1,000,000 characters"),
        (f"2,{'x' * (LONGEST_LINE + 10)},euro,03.05.2024,,yes\n", "", "longer than"),
        ("2,b\0n,euro,03.05.2024,,yes\n", "", "zero byte"),
        (b"2,M\xfcller,euro,03.05.2024,,yes\n", "", "not UTF-8"),
    ],
)
async def test_a_line_that_does_not_fit_is_refused_alone(
    files: Files, line: str | bytes, column: str, why: str
) -> None:
    raw = line.encode() if isinstance(line, str) else line

    outcome = await files.players((HEADER + ANNA).encode() + raw + ANNA.replace("1,", "3,", 1).encode())

    [refusal] = outcome.refusals
    assert (outcome.added, refusal.number, refusal.column) == (2, 3, column)
    assert why in refusal.sentence


async def test_a_quote_that_is_never_closed_is_told_with_its_line(files: Files) -> None:
    swallowed = "x" * 80 + "\n"

    outcome = await files.players(f'{HEADER}{ANNA}2,"ben{swallowed * (LONGEST_LINE // 81 + 2)}')

    assert (outcome.added, outcome.refusals[0].number) == (1, 3)
    assert "quote" in outcome.refusals[0].sentence


async def test_words_in_a_foreign_encoding_are_read_when_the_mapping_names_it(files: Files) -> None:
    content = (HEADER + ANNA.replace("anna", "müller")).encode("latin-1")

    await files.carry(content, PLAYERS | {"encoding": "latin-1"})

    assert await files.all(select(players.c.username)) == [("müller1",)]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no header"),
        (b"id,nam,currency,since,born,vip\n", "no column 'name', which the mapping names; did you mean 'nam'?"),
        (b"id,id,name,currency,since,born,vip\n", "the column 'id' twice"),
    ],
)
async def test_a_file_that_does_not_belong_to_the_mapping_is_refused_whole(
    files: Files, content: bytes, why: str
) -> None:
    with pytest.raises(MappingRefused) as refused:
        await files.players(content)

    assert why in refused.value.message


async def test_json_lines_are_read_by_paths(files: Files) -> None:
    about = {"id": "7", "name": "eve", "currency": "euro", "since": "03.05.2024", "born": None, "vip": True}
    lines = [json.dumps({"player": about}), "{broken", "[1, 2]", "", json.dumps({"player": {"id": "8"}})]
    fields = {
        name: rule
        if "constant" in rule
        else {**rule, "column": f"player.{rule['column']}"}
        if "column" in rule
        else rule
        for name, rule in PLAYERS["fields"].items()
        if isinstance(rule, dict) and name != "username"
    }
    mapping = PLAYERS | {"fields": fields | {"external_id": "player.id", "username": "player.name"}}

    outcome = await files.carry("\n".join(lines), mapping, name="file.jsonl")

    assert (outcome.added, [one.number for one in outcome.refusals]) == (1, [2, 3, 5])
    assert await files.all(select(players.c.username)) == [("eve",)]


async def test_an_import_is_recorded_with_counts_and_no_names(files: Files) -> None:
    await files.players(HEADER + ANNA)

    [(content,)] = await files.all(select(records.c.content))
    said = json.loads(content)
    assert said["action"] == "players.imported"
    assert said["origin"]["surface"] == "command_line"
    assert said["facts"] == {"added": 1, "changed": 0, "again": 0, "created": 0, "refused": 0}
