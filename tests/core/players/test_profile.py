"""A card has all of a player, masked, in one round trip, and of blocks what the reader may know."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from bot import kit
from core import activity, player_blocks
from core.errors import Unknown
from core.money import Money
from core.players import profile_card
from tests.support.asking import adjustment
from tests.support.books import execute
from tests.support.looking import logged_in, seen_by
from tests.support.office import World
from tests.support.ordering import take


async def test_a_card_has_all_parts_of_the_profile(office: World) -> None:
    anna = await office.player(
        "anna", cash="120 EUR", phone="+35699123456", address="1 Sea Street", verification_level=2
    )
    await office.withdrawal(anna, "900 EUR")
    await office.bet(anna, "45 EUR")
    await office.session(anna)
    await logged_in(office, anna, ip="81.2.69.160")

    card = await seen_by(office, "alice", anna)

    assert card.player_id == anna
    assert card.account.full_name == "Anna Mueller"
    assert card.registration.at == office.now - timedelta(days=400)
    assert card.verification.level == 2
    assert kit.standing(card.standing) == "Not restricted."
    assert [(one.wallet, one.amount) for one in card.balances] == [("cash", Money(12_000, "EUR"))]
    assert [one.amount for one in card.in_flight.withdrawals] == [Money(90_000, "EUR")]
    assert (card.in_flight.open_bets, card.in_flight.stakes, card.in_flight.sessions) == (1, (Money(4_500, "EUR"),), 1)
    assert [(one.success, one.country, one.device) for one in card.logins] == [(True, "MT", "iPhone")]
    assert [(one.kind, one.amount, one.balance_after) for one in card.movements] == [
        ("deposit", Money(12_000, "EUR"), Money(12_000, "EUR"))
    ]
    assert card.as_of == office.now


async def test_a_card_masks_what_is_personal(office: World) -> None:
    anna = await office.player("anna", email="anna@gmail.com", phone="+35699123456", address="1 Sea Street")
    await logged_in(office, anna)

    card = await seen_by(office, "alice", anna)

    assert card.account.email == "a•••@g•••.com"
    assert card.account.phone == "••• 56"
    assert card.account.address == "•••"
    assert card.account.age_band == "35–44"  # noqa: RUF001 - an en dash between numbers
    assert card.logins[0].ip == "81.2.•••"
    shown = repr(card)
    assert not [secret for secret in ("anna@gmail", "99123456", "Sea Street", "1984", "69.160") if secret in shown]


async def test_a_card_shows_only_the_newest(office: World) -> None:
    anna = await office.player("anna", cash="1 EUR")
    for number in range(7):
        office.later(minutes=1)
        await logged_in(office, anna, success=number % 2 == 0, device=f"device {number}")

    card = await seen_by(office, "alice", anna)

    assert [one.device for one in card.logins] == [f"device {number}" for number in (6, 5, 4, 3, 2)]
    assert [one.success for one in card.logins] == [True, False, True, False, True]


async def test_a_card_is_one_round_trip(office: World) -> None:
    anna = await office.player("anna")
    actor = await office.staff("alice")
    statements: list[str] = []
    event.listen(
        office.db.reader.sync_engine, "before_cursor_execute", lambda *context: statements.append(str(context[2]))
    )

    async with office.read() as db:
        await profile_card.profile(db, anna, actor=actor, now=office.now)

    assert len(statements) == 1


async def test_an_unknown_player_is_told(office: World) -> None:
    with pytest.raises(Unknown, match="There is no player 4711"):
        await seen_by(office, "alice", 4711)


async def test_a_block_for_security_is_one_under_review_to_others(office: World) -> None:
    anna = await office.player("anna")
    async with office.work() as work:
        placing = player_blocks.NewBlock(
            player_id=anna, reason="fraud", asked_by="operator", placed_by="Fred", note="Two accounts."
        )
        await player_blocks.place(work, placing)

    card = await seen_by(office, "alice", anna)

    assert [(row.reason, row.note, row.placed_by) for row in card.blocks] == [(None, None, "Fred")]
    assert card.ask_security
    assert kit.prohibition(card.standing) == "Cannot: deposit, bet, withdraw."
    assert (await seen_by(office, "fred", anna)).blocks[0].reason == "fraud"


async def test_a_block_for_compliance_is_one_under_review_to_others(office: World) -> None:
    anna = await office.player("anna")
    async with office.work() as work:
        placing = player_blocks.NewBlock(
            player_id=anna, reason="money_laundering", asked_by="operator", placed_by="Cora"
        )
        await player_blocks.place(work, placing)

    for who in ("alice", "sam"):
        card = await seen_by(office, who, anna)
        assert ([row.reason for row in card.blocks], card.ask_security) == ([None], True)
        assert player_blocks.reason_title(office.desk.office, card.blocks[0]) == "Under review"
        assert kit.prohibition(card.standing) == "Cannot: deposit, bet, withdraw."
        assert "laundering" not in repr(card)
    assert (await seen_by(office, "cora", anna)).blocks[0].reason == "money_laundering"


async def test_a_card_tells_net_deposits_and_what_was_given_whether_the_days_are_added_up_or_not(office: World) -> None:
    anna = await office.player("anna")
    for number, (type_, minor, days_ago) in enumerate(
        [("deposit", 50_000, 500), ("deposit", 20_000, 30), ("withdrawal_paid", 5_000, 10), ("chargeback", 1_000, 1)]
    ):
        body = {"amount": {"amount_minor": minor, "currency": "EUR"}, "withdrawal": "w"}
        told = {"type": type_, "source": "wallet", "brand": "royal", "player": "x-anna", "event_id": str(number)}
        await take(office, told | {"at": office.now - timedelta(days=days_ago), "body": body})
    await execute(office, adjustment(anna, "20 EUR", reason="goodwill", source_ref=None))
    await execute(office, adjustment(anna, "70 EUR"))

    before = (await seen_by(office, "alice", anna)).figures
    async with office.work() as work:
        while await activity.fold(work):
            pass
    after = (await seen_by(office, "alice", anna)).figures

    assert before == after
    assert [(one.ever, one.of_year) for one in after.net] == [(Money(64_000, "EUR"), Money(14_000, "EUR"))]
    assert after.goodwill(["goodwill"]) == (Money(2_000, "EUR"),)
    assert after.goodwill([]) == ()
