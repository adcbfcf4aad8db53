"""One source is paid once, however it is spelled and whatever the reason; what only looks like it is looked at."""

from dataclasses import replace

import pytest

from bot import kit
from core import ledger
from core.action import Policy
from core.actions.money_checks import AlreadySettled
from core.approvals import Decision, NeedsTick
from tests.support import asking
from tests.support.adjusting import adjusting, taking
from tests.support.books import eur, execute, preview
from tests.support.office import World

ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
SPELLINGS = {
    "as it was": "T-4711",
    "a hyphen that keeps together": "T\u20114711",
    "a dash": "T\u20134711",
    "a minus": "T\u22124711",
    "a Cyrillic T": "\u0422-4711",
    "a small Cyrillic t": "\u0442-4711",
    "a Greek tau": "\u03a4-4711",
    "an l for a 1": "T-47l1",
    "an I for a 1": "T-47I1",
    "full width": "\uff34\uff0d\uff14\uff17\uff11\uff11",
    "an unseen sign": "T-47\u200b11",
    "a selector of variants": "T-4711\ufe0f",
    "the Chinese number one for a hyphen": "T\u4e004711",
    "a digit in a circle": "T-471\u2776",
    "Devanagari digits": "T-\u096a\u096d\u0967\u0967",
}


@ON_SQLITE
@pytest.mark.parametrize("reason", ["tournament_prize", "game_error"])
async def test_a_source_is_settled_once_whatever_the_reason_and_however_it_is_spelled(
    office: World, reason: str
) -> None:
    anna = await office.player("anna")
    prize = adjusting(anna, reason="tournament_prize", source_ref="T-4711")
    await execute(office, prize)

    for spelled in SPELLINGS.values():
        again = prize.model_copy(update={"source_ref": spelled, "amount": eur(500), "reason": reason})
        with pytest.raises(AlreadySettled, match=r"was already settled: EUR 20\.00 given ") as refused:
            await preview(office, again)
        assert refused.value.field == "source_ref"
        assert again.subject() == prize.subject(), "nor can it wait twice"


@ON_SQLITE
async def test_a_source_is_free_for_another_player_the_other_direction_and_after_a_reversal(office: World) -> None:
    anna, berta = await office.player("anna"), await office.player("berta")
    prize = adjusting(anna, reason="tournament_prize", source_ref="cup 12")
    await execute(office, prize)

    assert await preview(office, prize.model_copy(update={"player_id": berta}))
    assert await preview(office, taking(anna, 1_000, source_ref="cup 12"))
    async with office.work() as work:
        (posted,) = await ledger.transactions(work.db, anna)
        await ledger.reverse(work, player_id=anna, transaction_id=posted.id, key="request:back")
    assert await preview(office, prize)


LIKE = {
    "without what separates": ("cup12", "90 EUR", True),
    "with a mark on a letter": ("cu\u1e57 12", "90 EUR", True),
    "a tenth less": ("round 5", "18 EUR", True),
    "a tenth more": ("round 5", "22 EUR", True),
    "much less": ("round 5", "17.90 EUR", False),
    "much more": ("round 5", "22.30 EUR", False),
}


@ON_SQLITE
@pytest.mark.parametrize("like", LIKE)
async def test_what_looks_like_an_earlier_one_takes_a_tier_more_and_a_tick_of_each_approver(
    office: World, like: str
) -> None:
    source, amount, alike = LIKE[like]
    anna = await asking.desk(office, "bob", "carol", "maya", "sam")
    await execute(office, adjusting(anna, reason="tournament_prize", source_ref="cup 12"))
    request = await asking.ask(office, "alice", asking.adjustment(anna, amount, source_ref=source))
    rule = kit.plain(Policy.model_validate(request.policy).rule)
    review = await asking.opened(office, "bob", request)
    unticked = replace(asking.ballot(review, Decision.APPROVE), ticked=frozenset())

    assert ("because it looks like an earlier one: EUR 20.00 given" in rule) is alike
    if alike:
        with pytest.raises(NeedsTick, match="Looks like an earlier one"):
            await asking.cast(office, "bob", unticked)
    assert (await asking.decide(office, "bob", request, "approve")).state in {"done", "pending"}
