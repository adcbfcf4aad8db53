"""Verification is lowered at once and raised once others agree, never by who is behind a release that waits."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from core.action import PlayerAction
from core.actions.lower_verification import LowerVerification
from core.actions.raise_verification import REMEDIES, RaiseVerification
from core.actions.release_withdrawal import ReleaseWithdrawal
from core.actions.verification_facts import BehindARaise, BehindARelease
from core.approvals import NotAnApprover, form_content
from core.approvals.form_content import FormInput
from core.database import tables
from core.errors import Invalid
from core.players import Verification
from core.players.verification_levels import VerificationState, lowers
from tests.support.acts import HIGHER
from tests.support.asking import NOTE, ask, block, decide
from tests.support.office import World
from tests.support.protecting import TAKEOVER_DONE, unblock

VERIFIED: dict[str, Any] = {"verification_level": 3, "verification_status": "verified"}


def raising(player_id: int, **fields: Any) -> RaiseVerification:
    return RaiseVerification(**{"player_id": player_id, "note": NOTE} | HIGHER | fields)


def lowering(player_id: int, level: int, status: str) -> LowerVerification:
    return LowerVerification(player_id=player_id, level=level, status=VerificationState(status), note=NOTE)


async def stored(office: World) -> tuple[int, str, date | None]:
    [row] = await office.rows(tables.players)
    return row.verification_level, row.verification_status, row.verification_expires_on


@pytest.fixture
async def anna(office: World) -> int:
    for who in ("alice", "sam", "fred", "cora"):
        await office.staff(who)
    return await office.player("anna", **VERIFIED)


async def test_it_is_lowered_at_once_and_put_back_by_the_second_person(office: World, anna: int) -> None:
    request = await ask(office, "alice", lowering(anna, 1, "rejected"))
    assert await stored(office) == (1, "rejected", None)

    await decide(office, "sam", request, "end", "It was another player.")

    assert await stored(office) == (3, "verified", None)


async def test_what_the_platform_changed_meanwhile_is_not_put_back(office: World, anna: int) -> None:
    request = await ask(office, "alice", lowering(anna, 1, "rejected"))
    async with office.work() as work:
        await work.db.execute(tables.players.update().values(verification_level=2, verification_status="pending"))

    await decide(office, "sam", request, "end", "It was another player.")

    assert await stored(office) == (2, "pending", None)


async def test_it_is_raised_once_somebody_agrees(office: World, anna: int) -> None:
    request = await ask(office, "alice", raising(anna, level=4, expires_on="2028-05-31"))
    assert await stored(office) == (3, "verified", None)

    await decide(office, "cora", request, "approve")

    assert await stored(office) == (4, "verified", date(2028, 5, 31))


async def test_who_is_behind_a_release_that_waits_neither_raises_it_nor_agrees(office: World, anna: int) -> None:
    placed = await ask(office, "sam", block(anna))
    assert placed.receipt is not None
    await ask(office, "fred", unblock(anna, placed.receipt["ids"]["block"], remedies=TAKEOVER_DONE))

    with pytest.raises(BehindARelease, match="Somebody else must ask"):
        await ask(office, "fred", raising(anna, level=4))

    request = await ask(office, "alice", raising(anna, level=4))
    with pytest.raises(NotAnApprover):
        await decide(office, "fred", request, "approve")
    assert (await decide(office, "cora", request, "approve")).state == "done"


async def raised(office: World, anna: int, way: str) -> None:
    """Let alice and cora together have the verification risen."""
    if way == "raised":
        await decide(office, "cora", await ask(office, "alice", raising(anna, level=4)), "approve")
        return
    lowered = await ask(office, "sam", lowering(anna, 1, "rejected"))
    await decide(office, "cora", lowered, "end", "it was the wrong player")


@pytest.mark.parametrize("way", ["raised", "put back"])
@pytest.mark.parametrize("letting_go", ["release", "unblock"])
async def test_those_by_whose_word_it_rose_let_no_withdrawal_go(
    office: World, anna: int, way: str, letting_go: str
) -> None:
    for who in ("vera", "walt"):
        await office.staff(who, roles=("compliance", "security"))
    withdrawal = await office.withdrawal(anna, "30 EUR")
    await raised(office, anna, way)
    placed = await ask(office, "sam", block(anna))
    assert placed.receipt is not None
    rows = placed.receipt["ids"]["block"]
    lifting = unblock(anna, rows, remedies=TAKEOVER_DONE)
    act = lifting if letting_go == "unblock" else ReleaseWithdrawal(player_id=anna, withdrawal_id=withdrawal, note=NOTE)

    with pytest.raises(BehindARaise, match="had no part in it"):
        await ask(office, "cora", act)
    request = await ask(office, "vera", act)
    assert "cora" in request.policy["barred_persons"]
    assert (await decide(office, "walt", request, "approve")).state == "done"


async def test_what_lets_no_withdrawal_go_is_lifted_by_those_who_raised_it(office: World, anna: int) -> None:
    await raised(office, anna, "raised")
    placed = await ask(office, "sam", block(anna))
    assert placed.receipt is not None

    request = await ask(office, "alice", unblock(anna, placed.receipt["ids"]["block"], remedies=TAKEOVER_DONE))

    assert request.policy["barred_persons"] == []


async def test_who_let_a_withdrawal_go_that_is_not_paid_yet_does_not_raise_it(office: World, anna: int) -> None:
    for who in ("vera", "walt"):
        await office.staff(who, roles=("compliance", "security"))
    withdrawal = await office.withdrawal(anna, "30 EUR")
    await ask(office, "sam", block(anna))
    request = await ask(office, "vera", ReleaseWithdrawal(player_id=anna, withdrawal_id=withdrawal, note=NOTE))
    assert (await decide(office, "walt", request, "approve")).state == "done"

    for who in ("vera", "walt"):
        with pytest.raises(BehindARelease, match=request.code):
            await ask(office, who, raising(anna, level=4))


async def test_who_is_behind_a_release_that_waits_does_not_end_a_lowering(office: World, anna: int) -> None:
    placed = await ask(office, "sam", block(anna))
    assert placed.receipt is not None
    await ask(office, "fred", unblock(anna, placed.receipt["ids"]["block"], remedies=TAKEOVER_DONE))
    request = await ask(office, "alice", lowering(anna, 1, "rejected"))

    with pytest.raises(NotAnApprover):
        await decide(office, "fred", request, "end", "no need for it")

    assert await stored(office) == (1, "rejected", None)
    assert (await decide(office, "cora", request, "end", "it was the wrong player")).state == "ended"


@pytest.mark.parametrize(
    ("fields", "beside"),
    [
        ({"level": 3}, "level"),
        ({"level": 2}, "level"),
        ({"level": 4, "expires_on": "2020-01-01"}, "expires_on"),
        ({"level": 4, "remedies": ("Looked honest",)}, "remedies"),
    ],
)
async def test_what_is_no_raise_is_told_beside_the_field(
    office: World, anna: int, fields: dict[str, Any], beside: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await ask(office, "alice", raising(anna, **fields))

    assert refused.value.field == beside


async def test_a_raise_in_disguise_is_not_lowered(office: World, anna: int) -> None:
    for level, status in ((4, "pending"), (3, "verified")):
        with pytest.raises(Invalid, match="proves no less than now"):
            await ask(office, "alice", lowering(anna, level, status))


@pytest.mark.parametrize("level", ["", "ten", "-1", "10", "1.5", "\uff11"])
def test_a_level_is_a_whole_number(level: str) -> None:
    with pytest.raises(ValidationError, match="write a whole number from 0 to 9"):
        raising(1, level=level)


@pytest.mark.parametrize("day", ["soon", "2027-02-30", "31.05.2027", "1"])
def test_an_end_is_a_day(day: str) -> None:
    with pytest.raises(ValidationError, match="write a date such as"):
        raising(1, expires_on=day)


@pytest.mark.parametrize("remedies", [(), tuple(REMEDIES * 4)])
def test_something_was_done_to_prove_it(remedies: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError, match="remedies"):
        raising(1, remedies=remedies)


@pytest.mark.parametrize(
    ("before", "after", "lower"),
    [
        (("verified", 2, None), ("verified", 1, None), True),
        (("verified", 2, None), ("pending", 2, None), True),
        (("rejected", 0, None), ("expired", 0, None), True),
        (("verified", 2, None), ("verified", 2, date(2028, 1, 1)), True),
        (("verified", 2, date(2028, 1, 1)), ("verified", 1, None), False),
        (("verified", 2, None), ("pending", 3, None), False),
        (("pending", 3, None), ("verified", 1, None), False),
        (("verified", 2, None), ("verified", 2, None), False),
    ],
)
def test_only_what_proves_nothing_more_is_lower(
    before: tuple[str, int, date | None], after: tuple[str, int, date | None], *, lower: bool
) -> None:
    def verification(told: tuple[str, int, date | None]) -> Verification:
        return Verification(told[1], told[0], told[2])

    assert lowers(verification(before), verification(after)) is lower


@pytest.mark.parametrize("action", [RaiseVerification, LowerVerification])
async def test_the_form_suggests_the_level_as_it_is(office: World, anna: int, action: type[PlayerAction]) -> None:
    given = FormInput(action=action, player_id=anna, build=lambda _: raising(anna))
    alice = await office.staff("alice")

    async with office.work() as work:
        content = await form_content.form_content(work, alice, given, weigh=False)

    assert content.choices.suggested == {"level": "3"}
