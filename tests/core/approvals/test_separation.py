"""Somebody new shares no request with those who asked for the hire or agreed to it, for as long as the office says."""

from datetime import timedelta

import pytest

from core import approvals, staff
from core.database import tables
from core.staff import KeptApart
from tests.support.asking import adjustment, ask, decide
from tests.support.books import preview
from tests.support.newcomers import desk, hired, hiring, limit, nina, says
from tests.support.office import World


async def test_who_hired_somebody_shares_no_request_with_them(office: World) -> None:
    await office.staff("mia", roles=("manager",))
    await desk(office, "bob")
    player = await office.player("anna", cash="100 EUR")
    await hired(office, role="finance")
    office._staff["nina"] = (await nina(office)).id
    asked = await ask(office, "nina", adjustment(player, "600 EUR"))

    with pytest.raises(KeptApart, match="share no request"):
        await decide(office, "maya", asked, "approve")
    assert (await decide(office, "bob", asked, "approve")).state == "pending"
    assert (await decide(office, "mia", asked, "approve")).state == "done"


async def test_neither_do_both_vote_on_one_request(office: World) -> None:
    await desk(office, "bob", "alice")
    player = await office.player("anna", cash="100 EUR")
    await hired(office, role="finance")
    office._staff["nina"] = (await nina(office)).id
    asked = await ask(office, "alice", adjustment(player, "600 EUR"))
    await decide(office, "nina", asked, "approve")

    with pytest.raises(KeptApart, match="Nina New"):
        await decide(office, "maya", asked, "approve")

    office.later(days=30)
    again = await ask(office, "alice", adjustment(player, "601 EUR", source_ref="incident 2"))
    await decide(office, "nina", again, "approve")
    assert (await decide(office, "maya", again, "approve")).state == "done"


async def test_who_asked_first_stays_apart_after_a_take_over(office: World) -> None:
    await office.staff("adam", roles=("administrator",))
    await desk(office)
    await says(office)
    request = await ask(office, "ada", hiring())
    ada, adam = await office.staff("ada"), await office.staff("adam")
    async with office.work() as work:
        await staff.revoke(work, adam, staff_id=ada.staff_id, role="administrator")
        request = await approvals.take_over(work, request.id, actor=adam)
    await decide(office, "maya", request, "approve")

    rows = await office.rows(tables.separations)
    assert {(row.person, row.other) for row in rows} == {("nina", other) for other in ("ada", "adam", "maya")}


async def test_nobody_left_to_agree_is_told_with_the_reason(office: World) -> None:
    await desk(office, "bob")
    player = await office.player("anna", cash="100 EUR")
    await hired(office)
    office._staff["nina"] = (await nina(office)).id

    with pytest.raises(approvals.NobodyCan, match="Those who had a part in your hire, or you in theirs"):
        await ask(office, "nina", adjustment(player, "600 EUR"))


@pytest.mark.parametrize(
    ("days", "apart", "said"),
    [(30, 30, "for"), (30, 0, "keeps newcomers apart from nobody"), (6, 30, "first week")],
)
async def test_the_card_says_who_is_kept_apart(office: World, days: int, apart: int, said: str) -> None:
    limit(office, newcomer_apart=timedelta(days=apart))
    await desk(office, days=days)
    await says(office)

    facts = await preview(office, hiring())
    await hired(office)

    assert said in str(facts["apart"].value)
    assert len(await office.rows(tables.separations)) == (2 if said == "for" else 0)
