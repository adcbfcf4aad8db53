"""Small files of the habits that spreadsheets and databases have; each comes in, or is refused by line."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.importing import Carrying, ImportOutcome, What, carry, read_mapping
from bot.importing.lines import UnusableFile
from bot.process.offline import operator
from core.database.tables import events, players
from tests.support.importing import Files
from tests.support.shared import shared


async def imported(
    files: Files, folder: str, name: str = "players.csv", mapping: str = "map.yml", **more: Any
) -> ImportOutcome:
    path = shared("cases", "imports", folder, name)
    what = What.EVENTS if more else What.PLAYERS
    wanted = Carrying(
        path=path, mapping=read_mapping(shared("cases", "imports", folder, mapping), what), actor=operator(), **more
    )
    return await carry(files.here, wanted)


async def usernames(files: Files) -> list[str]:
    return [name for (name,) in await files.all(select(players.c.username).order_by(players.c.id))]


def refused(outcome: ImportOutcome) -> dict[int, str]:
    return {one.number: one.column for one in outcome.refusals}


async def test_ids_and_phones_in_scientific_notation_take_nobodys_place(files: Files) -> None:
    outcome = await imported(files, "01-excel-scientific-ids")

    assert refused(outcome) == {2: "id, phone", 3: "id, phone", 4: "id, phone"}
    assert all(one.sentence.count("scientific notation") == 2 for one in outcome.refusals)
    assert await usernames(files) == []


async def test_rows_inside_a_stray_quote_are_told_with_both_lines(files: Files) -> None:
    outcome = await imported(files, "02-stray-quotes-swallow-rows")

    assert refused(outcome) == dict.fromkeys((3, 4, 5, 6), "username")
    assert all("line 3" in one.sentence and "line 6" in one.sentence for one in outcome.refusals)
    assert await usernames(files) == ["anna42", "fritz"]


@pytest.mark.parametrize(
    ("folder", "names"),
    [
        ("03-cr-only-line-ends", ["anna42", "bjorn84"]),
        ("04-excel-sep-line-cp1252", ["anna42"]),
        ("05-excel-trailing-columns-blank-rows-ctrlz", ["anna42", "bjorn84"]),
    ],
)
async def test_habits_of_spreadsheets_are_read(files: Files, folder: str, names: list[str]) -> None:
    outcome = await imported(files, folder)

    assert (outcome.added, outcome.refused) == (len(names), 0)
    assert await usernames(files) == names


@pytest.mark.parametrize(
    ("name", "mapping", "column", "kept"),
    [
        ("players.csv", "map.yml", "gender", ["NO", "NO"]),
        ("players.csv", "map2.yml", "country", ["NO", "NO"]),
        ("players.csv", "map3.yml", "country", ["NO", "SE"]),
        ("players4.csv", "map4.yml", "vip", [True, False]),
        ("players5.csv", "map5.yml", "vip", [True, False]),
    ],
)
async def test_words_of_a_mapping_are_taken_as_written(
    files: Files, name: str, mapping: str, column: str, kept: list[Any]
) -> None:
    outcome = await imported(files, "06-yaml-norway", name, mapping)

    assert (outcome.added, outcome.refused) == (2, 0)
    assert await files.all(select(players.c[column]).order_by(players.c.id)) == [(value,) for value in kept]


async def test_day_numbers_and_impossible_births_are_refused_as_dates(files: Files) -> None:
    outcome = await imported(files, "07-excel-date-serials")

    assert refused(outcome) == dict.fromkeys((2, 3, 4, 8, 9, 10), "born")
    assert "as spreadsheets number days" in outcome.refusals[0].sentence
    assert await usernames(files) == ["dora", "emil", "fri"]


async def test_usernames_that_cannot_be_seen_on_one_line_are_refused(files: Files) -> None:
    outcome = await imported(files, "08-odd-names")

    assert refused(outcome) == {2: "username, first", **dict.fromkeys((5, 6, 8, 9), "username")}
    assert "begins on line 2 and ends on line 4" in outcome.refusals[0].sentence
    assert await usernames(files) == ['=HYPERLINK("http://x")']


@pytest.mark.parametrize(("name", "kind"), [("players.xlsx", "an Excel workbook"), ("players.csv.gz", "gzip")])
async def test_a_file_that_is_no_text_is_named_for_what_it_is(files: Files, name: str, kind: str) -> None:
    with pytest.raises(UnusableFile, match=kind):
        await imported(files, "09-xlsx-and-gzip", name)


async def test_the_hour_that_never_was_is_refused_and_the_one_that_was_twice_is_told(files: Files) -> None:
    outcome = await imported(files, "10-local-times-over-dst", "events.csv", create_players=True)

    assert refused(outcome) == {7: "when"}
    assert [one.number for one in outcome.remarks] == [3, 4, 5]
    assert len(await files.all(select(events.c.event_id))) == 6


async def test_words_that_no_player_has_are_refused_alone_with_those_allowed(files: Files) -> None:
    outcome = await imported(files, "15-lifecycle-words")

    assert refused(outcome) == {2: "state, kyc", 3: "state, level", 4: "level", 5: "state"}
    assert "pending, active, closed, self_closed" in outcome.refusals[0].sentence
    assert await usernames(files) == ["emma"]


@pytest.mark.parametrize("mapping", ["map.yml", "map2.yml"])
async def test_ids_that_json_writes_as_numbers_are_text(files: Files, mapping: str) -> None:
    await imported(files, "17-jsonl-numeric-ids", "players.jsonl", mapping)

    found = await files.all(select(players.c.external_id, players.c.username).order_by(players.c.id))
    assert found == [("101", "anna"), ("102", "bert"), ("90071992547409931", "777")]
