"""A request that is not carried out: declined, taken back, too late."""

import pytest

from bot import kit
from core import approvals
from core.action import Policy
from core.approvals import (
    AlreadyDecided,
    NeedsReason,
    NotAnApprover,
    RequestExpired,
)
from core.errors import NotAllowed
from core.money import Direction
from tests.support.asking import adjustment, ask, cash, decide, desk, opened, recorded, swept
from tests.support.office import World


async def test_declining_needs_a_reason_and_moves_nothing(office: World) -> None:
    anna = await desk(office, "bob")
    request = await ask(office, "alice", adjustment(anna))

    with pytest.raises(NeedsReason):
        await decide(office, "bob", request, "decline", "  ")
    declined = await decide(office, "bob", request, "decline", "Wrong player, it was anna43")

    assert (declined.state, declined.close_reason) == ("declined", "Wrong player, it was anna43")
    assert await cash(office, anna) == 10_000


async def test_after_a_decline_the_same_wish_needs_another_approver_one_tier_higher(office: World) -> None:
    anna = await desk(office, "bob", "carol", "sam")
    first = await ask(office, "alice", adjustment(anna))
    await decide(office, "bob", first, "decline", "not now")

    second = await ask(office, "alice", adjustment(anna))

    rule = kit.plain(Policy.model_validate(second.policy).rule)
    assert f"because {first.code}, which asked for the same, was declined by Bob, " in rule
    with pytest.raises(NotAnApprover, match="declined a request for the same"):
        await decide(office, "bob", second, "approve")
    assert (await decide(office, "carol", second, "approve")).state == "done"


async def test_after_a_decline_another_amount_reads_what_was_declined_and_what_is_asked_now(office: World) -> None:
    anna = await desk(office, "bob", "carol", "sam")
    first = await ask(office, "alice", adjustment(anna))
    await decide(office, "bob", first, "decline", "not now")

    second = await ask(office, "alice", adjustment(anna, "15 EUR"))

    rule = kit.plain(Policy.model_validate(second.policy).rule)
    assert f"because {first.code} was declined by Bob, " in rule
    assert f"that was: Give EUR 20.00 to player {anna}, cash: payment error; " in rule
    assert f"this is: Give EUR 15.00 to player {anna}, cash: payment error" in rule


WISHES = {
    "the same source, another amount": ("incident 1", "5 EUR", True),
    "another source, the same amount": ("incident 1b", "20 EUR", True),
    "another source, 80 %": ("incident 1b", "16 EUR", True),
    "another source, 125 %": ("incident 1b", "25 EUR", True),
    "another source, 79 %": ("incident 1b", "15.99 EUR", False),
    "another source, 126 %": ("incident 1b", "25.01 EUR", False),
    "the same source, the amount that was named": ("incident 1", "12.50 EUR", False),
    "the same source, a higher amount that was named": ("incident 1", "50 EUR", True),
}


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("wish", WISHES)
async def test_after_a_decline_another_name_for_the_same_makes_no_new_wish(office: World, wish: str) -> None:
    source, amount, same = WISHES[wish]
    anna = await desk(office, "bob", "carol", "sam", "maya")
    first = await ask(office, "alice", adjustment(anna))
    await decide(office, "bob", first, "decline", "Not 50 EUR nor 20. I would agree to 12.50, not more.")

    second = await ask(office, "alice", adjustment(anna, amount, source_ref=source))

    rule = kit.plain(Policy.model_validate(second.policy).rule)
    assert (f"because {first.code}" in rule) is same


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_decline_of_giving_says_nothing_of_taking_nor_of_another_player(office: World) -> None:
    anna, berta = await desk(office, "bob", "carol", "sam", "maya"), await office.player("berta", cash="100 EUR")
    first = await ask(office, "alice", adjustment(anna))
    await decide(office, "bob", first, "decline", "not now")

    for wish in (adjustment(anna, direction=Direction.TAKE), adjustment(berta)):
        rule = kit.plain(Policy.model_validate((await ask(office, "alice", wish)).policy).rule)
        assert "because" not in rule


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("who", "fields", "told"),
    [
        ("zoe", {"source_ref": "incident 2", "amount": "30 EUR"}, True),
        ("zoe", {"note": "Other words, but the very same money."}, True),
        ("zoe", {"note": "Other words and money.", "amount": "90 EUR"}, False),
        ("alice", {}, False),
    ],
)
async def test_what_a_colleague_asks_again_after_it_was_undone_says_so(
    office: World, who: str, fields: dict[str, str], *, told: bool
) -> None:
    anna = await desk(office, "bob", "maya")
    await office.staff("zoe", roles=("support",))
    first, alice = await ask(office, "alice", adjustment(anna)), await office.staff("alice")
    async with office.work() as work:
        await approvals.take_back(work, first.id, actor=alice)

    amount = fields.pop("amount", "20 EUR")
    second = await ask(office, who, adjustment(anna, amount, **fields))

    asked = [fact for fact in (await opened(office, "bob", second)).facts if fact.key == "asked_before"]
    assert [first.code in kit.plain(fact.value) for fact in asked] == [True] * told
    if told:
        assert (await decide(office, "bob", second, "approve")).state == "done"


async def test_a_day_after_a_decline_all_is_as_before(office: World) -> None:
    anna = await desk(office, "bob")
    first = await ask(office, "alice", adjustment(anna))
    await decide(office, "bob", first, "decline", "not now")
    office.later(hours=25)

    second = await ask(office, "alice", adjustment(anna))

    assert (await decide(office, "bob", second, "approve")).state == "done"


async def test_taking_back_is_for_the_requester_while_it_waits(office: World) -> None:
    anna = await desk(office, "bob")
    request = await ask(office, "alice", adjustment(anna))
    alice, bob = await office.staff("alice"), await office.staff("bob")

    async with office.work() as work:
        with pytest.raises(NotAllowed):
            await approvals.take_back(work, request.id, actor=bob)
        back = await approvals.take_back(work, request.id, actor=alice)
        with pytest.raises(AlreadyDecided):
            await approvals.take_back(work, request.id, actor=alice)

    assert back.state == "taken_back"


async def test_a_click_after_its_time_is_refused_and_the_sweep_closes_it(office: World) -> None:
    anna = await desk(office, "bob")
    request = await ask(office, "alice", adjustment(anna))
    office.later(hours=24)

    with pytest.raises(RequestExpired):
        await decide(office, "bob", request, "approve")
    moved, again = await swept(office), await swept(office)

    assert [one.state for one in moved] == ["expired"]
    assert again == []
    assert (await recorded(office, request))[-1] == "request.expired"
