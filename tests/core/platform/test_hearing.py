"""What the platform says of an order counts once, whatever comes twice, late or in the wrong order."""

from uuid import uuid4

import pytest

from core import approvals
from core.approvals import AnswerKind, PlatformAnswer
from core.errors import Unknown
from core.platform.orders import there
from core.requests import Request
from tests.support.asking import adjustment, ask, block, cash, decide, desk, now, recorded
from tests.support.office import World
from tests.support.ordering import connect, order_of, orders, queued, says, take, tells, told

SILENT = 6
"""Tries without an answer after which nobody knows."""


async def given(office: World) -> Request:
    """A gift that enough people agreed to, with the platform to be told."""
    anna = await desk(connect(office), "bob")
    request = await ask(office, "alice", adjustment(anna))
    return await decide(office, "bob", request, "approve")


async def test_the_platform_confirms(office: World) -> None:
    request = await given(office)
    drawn = await queued(office, "request")

    order = await says(office, await order_of(office, request), AnswerKind.IN_FORCE)

    assert (order.state, order.settled_at) == ("in_force", office.now)
    assert (await recorded(office, request))[-1] == "order.confirmed"
    assert await queued(office, "request") == drawn + 1


async def test_accepted_is_not_yet_in_force(office: World) -> None:
    request = await given(office)

    order = await says(office, await order_of(office, request), AnswerKind.ACCEPTED)

    assert (order.state, order.accepted_at) == ("waiting", office.now)
    assert "not yet in force" in there(order)


async def test_a_refusal_keeps_what_stands_here_and_alarms(office: World) -> None:
    request = await given(office)

    order = await says(office, await order_of(office, request), AnswerKind.REFUSED, "wallet is locked")

    assert (order.state, order.answer) == ("refused", "wallet is locked")
    assert order.alarmed_at == office.now
    assert await queued(office, "alarm") == 1
    assert await cash(office, request.player_id or 0) == 12_000


@pytest.mark.parametrize(
    ("said", "kept"), [(None, "no reason given"), ("  ", "no reason given"), ("x" * 999, "x" * 300)]
)
async def test_the_platforms_words_are_cut_and_their_lack_is_told(office: World, said: str | None, kept: str) -> None:
    order = await order_of(office, await given(office))

    assert (await says(office, order, AnswerKind.REFUSED, said)).answer == kept


@pytest.mark.every_wiring
async def test_silence_becomes_unknown_after_a_while_and_alarms_only_when_long(office: World) -> None:
    order = await order_of(office, await given(office))

    states = [(await says(office, order, AnswerKind.NOTHING)).state for _ in range(SILENT)]

    assert states == ["waiting"] * (SILENT - 1) + ["unknown"]
    assert await queued(office, "alarm") == 0
    office.later(minutes=16)
    await says(office, order, AnswerKind.NOTHING)
    await says(office, order, AnswerKind.NOTHING)
    assert await queued(office, "alarm") == 1


@pytest.mark.parametrize("first", [AnswerKind.IN_FORCE, AnswerKind.REFUSED])
@pytest.mark.parametrize("late", list(AnswerKind))
async def test_once_settled_no_later_answer_counts(office: World, first: AnswerKind, late: AnswerKind) -> None:
    order = await order_of(office, await given(office))
    settled = await says(office, order, first, "no")
    office.later(seconds=5)

    assert await says(office, order, late, "late") == settled


async def test_a_fact_told_as_an_event_counts_also_after_a_refusal(office: World) -> None:
    request = await given(office)
    order = await says(office, await order_of(office, request), AnswerKind.REFUSED, "busy")

    await tells(office, order, "balance_update", _holds(12_000))

    assert (await order_of(office, request)).state == "in_force"


async def test_an_unknown_order_that_is_answered_is_known_again(office: World) -> None:
    order = await order_of(office, await given(office))
    for _ in range(SILENT):
        await says(office, order, AnswerKind.NOTHING)

    assert (await says(office, order, AnswerKind.ACCEPTED)).state == "waiting"
    assert (await says(office, order, AnswerKind.IN_FORCE)).state == "in_force"


async def test_a_word_about_no_order_of_ours_is_refused(office: World) -> None:
    await given(office)

    async with office.work() as work:
        with pytest.raises(Unknown):
            await approvals.apply_answer(work, PlatformAnswer(order_id=uuid4(), kind=AnswerKind.IN_FORCE))


async def test_an_event_confirms_what_it_is_about_and_nothing_else(office: World) -> None:
    anna = await desk(connect(office), "sam")
    request = await ask(office, "alice", block(anna))
    await decide(office, "sam", request, "end", "It was the player herself.")
    lift, blocked = await orders(office, anna)

    await tells(office, blocked, "suspension", {"suspended": True})
    assert [one.state for one in await orders(office, anna)] == ["waiting", "in_force"]
    await tells(office, lift, "suspension", {"suspended": False})

    assert [one.state for one in await orders(office, anna)] == ["in_force", "in_force"]


async def test_an_event_of_another_player_confirms_nothing(office: World) -> None:
    request = await given(office)
    await office.player("ben", cash="0 EUR")
    order = await order_of(office, request)

    await tells(office, order, "balance_update", _holds(12_000), player="x-ben")

    assert (await order_of(office, request)).state == "waiting"


async def test_an_event_confirms_the_order_of_its_own_request_alone(office: World) -> None:
    request = await given(office)
    other = await ask(office, "alice", adjustment(request.player_id or 0, "30 EUR", source_ref="incident 2"))
    await decide(office, "bob", other, "approve")
    first, second = await order_of(office, request), await order_of(office, other)

    login = told(office, second, "login", {"success": True})
    await take(office, told(office, first, "balance_update", _holds(12_000)), login)

    assert (await order_of(office, request)).state == "in_force"
    assert (await order_of(office, other)).state == "waiting"


async def test_an_event_with_a_request_nobody_made_confirms_nothing(office: World) -> None:
    request = await given(office)

    await tells(office, await order_of(office, request), "balance_update", _holds(12_000), request_id=uuid4())

    assert (await order_of(office, request)).state == "waiting"


async def test_the_platform_may_refuse_by_an_event_that_names_the_order(office: World) -> None:
    request = await given(office)
    order = await order_of(office, request)
    answer = {"act": "order_settled", "order": str(order.id), "state": "refused", "reason": "account is closed"}

    await tells(office, order, "platform_act", answer)

    assert (await order_of(office, request)).answer == "account is closed"


async def test_an_answer_changes_no_request(office: World) -> None:
    request = await given(office)

    await says(office, await order_of(office, request), AnswerKind.REFUSED, "no")

    assert (await now(office, request)).state == "done"


def _holds(minor: int) -> dict[str, object]:
    return {"wallet": "cash", "balance": {"amount_minor": minor, "currency": "EUR"}}
