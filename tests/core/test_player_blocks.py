from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from core import player_blocks, tables
from core.errors import Conflict, Invalid, Unknown
from core.office import Scope
from core.people import Visibility
from core.player_blocks import AlreadyBlocked, Block, Ended, Ending, Exclusion, ExclusionStands, Placed, Placing
from tests.support.office import BEGINNING, World

NOW = BEGINNING
DAY = timedelta(days=1)
MOSTLY_CAN = "Can: log in, withdraw, get a bonus, change the profile, get marketing."
EVERYTHING = "log in, deposit, bet, withdraw, get a bonus, change the profile, get marketing"


def row(*scopes: str, until: datetime | None = None, kind: str = "block", **changes: Any) -> Block:
    plain: dict[str, Any] = {
        "id": uuid4(),
        "player_id": 42,
        "kind": kind,
        "scopes": frozenset(Scope(scope) for scope in scopes),
        "reason": "takeover",
        "visibility": Visibility.STAFF,
        "asked_by": "operator",
        "from_at": NOW - DAY,
        "until_at": until,
        "placed_by": "Alice",
    }
    return Block(**plain | changes)


async def place(office: World, player_id: int, reason: str = "takeover", **changes: Any) -> Placed:
    plain = {"player_id": player_id, "reason": reason, "asked_by": "operator", "placed_by": "Alice"}
    async with office.work() as work:
        return await player_blocks.place(work, Placing(**plain | changes))


async def end(office: World, player_id: int, *block_ids: UUID) -> Ended:
    async with office.work() as work:
        return await player_blocks.end(work, Ending(player_id=player_id, by="Sam", why="solved", block_ids=block_ids))


async def undo(office: World, player_id: int, request_id: UUID) -> Ended:
    async with office.work() as work:
        ending = Ending(player_id=player_id, by="Sam", why="not confirmed", request_id=request_id)
        return await player_blocks.undo(work, ending)


async def exclude(office: World, player_id: int, kind: str, until: datetime | None) -> Block:
    async with office.work() as work:
        wanted = Exclusion(player_id=player_id, kind=kind, until=until, placed_by="platform")
        return await player_blocks.exclude(work, wanted)


async def hold(office: World, player_id: int, request_id: UUID) -> int:
    async with office.work() as work:
        return len(await player_blocks.hold_withdrawals(work, player_id=player_id, request_id=request_id))


async def standing_now(office: World, player_id: int) -> str:
    async with office.read() as db:
        rows = await player_blocks.open_rows(db, player_id, now=office.now)
    return player_blocks.standing(rows, office.now).sentence()


async def states(office: World) -> list[tuple[str, UUID | None]]:
    return [(one.state, one.held_by_request_id) for one in await office.rows(tables.withdrawals)]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "Can do everything."),
        (
            [row("deposit", "bet", until=NOW + 10 * DAY)],
            f"{MOSTLY_CAN} Cannot: deposit, bet (until 13 May).",
        ),
        (
            [row("deposit", until=NOW + 10 * DAY), row("deposit", "login")],
            "Can: bet, withdraw, get a bonus, change the profile, get marketing. Cannot: log in, deposit.",
        ),
        (
            [row("bet", until=NOW + 10 * DAY), row("bet", until=NOW + 300 * DAY), row("deposit")],
            f"{MOSTLY_CAN} Cannot: deposit; bet (until 27 Feb 2027).",
        ),
        (
            [row(*Scope)],
            f"Can: nothing. Cannot: {EVERYTHING}.",
        ),
        ([row("bet", from_at=NOW + DAY)], "Can do everything."),
        ([row("bet", until=NOW)], "Can do everything."),
    ],
)
def test_what_stands_is_derived_from_the_open_rows(rows: list[Block], sentence: str) -> None:
    assert player_blocks.standing(rows, NOW).sentence() == sentence


def test_an_end_that_is_near_is_told_by_the_hour_of_the_office() -> None:
    until = row("bet", until=NOW + DAY)

    assert player_blocks.standing([until], NOW).prohibition("Europe/Malta") == "Cannot: bet (until 4 May 16:03 CEST)."


def test_a_self_exclusion_outlives_its_term() -> None:
    over = row("bet", until=NOW - DAY, kind="self_exclusion")

    assert player_blocks.standing([over], NOW).prohibition() == "Cannot: bet."
    assert player_blocks.excluded([over], NOW) is over


def test_a_cool_off_ends_by_the_clock() -> None:
    cool_off = row("bet", until=NOW + DAY, kind="cool_off")

    assert player_blocks.excluded([cool_off], NOW) is cool_off
    assert player_blocks.excluded([cool_off], NOW + DAY) is None
    assert player_blocks.excluded([row("bet")], NOW) is None


def test_rows_are_told_to_those_who_may_see_them() -> None:
    rows = [row("bet", visibility=visibility) for visibility in Visibility]

    assert len(player_blocks.visible(rows, frozenset())) == 0
    assert len(player_blocks.visible(rows, frozenset({Visibility.STAFF}))) == 1
    assert len(player_blocks.visible(rows, frozenset(Visibility))) == 3


@pytest.mark.parametrize(
    ("reason", "stopped"),
    [
        ("takeover", "log in, deposit, bet, withdraw, change the profile"),
        ("harm", "deposit, bet, get a bonus, get marketing"),
        ("fraud", "deposit, bet, withdraw"),
        ("money_laundering", "deposit, bet, withdraw"),
        ("minor", EVERYTHING),
        ("deceased", EVERYTHING),
        ("chargeback", "deposit, withdraw"),
    ],
)
async def test_the_reason_chooses_what_is_stopped(office: World, reason: str, stopped: str) -> None:
    anna = await office.player("anna")

    await place(office, anna, reason)

    assert (await standing_now(office, anna)).endswith(f"Cannot: {stopped}.")


async def test_ending_one_of_two_leaves_the_other_and_says_so(office: World) -> None:
    anna = await office.player("anna")
    takeover, harm = await place(office, anna), await place(office, anna, "harm")

    outcome = await end(office, anna, takeover.block.id)

    assert [one.id for one in outcome.ended] == [takeover.block.id]
    assert [one.id for one in outcome.left] == [harm.block.id]
    assert outcome.standing.prohibition() == "Cannot: deposit, bet, get a bonus, get marketing."
    assert await standing_now(office, anna) == outcome.standing.sentence()


async def test_a_block_that_ends_restores_what_was_before(office: World) -> None:
    anna = await office.player("anna")
    await place(office, anna, "harm")
    before = await standing_now(office, anna)
    takeover = await place(office, anna)
    assert await standing_now(office, anna) != before

    await end(office, anna, takeover.block.id)

    assert await standing_now(office, anna) == before


async def test_a_block_ends_when_its_time_is_over(office: World) -> None:
    anna = await office.player("anna")
    await place(office, anna, until=office.now + DAY)

    office.later(days=1)

    assert await standing_now(office, anna) == "Can do everything."


async def test_the_same_block_again_is_refused_with_since_when_and_by_whom(office: World) -> None:
    anna = await office.player("anna")
    await place(office, anna)
    office.later(hours=5)

    for until in (None, office.now + DAY):
        with pytest.raises(AlreadyBlocked, match=r"since 3 May 16:03 CEST, by Alice\. Nothing was changed"):
            await place(office, anna, until=until)


async def test_a_wider_block_takes_the_place_of_a_narrower_one(office: World) -> None:
    anna = await office.player("anna")
    short = await place(office, anna, until=office.now + DAY)

    long = await place(office, anna)

    assert [one.id for one in long.replaced] == [short.block.id]
    async with office.read() as db:
        assert [one.id for one in await player_blocks.open_rows(db, anna, now=office.now)] == [long.block.id]


async def test_undoing_the_wider_lets_the_narrower_stand_again(office: World) -> None:
    anna = await office.player("anna")
    short = await place(office, anna, until=office.now + 10 * DAY)
    before, request_id = await standing_now(office, anna), uuid4()
    await place(office, anna, request_id=request_id)

    outcome = await undo(office, anna, request_id)

    assert [one.id for one in outcome.left] == [short.block.id]
    assert await standing_now(office, anna) == before
    with pytest.raises(Unknown, match="does not stand any more"):
        await undo(office, anna, request_id)


async def test_a_block_for_another_reason_or_from_another_side_stays(office: World) -> None:
    anna = await office.player("anna")
    await place(office, anna, "fraud")
    await place(office, anna, "minor", until=office.now + DAY, asked_by="regulator")

    wide = await place(office, anna, "minor")

    assert wide.replaced == ()


@pytest.mark.parametrize(("changes", "refusal"), [({"reason": "dislike"}, Invalid), ({"player_id": 4711}, Unknown)])
async def test_a_block_that_cannot_be_is_refused(
    office: World, changes: dict[str, Any], refusal: type[Exception]
) -> None:
    anna = await office.player("anna")

    with pytest.raises(refusal):
        await place(office, **{"player_id": anna} | changes)


async def test_a_block_that_ended_meanwhile_is_not_ended_again(office: World) -> None:
    anna = await office.player("anna")
    placed = await place(office, anna)
    await end(office, anna, placed.block.id)

    with pytest.raises(Conflict, match="does not stand any more"):
        await end(office, anna, placed.block.id)


async def test_a_self_exclusion_is_not_lifted_by_hand(office: World) -> None:
    anna = await office.player("anna")
    exclusion = await exclude(office, anna, "self_exclusion", datetime(2027, 5, 3, 12, tzinfo=UTC))

    for _ in range(2):  # within its term and after it
        with pytest.raises(ExclusionStands) as refusal:
            await end(office, anna, exclusion.id)
        office.later(days=400)

    assert refusal.value.message == (
        "A self-exclusion is not lifted by hand. It ends only when its term is over (3 May), and the player asks "
        "for it, and 24 hours have passed since, and compliance agrees."
    )
    assert "Cannot: deposit, bet, get a bonus, get marketing." in await standing_now(office, anna)


async def test_a_cool_off_is_not_lifted_by_hand(office: World) -> None:
    anna = await office.player("anna")
    cool_off = await exclude(office, anna, "cool_off", office.now + 7 * DAY)

    with pytest.raises(ExclusionStands, match="ends by the clock, 10 May; nobody lifts it by hand"):
        await end(office, anna, cool_off.id)
    office.later(days=7)

    assert await standing_now(office, anna) == "Can do everything."


async def test_one_that_no_hand_lifts_keeps_all_that_were_chosen(office: World) -> None:
    anna = await office.player("anna")
    placed, cool_off = await place(office, anna), await exclude(office, anna, "cool_off", office.now + 7 * DAY)
    before = await standing_now(office, anna)

    with pytest.raises(ExclusionStands):
        await end(office, anna, placed.block.id, cool_off.id)

    assert await standing_now(office, anna) == before


async def test_a_cool_off_needs_an_end(office: World) -> None:
    anna = await office.player("anna")

    with pytest.raises(Invalid, match="A cool-off has an end"):
        await exclude(office, anna, "cool_off", None)


async def test_the_database_refuses_a_cool_off_ended_by_hand(office: World) -> None:
    anna = await office.player("anna")
    await exclude(office, anna, "cool_off", office.now + DAY)

    with pytest.raises(IntegrityError):
        async with office.work() as work:
            await work.db.execute(update(tables.player_blocks).values(ended_at=work.now, ended_by="Sam"))


async def test_an_exclusion_leaves_the_players_money_theirs_to_take_out(office: World) -> None:
    anna = await office.player("anna")

    await exclude(office, anna, "self_exclusion", None)

    assert (await standing_now(office, anna)).startswith("Can: log in, withdraw,")


async def test_held_withdrawals_wait_again_when_the_block_ends(office: World) -> None:
    anna, ben = await office.player("anna"), await office.player("ben")
    await office.withdrawal(anna, "900 EUR")
    await office.withdrawal(ben, "10 EUR")
    placed = await place(office, anna, request_id=(request_id := uuid4()))

    assert await hold(office, anna, request_id) == 1
    assert sorted(await states(office), key=str) == [("held", request_id), ("waiting", None)]
    outcome = await end(office, anna, placed.block.id)

    assert [one.amount.show() for one in outcome.released] == ["EUR 900.00"]
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


async def test_sessions_end_once_and_bets_stay(office: World) -> None:
    anna = await office.player("anna")
    await office.session(anna)
    await office.session(anna)
    await office.bet(anna, "45 EUR")

    async with office.work() as work:
        ended = [await player_blocks.end_sessions(work, player_id=anna, request_id=uuid4()) for _ in range(2)]
    async with office.read() as db:
        in_flight = await player_blocks.in_flight(db, anna)

    assert ended == [2, 0]
    assert (in_flight.sessions, in_flight.open_bets, in_flight.sentence(office.now)) == (0, 1, "1 open bet EUR 45.00")


async def test_each_may_block_only_for_reasons_they_see(office: World) -> None:
    alice, cora = await office.staff("alice"), await office.staff("cora")

    for_alice = player_blocks.reasons_for(office.desk.office, alice.sees)
    for_cora = player_blocks.reasons_for(office.desk.office, cora.sees)

    assert not {"fraud", "money_laundering"} & for_alice.keys()
    assert for_cora.keys() == office.desk.office.reasons.keys()


async def test_reasons_are_titled_also_when_the_office_file_dropped_them(office: World) -> None:
    titles = [
        player_blocks.reason_title(office.desk.office, row("bet", reason=reason))
        for reason in ("takeover", "cool_off", "dropped", None)
    ]

    assert titles == ["Account taken over", "Cool-off", "dropped", "Not told"]
