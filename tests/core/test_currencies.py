"""Money of currencies that ended is read, shown and imported for their time; new money is of one in use."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.kit import values
from core import money
from core.activity import Type
from core.activity.admission import admit
from core.errors import Invalid
from core.moment import Moment
from core.money import Money, amounts
from tests.support.asking import adjustment, ask, desk
from tests.support.gaming import NOW
from tests.support.office import World

LAST_DAYS = [("HRK", "2023-01-14"), ("BGN", "2026-01-31"), ("ANG", "2025-06-30"), ("LTL", "2014-12-31")]


@pytest.fixture
def no_tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A library of currencies that has lost them all."""
    monkeypatch.setattr(amounts, "get_global", lambda _name: {})
    amounts._ends.cache_clear()
    yield
    amounts._ends.cache_clear()


def told(code: str, day: str, *, minor: int = 5_000, type_: str = Type.DEPOSIT) -> dict[str, Any]:
    amount = {"amount_minor": minor, "currency": code}
    body = {"balance": amount} if type_ == Type.BALANCE_UPDATE else {"amount": amount, "act": "credit"}
    about = {"source": "games", "event_id": f"{code} {day} {type_}", "brand": "lucky", "player": "anna"}
    return about | {"type": type_, "at": f"{day}T12:00:00Z", "body": body}


@pytest.mark.parametrize(("code", "last"), LAST_DAYS)
def test_a_currency_that_ended_existed_and_is_not_in_use(code: str, last: str) -> None:
    assert (money.existed(code), money.known(code)) == (True, False)
    assert str(money.ended_on(code)) == last


@pytest.mark.parametrize("code", ["EUR", "XCG", "SEK", "ZWG"])
def test_a_currency_in_use_has_no_last_day(code: str) -> None:
    assert (money.existed(code), money.known(code), money.ended_on(code)) == (True, True, None)


@pytest.mark.parametrize(("code", "last"), LAST_DAYS)
@pytest.mark.parametrize("type_", [Type.DEPOSIT, Type.BALANCE_UPDATE, Type.PLATFORM_ACT])
def test_events_carry_it_up_to_its_last_day_and_no_later(code: str, last: str, type_: str) -> None:
    late = "2026-05-01"

    found = admit([told(code, last, type_=type_), told(code, late, type_=type_)], at=Moment(NOW))

    field = "balance" if type_ == Type.BALANCE_UPDATE else "amount"
    assert [one.position for one in found.admitted] == [0]
    assert found.refused == [(1, f"{field}.currency: {code} was in use until {last}, and this happened later")]


@pytest.mark.parametrize("code", ["XXL", "QQQ", "USDT", "eur", ""])
def test_what_never_was_a_currency_is_refused(code: str) -> None:
    found = admit([told(code, "2026-05-01"), told("EUR", "2026-05-01")], at=Moment(NOW))

    assert [one.position for one in found.admitted] == [1]


async def test_nothing_new_is_given_in_a_currency_that_ended(office: World) -> None:
    anna = await desk(office, "bob")

    with pytest.raises(Invalid, match="HRK is not in use any more, so no money is given or taken in it") as refused:
        await ask(office, "alice", adjustment(anna).model_copy(update={"amount": Money(2_000, "HRK")}))

    assert refused.value.field == "amount"


def test_amounts_are_read_and_written_also_where_no_table_knows_their_currency(no_tables: None) -> None:
    amount = Money(123_450, "QQQ")

    assert (str(amount), values.money(amount)) == ("QQQ 1234.50", "QQQ 1,234.50")
    assert money.convert(amount, to="EUR", rates={}) is None
    assert not money.known("EUR")


@pytest.mark.parametrize(("code", "shown"), [("ITL", "ITL 5,000"), ("BYR", "BYR 5,000"), ("HRK", "HRK 50.00")])
def test_each_is_written_with_the_decimals_it_had(code: str, shown: str) -> None:
    assert values.money(Money(5_000, code)) == shown
