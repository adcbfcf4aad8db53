"""A limit of a player's own is lowered at once, on the player's word, and never raised from here."""

from typing import Any

import pytest

from core.action import AccountClosed, OnlyConfirmed
from core.actions.lower_limit import LimitRaised, LowerLimit
from core.approvals import AnswerKind
from core.database import tables
from core.errors import Invalid, Refused
from core.money import parse
from core.platform import OrderKind
from tests.support.asking import NOTE, ask, decide, desk, now, recorded
from tests.support.office import World
from tests.support.ordering import connect, order_of, says, take

WEEK = {"limit": "deposit", "period": "week"}


def lower(player_id: int, amount: str = "50 EUR", **fields: Any) -> LowerLimit:
    values = {"player_id": player_id, "limit": "deposit", "amount": parse(amount), "period": "day", "note": NOTE}
    return LowerLimit(**values | fields)


async def limit_set(office: World, minor: int | None, **body: str) -> None:
    amount = {"amount": {"amount_minor": minor, "currency": "EUR"}} if minor is not None else {}
    told = {"source": "platform", "event_id": str(office.at.ids()), "brand": "royal", "player": "x-anna"}
    await take(office, told | {"type": "limit_set", "at": office.now, "body": WEEK | body | amount})


async def limits(office: World) -> dict[tuple[str, str], int | None]:
    return {(row.kind, row.period): row.amount_minor for row in await office.rows(tables.player_limits)}


async def test_a_limit_is_lowered_at_once_and_only_confirmed(office: World) -> None:
    anna = await desk(office, "sam")
    await limit_set(office, 70_000)

    request = await ask(office, "alice", lower(anna, "300 EUR", period="week"))

    assert request.state == "in_force"
    assert await recorded(office, request) == ["request.asked", "limit.lowered"]
    assert await limits(office) == {("deposit", "week"): 30_000}
    with pytest.raises(OnlyConfirmed, match="The player raises it on the platform"):
        await decide(office, "sam", request, "end", "he changed his mind")
    assert (await decide(office, "sam", request, "confirm")).state == "confirmed"


@pytest.mark.parametrize(
    ("amount", "period"), [("70 EUR", "week"), ("71 EUR", "week"), ("11 EUR", "day"), ("281 EUR", "month")]
)
async def test_a_raise_is_refused_also_in_disguise(office: World, amount: str, period: str) -> None:
    anna = await desk(office, "sam")
    await limit_set(office, 7_000)

    with pytest.raises(LimitRaised, match=r"deposit: at most EUR 70\.00 a week") as refusal:
        await ask(office, "alice", lower(anna, amount, period=period))

    assert refusal.value.field == "amount"
    assert await limits(office) == {("deposit", "week"): 7_000}


@pytest.mark.parametrize("called", ["deposits", "max_deposit", "DepositLimit", "net deposit"])
async def test_a_limit_of_the_kind_counts_whatever_the_platform_calls_it(office: World, called: str) -> None:
    anna = await desk(office, "sam")
    await limit_set(office, 7_000, limit=called)

    with pytest.raises(LimitRaised):
        await ask(office, "alice", lower(anna, "71 EUR", period="week"))


async def test_a_limit_is_in_the_currency_of_the_account(office: World) -> None:
    anna = await desk(office, "sam")

    with pytest.raises(Invalid, match="write the limit in EUR"):
        await ask(office, "alice", lower(anna, "50 USD"))


async def test_a_limit_that_was_taken_away_counts_as_none(office: World) -> None:
    anna = await desk(office, "sam")
    await limit_set(office, 7_000)
    office.later(hours=1)
    await limit_set(office, None)

    await ask(office, "alice", lower(anna, "500 EUR", period="week"))

    assert await limits(office) == {("deposit", "week"): 50_000}


async def test_an_older_word_of_the_platform_does_not_undo_it(office: World) -> None:
    anna = await desk(office, "sam")
    before = office.now
    office.later(hours=1)
    await ask(office, "alice", lower(anna, "50 EUR", period="week"))
    told = {"source": "platform", "event_id": "late", "brand": "royal", "player": "x-anna", "type": "limit_set"}

    await take(office, told | {"at": before, "body": WEEK | {"amount": {"amount_minor": 90_000, "currency": "EUR"}}})

    assert await limits(office) == {("deposit", "week"): 5_000}


async def test_a_closed_account_has_no_limits_to_lower(office: World) -> None:
    anna = await office.player("anna", lifecycle="closed")
    await office.staff("sam")

    with pytest.raises(AccountClosed):
        await ask(office, "alice", lower(anna))


@pytest.mark.parametrize("authority", ["here", "platform"])
@pytest.mark.parametrize("said", [AnswerKind.REFUSED, AnswerKind.NOTHING, AnswerKind.IN_FORCE])
async def test_a_lower_limit_stands_here_whatever_the_platform_says(
    office: World, authority: str, said: AnswerKind
) -> None:
    anna = await desk(connect(office, authority=authority), "sam")
    request = await ask(office, "alice", lower(anna))
    order = await order_of(office, request)

    assert order.kind == OrderKind.LOWER_LIMIT
    assert order.body["data"]["amount"] == {"amount_minor": 5_000, "currency": "EUR"}
    await says(office, order, said, "no such limit")

    assert (await now(office, request)).state == "in_force"
    assert await limits(office) == {("deposit", "day"): 5_000}


async def test_who_may_not_protect_an_account_is_refused(office: World) -> None:
    anna = await desk(office, "sam")

    with pytest.raises(Refused, match="You may not ask for"):
        await ask(office, "mallory", lower(anna))
