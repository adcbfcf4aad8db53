from uuid import UUID, uuid4

import pytest

from bot.kit import values
from core import ledger
from core.action import Totals, payload
from core.actions.adjust_balance import AdjustBalance
from core.actions.money_checks import OnlyMoneyOwed
from core.actions.reverse_adjustment import ReverseAdjustment
from core.errors import Invalid, Unknown
from core.fact_values import Change
from core.money import Wallet
from core.people import PITBOSS
from core.players.restrictions import COOL_OFF, SELF_EXCLUSION
from tests.support.asking import ask, decide
from tests.support.blocking import DAY, exclude, place
from tests.support.books import eur, execute, held, preview
from tests.support.office import World

NOTE = "It went to the wrong player of the same name."


def reversing(player_id: int, transaction_id: UUID) -> ReverseAdjustment:
    return ReverseAdjustment(player_id=player_id, transaction_id=transaction_id, note=NOTE)


async def adjusted(office: World, player_id: int, minor: int = 2_000, wallet: Wallet = Wallet.CASH) -> UUID:
    """Post an adjustment past the engine, by the only road there is from outside: its key names no request."""
    ends = (ledger.of_house("goodwill"), ledger.of_player(wallet))
    source, target = ends if minor > 0 else reversed(ends)
    entries = ledger.transfer(eur(abs(minor)), source=source, target=target)
    async with office.work() as work:
        transaction = ledger.Transaction(
            player_id=player_id, kind=ledger.EntryKind.ADJUSTMENT, key=str(uuid4()), entries=entries, reason="goodwill"
        )
        return (await ledger.post(work, transaction)).id


@pytest.mark.parametrize("barred", [SELF_EXCLUSION, COOL_OFF, "harm"])
async def test_a_taken_bonus_is_not_given_back_while_the_player_must_not_get_any(office: World, barred: str) -> None:
    anna = await office.player("anna", cash="120 EUR", bonus="50 EUR")
    taken = {wallet: await adjusted(office, anna, -2_000, wallet) for wallet in (Wallet.BONUS, Wallet.CASH)}
    if barred == "harm":
        await place(office, anna, "harm", until=office.now + DAY)
    else:
        await exclude(office, anna, barred, office.now + DAY)

    for step in (preview, execute):
        with pytest.raises(OnlyMoneyOwed):
            await step(office, reversing(anna, taken[Wallet.BONUS]))
    await execute(office, reversing(anna, taken[Wallet.CASH]))  # the player's own money

    assert await held(office, anna) == {Wallet.CASH: eur(12_000), Wallet.BONUS: eur(3_000)}


async def test_a_bonus_that_was_given_is_taken_back_from_an_excluded_player(office: World) -> None:
    anna = await office.player("anna", cash="120 EUR")
    given = await adjusted(office, anna, 2_000, Wallet.BONUS)
    await exclude(office, anna, SELF_EXCLUSION, None)

    await execute(office, reversing(anna, given))

    assert (await held(office, anna))[Wallet.BONUS] == eur(0)


async def test_the_preview_tells_what_is_undone(office: World) -> None:
    anna = await office.player("anna", cash="120 EUR")
    original = await adjusted(office, anna)

    facts = await preview(office, reversing(anna, original))

    assert values.text(facts["original"].value).startswith("EUR 20.00 given ")
    assert facts["balance"].value == Change(eur(14_000), eur(12_000))
    assert facts["parties"].value == "nobody on record"
    assert await held(office, anna) == {Wallet.CASH: eur(14_000)}


async def test_it_posts_exactly_the_opposite(office: World) -> None:
    anna = await office.player("anna", cash="120 EUR")
    original = await adjusted(office, anna)

    receipt = await execute(office, reversing(anna, original))

    async with office.read() as db:
        posted = await ledger.find(db, player_id=anna, transaction_id=UUID(receipt.ids["transaction"]))
    assert posted.transaction.kind is ledger.EntryKind.REVERSAL
    assert posted.transaction.reverses_id == original
    assert [(line.label, line.value) for line in receipt.lines if line.key == "amount"] == [("Taken", eur(2_000))]
    assert await held(office, anna) == {Wallet.CASH: eur(12_000)}


async def test_one_request_reverses_once_and_another_is_refused(office: World) -> None:
    anna = await office.player("anna")
    action, request_id = reversing(anna, await adjusted(office, anna)), uuid4()

    first = await execute(office, action, request_id=request_id)
    assert await execute(office, action, request_id=request_id) == first

    for doing in (preview, execute):
        with pytest.raises(ledger.AlreadyReversed, match="was already reversed") as refused:
            await doing(office, action)
        assert refused.value.field == "transaction_id"


async def test_money_that_is_gone_cannot_be_taken_back(office: World) -> None:
    anna = await office.player("anna")
    original = await adjusted(office, anna)
    spent = ledger.transfer(eur(1_500), source=ledger.of_player(Wallet.CASH), target=ledger.of_house("games"))
    async with office.work() as work:
        await ledger.post(
            work, ledger.Transaction(player_id=anna, kind=ledger.EntryKind.BET, key="event:bet", entries=spent)
        )

    for doing in (preview, execute):
        with pytest.raises(ledger.Overdrawn, match=r"holds EUR 5\.00; EUR 20\.00 cannot be taken from it"):
            await doing(office, reversing(anna, original))

    assert await held(office, anna) == {Wallet.CASH: eur(500)}


async def test_only_adjustments_of_that_player_are_reversed(office: World) -> None:
    anna, ben = await office.player("anna", cash="120 EUR"), await office.player("ben")
    async with office.read() as db:
        (deposit,) = await ledger.transactions(db, anna)
    original = await adjusted(office, anna)

    for doing in (preview, execute):
        with pytest.raises(Invalid, match="only adjustments are reversible"):
            await doing(office, reversing(anna, deposit.id))
        with pytest.raises(Unknown, match="has no transaction"):
            await doing(office, reversing(ben, original))


async def test_the_tier_follows_the_amount_of_the_original(office: World) -> None:
    anna = await office.player("anna")
    action = reversing(anna, await adjusted(office, anna, 2_000))

    async with office.work() as work:
        policy = await action.policy(work=work, requester=PITBOSS, totals=Totals())

        assert policy.rule == "Reverse EUR 20.00"
        assert policy.quorum == work.office.reversal_tier(eur(2_000))


def test_one_request_waits_for_each_adjustment() -> None:
    one, other = uuid4(), uuid4()

    assert reversing(42, one).subject() == reversing(42, one).subject() != reversing(42, other).subject()
    assert reversing(42, one).headline() == "Reverse an adjustment of player 42"
    assert ReverseAdjustment.model_validate(payload(reversing(42, one))) == reversing(42, one)


async def test_those_behind_the_original_cannot_undo_it_among_themselves(office: World) -> None:
    behind = [(await office.staff(name)).person for name in ("alice", "bob", "sam")]
    await office.staff("maya")
    anna = await office.player("anna", cash="120 EUR")
    wrong = AdjustBalance(
        player_id=anna,
        wallet="cash",
        direction="take",
        amount=eur(2_000),
        reason="payment_error",
        source_ref="payment 9",
        note=NOTE,
    )
    taken = await ask(office, "alice", wrong)
    await decide(office, "bob", taken, "approve")
    done = await decide(office, "sam", taken, "approve")
    action = reversing(anna, UUID(done.receipt["ids"]["transaction"]))

    asked = await ask(office, "alice", action)

    assert set(asked.policy["involved_persons"]) == set(behind)
    assert (await decide(office, "bob", asked, "approve")).state == "pending"
    assert (await decide(office, "sam", asked, "approve")).state == "pending"
    assert await held(office, anna) == {Wallet.CASH: eur(10_000)}
    assert (await decide(office, "maya", asked, "approve")).state == "done"
    assert await held(office, anna) == {Wallet.CASH: eur(12_000)}


async def test_the_card_names_who_is_behind_the_original(office: World) -> None:
    for name in ("alice", "sam", "bob"):
        await office.staff(name)
    anna = await office.player("anna")
    goodwill = AdjustBalance(
        player_id=anna, wallet="cash", direction="give", amount=eur(2_000), reason="goodwill", note=NOTE
    )
    done = await decide(office, "sam", await ask(office, "alice", goodwill), "approve")

    facts = await preview(office, reversing(anna, UUID(done.receipt["ids"]["transaction"])))

    names = [(await office.staff(name)).name for name in ("alice", "sam")]
    assert facts["parties"].value == (f"{names[0]} (asked)", f"{names[1]} (approved)")
    assert facts["parties"].private


def test_a_reversal_is_headed_by_its_amount_and_player_and_by_no_id() -> None:
    one = reversing(42, uuid4())

    assert values.text(one.heading({"amount": eur(2_000)})) == "Reverse EUR 20.00 given to player 42"
    assert values.text(one.heading({"amount": eur(-2_000)})) == "Reverse EUR 20.00 taken from player 42"
    assert one.heading({}) == "Reverse an adjustment of player 42"
