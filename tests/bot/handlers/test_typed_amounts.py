"""An amount is told from what names the player, and nothing typed beside it is lost."""

import pytest

from bot.parsing import amounts
from bot.parsing.amounts import SignedAmount


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("anna42 +50 EUR", SignedAmount("anna42", "+", "50 EUR")),
        ("anna42 -20.50 EUR bonus", SignedAmount("anna42", "-", "20.50 EUR", "bonus")),
        ("anna42 - 20", SignedAmount("anna42", "-", "20")),
        ("anna42 + €50 goodwill", SignedAmount("anna42", "+", "€50", "goodwill")),
        ("anna42 +EUR 50 cash", SignedAmount("anna42", "+", "EUR 50", "cash")),
        ("anna42 +eur 50 cash", SignedAmount("anna42", "+", "eur 50", "cash")),
        ("anna42 + EUR 50 cash", SignedAmount("anna42", "+", "EUR 50", "cash")),
        ("anna42 EUR +50", SignedAmount("anna42", "+", "EUR 50")),
        ("anna42 kr +500", SignedAmount("anna42", "+", "kr 500")),
        ("muel 4471 1984 +1 000 EUR", SignedAmount("muel 4471 1984", "+", "1 000 EUR")),
        ("anna42 +1 000 000 goodwill", SignedAmount("anna42", "+", "1 000 000", "goodwill")),
        ("anna42 +50 XYZ goodwill", SignedAmount("anna42", "+", "50 XYZ", "goodwill")),
        ("anna42 +50 USDT", SignedAmount("anna42", "+", "50 USDT")),
        ("anna42 +50 EUR VIP", SignedAmount("anna42", "+", "50 EUR", "VIP")),
        ("anna42 +500 kr", SignedAmount("anna42", "+", "500 kr")),
        ("anna42 +500kr", SignedAmount("anna42", "+", "500kr")),
        ("anna42 +R$500", SignedAmount("anna42", "+", "R$500")),
        ("anna42 +500 US$", SignedAmount("anna42", "+", "500 US$")),
        ("anna42 +500 dollars", SignedAmount("anna42", "+", "500 dollars")),
        ("anna42 +500 zorkmids", SignedAmount("anna42", "+", "500", "zorkmids")),
        ("anna42 +1e400", SignedAmount("anna42", "+", "1e400")),
        ("anna42 +-50 EUR", SignedAmount("anna42", "+", "-50 EUR")),
        ("+35699124471 +50 EUR", SignedAmount("+35699124471", "+", "50 EUR")),
        ("+356 9912 4471 +50 EUR", SignedAmount("+356 9912 4471", "+", "50 EUR")),
        ("+356-9912-4471 -50 EUR", SignedAmount("+356-9912-4471", "-", "50 EUR")),
        ("+35699124471 50 EUR", SignedAmount("+35699124471", "", "50 EUR")),
        ("+35699124471 50", SignedAmount("+35699124471", "", "50")),
        ("+35699124471", SignedAmount("+35699124471")),
        ("0035699124471 +50", SignedAmount("0035699124471", "+", "50")),
        ("anna42 +50 EUR +35699124471", SignedAmount("anna42", "+", "50 EUR", "+35699124471")),
        ("anna42 +35699124471", SignedAmount("anna42", "+", "35699124471")),
        ("+50 EUR anna42", SignedAmount("", "+", "50 EUR", "anna42")),
        ("50 EUR anna42", SignedAmount("", "", "50 EUR", "anna42")),
        ("anna-maria", SignedAmount("anna-maria")),
        ("anna -maria", SignedAmount("anna -maria")),
        ("anna+tag@example.com", SignedAmount("anna+tag@example.com")),
        ("anna+5@example.com +5", SignedAmount("anna+5@example.com", "+", "5")),
        ("Anna Maria Muller 50 EUR", SignedAmount("Anna Maria Muller", "", "50 EUR")),
        ("42 50 EUR", SignedAmount("42", "", "50 EUR")),
        ("42 50", SignedAmount("42", "", "50")),
        ("anna42 50 eur", SignedAmount("anna42", "", "50 eur")),
        ("anna42 500 kr goodwill", SignedAmount("anna42", "", "500 kr", "goodwill")),
        ("anna42 1,000 goodwill", SignedAmount("anna42", "", "1,000", "goodwill")),
        ("anna42 €20", SignedAmount("anna42", "", "€20")),
        ("anna42 50", SignedAmount("anna42", "", "50")),
        ("muel 4471", SignedAmount("muel", "", "4471", unsure=True)),
        ("muel 4471 1984", SignedAmount("muel 4471 1984")),
        ("42", SignedAmount("42")),
        ("", SignedAmount("")),
    ],
)
def test_an_amount_is_found_wherever_it_stands(typed: str, understood: SignedAmount) -> None:
    assert amounts.find(typed) == understood


@pytest.mark.parametrize(
    ("typed", "has"),
    [("+50 EUR", True), ("+50kr", True), ("+50", False), ("+50 XYZ", False), ("+R$ 5", True)],
)
def test_an_amount_tells_whether_its_currency_is_known(typed: str, *, has: bool) -> None:
    assert amounts.find(f"anna42 {typed}").has_currency is has
