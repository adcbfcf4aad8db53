"""Several answers at once, by whatever road they come: one outcome, one booking."""

import asyncio

import pytest

from core import approvals, ledger
from core.approvals import AnswerKind, PlatformAnswer
from core.database import tables
from core.work import Work
from tests.support.asking import adjustment, ask, cash, decide, desk
from tests.support.office import World
from tests.support.ordering import connect, order_of

pytestmark = pytest.mark.every_wiring

AT_ONCE = 8


async def test_many_confirmations_at_once_book_it_once(office: World) -> None:
    anna = await desk(connect(office, authority="platform"), "bob")
    request = await ask(office, "alice", adjustment(anna))
    await decide(office, "bob", request, "approve")
    order = await order_of(office, request)

    await _at_once(office, [PlatformAnswer(order_id=order.id, kind=AnswerKind.IN_FORCE) for _ in range(AT_ONCE)])

    assert await cash(office, anna) == 12_000
    async with office.read() as db:
        assert await ledger.verify(db) == []
    assert len(await office.rows(tables.records, tables.records.c.action == "order.confirmed")) == 1


async def test_yes_and_no_at_once_have_one_outcome_and_the_books_agree_with_it(office: World) -> None:
    anna = await desk(connect(office, authority="platform"), "bob")
    request = await ask(office, "alice", adjustment(anna))
    await decide(office, "bob", request, "approve")
    order = await order_of(office, request)
    said = [AnswerKind.IN_FORCE, AnswerKind.REFUSED, AnswerKind.NOTHING, AnswerKind.ACCEPTED] * 2

    await _at_once(office, [PlatformAnswer(order_id=order.id, kind=one, reason="no") for one in said])

    state = (await order_of(office, request)).state
    assert state in {"in_force", "refused"}
    assert await cash(office, anna) == (12_000 if state == "in_force" else 10_000)
    decisive = tables.records.c.action.in_(["order.confirmed", "order.refused"])
    assert len(await office.rows(tables.records, decisive)) == 1


async def test_an_answer_and_the_second_persons_word_at_once_both_count(office: World) -> None:
    anna = await desk(connect(office), "bob", "carol", "maya")
    first = await ask(office, "alice", adjustment(anna))
    await decide(office, "bob", first, "approve")
    second = await ask(office, "alice", adjustment(anna, "30 EUR", source_ref="incident 2"))
    order = await order_of(office, first)

    await asyncio.gather(
        _at_once(office, [PlatformAnswer(order_id=order.id, kind=AnswerKind.IN_FORCE)]),
        decide(office, "carol", second, "approve"),
    )

    assert (await order_of(office, first)).state == "in_force"
    assert (await order_of(office, second)).state == "waiting"


async def _at_once(office: World, words: list[PlatformAnswer]) -> None:
    ready = asyncio.Barrier(len(words))

    async def say(word: PlatformAnswer) -> None:
        await ready.wait()
        async with office.db.write() as db:
            await approvals.apply_answer(Work(db=db, desk=office.desk, at=office.at), word)

    await asyncio.gather(*(say(word) for word in words))
