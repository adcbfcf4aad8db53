"""A statement of account in Slack: shown page by page, narrowed by words, and a file for one person alone."""

import pytest

from bot.cards import csv_cells, player_facts
from bot.parsing import statement_words
from core.activity import StatementWish
from core.errors import Invalid
from core.ledger import EntryKind, StatementSource
from core.money import Money, Wallet
from tests.support import house
from tests.support.desk import Desk

EUROS = Money(10_000, "EUR")
READ = [
    ("anna42", "anna42", StatementWish()),
    ("anna42 7d", "anna42", StatementWish(period="7d")),
    (
        "anna mueller cash deposits 90d",
        "anna mueller",
        StatementWish(period="90d", wallet=Wallet.CASH, kind=EntryKind.DEPOSIT),
    ),
    ("bonus bonuses desk", "bonus", StatementWish(kind=EntryKind.BONUS, source=StatementSource.DESK)),
    ("42 over 100", "42", StatementWish(least=EUROS)),
    (
        "42 >=EUR 100.00 platform today",
        "42",
        StatementWish(period="today", source=StatementSource.PLATFORM, least=EUROS),
    ),
    ("", "", StatementWish()),
]


def test_no_line_of_a_statement_breaks_within_an_amount() -> None:
    moved = player_facts.moved("cash", EUROS, EUROS + EUROS)

    assert moved.replace("\N{NO-BREAK SPACE}", "_") == "cash EUR_100.00: EUR_100.00 → EUR_200.00"


@pytest.mark.parametrize(("typed", "named", "wish"), READ, ids=lambda value: value if isinstance(value, str) else "")
def test_words_narrow_a_statement_and_can_be_typed_again(typed: str, named: str, wish: StatementWish) -> None:
    read = statement_words.read(typed, currency="EUR")

    assert (read.named, read.wish) == (named, wish)
    assert statement_words.read(f"42 {statement_words.written(wish)}", currency="EUR").wish == wish


@pytest.mark.parametrize("typed", ["42 cash bonus", "42 bets wins", "42 desk platform", "42 over 1.2.3"])
def test_words_that_contradict_each_other_are_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        statement_words.read(typed, currency="EUR")


async def test_a_statement_is_shown_and_goes_as_a_file_to_one_person_alone(desk: Desk) -> None:
    await house.anna(desk)
    await desk.bob.command("/player anna42 statement cash")
    shown = await desk.bob.wait_for("Statement of anna42")
    assert "Opening → closing" in shown.shown
    assert "deposit" in shown.shown

    await desk.bob.press("Export as a file", on=shown)
    await desk.settled()

    said = await desk.bob.wait_for("It was recorded that you exported it", dm=True)
    [name] = [file["name"] for file in said.files]
    assert name.startswith("statement-")
    assert not desk.carol.sees("It was recorded that you exported it")
    [record] = await desk.recorded("statement.exported")
    assert record["facts"]["wallet"] == "cash"


async def test_who_may_not_export_is_offered_no_file_and_gets_none(desk: Desk) -> None:
    await house.anna(desk)
    await desk.alice.command("/player anna42 statement")
    shown = await desk.alice.wait_for("Statement of anna42")
    assert "Export as a file" not in shown.shown

    await desk.alice.command("/player anna42 statement cash bonus")
    await desk.alice.wait_for("Name one wallet")
    assert await desk.recorded("statement.exported") == []


def test_what_people_typed_is_no_formula_in_the_file() -> None:
    """A source may be called =HYPERLINK(…); amounts stay numbers, less than zero too."""
    cells = csv_cells.safe("=HYPERLINK(1)"), csv_cells.number(Money(-1_250, "EUR"))

    assert cells == ("'=HYPERLINK(1)", "-12.50")
