"""A caller is checked without anything being shown; misses lock it for everybody, and security is warned."""

import asyncio
import json
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from bot.process import transactions
from core.database import tables
from core.errors import Invalid, NotAllowed, Refused, Unknown
from core.office.caller_check import CallerCheck, CallerField, CallerQuestions
from core.people import Actor
from core.players import CallerAnswer, CallerResult
from core.security import CallerAnswers, CallerLocked, CheckedAnswers, caller_check
from tests.support.edge import Edge
from tests.support.office import World
from tests.support.ticketing import ticket

RIGHT = {"born_on": "17 March 1984", "post_code": "slm1020"}
WRONG = {"born_on": "18 March 1984", "post_code": "slm1020"}


async def anna(office: World, **told: Any) -> int:
    known = {"born_on": date(1984, 3, 17), "post_code": "SLM 1020", "phone": "+35699554471"}
    return await office.player("anna", **known | told)


async def check(
    office: World, who: str | Actor, player_id: int, said: dict[str, str], *, about: str | None = None
) -> CheckedAnswers:
    actor = await office.staff(who) if isinstance(who, str) else who
    answers = tuple(CallerAnswer(CallerField(field), text) for field, text in said.items())
    found: CheckedAnswers = await transactions.do(
        Edge(office), actor, caller_check.check, None, CallerAnswers(player_id, answers, about)
    )
    return found


async def alerts(office: World, rule: str) -> list[Any]:
    return await office.rows(tables.alerts, tables.alerts.c.rule == rule)


async def test_a_caller_who_answers_right_counts_as_checked_for_half_an_hour(office: World) -> None:
    player_id = await anna(office)

    outcome = await check(office, "alice", player_id, RIGHT)

    assert outcome.result is CallerResult.MATCHED
    assert outcome.checked is not None
    assert outcome.checked.until_at == office.now + timedelta(minutes=30)
    assert outcome.checked.holds(office.later(minutes=29))
    assert not outcome.checked.holds(office.later(minutes=1))


async def test_the_record_names_what_was_asked_and_holds_no_answer(office: World) -> None:
    player_id = await anna(office)

    await check(office, "alice", player_id, WRONG)
    with pytest.raises(Invalid):
        await check(office, "alice", player_id, {"born_on": "03/04/1984", "post_code": "slm1020"})

    rows = [json.loads(row.content) for row in await office.rows(tables.records)]
    told = [one for one in rows if one["action"] == "caller.checked"]
    assert [one["facts"]["asked"] for one in told] == [["born_on", "post_code"]] * 2
    assert not [word for word in ("1984", "March", "1020") for one in told if word in json.dumps(one)]
    (kept,) = await office.rows(tables.caller_checks)
    assert "1984" not in str(kept)


@pytest.mark.parametrize("who", ["ada", "olga", "mallory"])
async def test_who_may_not_check_callers_is_refused(office: World, who: str) -> None:
    player_id = await anna(office)

    with pytest.raises(NotAllowed, match="You may not check who is calling"):
        await check(office, who, player_id, RIGHT)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"born_on": "17 March 1984"}, "at least 2 answers"),
        ({"born_on": "17 March 1984", "city": "Sliema"}, "not asked for the city"),
        ({}, "at least 2 answers"),
    ],
)
async def test_what_was_not_asked_as_the_licence_wants_is_no_miss(
    office: World, said: dict[str, str], told: str
) -> None:
    player_id = await anna(office)

    with pytest.raises(Invalid, match=told):
        await check(office, "alice", player_id, said)

    assert not await office.rows(tables.caller_checks)


async def test_a_value_that_is_not_on_file_is_no_miss(office: World) -> None:
    player_id = await anna(office, post_code=None)

    for said in (RIGHT, WRONG) * 3:
        assert (await check(office, "alice", player_id, said)).result is CallerResult.NOT_CHECKABLE


async def test_the_third_miss_locks_the_player_for_everybody_for_a_day(office: World) -> None:
    player_id = await anna(office)

    left = [(await check(office, who, player_id, WRONG)).left for who in ("alice", "bob")]
    office.later(hours=20)
    last = await check(office, "sam", player_id, WRONG)

    assert left == [2, 1]
    assert last.locked_until_at == office.now + timedelta(days=1)
    for who in ("alice", "fred"):
        with pytest.raises(CallerLocked, match="cannot be checked until"):
            await check(office, who, player_id, RIGHT)
    (alert,) = await alerts(office, "caller_locked")
    assert (alert.player_id, alert.visibility) == (player_id, "security")
    office.later(hours=24)
    assert (await check(office, "alice", player_id, RIGHT)).result is CallerResult.MATCHED


async def test_misses_that_lie_more_than_a_day_apart_do_not_lock(office: World) -> None:
    player_id = await anna(office)

    for _ in range(5):
        assert (await check(office, "alice", player_id, WRONG)).locked_until_at is None
        office.later(hours=13)


@pytest.mark.every_wiring
async def test_ten_colleagues_at_once_have_three_misses_together(office: World) -> None:
    player_id = await anna(office)
    agents = [await office.staff(f"agent{number}", roles=("support",)) for number in range(10)]
    barrier = asyncio.Barrier(len(agents))

    async def tried(agent: Actor) -> str:
        await barrier.wait()
        try:
            return (await check(office, agent, player_id, WRONG)).result
        except Refused as refused:
            return refused.code

    outcomes = Counter(await asyncio.gather(*map(tried, agents)))

    assert outcomes == {"not_matched": 3, "caller_locked": 7}
    assert len(await alerts(office, "caller_locked")) == 1


async def test_a_colleague_with_many_misses_is_told_of_to_others_whichever_account_is_used(office: World) -> None:
    await office.staff("alice")
    second = await office.staff("alice2", roles=("support",), person="alice")
    several = [await office.player(f"player{number}", post_code="1") for number in range(5)]

    for number, player_id in enumerate(several):
        said = {"email": "x@example.com", "post_code": "2"}
        await check(office, second if number % 2 else "alice", player_id, said)

    (alert,) = await alerts(office, "caller_misses")
    assert (alert.subject, alert.player_id) == ("staff:alice", None)
    assert [row for row in await office.rows(tables.outbox) if row.topic == "watch"]


async def test_a_licence_has_questions_of_its_own_and_may_tell_which_were_wrong(office: World) -> None:
    fields = (CallerField.BORN_ON, CallerField.POST_CODE)
    told = CallerQuestions(fields=fields, match=2, tells_which=True)
    changed = office.desk.office.model_copy(update={"caller_check": CallerCheck(licences={"MGA": told})})
    office.desk = type(office.desk)(office=changed, keyring=office.desk.keyring)
    player_id = await anna(office)

    assert (await check(office, "alice", player_id, WRONG)).wrong == (CallerField.BORN_ON,)
    with pytest.raises(Invalid, match="not asked for the e-mail address"):
        await check(office, "alice", player_id, RIGHT | {"email": "anna@example.com"})


async def test_which_answers_were_wrong_is_not_told_by_default(office: World) -> None:
    player_id = await anna(office)

    assert (await check(office, "alice", player_id, WRONG)).wrong == ()


async def test_a_check_is_remembered_for_its_ticket_which_must_be_about_the_player(office: World) -> None:
    player_id = await anna(office)
    other = await office.player("otto")
    named = await ticket(office, "alice", player_id=player_id)

    outcome = await check(office, "alice", player_id, RIGHT, about=f"#{named.code.lower()}")

    assert outcome.checked is not None
    assert outcome.checked.ticket == named.code
    with pytest.raises(Invalid, match=f"{named.code} is about player {player_id}"):
        await check(office, "alice", other, RIGHT, about=named.code)
    with pytest.raises(Unknown, match="T-999"):
        await check(office, "alice", player_id, RIGHT, about="T-999")
