"""What a block holds is let go with it; sessions end, and bets stay."""

from uuid import uuid4

from core import player_blocks
from core.money import Money
from tests.support.blocking import DAY, end, hold, place, states, undo
from tests.support.office import World


async def test_held_withdrawals_wait_again_when_the_block_ends(office: World) -> None:
    anna, ben = await office.player("anna"), await office.player("ben")
    await office.withdrawal(anna, "900 EUR")
    await office.withdrawal(ben, "10 EUR")
    placed = await place(office, anna, request_id=(request_id := uuid4()))

    assert await hold(office, anna, request_id) == 1
    assert sorted(await states(office), key=str) == [("held", request_id), ("waiting", None)]
    outcome = await end(office, anna, placed.block.id)

    assert [str(one.amount) for one in outcome.released] == ["EUR 900.00"]
    assert await states(office) == [("waiting", None), ("waiting", None)]


async def test_a_withdrawal_stays_held_while_another_block_holds(office: World) -> None:
    anna = await office.player("anna")
    await office.withdrawal(anna, "900 EUR")
    first, second = uuid4(), uuid4()
    takeover = await place(office, anna, request_id=first)
    await hold(office, anna, first)
    await place(office, anna, "chargeback", request_id=uuid4(), holds=False)
    fraud = await place(office, anna, "fraud", request_id=second)

    outcome = await end(office, anna, takeover.block.id)
    assert (outcome.released, await states(office)) == ((), [("held", second)])
    outcome = await end(office, anna, fraud.block.id)

    assert (len(outcome.released), await states(office)) == (1, [("waiting", None)])


async def test_what_a_replaced_block_held_is_let_go_with_its_successor(office: World) -> None:
    anna = await office.player("anna")
    await office.withdrawal(anna, "900 EUR")
    first = uuid4()
    await place(office, anna, until=office.now + DAY, request_id=first)
    await hold(office, anna, first)
    wide = await place(office, anna, request_id=uuid4())

    await end(office, anna, wide.block.id)

    assert await states(office) == [("waiting", None)]


async def test_a_replacement_that_would_leave_withdrawals_keeps_what_was_held(office: World) -> None:
    anna = await office.player("anna")
    await office.withdrawal(anna, "900 EUR")
    first = uuid4()
    await place(office, anna, until=office.now + DAY, request_id=first)
    await hold(office, anna, first)
    await place(office, anna, "harm", request_id=(harm := uuid4()))

    wide = await place(office, anna, request_id=uuid4(), holds=False)
    await undo(office, anna, harm)

    assert wide.block.holds_withdrawals
    assert [state for state, _ in await states(office)] == ["held"]


async def test_undoing_the_successor_leaves_what_the_first_held(office: World) -> None:
    anna = await office.player("anna")
    await office.withdrawal(anna, "900 EUR")
    first, second = uuid4(), uuid4()
    await place(office, anna, until=office.now + DAY, request_id=first)
    await hold(office, anna, first)
    await place(office, anna, request_id=second)

    await undo(office, anna, second)

    assert await states(office) == [("held", first)]


async def test_a_withdrawal_held_for_something_else_is_left_alone(office: World) -> None:
    anna = await office.player("anna")
    await office.withdrawal(anna, "900 EUR")
    of_its_own = uuid4()
    await hold(office, anna, of_its_own)
    placed = await place(office, anna, request_id=uuid4())

    await end(office, anna, placed.block.id)

    assert await states(office) == [("held", of_its_own)]


async def test_a_withdrawal_is_held_exactly_as_long_as_a_block_that_holds_stands(office: World) -> None:
    anna = await office.player("anna")

    async def shown() -> list[str]:
        async with office.read() as db:
            return [one.state for one in (await player_blocks.in_flight(db, anna, now=office.now)).withdrawals]

    await place(office, anna, until=office.now + DAY, request_id=uuid4())
    await office.withdrawal(anna, "900 EUR")
    assert await shown() == ["held"]

    fraud = await place(office, anna, "fraud", request_id=(request_id := uuid4()))
    await hold(office, anna, request_id)
    outcome = await end(office, anna, fraud.block.id)
    assert (outcome.released, await shown()) == ((), ["held"])

    office.later(hours=25)
    assert await shown() == ["waiting"]


async def test_sessions_end_once_and_bets_stay(office: World) -> None:
    anna = await office.player("anna")
    await office.session(anna)
    await office.session(anna)
    await office.bet(anna, "45 EUR")

    async with office.work() as work:
        ended = [await player_blocks.end_sessions(work, player_id=anna, request_id=uuid4()) for _ in range(2)]
    async with office.read() as db:
        in_flight = await player_blocks.in_flight(db, anna, now=office.now)

    assert ended == [2, 0]
    assert (in_flight.sessions, in_flight.open_bets, in_flight.stakes) == (0, 1, (Money(4_500, "EUR"),))
