"""Money in digests: in one currency it is lines, in several a table with a column for each."""

from typing import Any

from bot import kit
from bot.cards import digest_card, digest_text
from core.digests import Figure, Section


def drawn(*lines: Figure) -> list[dict[str, Any]]:
    return kit.render(list(digest_card._by_currency(Section(title="Money", lines=lines))))


def deposits(unit: str) -> Figure:
    return Figure(label="Deposits", now=5_000, before=4_000, unit=unit)


def test_one_currency_is_told_in_lines() -> None:
    [said] = drawn(deposits("EUR"))

    assert "Deposits: EUR 50.00 (EUR 40.00 before, EUR +10.00)" in str(said)


def test_several_currencies_stand_side_by_side_and_counts_above_them() -> None:
    said, table = drawn(
        Figure(label="Players", now=2), deposits("EUR"), deposits("SEK"), Figure(label="Bets", now=1, unit="SEK")
    )

    assert "Players: 2" in str(said)
    assert "Deposits" not in str(said)
    assert [[cell["text"] for cell in row] for row in table["rows"]] == [
        ["Moved", "EUR", "SEK"],
        ["Deposits", "EUR 50.00 (EUR 40.00 before, EUR +10.00)", "SEK 50.00 (SEK 40.00 before, SEK +10.00)"],
        ["Bets", "—", "SEK 0.01"],
    ]


def test_text_names_the_currency_of_each_of_several_lines() -> None:
    section = Section(title="Money", lines=(Figure(label="Logins", now=2), deposits("EUR"), deposits("SEK")))

    assert [label for label, _ in digest_text.labelled(section)] == ["Logins", "Deposits in EUR", "Deposits in SEK"]
