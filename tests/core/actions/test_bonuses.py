"""Bonuses are granted, converted and taken back once, never to whom none may be given, and never past a tier."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError

from core import ledger
from core.actions.grant_bonus import GrantBonus
from core.actions.money_checks import OnlyMoneyOwed
from core.bonuses import BonusGone
from core.errors import Invalid, Refused, Unknown
from core.money import Wallet
from core.players.restrictions import COOL_OFF, SELF_EXCLUSION
from core.requests import Request
from tests.support.asking import adjustment, ask, decide
from tests.support.blocking import exclude, place
from tests.support.bonuses import converting, granted, granting, opened, states, voiding
from tests.support.books import eur, execute, held, preview
from tests.support.office import World
from tests.support.ordering import take

STAKED = {"type": "bet", "source": "games", "brand": "royal", "player": "x-anna"}


def tier_of(office: World, request: Request) -> str:
    """Give the name of the tier for giving that a request needs."""
    asked = request.policy["quorum"]
    for tier in office.desk.office.rules.adjust_balance.give:
        if tier.people == asked["people"] and len(asked["slots"][0]) == len(tier.slots[0]):
            return tier.name
    raise AssertionError(asked)


async def stake(office: World, minor: int) -> None:
    money = {"amount_minor": minor, "currency": "EUR"}
    told = {"event_id": str(uuid4()), "at": office.now, "body": {"bet": str(uuid4()), "amount": money}}
    await take(office, STAKED | told)


async def test_a_bonus_is_granted_played_through_and_converted(office: World) -> None:
    anna = await office.player("anna", cash="500 EUR")
    bonus_id = await granted(office, anna, "20 EUR", games="roulette, poker")
    [bonus] = await opened(office, anna)
    assert (bonus.turnover, bonus.games, bonus.fulfilled) == (eur(20_000), ("roulette", "poker"), False)

    bonus_id = await granted(office, anna, "30 EUR", turnover_times=5, source_ref="Summer")
    await stake(office, 15_000)  # on no game by name, so none of it counts for the first one
    await execute(office, converting(anna, bonus_id, "25 EUR"))

    assert await held(office, anna) == {Wallet.CASH: eur(37_500), Wallet.BONUS: eur(2_500)}
    assert await states(office, anna) == ["open", "converted"]


async def test_a_bonus_is_over_once_and_says_what_became_of_it(office: World) -> None:
    anna = await office.player("anna")
    bonus_id = await granted(office, anna, turnover_times=0)
    await execute(office, converting(anna, bonus_id))

    for action in (converting(anna, bonus_id), voiding(anna, bonus_id)):
        for step in (preview, execute):
            with pytest.raises(BonusGone, match=r"This bonus of EUR 20\.00 was converted"):
                await step(office, action)
    with pytest.raises(Unknown, match="has no such bonus"):
        await preview(office, voiding(anna, uuid4()))


async def test_a_bonus_that_is_done_does_not_carry_another_into_cash(office: World) -> None:
    anna = await office.player("anna")
    done = await granted(office, anna, "10 EUR", turnover_times=0)
    await granted(office, anna, "400 EUR", source_ref="Summer")

    with pytest.raises(Invalid, match=r"More than EUR 10\.00 would come from other bonuses") as refusal:
        await preview(office, converting(anna, done, "410 EUR"))
    assert refusal.value.field == "early"
    await preview(office, converting(anna, done, "10 EUR"))

    for name in ("alice", "bob", "carol", "sam", "maya"):
        await office.staff(name)
    within = tier_of(office, await ask(office, "alice", adjustment(anna, "420 EUR")))
    request = await ask(office, "alice", converting(anna, done, "410 EUR", early=True))
    assert tier_of(office, request) != within
    await exclude(office, anna, SELF_EXCLUSION, None)
    with pytest.raises(OnlyMoneyOwed):
        await preview(office, converting(anna, done, "410 EUR", early=True))


async def test_a_bonus_whose_turnover_is_not_done_takes_a_tick_and_one_tier_more(office: World) -> None:
    anna = await office.player("anna")
    bonus_id = await granted(office, anna)

    with pytest.raises(Invalid, match=r"EUR 0\.00 of EUR 200\.00 are staked\. Tick “Before the turnover is done”"):
        await preview(office, converting(anna, bonus_id))

    for name in ("alice", "bob", "carol", "sam", "maya"):
        await office.staff(name)
    request = await ask(office, "alice", converting(anna, bonus_id, early=True))
    assert tier_of(office, request) == "medium"


async def test_a_bonus_past_its_end_can_only_be_taken_back(office: World) -> None:
    anna = await office.player("anna")
    bonus_id = await granted(office, anna, days=1)
    office.later(hours=25)

    with pytest.raises(Invalid, match="It can only be taken back"):
        await execute(office, converting(anna, bonus_id, early=True))
    await execute(office, voiding(anna, bonus_id))

    assert (await held(office, anna))[Wallet.BONUS] == eur(0)


@pytest.mark.parametrize(("left", "taken"), [("0 EUR", 0), ("5 EUR", 500), ("50 EUR", 2_000)])
async def test_taking_back_takes_what_is_left_of_it_and_no_more(office: World, left: str, taken: int) -> None:
    anna = await office.player("anna", bonus=left)
    bonus_id = await granted(office, anna)
    spent = ledger.transfer(eur(2_000), source=ledger.of_player(Wallet.BONUS), target=ledger.of_house("games"))
    bet = ledger.Transaction(player_id=anna, kind=ledger.EntryKind.BET, key="event:bet", entries=spent)
    async with office.work() as work:
        await ledger.post(work, bet)
    before = (await held(office, anna))[Wallet.BONUS]

    await execute(office, voiding(anna, bonus_id))

    assert (await held(office, anna))[Wallet.BONUS] == before - eur(taken)
    assert await states(office, anna) == ["voided"]


@pytest.mark.parametrize("barred", [SELF_EXCLUSION, COOL_OFF, "harm", "closed", "self_closed", "minor"])
async def test_who_must_not_get_a_gift_gets_neither_bonus_nor_goodwill_nor_an_early_conversion(
    office: World, barred: str
) -> None:
    told: dict[str, Any] = {"lifecycle": barred} if "closed" in barred else {}
    told |= {"born_on": office.now.date().replace(year=office.now.year - 17)} if barred == "minor" else {}
    anna = await office.player("anna", **told)
    if barred == "harm":
        await place(office, anna, "harm")
    elif not told:
        await exclude(office, anna, barred, office.now + timedelta(days=9))

    for step in (preview, execute):
        with pytest.raises(OnlyMoneyOwed):
            await step(office, granting(anna))
        with pytest.raises(OnlyMoneyOwed):
            await step(office, adjustment(anna, wallet=Wallet.BONUS, reason="bonus_correction"))
    await execute(office, adjustment(anna, reason="missing_winnings"))  # money owed


WHOLE = [
    (["grant 40"], "small"),
    (["grant 40", "grant 11"], "medium"),
    (["grant 40", "convert 20"], "medium"),
    (["grant 20", "adjust 40"], "medium"),
    (["adjust 40", "grant 20"], "medium"),
    (["grant 300", "convert 200"], "medium"),
    (["grant 300", "convert 201"], "large"),
    (["grant 300", "next day", "convert 200"], "medium"),
    (["grant 300", "next day", "convert 300"], "large"),
    (["grant 4000", "next day", "convert 4000"], "largest"),
    (["grant 4000", "convert 4000"], "largest"),
    (["grant 40", "next day", "grant 40"], "medium"),
]


@pytest.mark.parametrize(
    ("steps", "tier"), WHOLE, ids=lambda value: " ".join(value) if isinstance(value, list) else value
)
async def test_what_is_granted_and_converted_takes_the_tier_of_the_whole(
    office: World, steps: list[str], tier: str
) -> None:
    anna = await office.player("anna", cash="1 EUR")
    for name in ("alice", "bob", "carol", "sam", "maya", "cora"):
        await office.staff(name)
    for number, step in enumerate(steps):
        what, _, amount = step.partition(" ")
        match what:
            case "next":
                office.later(days=1)
                continue
            case "grant":
                action: Any = granting(anna, f"{amount} EUR", turnover_times=0, source_ref=f"campaign {number}")
            case "adjust":
                action = adjustment(anna, f"{amount} EUR", source_ref=f"incident {number}")
            case _:
                action = converting(anna, (await opened(office, anna))[0].id, f"{amount} EUR")
        request = await ask(office, "alice", action)
        assert request.state == "pending"
        if number < len(steps) - 1:
            for who in ("bob", "maya", "carol"):
                if request.state == "pending":
                    request = await decide(office, who, request, "approve")
            assert request.state == "done"

    assert tier_of(office, request) == tier


async def test_a_bonus_taken_back_counts_and_takes_two(office: World) -> None:
    anna = await office.player("anna")
    for name in ("alice", "bob", "carol", "sam"):
        await office.staff(name)
    bonus_id = await granted(office, anna, "40 EUR")

    request = await ask(office, "alice", voiding(anna, bonus_id))
    assert (request.policy["quorum"]["people"], request.total_minor) == (2, 4_000)

    given = await ask(office, "alice", adjustment(anna, "20 EUR"))
    assert tier_of(office, given) == "medium"
    with pytest.raises(Refused, match="pending already"):
        await ask(office, "bob", voiding(anna, bonus_id))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("turnover_times", "many", "type a whole number from 0 to 100, such as 20"),
        ("turnover_times", "101", "type a whole number from 0 to 100"),
        ("turnover_times", "²", "type a whole number"),
        ("turnover_times", "-1", "type a whole number"),
        ("days", "0", "type a whole number from 1 to 365, such as 14"),
        ("days", "14.5", "type a whole number"),
        ("amount", eur(0), "greater than zero"),
        ("amount", eur(-1), "greater than zero"),
        ("games", ", ".join(map(str, range(21))), "name at most 20 games"),
    ],
)
def test_a_field_that_cannot_be_meant_is_refused_in_words(field: str, value: Any, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        GrantBonus.model_validate(granting(42).model_dump() | {field: value})


async def test_a_grant_in_a_currency_of_nobody_and_for_a_source_that_was_settled_is_refused(office: World) -> None:
    anna = await office.player("anna")
    with pytest.raises(Invalid, match="The player plays in EUR"):
        await preview(office, granting(anna, "20 USD"))
    with pytest.raises(Unknown, match="There is no player 999"):
        await preview(office, granting(999))
    with pytest.raises(Invalid, match="turnover of that size"):
        await preview(office, granting(anna, "9000000000000 EUR", turnover_times=100))
    await granted(office, anna, source_ref="Summer 1")
    for action in (granting(anna, source_ref="summer  1"), adjustment(anna, source_ref="SUMMER 1")):
        with pytest.raises(Refused, match="was already settled"):
            await preview(office, action)
