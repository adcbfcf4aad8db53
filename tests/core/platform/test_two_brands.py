"""Two brands and two currencies on one platform that decides: nobody and nothing crosses over."""

from typing import Any

import pytest

from core import ledger, staff
from core.approvals import AnswerKind
from core.database import tables
from core.errors import Unknown
from core.people import PITBOSS
from core.requests import Request
from tests.support.asking import adjustment, ask, block, decide, now
from tests.support.office import World
from tests.support.ordering import connect, order_of, orders, says, take, tells

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


async def two(office: World) -> tuple[int, int]:
    """Two players of one id at the platform, each of a brand and with a currency of its own."""
    connect(office, authority="platform")
    for who in ("alice", "bob", "carol", "maya", "sam", "cora"):
        await office.staff(who)
    anna = await office.player("anna", cash="100 EUR", external_id="C-1")
    return anna, await office.player("astrid", external_id="C-1", brand="lucky7", currency="SEK", cash="1000 SEK")


async def keep_to(office: World, who: str, brand: str) -> None:
    actor = await office.staff(who)
    async with office.work() as work:
        await staff.keep_to(work, PITBOSS, staff_id=actor.staff_id, brand=brand)


async def balances(office: World, player_id: int) -> dict[str, int]:
    async with office.read() as db:
        return {each.money.currency: each.money.amount_minor for each in await ledger.balances(db, player_id)}


async def test_the_order_names_the_brand_and_only_an_answer_about_that_player_counts(office: World) -> None:
    anna, astrid = await two(office)
    request = await ask(office, "alice", adjustment(astrid, "100 SEK"))
    await decide(office, "bob", request, "approve")
    order = await order_of(office, request)
    player = order.body["data"]["player"]
    moved = {"act": "credit", "amount": {"amount_minor": 10_000, "currency": "SEK"}}

    assert (player["brand"], player["external_id"]) == ("lucky7", "C-1")
    await tells(office, order, "platform_act", moved, brand="royal")
    assert (await order_of(office, request)).state == "waiting"
    await tells(office, order, "platform_act", moved)

    assert (await order_of(office, request)).state == "in_force"
    assert await balances(office, astrid) == {"SEK": 110_000}
    assert await balances(office, anna) == {"EUR": 10_000, "SEK": 10_000}


@pytest.mark.parametrize(
    "amount",
    [{"amount_minor": 99_900, "currency": "SEK"}, {"amount_minor": 10_000, "currency": "EUR"}],
    ids=["more", "another currency"],
)
async def test_money_of_another_amount_or_currency_answers_no_order(office: World, amount: dict[str, Any]) -> None:
    _, astrid = await two(office)
    request = await ask(office, "alice", adjustment(astrid, "100 SEK"))
    await decide(office, "bob", request, "approve")

    await tells(office, await order_of(office, request), "deposit", {"amount": amount})

    assert (await order_of(office, request)).state == "waiting"
    booked = {"SEK": 100_000}
    booked[amount["currency"]] = booked.get(amount["currency"], 0) + amount["amount_minor"]
    assert await balances(office, astrid) == booked


async def test_the_day_adds_up_what_was_asked_in_each_currency(office: World) -> None:
    """300 SEK are some 27 EUR: with 40 EUR before, the day is above the 50 EUR that one colleague may agree to."""
    anna, astrid = await two(office)
    await ask(office, "alice", adjustment(anna, "40 EUR"))

    alone = await asked_by(office, "zoe", astrid)
    after = await asked_by(office, "alice", astrid)

    assert rule(after) != rule(alone)


async def asked_by(office: World, who: str, player_id: int) -> Request:
    await office.staff(who, roles=("support",))
    return await ask(office, who, adjustment(player_id, "300 SEK", source_ref=f"incident of {who}", again=True))


def rule(request: Request) -> str:
    return str(request.policy["rule"])


async def test_an_amount_without_a_rate_is_never_small(office: World) -> None:
    anna, _ = await two(office)
    small = await ask(office, "alice", adjustment(anna, "1 EUR"))

    tuna = await office.player("tuna", currency="TRY", cash="100 TRY")
    await office.staff("zoe", roles=("support",))
    unknown = await ask(office, "zoe", adjustment(tuna, "1 TRY"))

    assert rule(unknown) != rule(small)
    assert len(unknown.policy["quorum"]["slots"]) > len(small.policy["quorum"]["slots"])


async def test_those_of_one_brand_neither_block_nor_decide_about_the_others_player(office: World) -> None:
    _, astrid = await two(office)
    await keep_to(office, "sam", "royal")
    request = await ask(office, "alice", block(astrid))

    with pytest.raises(Unknown):
        await ask(office, "sam", block(astrid, "chargeback"))
    with pytest.raises(Unknown):
        await decide(office, "sam", request, "confirm")
    with pytest.raises(Unknown):
        await decide(office, "sam", request, "end", "It was the player.")

    assert (await now(office, request)).state == "in_force"
    assert len(await office.rows(tables.player_blocks)) == 1
    assert len(await orders(office, astrid)) == 1


async def test_a_vote_does_not_count_once_its_voter_is_kept_to_the_other_brand(office: World) -> None:
    _, astrid = await two(office)
    request = await ask(office, "alice", adjustment(astrid, "10000 SEK"))
    await decide(office, "bob", request, "approve")
    await keep_to(office, "bob", "royal")

    request = await decide(office, "maya", request, "approve")

    assert request.state == "pending"
    assert await orders(office, astrid) == []
    assert (await decide(office, "carol", request, "approve")).state == "done"


async def test_a_suspension_of_the_other_brand_holds_nothing_here(office: World) -> None:
    anna, astrid = await two(office)
    await office.withdrawal(anna, "10 EUR")
    about = {
        "source": "platform",
        "event_id": "s1",
        "type": "suspension",
        "player": "C-1",
        "at": office.later(minutes=1),
    }

    await take(office, {**about, "brand": "lucky7", "body": {"suspended": True}})

    assert [row.player_id for row in await office.rows(tables.player_blocks)] == [astrid]
    assert await orders(office, anna) == []


async def test_a_refusal_of_one_brands_order_leaves_the_others_block(office: World) -> None:
    anna, astrid = await two(office)
    first, second = await ask(office, "alice", block(anna)), await ask(office, "alice", block(astrid))

    await says(office, await order_of(office, second), AnswerKind.REFUSED, "not now")

    assert [(await now(office, each)).state for each in (first, second)] == ["in_force", "ended"]
