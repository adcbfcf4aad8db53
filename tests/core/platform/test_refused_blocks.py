"""Where the platform decides, each block follows its answer by itself, and nothing that it refused comes back."""

import itertools

import pytest

from core.actions.block_player import Lasts
from core.actions.unblock_player import UnblockPlayer
from core.approvals import AnswerKind
from core.database import tables
from core.players.restrictions import COOL_OFF
from core.requests import Request, State
from tests.support.asking import NOTE, ask, block, decide, desk, now
from tests.support.blocking import DAY, exclude
from tests.support.office import World
from tests.support.ordering import connect, order_of, queued, says
from tests.support.protecting import TAKEOVER_DONE

REMEDIES = (*TAKEOVER_DONE, "Claim settled")


@pytest.fixture
def there(office: World) -> World:
    return connect(office, authority="platform")


async def refuse(there: World, request: Request) -> None:
    await says(there, await order_of(there, request), AnswerKind.REFUSED, "no such player")


async def standing(there: World) -> list[str]:
    """The blocks that stand, by who placed them."""
    rows = await there.rows(tables.player_blocks, tables.player_blocks.c.ended_at.is_(None))
    return sorted(row.placed_by for row in rows if row.until_at is None or row.until_at > there.now)


async def three(there: World) -> list[Request]:
    """Three blocks for one reason, each longer than the one before and asked for by somebody else."""
    anna = await desk(there, "sam", "fred")
    asked = zip(("alice", "sam", "fred"), (Lasts.DAY, Lasts.WEEK, Lasts.UNTIL_ENDED), strict=True)
    return [await ask(there, who, block(anna, lasts=lasts)) for who, lasts in asked]


@pytest.mark.parametrize("refused", [order for size in (1, 2, 3) for order in itertools.permutations(range(3), size)])
@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_what_stands_is_the_longest_that_the_platform_did_not_refuse(
    there: World, refused: tuple[int, ...]
) -> None:
    requests = await three(there)

    for each in refused:
        await refuse(there, requests[each])

    left = [each for each in range(3) if each not in refused]
    names = ("Alice", "Sam", "Fred")
    assert await standing(there) == ([names[left[-1]]] if left else [])
    states = [(await now(there, each)).state for each in requests]
    assert [place for place, state in enumerate(states) if state == State.IN_FORCE] == left[-1:]


@pytest.mark.every_wiring
async def test_a_block_that_was_refused_while_replaced_never_stands_again(there: World) -> None:
    first, second, third = await three(there)

    await refuse(there, first)
    await refuse(there, second)
    assert await standing(there) == ["Fred"]
    await refuse(there, third)

    assert await standing(there) == []
    assert (await now(there, first)).state == State.ENDED


@pytest.mark.parametrize("gone", ["by the clock", "replaced"])
async def test_what_is_left_of_several_lifted_blocks_follows_the_platform(there: World, gone: str) -> None:
    anna = await desk(there, "sam", "bob")
    await there.withdrawal(anna, "900 EUR")
    for action in (block(anna, lasts=Lasts.DAY), block(anna, "chargeback")):
        await says(there, await order_of(there, await ask(there, "alice", action)), AnswerKind.IN_FORCE)
    rows = await there.rows(tables.player_blocks)
    lift = UnblockPlayer(player_id=anna, blocks=tuple(row.id for row in rows), remedies=REMEDIES, note=NOTE)
    lifting = await ask(there, "alice", lift)
    for who in ("sam", "bob"):
        await decide(there, who, lifting, "approve")
    wider = None
    if gone == "replaced":
        wider = await ask(there, "sam", block(anna))
    there.later(hours=25 if gone == "by the clock" else 1)

    await says(there, await order_of(there, lifting), AnswerKind.IN_FORCE)

    assert await standing(there) == (["Sam"] if wider else [])
    assert await queued(there, "alarm") == 0
    if wider:
        await refuse(there, wider)
        assert await standing(there) == []


@pytest.mark.every_wiring
async def test_a_lift_of_what_somebody_ended_meanwhile_alarms(there: World) -> None:
    anna = await desk(there, "sam")
    blocked = await ask(there, "alice", block(anna))
    await says(there, await order_of(there, blocked), AnswerKind.IN_FORCE)
    [row] = await there.rows(tables.player_blocks)
    lift = UnblockPlayer(player_id=anna, blocks=(row.id,), remedies=TAKEOVER_DONE, note=NOTE)
    lifting = await ask(there, "alice", lift)
    await decide(there, "sam", lifting, "approve")
    await decide(there, "sam", blocked, "end", "It was the player herself.")
    await says(there, await order_of(there, blocked), AnswerKind.IN_FORCE)

    await says(there, await order_of(there, lifting), AnswerKind.IN_FORCE)

    assert await standing(there) == []
    assert await queued(there, "alarm") == 1


async def test_a_break_beside_the_lifted_block_stays(there: World) -> None:
    anna = await desk(there, "sam")
    await exclude(there, anna, COOL_OFF, there.now + 7 * DAY)
    blocked = await ask(there, "alice", block(anna))
    await says(there, await order_of(there, blocked), AnswerKind.IN_FORCE)
    [row] = await there.rows(tables.player_blocks, tables.player_blocks.c.kind == "block")
    lift = UnblockPlayer(player_id=anna, blocks=(row.id,), remedies=TAKEOVER_DONE, note=NOTE)
    lifting = await ask(there, "alice", lift)
    await decide(there, "sam", lifting, "approve")

    await says(there, await order_of(there, lifting), AnswerKind.IN_FORCE)

    assert await standing(there) == ["platform"]
