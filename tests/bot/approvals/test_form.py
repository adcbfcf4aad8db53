"""The form of every action, as it was agreed on, and what it makes of what somebody filled in."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.approvals import form, form_choices, form_input
from bot.approvals.form import Offer, Outlook, RequestForm
from bot.approvals.form_input import InputContext, Mistakes
from bot.cards import action_fields
from bot.cards.action_fields import Widget
from bot.cards.drawing import Reader
from core import actions, staff
from core.action import Action, Fact
from core.actions.adjust_balance import AdjustBalance
from core.actions.block_player import BlockPlayer
from core.actions.grant_role import GrantRole
from core.actions.unblock_player import UnblockPlayer
from core.approvals import form_content
from core.money import Direction, Money, Wallet
from core.people import Actor, Permission
from core.player_blocks import WRONG_PLAYER
from sandbox import blocks as slack
from tests.support import asking, golden
from tests.support.office import World

STORED = Path(__file__).with_name("golden")
NOTE = "The player called and told the whole story."
RIGHT: dict[str, Any] = {
    "player_id": "42",
    "wallet": "cash",
    "direction": "give",
    "amount": "50",
    "reason": "goodwill",
    "source_ref": None,
    "again": False,
    "note": NOTE,
    "ticket": None,
}
EUROS = InputContext(currencies=("EUR",))


def mistakes(filled: dict[str, Any], action: type[Action] = AdjustBalance) -> dict[str, str]:
    with pytest.raises(Mistakes) as found:
        form_input.build(action, filled, EUROS)
    return found.value.beside


async def offers(office: World, action: type[Action], filled: dict[str, Any], *, actor: Actor) -> form_choices.Offers:
    given = form_choices.given(action, filled)
    async with office.work() as work:
        content = await form_content.form_content(work, actor, given, weigh=False)
    reader = Reader(actor, office.desk.office)
    return form_choices.offers(action, content.choices, reader=reader, player_id=given.player_id)


@pytest.mark.parametrize("action", actions.ALL, ids=lambda action: action.name)
async def test_empty_forms_are_as_agreed(action: type[Action], office: World) -> None:
    cora = await office.staff("cora")
    offered = await offers(office, action, {}, actor=replace(cora, permissions=frozenset(Permission)))

    view = form.draw(RequestForm(action=action, at_once=action.at_once(office.desk.office), offers=offered))

    slack.check_view(view, "modal")
    golden.agree(view, STORED / f"form {action.name}.json")


async def test_a_form_filled_in_shows_what_would_happen(office: World) -> None:
    alice = await office.staff("alice")
    anna = await office.player("anna", cash="120 EUR")
    offered = await offers(office, AdjustBalance, {"player_id": str(anna)}, actor=alice)
    outlook = Outlook(
        [Fact(key="balance", label="Cash balance", value="EUR 120.00 → EUR 170.00")],
        "Security or Finance",
        "Give, up to EUR 50.00",
    )

    view = form.draw(
        RequestForm(action=AdjustBalance, filled={**RIGHT, "player_id": str(anna)}, offers=offered, outlook=outlook)
    )

    slack.check_view(view, "modal")
    golden.agree(view, STORED / "form filled in.json")


async def test_lifting_offers_the_blocks_that_stand_with_their_remedies(office: World) -> None:
    sam = await office.staff("sam")
    anna = await office.player("anna")
    await office.staff("alice")
    await asking.ask(office, "alice", asking.block(anna))
    filled = {"player_id": str(anna)}
    offered = await offers(office, UnblockPlayer, filled, actor=sam)

    view = form.draw(RequestForm(action=UnblockPlayer, filled=filled, offers=offered))

    slack.check_view(view, "modal")
    [block] = offered["blocks"]
    assert (block.label, block.about) == (
        "Account taken over",
        "Cannot log in, deposit, bet, withdraw, change the profile",
    )
    assert "Password changed by the player" in str(view)
    assert {one["block_id"] for one in view["blocks"] if one["type"] == "input"} >= {
        f"blocks:{anna}",
        f"remedies:{anna}",
    }


async def test_a_block_of_a_hidden_reason_is_offered_as_one_under_review(office: World) -> None:
    anna = await office.player("anna")
    for name in ("cora", "alice"):
        await office.staff(name)
    await office.staff("clara", roles=("compliance",))
    await asking.ask(office, "cora", asking.block(anna, reason="money_laundering"))
    offered = await offers(office, UnblockPlayer, {"player_id": str(anna)}, actor=await office_staff(office))

    assert [offer.label for offer in offered["blocks"]] == ["Under review"]
    assert [offer.label for offer in offered["remedies"]] == ["Findings written down", WRONG_PLAYER]


async def office_staff(office: World) -> Any:
    async with office.read() as db:
        found = await staff.named(db, "Alice", office=office.desk.office, now=office.now)
    return found[0].actor


def test_every_field_has_words_a_person_understands() -> None:
    for action in actions.ALL:
        for one in action_fields.of(action):
            assert one.title[0].isupper(), one
            assert "_" not in one.title, one


def test_fields_are_drawn_by_what_they_hold() -> None:
    drawn = {one.name: one.widget for one in action_fields.of(AdjustBalance)}

    assert drawn == {
        "player_id": Widget.PLAYER,
        "wallet": Widget.ONE,
        "direction": Widget.ONE,
        "amount": Widget.AMOUNT,
        "reason": Widget.ONE,
        "source_ref": Widget.TEXT,
        "again": Widget.TICK,
        "receivable": Widget.TICK,
        "note": Widget.LONG,
        "ticket": Widget.TEXT,
    }
    optional = ["source_ref", "again", "receivable", "ticket"]
    assert [one.name for one in action_fields.of(AdjustBalance) if one.optional] == optional


def test_what_is_never_moved_by_hand_is_not_offered() -> None:
    assert [action_fields.word(choice) for choice in action_fields.choices(Wallet)] == ["Cash", "Bonus"]


def test_what_somebody_filled_in_becomes_the_action() -> None:
    wish = form_input.build(AdjustBalance, RIGHT, EUROS)

    assert wish == AdjustBalance(
        player_id=42,
        wallet=Wallet.CASH,
        direction=Direction.GIVE,
        amount=Money(5_000, "EUR"),
        reason="goodwill",
        note=NOTE,
    )


def test_blocks_are_read_with_their_defaults() -> None:
    filled = {"player_id": "7", "reason": "takeover", "note": NOTE}

    wish = form_input.build(BlockPlayer, filled, InputContext())

    assert (wish.player_id, wish.reason, wish.lasts) == (7, "takeover", "until_ended")


def test_an_account_becomes_the_person_behind_it(office: World) -> None:
    from uuid import UUID

    bob = UUID(int=7)
    filled = {"staff_id": "U0BOB", "role": "finance", "note": NOTE}

    assert form_input.build(GrantRole, filled, InputContext(people={"U0BOB": bob})).staff_id == bob
    with pytest.raises(Mistakes) as found:
        form_input.build(GrantRole, {**filled, "staff_id": "U0GUS"}, InputContext(people={"U0BOB": bob}))
    assert "has no staff record" in found.value.beside["staff_id"]


def test_nothing_filled_in_is_told_beside_every_field_that_needs_it() -> None:
    assert mistakes({}) == {
        "player_id": "Choose a player.",
        "wallet": "Choose one.",
        "direction": "Choose one.",
        "amount": "Fill this in.",
        "reason": "Choose one.",
        "note": "Fill this in.",
    }
    assert mistakes({"player_id": "1", "note": NOTE}, UnblockPlayer) == {"blocks": "Tick at least one."}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1,000", "1,000"),
        ("1.000,50", "1.000,50"),
        ("\N{ARABIC-INDIC DIGIT ONE}\N{ARABIC-INDIC DIGIT ZERO}", ""),
        ("1e400", "1e400"),
        ("-0", ""),
        ("0.001", "0.001"),
        ("50 USD", "EUR"),
        ("a lot", "a lot"),
        ("9" * 400, ""),
    ],
)
def test_amounts_that_cannot_be_read_are_told_beside_the_amount(typed: str, said: str) -> None:
    beside = mistakes({**RIGHT, "amount": typed})

    assert beside.keys() == {"amount"}
    assert said in beside["amount"]
    assert beside["amount"].endswith(".")


def test_an_amount_may_be_of_any_currency_the_wallet_holds() -> None:
    known = InputContext(currencies=("EUR", "USD"))

    assert form_input.build(AdjustBalance, {**RIGHT, "amount": "50"}, known).amount == Money(5_000, "EUR")
    assert form_input.build(AdjustBalance, {**RIGHT, "amount": "50 USD"}, known).amount == Money(5_000, "USD")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"note": "short"}, "Write at least 10 characters, so that others understand it. It has 5."),
        ({"note": "   " * 10}, "Write at least 10 characters, so that others understand it. It has 0."),
        ({"note": "x" * 1_001}, "Write at most 1,000 characters. It has 1,001."),
        ({"wallet": "purse"}, form_input.NOT_OFFERED),
        ({"direction": "lend"}, form_input.NOT_OFFERED),
        ({"player_id": "anna"}, form_input.NOT_OFFERED),
        ({"ticket": "x" * 81}, "Write at most 80 characters. It has 81."),
    ],
)
def test_mistakes_are_told_in_full_sentences(changed: dict[str, str], sentence: str) -> None:
    [told] = mistakes(RIGHT | changed).values()

    assert told == sentence


def test_values_are_read_by_field_whatever_player_they_hang_on() -> None:
    values = {"blocks:42": ["a"], "note": "x", "again": ["yes"], "wrong:note": "?", "evil": "1"}

    assert form_input.filled_in(UnblockPlayer, values) == {"blocks": ["a"], "note": "x"}
    assert form_input.filled_in(AdjustBalance, {"again": ["yes"]}) == {"again": True}
    assert form_input.filled_in(AdjustBalance, {"again": []}) == {"again": False}


def test_nothing_typed_is_lost_when_the_form_is_drawn_again() -> None:
    long = "<!channel> " * 150
    filled = {**RIGHT, "note": long, "again": True, "amount": "fifty", "source_ref": "cup"}
    known = {"player_id": [Offer("42", "42 · anna")], "reason": [Offer("goodwill", "Goodwill")]}

    view = form.draw(RequestForm(action=AdjustBalance, filled=filled, offers=known, problem="Not now."))

    slack.check_view(view, "modal")
    elements = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    assert elements["note"]["initial_value"] == long
    assert elements["amount"]["initial_value"] == "fifty"
    assert elements["again"]["initial_options"]
    assert elements["player_id"]["initial_option"]["text"]["text"] == "42 · anna"
    assert elements["direction"]["initial_option"]["value"] == "give"
    assert "Not now." in str(view["blocks"][1])


def test_a_form_says_that_nothing_happens_first_where_the_office_puts_a_second_person_first() -> None:
    first = str(form.draw(RequestForm(action=BlockPlayer, at_once=True)))
    second = str(form.draw(RequestForm(action=BlockPlayer, at_once=False)))

    assert "In force as soon as you send it" in first
    assert "In force as soon as you send it" not in second
    assert "until a second person approves" in second
