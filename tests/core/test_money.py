"""Amounts: what is read, what is refused and in which words, and what is never mixed or lost."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from bot import kit
from core import money
from core.money import Money

CURRENCIES = st.sampled_from(["EUR", "USD", "SEK", "JPY", "KWD", "RSD"])


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (Money(123_450, "EUR"), "EUR 1,234.50"),
        (Money(5, "EUR"), "EUR 0.05"),
        (Money(0, "EUR"), "EUR 0.00"),
        (Money(-500, "EUR"), "EUR -5.00"),
        (Money(-5, "EUR"), "EUR -0.05"),
        (Money(1_000, "JPY"), "JPY 1,000"),
        (Money(1_234_567, "KWD"), "KWD 1,234.567"),
    ],
)
def test_an_amount_is_shown_with_its_currency_and_that_currencys_decimals(amount: Money, shown: str) -> None:
    assert kit.money(amount) == shown


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("20", 2_000),
        ("20.5", 2_050),
        ("20.50", 2_050),
        ("0.01", 1),
        ("+50", 5_000),
        ("+ 50", 5_000),
        ("1,000.50", 100_050),
        ("1,000,000", 100_000_000),
        ("1 000.50", 100_050),
        ("1\N{NO-BREAK SPACE}000.50", 100_050),
        ("1\N{NARROW NO-BREAK SPACE}000.50", 100_050),
        ("1 000", 100_000),
        ("€20", 2_000),
        ("€ 20", 2_000),
        ("20€", 2_000),
        ("+€50", 5_000),
        ("€+50", 5_000),
        ("20 EUR", 2_000),
        ("EUR 20", 2_000),
        ("20eur", 2_000),
        ("  20 EUR\n", 2_000),
        ("EUR 10,000,000,000,000.00", 10**15),
    ],
)
def test_what_people_type_is_read(typed: str, minor: int) -> None:
    assert money.parse(typed, currency="EUR") == Money(minor, "EUR")


@pytest.mark.parametrize(
    ("typed", "currency", "amount"),
    [
        ("1,000", "JPY", Money(1_000, "JPY")),
        ("1.000", "KWD", Money(1_000, "KWD")),
        ("$20", "CAD", Money(2_000, "CAD")),
        ("¥500", "JPY", Money(500, "JPY")),
        ("20 kr", "SEK", Money(2_000, "SEK")),
        ("€20", None, Money(2_000, "EUR")),
        ("usd 20", None, Money(2_000, "USD")),
        ("R$20", None, Money(2_000, "BRL")),
        ("20 KR.", "NOK", Money(2_000, "NOK")),
        ("kr. 20", "DKK", Money(2_000, "DKK")),
        ("20 zł", "PLN", Money(2_000, "PLN")),
        ("20 kč", "CZK", Money(2_000, "CZK")),
        ("US$20", "USD", Money(2_000, "USD")),
        ("20 dollars", "CAD", Money(2_000, "CAD")),
        ("20 euros", None, Money(2_000, "EUR")),
        ("20 pounds", "GBP", Money(2_000, "GBP")),
    ],
)
def test_the_currency_decides_what_an_amount_means(typed: str, currency: str | None, amount: Money) -> None:
    assert money.parse(typed, currency=currency) == amount


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        ("1,000", "amount_ambiguous", "type 1000 for thousands"),
        ("12,345", "amount_ambiguous", "type 12345 for thousands"),
        ("1.000", "amount_ambiguous", "type 1000 if the point separates thousands, or 1."),
        ("1.250", "amount_ambiguous", "type 1250 if the point separates thousands, or 1.25."),
        ("1.000,50", "amount_ambiguous", "type 1000.50"),
        ("1 000,50", "amount_ambiguous", "type 1000.50"),
        ("1,5", "amount_ambiguous", "type 1.5"),
        ("1.000.000", "amount_ambiguous", "type 1000000"),
        ("\N{ARABIC-INDIC DIGIT ONE}\N{ARABIC-INDIC DIGIT ZERO}", "amount_unreadable", "digits other than 0-9"),
        ("\N{FULLWIDTH DIGIT TWO}\N{FULLWIDTH DIGIT ZERO}", "amount_unreadable", "digits other than 0-9"),
        ("½", "amount_unreadable", "digits other than 0-9"),
        ("1e400", "amount_unreadable", "type all digits"),
        ("1E-2", "amount_unreadable", "type all digits"),
        ("inf", "amount_unreadable", "is not a valid amount"),
        ("nan", "amount_unreadable", "is not a valid amount"),
        ("-inf", "amount_unreadable", "is not a valid amount"),
        ("", "amount_unreadable", "Type an amount"),
        (" \n ", "amount_unreadable", "Type an amount"),
        ("EUR", "amount_unreadable", "is not a valid amount"),
        ("5.", "amount_unreadable", "is not a valid amount"),
        (".50", "amount_unreadable", "is not a valid amount"),
        ("007", "amount_unreadable", "is not a valid amount"),
        ("1,00.50", "amount_unreadable", "is not a valid amount"),
        ("1,000 000", "amount_unreadable", "is not a valid amount"),
        ("1.2.3", "amount_unreadable", "is not a valid amount"),
        ("€20 EUR", "amount_unreadable", "is not a valid amount"),
        ("50-", "amount_unreadable", "is not a valid amount"),
        ("(50)", "amount_unreadable", "is not a valid amount"),
        ("--5", "amount_unreadable", "is not a valid amount"),
        ("+-5", "amount_unreadable", "is not a valid amount"),
        ("1\n000", "amount_unreadable", "invisible characters"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}20", "amount_unreadable", "invisible characters"),
        ("9" * 4_000, "amount_unreadable", "is too long"),
        ("0", "amount_out_of_range", "greater than zero"),
        ("0.00", "amount_out_of_range", "greater than zero"),
        ("-0", "amount_out_of_range", "greater than zero"),
        ("-5", "amount_out_of_range", "without a minus"),
        ("\N{MINUS SIGN}5", "amount_out_of_range", "without a minus"),
        ("€-5", "amount_out_of_range", "without a minus"),
        ("EUR -5.00", "amount_out_of_range", "without a minus"),
        ("0.001", "amount_out_of_range", "too many decimals: EUR has 2"),
        ("1.0000", "amount_out_of_range", "too many decimals: EUR has 2"),
        ("10000000000000.01", "amount_out_of_range", "the maximum is EUR 10000000000000.00"),
        ("9" * 40, "amount_out_of_range", "the maximum is"),
        ("20 XYZ", "amount_currency", '"XYZ"'),
        ("20 DEM", "amount_currency", '"DEM"'),
        ("20 HRK", "amount_currency", '"HRK"; type the amount in EUR'),
        ("20 USDT", "amount_currency", '"USDT"; type the amount in EUR'),
        ("20 kr", "amount_currency", "is in another currency; type the amount in EUR"),
        ("R$20", "amount_currency", "is in another currency; type the amount in EUR"),
        ("20 EUR late lunch", "amount_unreadable", 'has "late lunch" beside the amount'),
        ("\N{EN DASH}5", "amount_out_of_range", "without a minus"),
        ("20k", "amount_currency", '"k"'),
        ("20 <!channel>", "amount_currency", '"<!channel>"'),
        ("20 USD", "amount_currency", "type the amount in EUR"),
        ("$20", "amount_currency", "type the amount in EUR"),
    ],
)
def test_an_unclear_amount_is_refused_with_the_reason(typed: str, code: str, words: str) -> None:
    with pytest.raises(money.Unreadable) as refusal:
        money.parse(typed, currency="EUR", field="amount")

    assert refusal.value.code == code
    assert words in refusal.value.message
    assert refusal.value.message.endswith(".")
    assert refusal.value.field == "amount"
    assert len(refusal.value.message) < 200


@pytest.mark.parametrize("typed", ["20", "$20", "20 kr"])
def test_an_amount_whose_currency_nobody_knows_is_refused(typed: str) -> None:
    with pytest.raises(money.CurrencyUnclear, match="as in 20"):
        money.parse(typed)


@pytest.mark.parametrize(("typed", "currency"), [("1.5", "JPY"), ("1.0005", "KWD"), ("0.001", "USD")])
def test_an_amount_finer_than_its_currency_is_refused(typed: str, currency: str) -> None:
    with pytest.raises(money.OutOfRange, match=f"too many decimals: {currency} has"):
        money.parse(typed, currency=currency)


@given(minor=st.integers(1, 10**15), currency=CURRENCIES)
def test_what_is_shown_can_be_typed_again(minor: int, currency: str) -> None:
    amount = Money(minor, currency)

    assert money.parse(kit.money(amount)) == money.parse(str(amount)) == amount


@given(
    text=st.text(
        alphabet="0123456789.,+-\N{MINUS SIGN}€$ eEURkr\N{NO-BREAK SPACE}\N{ARABIC-INDIC DIGIT ONE}½\n", max_size=20
    )
    | st.text(max_size=60)
)
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    with suppress(money.Unreadable):
        amount = money.parse(text, currency="EUR")

        assert 0 < amount.amount_minor <= 10**15
        assert amount.currency == "EUR"


def test_currencies_do_not_mix() -> None:
    euro, dollar = Money(1, "EUR"), Money(1, "USD")

    for mixing in (lambda: euro + dollar, lambda: euro - dollar, lambda: euro < dollar, lambda: euro >= dollar):
        with pytest.raises(ValueError, match="EUR and USD do not mix"):
            mixing()
    assert euro != dollar


def test_amounts_of_one_currency_are_added_and_compared() -> None:
    five, three = Money(5, "EUR"), Money(3, "EUR")

    assert five + three == Money(8, "EUR")
    assert three - five == Money(-2, "EUR")
    assert abs(-five) == five
    assert sum([five, three], Money(0, "EUR")) == Money(8, "EUR")
    assert three < five
    assert five >= three


@pytest.mark.parametrize(("minor", "currency"), [(1, "EURO"), (1, "eur"), (1, ""), (2**63, "EUR"), (-(2**63), "EUR")])
def test_money_that_cannot_be_stored_does_not_exist(minor: int, currency: str) -> None:
    with pytest.raises(ValueError, match=r"not the code of a currency|does not fit"):
        Money(minor, currency)


class Form(BaseModel):
    amount: Money


def test_money_is_a_field_that_survives_json() -> None:
    form = Form(amount=Money(1_250, "EUR"))

    assert form.model_dump(mode="json") == {"amount": {"amount_minor": 1_250, "currency": "EUR"}}
    assert Form.model_validate_json(form.model_dump_json()) == form


@pytest.mark.parametrize(
    "amount",
    [
        {"amount_minor": "5", "currency": "EUR"},
        {"amount_minor": 5.0, "currency": "EUR"},
        {"amount_minor": True, "currency": "EUR"},
        {"amount_minor": 5, "currency": "EURO"},
        {"amount_minor": 5},
        5,
    ],
)
def test_what_is_no_money_is_no_field_either(amount: object) -> None:
    with pytest.raises(ValidationError):
        Form.model_validate({"amount": amount})


def test_converting_rounds_away_from_zero() -> None:
    rates = {"EUR": Decimal(1), "SEK": Decimal("0.091"), "JPY": Decimal("0.0061"), "KWD": Decimal("2.8")}

    assert money.convert(Money(1, "SEK"), to="EUR", rates=rates) == Money(1, "EUR")
    assert money.convert(Money(-1, "SEK"), to="EUR", rates=rates) == Money(-1, "EUR")
    assert money.convert(Money(10_000, "SEK"), to="EUR", rates=rates) == Money(910, "EUR")
    assert money.convert(Money(10_001, "SEK"), to="EUR", rates=rates) == Money(911, "EUR")
    assert money.convert(Money(10_000, "JPY"), to="EUR", rates=rates) == Money(6_100, "EUR")
    assert money.convert(Money(100, "EUR"), to="JPY", rates=rates) == Money(164, "JPY")
    assert money.convert(Money(1_000, "KWD"), to="EUR", rates=rates) == Money(280, "EUR")


def test_converting_without_a_rate_says_so() -> None:
    assert money.convert(Money(1, "SEK"), to="EUR", rates={"EUR": Decimal(1)}) is None
    assert money.convert(Money(1, "SEK"), to="EUR", rates={"SEK": Decimal(1)}) is None
    assert money.convert(Money(7, "SEK"), to="SEK", rates={}) == Money(7, "SEK")


def test_a_conversion_too_large_to_store_says_so() -> None:
    rates = {"EUR": Decimal(1), "KWD": Decimal(10**8)}

    assert money.convert(Money(2**62, "KWD"), to="EUR", rates=rates) is None


@given(minor=st.integers(0, 10**15), rate=st.decimals("0.0001", "1000", places=4))
def test_converting_never_makes_an_amount_smaller(minor: int, rate: Decimal) -> None:
    converted = money.convert(Money(minor, "USD"), to="EUR", rates={"USD": rate, "EUR": Decimal(1)})

    assert converted is not None
    assert minor * rate <= converted.amount_minor < minor * rate + 1


def test_minor_units_are_those_of_iso_4217_and_not_of_common_writing() -> None:
    assert [money.digits(code) for code in ("EUR", "JPY", "KWD", "RSD", "HUF")] == [2, 0, 3, 2, 2]
