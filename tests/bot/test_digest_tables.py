"""Lists of a digest: a page of a table is worth reading, numbers sort as numbers, and what is more comes as a file."""

import csv
import io
from datetime import UTC, date, datetime
from uuid import UUID

from bot import kit
from bot.cards import digest_card, digest_file
from core.digests import Digest, Figure, Section, StoredDigest, Table, TableRow, Where
from core.money import Money
from core.office import DigestName
from core.people import Visibility
from sandbox import blocks as slack

ALL = frozenset(Visibility)


def digest(*rows: tuple[object, ...], total: int | None = None, lines: tuple[Figure, ...] = ()) -> Digest:
    heads = ("Who", "How often", "How much")
    listed = tuple(TableRow(cells=cells) for cells in rows)
    table = Table(heads=heads, rows=listed, total=total or len(rows), where=Where.EXPORT)
    section = Section(title="Every adjustment", lines=lines, table=table if rows else None)
    day, at = date(2026, 5, 2), datetime(2026, 5, 3, 8, tzinfo=UTC)
    return Digest(
        name=DigestName.ADJUSTMENTS,
        title="Adjustments digest",
        first=day,
        last=day,
        zone="UTC",
        filters={},
        generated_at=at,
        partial=False,
        sections=(section,),
    )


def drawn(of: Digest) -> list[dict[str, object]]:
    kept = StoredDigest(id=UUID(int=1), digest=of, place=None, asked_by="sam", seen=(), held_because=None)
    _, blocks = digest_card.private(kept, ALL)
    rendered = kit.render(blocks)
    slack.check(rendered, "message")
    return rendered


def rows_of(count: int) -> list[tuple[object, ...]]:
    return [(f"player {number}", 1_000 + number, Money(number * 100, "EUR")) for number in range(count)]


def test_numbers_and_amounts_sort_as_what_they_are() -> None:
    [table] = [block for block in drawn(digest(*rows_of(3))) if block["type"] == "data_table"]

    assert table["rows"][2] == [
        {"type": "raw_text", "text": "player 1"},
        {"type": "raw_number", "value": 1_001, "text": "1,001"},
        {"type": "raw_number", "value": 1.0, "text": "EUR 1.00"},
    ]
    assert table["page_size"] == 3


def test_table_holds_a_hundred_rows_and_its_header_and_says_how_many_more() -> None:
    blocks = drawn(digest(*rows_of(312)))

    [table] = [block for block in blocks if block["type"] == "data_table"]
    assert (len(table["rows"]), table["page_size"]) == (101, 20)
    assert "212 more" in str(blocks)
    assert "All rows as files" in str(blocks)
    assert "All rows as files" not in str(drawn(digest(*rows_of(100))))


def test_file_holds_every_row_and_nothing_a_spreadsheet_would_compute() -> None:
    hostile = [("=HYPERLINK(1)", 1, Money(-500, "EUR")), ("+cmd", 2, "-1"), ("@x", 3, "a\nb")]
    [file] = digest_file.files(digest(*hostile, *rows_of(309)))

    read = list(csv.reader(io.StringIO(file.text)))
    assert (file.name, len(read)) == ("adjustments-2026-05-02-to-2026-05-02-every-adjustment.csv", 313)
    assert read[1:4] == [["'=HYPERLINK(1)", "1", "EUR -5.00"], ["'+cmd", "2", "'-1"], ["'@x", "3", "a b"]]
    assert file.sentence == "Adjustments digest, 2 May 2026. Every adjustment: 312 rows."


def test_file_that_is_not_whole_says_so() -> None:
    [file] = digest_file.files(digest(*rows_of(150), total=25_000))

    assert file.sentence.endswith("Every adjustment: the first 150 of 25,000 rows.")
    assert digest_file.files(digest(*rows_of(100))) == []


def test_more_currencies_than_a_table_has_columns_are_shown_all() -> None:
    codes = ["EUR", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "CHF", "GBP", "USD", "CAD", "AUD", "NZD", "JPY"]
    codes += ["BRL", "MXN", "INR", "TRY", "ZAR", "KWD", "ISK"]
    lines = tuple(Figure(label="Deposits", now=100, before=0, unit=code) for code in codes)

    tables = [block for block in drawn(digest(lines=lines)) if block["type"] == "data_table"]

    assert [len(table["rows"][0]) for table in tables] == [20, 4]


def test_booked_figures_come_as_a_file_beside_the_lists() -> None:
    lines = (
        Figure(label="payments: deposit", now=-10_000, before=0, unit="EUR"),
        Figure(label="promotions: bonus", now=-2, before=5, unit="JPY"),
        Figure(label="games: bet", now=1_234_567, unit="KWD"),
    )
    house = Section(title="House accounts, by account and kind", lines=lines, filed=True)
    booked = digest(*rows_of(3)).model_copy(update={"sections": (*digest(*rows_of(101)).sections, house)})

    _, file = digest_file.files(booked)

    assert list(csv.reader(io.StringIO(file.text))) == [
        ["What", "Currency", "Amount", "Amount before"],
        ["payments: deposit", "EUR", "-100.00", "0.00"],
        ["promotions: bonus", "JPY", "-2", "5"],
        ["games: bet", "KWD", "1234.567", ""],
    ]
    assert file.name == "adjustments-2026-05-02-to-2026-05-02-house-accounts-by-account-and-kind.csv"
    assert file.sentence == "Adjustments digest, 2 May 2026. House accounts, by account and kind: 3 rows."
    alone = digest(*rows_of(3)).model_copy(update={"sections": (house,)})
    assert "As a file" in str(drawn(alone))
    assert "As a file" not in str(drawn(alone.model_copy(update={"sections": ()})))
