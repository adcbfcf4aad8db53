"""What may be asked, once, and what is told of it before anybody agrees."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.kit import values
from core import approvals, requests
from core.approvals import (
    AlreadyPending,
    NobodyCan,
)
from core.database import tables
from core.errors import NotAllowed
from tests.support.asking import adjustment, ask, block, cash, desk, recorded
from tests.support.office import World


async def test_asking_moves_nothing_and_is_recorded(office: World) -> None:
    anna = await desk(office, "bob")

    request = await ask(office, "alice", adjustment(anna))

    assert request.state == "pending"
    assert await cash(office, anna) == 10_000
    assert await recorded(office, request) == ["request.asked"]


async def test_asking_twice_with_one_submission_asks_once(office: World) -> None:
    anna = await desk(office, "bob")

    first = await ask(office, "alice", adjustment(anna), key="view 1")
    again = await ask(office, "alice", adjustment(anna), key="view 1")

    assert first.id == again.id


async def test_without_the_right_nothing_is_asked_and_who_may_is_said(office: World) -> None:
    anna = await desk(office, "bob")

    with pytest.raises(NotAllowed, match=r"Who may: .*Support"):
        await ask(office, "sam", adjustment(anna))


async def test_the_same_waits_only_once(office: World) -> None:
    anna = await desk(office, "bob")
    first = await ask(office, "alice", adjustment(anna))

    with pytest.raises(AlreadyPending, match=first.code):
        await ask(office, "bob", adjustment(anna, "30 EUR"))


async def test_another_source_may_wait_beside_it(office: World) -> None:
    anna = await desk(office, "bob")
    await ask(office, "alice", adjustment(anna))

    assert (await ask(office, "alice", adjustment(anna, "30 EUR", source_ref="incident 2"))).state == "pending"


async def test_what_nobody_could_agree_to_is_refused_naming_the_rule(office: World) -> None:
    anna = await desk(office, "bob")

    with pytest.raises(NobodyCan, match="Manager"):
        await ask(office, "alice", adjustment(anna, "4000 EUR"))


async def test_what_if_tells_all_and_changes_nothing(office: World) -> None:
    anna = await desk(office, "bob")

    alice = await office.staff("alice")

    async with office.work() as work:
        intent = await approvals.what_if(work, adjustment(anna), actor=alice)

    assert "Finance" in intent.needs
    assert any("120" in values.text(fact.value) for fact in intent.facts)
    async with office.read() as db:
        assert (await db.execute(select(tables.requests))).all() == []


async def test_what_waits_for_me_is_what_my_word_would_bring_nearer(office: World) -> None:
    anna = await desk(office, "bob", "maya", "sam")
    money = await ask(office, "alice", adjustment(anna, "400 EUR"))
    stop = await ask(office, "alice", block(anna))

    waiting = {}
    for who in ("alice", "bob", "maya", "sam"):
        actor = await office.staff(who)
        async with office.work() as work:
            waiting[who] = {one.code for one in await approvals.decidable(work, actor=actor)}

    assert waiting == {"alice": set(), "bob": {money.code}, "maya": set(), "sam": {money.code, stop.code}}


async def test_a_code_finds_its_request_however_it_is_typed(office: World) -> None:
    anna = await desk(office, "bob")
    request = await ask(office, "alice", adjustment(anna))

    async with office.read() as db:
        assert (await requests.by_code(db, f" #{request.code.lower()} ")).id == request.id


async def test_time_left_is_that_of_the_rule(office: World) -> None:
    anna = await desk(office, "bob")
    request = await ask(office, "alice", adjustment(anna))

    assert request.due_at - request.asked_at == timedelta(hours=24)
