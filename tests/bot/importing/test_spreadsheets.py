"""Files as spreadsheets and old programs leave them are read, or refused by line with the reason."""

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.importing import What
from bot.importing.read import Refusal
from bot.importing.rows import Rows
from bot.process.transactions import Broken
from core.database.tables import players
from tests.support.importing import HEADER, LOGINS, PLAYERS, Files, made, people
from tests.support.wirings import ON_SQLITE


@pytest.mark.parametrize("number", ["1.23457E+11", "1,23457E+11", "1e+11", "9E+05", "-4.32E+18", "4.5e10"])
@pytest.mark.parametrize("column", ["external_id", "username", "phone"])
def test_a_shortened_number_names_nobody(tmp_path: Path, number: str, column: str) -> None:
    cells = {"external_id": "1", "username": "anna", "phone": "+35699000101"} | {column: f'"{number}"'}

    [refusal] = people(tmp_path, ",".join([*cells.values(), "MT"]) + "\n")

    assert f"{column} is a number in scientific notation" in refusal.sentence
    assert number not in refusal.sentence


@pytest.mark.parametrize("broken", ["#REF!", "#DIV/0!", "#NAME?", "########"])
def test_an_error_of_a_spreadsheet_is_no_value(tmp_path: Path, broken: str) -> None:
    [refusal] = people(tmp_path, f"1,{broken},,\n")

    assert "username is an error of a spreadsheet" in refusal.sentence


def test_an_id_with_decimals_is_refused_and_one_kept_as_a_formula_is_read(tmp_path: Path) -> None:
    damaged, kept = people(tmp_path, '102.0,anna,,\n"=""000102""",bert,,\n')

    assert "external_id is a number with .0" in damaged.sentence
    assert kept.external_id == "000102"


@pytest.mark.parametrize("identity", ["12e45", "5E2", "deadbe", "1.5", "00042", "e+10"])
def test_an_id_that_only_looks_like_a_number_is_one(tmp_path: Path, identity: str) -> None:
    [player] = people(tmp_path, f"{identity},anna,,\n")

    assert player.external_id == identity


@pytest.mark.parametrize(
    ("phone", "country", "why"),
    [
        ("7911123456", "GB", "lost its leading 0 or +"),
        ("447911123456", "GB", "lost its leading 0 or +"),
        ("17012345678", "DE", "from 0 or from +49"),
        ("99000101", "", "without + and country code"),
    ],
)
def test_a_phone_that_lost_its_beginning_is_refused(tmp_path: Path, phone: str, country: str, why: str) -> None:
    [refusal] = people(tmp_path, f"1,anna,{phone},{country}\n")

    assert (refusal.column, why in refusal.sentence) == ("phone", True)


@pytest.mark.parametrize(
    ("phone", "country"),
    [("07911 123456", "GB"), ("+44 7911 123456", ""), ("99000101", "MT"), ("0039 06 1234567", "IT"), ("", "DE")],
)
def test_a_phone_as_it_is_written_at_home_or_abroad_is_taken(tmp_path: Path, phone: str, country: str) -> None:
    [player] = people(tmp_path, f"1,anna,{phone},{country}\n")

    assert (player.phone or "") == phone


async def test_an_id_that_lost_its_zeros_is_refused_where_the_others_have_them(files: Files) -> None:
    ids = ["000042", "001234", "42", "123456", "x7"]

    outcome = await files.players(HEADER + "".join(f"{one},anna{one},euro,03.05.2024,,no\n" for one in ids))

    [refusal] = outcome.refusals
    assert (outcome.added, refusal.number) == (4, 4)
    assert "others have 6 and begin with 0" in refusal.sentence


async def test_an_id_that_lost_its_zeros_is_refused_where_the_players_known_have_them(files: Files) -> None:
    line = "{},anna,euro,03.05.2024,,no\n".format
    await files.players(HEADER + line("000042") + line("000043"))

    outcome = await files.players(HEADER + line("42") + line("43") + line("1234567"))

    assert [one.number for one in outcome.refusals] == [2, 3]
    assert outcome.added == 1


async def test_a_file_does_not_turn_a_known_player_into_somebody_else(files: Files) -> None:
    mapping = PLAYERS | {"fields": PLAYERS["fields"] | {"first_name": "first", "last_name": "last", "email": "mail"}}
    header = HEADER.replace("vip", "vip,first,last,mail")
    await files.carry(header + "7,anna,euro,03.05.2024,1984-03-17,no,Anna,Adams,a@example.com\n", mapping)

    married = await files.carry(header + "7,anna,euro,03.05.2024,1984-03-17,no,Anna,Bertram,b@example.com\n", mapping)
    other = await files.carry(header + "7,bert,euro,03.05.2024,1990-01-02,no,Bert,Cole,c@example.com\n", mapping)

    assert (married.changed, married.refused) == (1, 0)
    assert (other.changed, [one.number for one in other.refusals]) == (0, [2])
    assert "player 1, who is somebody else" in other.refusals[0].sentence
    assert await files.all(select(players.c.last_name)) == [("Bertram",)]


async def test_one_id_with_two_people_is_refused_on_each_of_its_lines(files: Files) -> None:
    line = "{id},{name},euro,03.05.2024,{born},no\n".format
    content = (
        line(id=7, name="anna", born="1984-03-17")
        + "".join(line(id=n, name="user", born="") for n in range(100, 1_200))
        + line(id=7, name="bert", born="1984-03-17")
        + line(id=8, name="cleo", born="")
        + line(id=8, name="cleo", born="1990-01-02")
    )

    outcome = await files.players(HEADER + content)

    assert [one.number for one in outcome.refusals] == [2, 1_103]
    assert "also on line 1103" in outcome.refusals[0].sentence
    assert (outcome.added, outcome.refused) == (1_101, 2)
    assert await files.all(select(players.c.id).where(players.c.external_id == "7")) == []
    [(born,)] = await files.all(select(players.c.born_on).where(players.c.external_id == "8"))
    assert str(born) == "1990-01-02"


@pytest.mark.parametrize(
    ("rows", "first", "last"),
    [
        ('2,"bert,,\n3,cleo,,\n4,dora",,\n', 3, 5),
        ('2,bert,,"\n3,cleo,,\n4,dora,,"\n', 3, 5),
        ('2,bert,,"MT\n3,cleo,,MT\n4,dora,,MT\n', 3, 5),
        ('"2,bert,,\n3,"cleo",,\n', 3, 4),
        ('2,"bert,,\n3,cleo\n4,dora",\n', 3, 5),
    ],
)
def test_a_quote_that_takes_rows_in_is_told_with_both_lines(tmp_path: Path, rows: str, first: int, last: int) -> None:
    read = people(tmp_path, f"1,anna,,\n{rows}")

    refusals = [one for one in read if isinstance(one, Refusal)]
    assert [one.number for one in refusals] == list(range(first, last + 1))
    assert all(f"line {first}" in one.sentence and f"line {last}" in one.sentence for one in refusals)
    assert [one.username for one in read if not isinstance(one, Refusal)] == ["anna"]


async def test_an_address_of_several_lines_is_one_line_here(files: Files) -> None:
    mapping = PLAYERS | {"fields": PLAYERS["fields"] | {"address": "address"}}
    content = HEADER.replace("vip", "vip,address") + '1,anna,euro,03.05.2024,,no,"Flat 2, Main Street\nSliema"\n'

    outcome = await files.carry(content, mapping)

    assert outcome.refused == 0
    assert await files.all(select(players.c.address)) == [("Flat 2, Main Street, Sliema",)]


@pytest.mark.parametrize(
    ("at", "why"),
    [
        ("2026-03-29T02:30:00", "never was in Europe/Malta"),
        ("45231.5", "write a time like 2026-05-03T14:00:00Z"),
        ("2026-05-03 14:00", ""),
        ("2026-10-25T02:30:00+01:00", ""),
    ],
)
def test_a_local_time_is_one_that_was(tmp_path: Path, at: str, why: str) -> None:
    fields = LOGINS["fields"] | {"at": {"column": "at", "as": "time", "zone": "Europe/Malta"}}

    [read] = made(tmp_path, f"id,at,who\n1,{at},p1\n", LOGINS | {"fields": fields}, What.EVENTS)

    assert isinstance(read, Refusal) == bool(why)
    assert why in getattr(read, "sentence", "")


def test_a_time_without_a_zone_needs_one_in_the_mapping(tmp_path: Path) -> None:
    [read] = made(tmp_path, "id,at,who\n1,2026-05-03 14:00:00,p1\n", LOGINS, What.EVENTS)

    assert "without a zone; add one to the mapping" in read.sentence


@pytest.mark.parametrize(
    ("amount", "why"),
    [
        ("1.23457E+11", "scientific notation"),
        ("1E+3", "scientific notation"),
        ("5e2", "write all its digits"),
        ("12E1", "write all its digits"),
        ("#VALUE!", "an error of a spreadsheet"),
        ("1.000", "three decimals, which may be thousands"),
        ("-12.500", "three decimals, which may be thousands"),
    ],
)
def test_an_amount_that_a_spreadsheet_has_changed_moves_nothing(tmp_path: Path, amount: str, why: str) -> None:
    raw = LOGINS | {"fields": LOGINS["fields"] | {"body.amount": {"column": "sum", "as": "money", "currency": "EUR"}}}

    [read] = made(tmp_path, f"id,at,who,sum\n1,2026-05-03T14:00:00Z,p1,{amount}\n", raw, What.EVENTS)

    assert (read.column, why in read.sentence) == ("sum", True)


def test_text_of_an_event_is_one_line(tmp_path: Path) -> None:
    raw = LOGINS | {"fields": LOGINS["fields"] | {"body.device": "device"}}

    [read] = made(tmp_path, 'id,at,who,device\n1,2026-05-03T14:00:00Z,p1,"a\nb"\n', raw, What.EVENTS)

    assert read.sentence == (
        "body.device has a line break; write it on one line. "
        "The row begins on line 2 and ends on line 3; check its quotes."
    )


@pytest.mark.parametrize(
    ("written", "kept"),
    [("101", "101"), ("102.0", "102"), ("90071992547409931", "90071992547409931"), ("1.5", "1.5"), ('"007"', "007")],
)
def test_an_id_that_json_writes_as_a_number_is_text(tmp_path: Path, written: str, kept: str) -> None:
    line = f'{{"id": {written}, "at": "2026-05-03T14:00:00Z", "who": {written}}}\n'

    [event] = made(tmp_path, line, LOGINS, What.EVENTS, name="file.jsonl")

    assert (event.event_id, event.player) == (kept, kept)


@pytest.mark.parametrize("written", ["1.23457E+11", "9.0071992547409931e16", "9007199254740993.0", "true", '["7"]'])
def test_what_json_writes_and_is_no_id_is_refused(tmp_path: Path, written: str) -> None:
    line = f'{{"id": "1", "at": "2026-05-03T14:00:00Z", "who": {written}}}\n'

    [read] = made(tmp_path, line, LOGINS, What.EVENTS, name="file.jsonl")

    assert read.column == "who"


def test_an_error_of_ours_while_reading_refuses_one_line_under_a_reference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    read = Rows._player

    def broken(rows: Rows, values: Any) -> Any:
        if values["username"] == "bert":
            raise ZeroDivisionError
        return read(rows, values)

    monkeypatch.setattr(Rows, "_player", broken)

    anna, bert, cleo = people(tmp_path, "1,anna,,\n2,bert,,\n3,cleo,,\n")

    reference = re.search("E-[0-9A-F]{6}", bert.sentence)
    assert (anna.username, bert.number, cleo.username) == ("anna", 3, "cleo")
    assert reference
    assert reference[0] in caplog.text
    assert "ZeroDivisionError" in caplog.text


@ON_SQLITE
async def test_a_line_that_cannot_be_stored_is_refused_alone_under_a_reference(files: Files) -> None:
    await files.execute(
        "CREATE TRIGGER no_bert BEFORE INSERT ON players WHEN NEW.username = 'bert2' "
        "BEGIN SELECT RAISE(ABORT, 'broken'); END"
    )
    names = ["anna1", "bert2", *(f"user{number}" for number in range(3, 50))]

    outcome = await files.players(HEADER + "".join(f"{name[4:]},{name[:4]},euro,03.05.2024,,no\n" for name in names))

    [refusal] = outcome.refusals
    assert (outcome.added, refusal.number) == (48, 3)
    assert re.search("E-[0-9A-F]{6}", refusal.sentence)


@ON_SQLITE
async def test_an_import_of_which_every_line_breaks_stops(files: Files) -> None:
    await files.execute("CREATE TRIGGER nobody BEFORE INSERT ON players BEGIN SELECT RAISE(ABORT, 'broken'); END")

    with pytest.raises(Broken):
        await files.players(HEADER + "".join(f"{number},anna,euro,03.05.2024,,no\n" for number in range(100)))
