"""Unblocking as an action: who agrees, what must be done first, and what would still stand."""

import pytest
from pydantic import ValidationError

from bot.kit import values
from core import player_blocks
from core.actions.block_player import Lasts
from core.database import tables
from core.errors import Conflict, Invalid, Refused
from core.people import Permission, Visibility
from core.player_blocks import Exclusion, ExclusionInForce
from tests.support.asking import NOTE, ask, block, decide
from tests.support.books import preview
from tests.support.office import World
from tests.support.protecting import HARM_DONE, TAKEOVER_DONE, blocked, policy, run, texts, unblock


async def test_the_owner_of_each_reason_agrees_to_lifting(office: World) -> None:
    anna = await office.player("anna")
    takeover, harm = await blocked(office, anna), await blocked(office, anna, "harm")

    one = await policy(office, unblock(anna, takeover))
    both = await policy(office, unblock(anna, takeover, harm, remedies=TAKEOVER_DONE + HARM_DONE))

    assert one.permission is Permission.UNBLOCK_APPROVE
    assert not one.at_once
    assert (one.quorum.slots, one.quorum.people) == ((frozenset({"security"}),), 1)
    assert (set(both.quorum.slots), both.quorum.people) == ({frozenset({"security"}), frozenset({"compliance"})}, 2)


async def test_every_remedy_of_every_reason_is_ticked(office: World) -> None:
    anna = await office.player("anna")
    takeover, harm = await blocked(office, anna), await blocked(office, anna, "harm")
    lacking = unblock(anna, takeover, harm, remedies=(*TAKEOVER_DONE, HARM_DONE[0]))

    for step in (policy, preview, run):
        with pytest.raises(Invalid, match="tick what was done: Limits agreed with the player") as refusal:
            await step(office, lacking)
        assert refusal.value.field == "remedies"


async def test_the_preview_tells_what_would_still_stand(office: World) -> None:
    anna = await office.player("anna")
    takeover = await blocked(office, anna)
    await blocked(office, anna, "money_laundering")

    told = {fact.label: fact for fact in (await preview(office, unblock(anna, takeover))).values()}

    assert values.text(told["Lift"].value).startswith(
        "Account taken over (log in, deposit, bet, withdraw, change the profile), since"
    )
    assert values.text(told["Then"].value).endswith("Cannot: deposit, bet, withdraw.")
    assert told["Still in force"].private
    assert told["Still in force"].visibility is Visibility.COMPLIANCE
    assert all(
        "laundering" not in values.text(fact.value) for fact in told.values() if fact.visibility is Visibility.STAFF
    )


async def test_a_hidden_block_is_lifted_like_the_one_it_is_drawn_as(office: World) -> None:
    anna = await office.player("anna")
    hidden = await blocked(office, anna, "money_laundering")
    lifting = unblock(anna, hidden, remedies=("Findings written down",))

    asked = await policy(office, lifting)
    told = {fact.label: fact for fact in (await preview(office, lifting)).values()}

    assert asked.shown is None or asked.shown.slots == (frozenset({"compliance"}),)
    assert asked.quorum.slots == (frozenset({"compliance"}),)
    assert told["You state by approving"].value == "Reporting officer agreed"
    assert told["You state by approving"].visibility is Visibility.COMPLIANCE
    with pytest.raises(Invalid, match="Reporting officer agreed"):
        await policy(office, lifting, "cora")
    with pytest.raises(Invalid, match="Findings written down"):
        await policy(office, unblock(anna, hidden, remedies=("Reporting officer agreed",)))


@pytest.mark.parametrize("reason", ["review", "fraud", "money_laundering"])
async def test_what_different_people_read_about_is_lifted_by_requests_of_their_own(office: World, reason: str) -> None:
    anna = await office.player("anna")
    hidden, takeover = await blocked(office, anna, reason), await blocked(office, anna)

    with pytest.raises(Invalid, match="Ask for each of them in a request of its own"):
        await policy(office, unblock(anna, hidden, takeover, remedies=("Findings written down", *TAKEOVER_DONE)))


async def test_lifting_ends_the_chosen_block_only_and_lets_go(office: World) -> None:
    anna = await office.player("anna")
    await office.withdrawal(anna, "900 EUR")
    takeover = await blocked(office, anna)
    await blocked(office, anna, "harm")

    receipt = await run(office, unblock(anna, takeover))

    assert texts(receipt)["Now"].endswith("Cannot: deposit, bet, get a bonus, get marketing.")
    assert texts(receipt)["Still in force"].startswith("Signs of harmful play")
    assert texts(receipt)["Withdrawals released"] == "EUR 900.00"
    ended = {row.reason: row.end_reason for row in await office.rows(tables.player_blocks)}
    assert ended == {"takeover": NOTE, "harm": None}


async def test_a_block_that_ended_meanwhile_is_refused(office: World) -> None:
    anna = await office.player("anna")
    takeover = await blocked(office, anna)
    await run(office, unblock(anna, takeover))

    for step in (policy, preview, run):
        with pytest.raises(Conflict, match="is no longer open"):
            await step(office, unblock(anna, takeover))


@pytest.mark.parametrize(
    ("kind", "says"), [("self_exclusion", "compliance agrees"), ("cool_off", "nobody can lift it earlier")]
)
async def test_an_exclusion_is_refused_with_what_it_takes(office: World, kind: str, says: str) -> None:
    anna = await office.player("anna")
    async with office.work() as work:
        until = office.now.replace(year=2027)
        wanted = Exclusion(player_id=anna, kind=kind, until=until, placed_by="platform")
        exclusion = await player_blocks.exclude(work, wanted)

    for step in (policy, preview, run):
        with pytest.raises(ExclusionInForce, match=says):
            await step(office, unblock(anna, exclusion.id))


def test_nothing_to_lift_is_no_request() -> None:
    with pytest.raises(ValidationError):
        unblock(42)


async def test_a_wider_block_ends_a_pending_unblock(office: World) -> None:
    anna = await office.player("anna")
    await office.staff("sam")
    await ask(office, "alice", block(anna, lasts=Lasts.DAY))
    (row,) = await office.rows(tables.player_blocks)
    lifting = await ask(office, "alice", unblock(anna, row.id))

    await ask(office, "fred", block(anna))

    with pytest.raises(Refused):
        await decide(office, "sam", lifting, "approve")
    assert [one.state for one in await office.rows(tables.requests, tables.requests.c.id == lifting.id)] != ["pending"]
