"""What the player or an authority asked for, what was meant for another player, and how an exclusion ends."""

from datetime import timedelta

import pytest

from bot import kit
from core import player_blocks
from core.actions.block_player import AskedBy, OnlyConfirmed
from core.actions.correct_exclusion import CorrectExclusion
from core.activity import Period
from core.approvals import Decision, NotAnApprover, OwnRequest, TooEarly
from core.database import tables
from core.digests import contents
from core.digests.query import Look
from core.errors import Invalid
from core.office import DigestName
from core.player_blocks import WRONG_PLAYER, ExclusionInForce
from core.requests import State
from tests.support.asking import NOTE, ask, ballot, block, cast, decide, desk, now, opened, swept
from tests.support.blocking import DAY, exclude, standing_now
from tests.support.office import World
from tests.support.protecting import unblock

ASKED_TO_COME_BACK = ("The player asked to come back",)


@pytest.mark.parametrize(("reason", "asked_by"), [("player_request", "player"), ("regulator", "regulator")])
@pytest.mark.parametrize("chosen", list(AskedBy))
async def test_the_reason_decides_who_asked_and_such_a_block_is_only_confirmed(
    office: World, reason: str, asked_by: str, chosen: AskedBy
) -> None:
    anna = await desk(office, "sam")
    request = await ask(office, "alice", block(anna, reason, asked_by=chosen))

    review = await opened(office, "sam", request)
    with pytest.raises(OnlyConfirmed, match="can only be confirmed"):
        await cast(office, "sam", ballot(review, Decision.END, "He changed his mind"))

    [placed] = await office.rows(tables.player_blocks)
    assert placed.asked_by == asked_by
    assert review.only_confirmed
    assert (await now(office, request)).state == State.IN_FORCE
    assert (await decide(office, "sam", request, "confirm")).state == State.CONFIRMED


async def test_a_block_of_the_wrong_player_is_lifted_by_two_one_of_them_the_owner(office: World) -> None:
    anna = await desk(office, "sam", "cora", "bob")
    await ask(office, "alice", block(anna, "player_request"))
    [placed] = await office.rows(tables.player_blocks)
    request = await ask(office, "alice", unblock(anna, placed.id, remedies=(WRONG_PLAYER,)))

    with pytest.raises(OwnRequest):
        await decide(office, "alice", request, "approve")
    half = await decide(office, "sam", request, "approve")
    with pytest.raises(NotAnApprover):
        await decide(office, "bob", request, "approve")
    done = await decide(office, "cora", request, "approve")

    assert (half.state, done.state) == (State.PENDING, State.DONE)
    assert await standing_now(office, anna) == "Not restricted."


async def test_the_exceptions_digest_always_shows_what_was_meant_for_another_player(office: World) -> None:
    anna = await desk(office, "sam", "cora")

    async def section() -> tuple[int, list[str]]:
        day = office.now.date()
        async with office.read() as db:
            look = Look(db=db, office=office.desk.office, period=Period(day, day), now=office.now)
            made = await contents.make(look, DigestName.EXCEPTIONS)
        [found] = [each for each in made.sections if each.title == "Set for the wrong player"]
        return found.lines[0].now, [str(row.cells[0]) for row in found.table.rows] if found.table else []

    assert await section() == (0, [])
    await ask(office, "alice", block(anna))
    [placed] = await office.rows(tables.player_blocks)
    request = await ask(office, "alice", unblock(anna, placed.id, remedies=(WRONG_PLAYER,)))
    for who in ("sam", "cora"):
        await decide(office, who, request, "approve")

    assert await section() == (1, [request.code])


@pytest.mark.parametrize(("until", "says"), [(DAY, "only when its term is over"), (None, "it has no end")])
async def test_a_self_exclusion_is_not_lifted_before_its_term_is_over(
    office: World, until: timedelta | None, says: str
) -> None:
    anna = await desk(office, "cora", "clara")
    row = await exclude(office, anna, "self_exclusion", office.now + until if until else None)

    with pytest.raises(ExclusionInForce, match=says):
        await ask(office, "alice", unblock(anna, row.id, remedies=ASKED_TO_COME_BACK))


async def test_a_self_exclusion_ends_after_its_term_a_day_after_the_player_asked_when_compliance_agrees(
    office: World,
) -> None:
    anna = await desk(office, "cora", "sam")
    row = await exclude(office, anna, "self_exclusion", office.now + DAY)
    office.later(days=3)
    with pytest.raises(Invalid, match="The player asked to come back"):
        await ask(office, "alice", unblock(anna, row.id, remedies=()))
    request = await ask(office, "alice", unblock(anna, row.id, remedies=ASKED_TO_COME_BACK))

    office.later(hours=23)
    with pytest.raises(TooEarly) as early:
        await decide(office, "cora", request, "approve")
    assert request.code in kit.written(early.value.message)
    assert "Cannot: deposit" in await standing_now(office, anna)
    office.later(hours=2)
    assert await swept(office) == []
    with pytest.raises(NotAnApprover):
        await decide(office, "sam", request, "approve")

    assert (await decide(office, "cora", request, "approve")).state == State.DONE
    assert await standing_now(office, anna) == "Not restricted."


@pytest.mark.parametrize("kind", ["self_exclusion", "cool_off"])
async def test_an_exclusion_of_the_wrong_player_is_corrected_by_two_one_of_them_compliance(
    office: World, kind: str
) -> None:
    anna = await desk(office, "cora", "sam", "bob")
    row = await exclude(office, anna, kind, office.now + DAY)
    with pytest.raises((Invalid, ExclusionInForce)):
        await ask(office, "alice", unblock(anna, row.id, remedies=(WRONG_PLAYER,)))
    correcting = CorrectExclusion(player_id=anna, exclusions=(row.id,), note=NOTE)
    request = await ask(office, "alice", correcting)

    await decide(office, "sam", request, "approve")
    with pytest.raises(NotAnApprover):
        await decide(office, "bob", request, "approve")
    done = await decide(office, "cora", request, "approve")

    assert done.state == State.DONE
    assert await standing_now(office, anna) == "Not restricted."
    [ended] = await office.rows(tables.player_blocks)
    assert ended.ended_by == player_blocks.removal.CORRECTION
