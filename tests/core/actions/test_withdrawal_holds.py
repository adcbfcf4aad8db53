"""One withdrawal is held by one person at once, and let go only by the owner of the reason and enough others."""

from uuid import UUID

import pytest

from core import player_blocks
from core.actions.block_owners import BehindTheChange
from core.actions.hold_withdrawal import HoldWithdrawal
from core.actions.release_withdrawal import ReleaseWithdrawal
from core.actions.unblock_player import UnblockPlayer
from core.approvals import AnswerKind
from core.errors import Conflict, Refused
from core.people import Visibility
from core.requests import State
from tests.support.asking import NOTE, adjustment, ask, decide
from tests.support.blocking import DAY, states
from tests.support.books import preview
from tests.support.office import World
from tests.support.ordering import connect, order_of, orders, says

EVERYBODY = ("alice", "bob", "carol", "sam", "fred", "cora", "maya")


def holding(player_id: int, withdrawal_id: UUID, reason: str = "chargeback") -> HoldWithdrawal:
    return HoldWithdrawal(player_id=player_id, withdrawal_id=withdrawal_id, reason=reason, note=NOTE)


def releasing(player_id: int, withdrawal_id: UUID) -> ReleaseWithdrawal:
    return ReleaseWithdrawal(player_id=player_id, withdrawal_id=withdrawal_id, note=NOTE)


@pytest.fixture
async def anna(office: World) -> int:
    for name in EVERYBODY:
        await office.staff(name)
    return await office.player("anna", cash="20,000 EUR")


async def test_one_person_holds_at_once_and_a_second_confirms_or_ends(office: World, anna: int) -> None:
    first, other = await office.withdrawal(anna, "900 EUR"), await office.withdrawal(anna, "40 EUR")

    held = await ask(office, "alice", holding(anna, first, "takeover"))
    assert (held.state, await states(office, anna)) == (State.IN_FORCE, {"EUR 900.00": "held", "EUR 40.00": "waiting"})
    with pytest.raises(Conflict, match="held already"):
        await ask(office, "bob", holding(anna, first))

    again = await ask(office, "alice", holding(anna, other, "takeover"))
    assert (await decide(office, "sam", again, "confirm")).state is State.CONFIRMED
    assert (await decide(office, "sam", held, "end", "It was the player's own card.")).state is State.ENDED
    assert await states(office, anna) == {"EUR 900.00": "waiting", "EUR 40.00": "held"}


@pytest.mark.parametrize(
    ("amount", "reason", "voters"),
    [
        ("40 EUR", "chargeback", ["bob"]),
        ("500 EUR", "takeover", ["sam"]),
        ("501 EUR", "takeover", ["bob", "sam"]),
        ("5,001 EUR", "fraud", ["cora", "sam", "fred"]),
    ],
)
async def test_the_owner_of_the_reason_lets_go_with_as_many_as_the_amount_takes(
    office: World, anna: int, amount: str, reason: str, voters: list[str]
) -> None:
    withdrawal = await office.withdrawal(anna, amount)
    held = await ask(office, "sam", holding(anna, withdrawal, reason))
    await decide(office, "cora", held, "confirm")

    request = await ask(office, "alice", releasing(anna, withdrawal))
    for who in voters:
        assert (request.state, list((await states(office, anna)).values())) == (State.PENDING, ["held"])
        request = await decide(office, who, request, "approve")

    assert (request.state, list((await states(office, anna)).values())) == (State.DONE, ["waiting"])


async def test_a_release_and_a_gift_count_together(office: World, anna: int) -> None:
    withdrawal = await office.withdrawal(anna, "480 EUR")
    await ask(office, "alice", holding(anna, withdrawal))
    released = await ask(office, "alice", releasing(anna, withdrawal))

    given = await ask(office, "alice", adjustment(anna, "25 EUR"))

    assert (released.total_minor, given.policy["quorum"]["people"]) == (48_000, 2)


async def test_nobody_behind_the_change_that_caused_a_hold_lets_it_go(office: World, anna: int) -> None:
    """A change that others agreed to holds withdrawals; who asked for it or agreed must not pay them out."""
    withdrawal = await office.withdrawal(anna, "40 EUR")
    change = await decide(office, "bob", await ask(office, "alice", adjustment(anna, "20 EUR")), "approve")
    async with office.work() as work:
        row = await player_blocks.hold_withdrawals(
            work,
            player_blocks.NewHold(
                player_id=anna, reason="chargeback", placed_by="Alice", until=work.now + DAY, request_id=change.id
            ),
        )

    for who in ("alice", "bob"):
        with pytest.raises(BehindTheChange):
            await ask(office, who, releasing(anna, withdrawal))
        remedies = ("Claim settled",)
        with pytest.raises(BehindTheChange):
            await ask(office, who, UnblockPlayer(player_id=anna, blocks=(row.id,), remedies=remedies, note=NOTE))
    vip = await office.staff("vera", roles=("vip_manager",))
    request = await ask(office, vip.person, releasing(anna, withdrawal))
    with pytest.raises(Refused):
        await decide(office, "bob", request, "approve")
    assert (await decide(office, "carol", request, "approve")).state is State.DONE


async def test_who_may_not_see_the_reason_reads_the_one_it_is_drawn_as(office: World, anna: int) -> None:
    withdrawal = await office.withdrawal(anna, "40 EUR")
    await ask(office, "fred", holding(anna, withdrawal, "fraud"))

    facts = await preview(office, releasing(anna, withdrawal))

    [by] = [fact for fact in facts.values() if fact.label == "Held by"]
    assert by.visibility is Visibility.SECURITY
    assert "Under review" in str(by.instead)
    assert "only holds withdrawals" in str(by.instead)


async def test_what_was_paid_or_cancelled_meanwhile_is_neither_held_nor_let_go(office: World, anna: int) -> None:
    with pytest.raises(Conflict, match="paid or cancelled"):
        await ask(office, "alice", holding(anna, UUID(int=1)))
    for action in (releasing(anna, UUID(int=1)), releasing(anna, await office.withdrawal(anna, "40 EUR"))):
        with pytest.raises(Conflict):
            await ask(office, "alice", action)


@pytest.mark.parametrize("authority", ["here", "platform"])
async def test_the_platform_is_told_and_where_it_decides_it_lets_go_first(
    office: World, anna: int, authority: str
) -> None:
    connect(office, authority=authority)
    withdrawal = await office.withdrawal(anna, "40 EUR")
    held = await ask(office, "alice", holding(anna, withdrawal))
    order = await order_of(office, held)
    assert (order.kind, [each["id"] for each in order.body["data"]["then"]["held_withdrawals"]]) == (
        "hold",
        [str(withdrawal)],
    )
    await says(office, order, AnswerKind.IN_FORCE)

    released = await decide(office, "bob", await ask(office, "carol", releasing(anna, withdrawal)), "approve")
    order = await order_of(office, released)
    assert (order.kind, order.body["data"]["then"]["held_withdrawals"]) == ("release", [])
    before = await states(office, anna)
    await says(office, order, AnswerKind.IN_FORCE)

    assert before == {"EUR 40.00": "waiting" if authority == "here" else "held"}
    assert await states(office, anna) == {"EUR 40.00": "waiting"}
    assert len(await orders(office, anna)) == 2


async def test_a_release_that_the_platform_refuses_leaves_it_held(office: World, anna: int) -> None:
    connect(office, authority="platform")
    withdrawal = await office.withdrawal(anna, "40 EUR")
    held = await ask(office, "alice", holding(anna, withdrawal))
    await says(office, await order_of(office, held), AnswerKind.IN_FORCE)
    released = await decide(office, "bob", await ask(office, "carol", releasing(anna, withdrawal)), "approve")

    await says(office, await order_of(office, released), AnswerKind.REFUSED, "the bank said no")

    assert await states(office, anna) == {"EUR 40.00": "held"}
