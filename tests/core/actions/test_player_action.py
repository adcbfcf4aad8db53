"""Every act on a player's account: who may ask, which accounts it refuses, and what the platform makes of it."""

from collections.abc import Mapping
from typing import Any

import pytest

from core import actions, staff
from core import office as offices
from core.action import Kind, PlayerAction
from core.action.player_action import AccountClosed
from core.approvals import AnswerKind
from core.errors import NotAllowed, Unknown
from core.people import PITBOSS
from core.platform import OrderPart, orders
from core.players.restrictions import SELF_EXCLUSION
from core.requests import Request, State
from tests.support.acts import MEMBERS, SAMPLES, agree
from tests.support.asking import ask, now, recorded
from tests.support.blocking import exclude
from tests.support.office import World
from tests.support.ordering import connect, order_of, queued, says, send_rest

OF_CLOSED = {"reopen_account"}
ACTS: Mapping[str, type[PlayerAction]] = {
    one.name: one for one in actions.ALL if issubclass(one, PlayerAction) and one.name not in OF_CLOSED
}
ON_PLATFORM = [name for name, act in ACTS.items() if act.on_platform]
PARTS = (OrderPart(name="s-1", done=True), OrderPart(name="s-2", done=False, reason="busy"))
ON_ONE_DATABASE = pytest.mark.parametrize("database_kind", ["sqlite"])
every_act = pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)


def requester(act: PlayerAction) -> str:
    """Name somebody who may ask for it: support, else fraud."""
    return "alice" if act.ask in offices.default().roles["support"].permissions else "fred"


async def asked(office: World, name: str) -> Request:
    """Ask for an act, with everybody here who could agree."""
    for member in MEMBERS.values():
        await office.staff(member)
    anna = await office.player("anna", cash="100 EUR")
    return await ask(office, "alice", await SAMPLES[name](office, anna))


def test_every_act_has_a_sample() -> None:
    assert SAMPLES.keys() == ACTS.keys()


def test_only_what_needs_a_closed_account_is_left_to_its_own_tests() -> None:
    assert {one.name for one in actions.ALL if issubclass(one, PlayerAction)} - ACTS.keys() == OF_CLOSED


@every_act
def test_somebody_may_ask_for_it_and_everybody_in_a_slot_may_agree(act: type[PlayerAction]) -> None:
    file = offices.default()

    assert file.who_may(act.ask)
    for slot in act.quorum(file).slots:
        assert all(act.decided_by() in file.roles[role].permissions for role in slot)


@every_act
def test_an_office_file_without_its_rule_takes_everybody_with_the_right_to_agree(act: type[PlayerAction]) -> None:
    file = offices.default()
    acts = file.rules.acts.model_copy(update={act.rule_of or act.name: None})
    older = file.model_copy(update={"rules": file.rules.model_copy(update={"acts": acts})})

    quorum = act.quorum(older)

    assert quorum.people == act.people
    able = {name for name, role in file.roles.items() if act.decided_by() in role.permissions}
    assert {role for slot in quorum.slots for role in slot} <= able


@pytest.mark.parametrize("name", ACTS)
@ON_ONE_DATABASE
async def test_it_is_refused_to_who_has_no_right_or_works_for_another_brand(office: World, name: str) -> None:
    anna = await office.player("anna")
    act = await SAMPLES[name](office, anna)

    with pytest.raises(NotAllowed, match="Who may:"):
        await ask(office, "mallory", act)

    who = requester(act)
    asking = await office.staff(who)
    assert asking.staff_id is not None
    async with office.work() as work:
        await staff.keep_to(work, PITBOSS, staff_id=asking.staff_id, brand="another")
    with pytest.raises(Unknown, match=f"There is no player {anna}"):
        await ask(office, who, act)


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("lifecycle", ["closed", "self_closed"])
@ON_ONE_DATABASE
async def test_a_closed_account_refuses_it_or_is_read_by_those_who_agree(
    office: World, name: str, lifecycle: str
) -> None:
    act = await SAMPLES[name](office, await office.player("anna", lifecycle=lifecycle))

    async with office.work() as work:
        if lifecycle in act.not_in:
            with pytest.raises(AccountClosed, match="closed"):
                await act.preview(work=work)
            return
        facts = {fact.key: fact for fact in await act.preview(work=work)}
    assert facts["account"].material


@pytest.mark.parametrize("name", ACTS)
@ON_ONE_DATABASE
async def test_who_agrees_reads_that_the_player_is_excluded_under_age_or_of_the_staff(office: World, name: str) -> None:
    told: dict[str, Any] = {"staff_owned": True, "born_on": office.now.date().replace(year=office.now.year - 17)}
    anna = await office.player("anna", **told)
    act = await SAMPLES[name](office, anna)
    await exclude(office, anna, SELF_EXCLUSION, None)

    async with office.work() as work:
        facts = {fact.key: fact for fact in await act.preview(work=work)}
    assert facts["minor"].material
    assert facts["staff_owned"].material
    assert facts["standing"].material


@pytest.mark.parametrize("name", ON_PLATFORM)
@pytest.mark.parametrize("authority", ["here", "platform"])
@pytest.mark.parametrize("said", [AnswerKind.IN_FORCE, AnswerKind.REFUSED, None])
@ON_ONE_DATABASE
async def test_what_the_platform_answers_decides_where_it_is_the_authority(
    office: World, name: str, authority: str, said: AnswerKind | None
) -> None:
    act, there = ACTS[name], connect(office, authority=authority)
    request = await asked(there, name)
    protects = act.kind is Kind.PROTECTIVE
    assert (act.recorded_as in await recorded(there, request)) is protects
    if not protects:
        request = await agree(there, request)

    order = await order_of(there, request)
    if said is not None:
        await says(there, order, said, "no such player")

    done = await recorded(there, request)
    assert (act.recorded_as in done) is (protects or authority == "here" or said is AnswerKind.IN_FORCE)
    refused = protects and authority == "platform" and said is AnswerKind.REFUSED
    undone = refused and not (await SAMPLES[name](there, request.player_id or 0)).only_confirmed(there.desk.office)
    assert ((await now(there, request)).state == State.ENDED) is undone


@pytest.mark.parametrize("name", ON_PLATFORM)
@pytest.mark.parametrize("authority", ["here", "platform"])
@ON_ONE_DATABASE
async def test_the_rest_of_what_was_done_in_part_is_sent_again_and_then_all_of_it_is_done(
    office: World, name: str, authority: str
) -> None:
    act, there = ACTS[name], connect(office, authority=authority)
    request = await asked(there, name)
    request = request if act.kind is Kind.PROTECTIVE else await agree(there, request)
    order = await says(there, await order_of(there, request), AnswerKind.PARTLY_DONE, parts=PARTS)
    assert "done only in part on the platform" in orders.in_short(request.state, order)
    assert await queued(there, "alarm") == 1
    assert (act.recorded_as in await recorded(there, request)) is not order.deferred

    await send_rest(there, "alice", request)
    refused = await says(there, order, AnswerKind.REFUSED, "busy")
    await send_rest(there, "alice", request)
    done = await says(there, order, AnswerKind.IN_FORCE)

    assert (refused.state, refused.what_was_done, refused.answer) == ("partly_done", PARTS, "busy")
    assert (done.state, done.id, done.body) == ("in_force", order.id, order.body)
    kept = await recorded(there, request)
    assert kept.count(act.recorded_as) == 1
    assert [kept.count(each) for each in ("order.partly_done", "order.rest_sent", "order.placed")] == [2, 2, 1]
    assert (await now(there, request)).state == request.state
