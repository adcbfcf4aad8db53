"""Blocking as an action: what it asks for, tells, does and undoes."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError

from bot import kit
from bot.kit import values
from core import player_blocks
from core.action import payload
from core.actions.block_player import AskedBy, BlockPlayer, Lasts, OnlyConfirmed, Withdrawals
from core.actions.unblock_player import UnblockPlayer
from core.database import tables
from core.errors import Invalid, NotAllowed, Unknown
from core.people import Permission, Visibility
from core.phrases import Phrase, PlayerRef
from core.player_blocks import AlreadyBlocked
from core.players import NewNote, PlayerStanding, add_note
from tests.support.asking import NOTE, ask, block, decide
from tests.support.blocking import states
from tests.support.books import preview
from tests.support.office import World
from tests.support.protecting import blocked, policy, run, texts, unblock


async def everything(office: World) -> list[list[tuple[Any, ...]]]:
    """Whatever an undone block must leave as it was."""
    async with office.read() as db:
        rows = await player_blocks.open_rows(db, 1, now=office.now)
    withdrawals = [await states(office, 1)]
    bets = [tuple(row) for row in await office.rows(tables.bets)]
    return [list(rows), withdrawals, bets]


async def material(office: World, action: BlockPlayer | UnblockPlayer) -> dict[str, str]:
    return {key: fact.value for key, fact in (await preview(office, action)).items() if fact.material}


async def test_a_block_is_in_force_at_once_and_confirmed_by_who_may(office: World) -> None:
    anna = await office.player("anna")

    asked = await policy(office, block(anna))

    assert asked.at_once
    assert asked.permission is Permission.BLOCK_CONFIRM
    assert asked.quorum == office.desk.office.rules.block_player.confirm


async def test_the_office_file_may_put_the_second_person_first(office: World) -> None:
    anna = await office.player("anna")
    plain = office.desk.office.model_dump(mode="json")
    plain["rules"]["block_player"]["first"] = "second_person"
    strict = type(office.desk.office).model_validate(plain)
    office.desk = type(office.desk)(office=strict, keyring=office.desk.keyring)

    assert not (await policy(office, block(anna))).at_once


@pytest.mark.parametrize("reason", ["fraud", "money_laundering", "dislike"])
async def test_reasons_one_may_not_see_are_refused_like_unknown_ones(office: World, reason: str) -> None:
    anna = await office.player("anna")

    with pytest.raises(Invalid, match=f"“{reason}” is not a reason you can block for"):
        await policy(office, block(anna, reason))


async def test_who_may_not_know_the_reason_cannot_confirm(office: World) -> None:
    anna = await office.player("anna")

    asked = await policy(office, block(anna, "money_laundering"), "cora")

    assert asked.quorum.slots == (frozenset({"compliance"}),)


async def test_the_preview_tells_what_stops_and_what_is_under_way(office: World) -> None:
    anna = await office.player("anna", cash="120 EUR")
    await office.withdrawal(anna, "900 EUR")
    await office.bet(anna, "45 EUR")
    await office.session(anna)

    told = await preview(office, block(anna, lasts=Lasts.WEEK))

    assert told["reason"].value == "Account taken over"
    assert told["stops"].value == "log in, deposit, bet, withdraw, change the profile"
    assert told["standing"].value == PlayerStanding({})
    assert values.text(told["then"].value) == (
        "Can: get a bonus, get marketing. Cannot: log in, deposit, bet, withdraw, change the profile "
        f"(until {kit.moment(office.now + timedelta(days=7))})."
    )
    assert values.text(told["in_flight"].value) == (
        f"1 withdrawal EUR 900.00 asked {kit.moment(office.now - timedelta(minutes=12))}, "
        "1 open bet EUR 45.00, 1 session"
    )
    assert told["becomes"].value == ("withdrawals are held", "bets settle as they would", "sessions end")


async def test_a_balance_or_a_bet_that_moves_is_not_material(office: World) -> None:
    anna = await office.player("anna", cash="120 EUR")
    before = await material(office, block(anna))

    await office.bet(anna, "45 EUR")
    await office.withdrawal(anna, "900 EUR")
    office.later(hours=1)

    assert await material(office, block(anna)) == before


async def test_another_block_and_a_high_note_are_material(office: World) -> None:
    anna = await office.player("anna")
    before = await material(office, block(anna))

    await blocked(office, anna, "harm")
    with_block = await material(office, block(anna))
    actor = await office.staff("sam")
    async with office.work() as work:
        await add_note(work, actor, NewNote(anna, "Threatened staff.", "high", Visibility.SECURITY))
        await add_note(work, actor, NewNote(anna, "Prefers e-mail."))
    told = await preview(office, block(anna))

    assert with_block != before
    (note,) = [fact for key, fact in told.items() if key.startswith("note ")]
    assert (note.value, note.material, note.visibility) == ("Threatened staff.", True, Visibility.SECURITY)


async def test_only_what_everybody_may_know_stands_in_the_channel(office: World) -> None:
    anna = await office.player("anna")

    open_told, hidden = await preview(office, block(anna)), await preview(office, block(anna, "money_laundering"))

    assert {key for key, fact in open_told.items() if not fact.private} == {"reason", "stops", "lasts", "asked_by"}
    assert {key for key, fact in hidden.items() if not fact.private} == {"stops", "lasts", "asked_by"}
    assert hidden["reason"].visibility is hidden["note"].visibility is Visibility.COMPLIANCE
    assert "laundering" not in block(anna, "money_laundering").headline()
    assert block(anna).headline() == Phrase("Block {player}", player=PlayerRef(anna)) == f"Block player {anna}"


async def test_blocking_holds_ends_and_tells(office: World) -> None:
    anna = await office.player("anna")
    await office.withdrawal(anna, "900 EUR")
    await office.session(anna)
    request_id = uuid4()

    receipt = await run(office, block(anna), request_id=request_id)

    assert texts(receipt) == {
        "Now": "Can: get a bonus, get marketing. Cannot: log in, deposit, bet, withdraw, change the profile.",
        "Withdrawals held": "EUR 900.00",
        "Sessions ended": "1",
    }
    (row,) = await office.rows(tables.player_blocks)
    assert (str(row.id), row.request_id, row.placed_by, row.note) == (receipt.ids["block"], request_id, "Alice", NOTE)
    assert await states(office, anna) == {"EUR 900.00": "held"}


@pytest.mark.parametrize(
    ("reason", "choice", "state"),
    [
        ("takeover", Withdrawals.AS_REASON, "held"),
        ("takeover", Withdrawals.LEAVE, "waiting"),
        ("harm", Withdrawals.AS_REASON, "waiting"),
        ("harm", Withdrawals.HOLD, "held"),
        ("fraud", Withdrawals.AS_REASON, "held"),
    ],
)
async def test_the_reason_holds_withdrawals_unless_told_otherwise(
    office: World, reason: str, choice: Withdrawals, state: str
) -> None:
    anna = await office.player("anna")
    await office.withdrawal(anna, "900 EUR")

    await run(office, block(anna, reason, in_flight=choice))

    assert await states(office, anna) == {"EUR 900.00": state}


async def test_what_is_held_and_what_is_left_is_named(office: World) -> None:
    anna = await office.player("anna")
    await office.withdrawal(anna, "900 EUR")
    await run(office, block(anna, lasts=Lasts.DAY))
    await office.withdrawal(anna, "50 EUR", minutes_ago=60)
    harm = block(anna, "harm", in_flight=Withdrawals.LEAVE)
    kept = await run(office, harm)
    office.later(hours=25)

    told = await preview(office, block(anna, "minor", in_flight=Withdrawals.LEAVE))
    left = await run(office, block(anna, "minor", in_flight=Withdrawals.LEAVE))

    assert texts(kept).keys() == {"Now"}
    assert told["becomes"].value == ("withdrawals are left",)
    assert texts(left)["Withdrawals left"] == "EUR 50.00, EUR 900.00"
    assert "Withdrawals held" not in texts(left)


async def test_a_replacement_that_leaves_only_some_says_which(office: World) -> None:
    anna = await office.player("anna")
    await office.withdrawal(anna, "50 EUR")
    await run(office, block(anna, lasts=Lasts.DAY, in_flight=Withdrawals.LEAVE))
    await office.withdrawal(anna, "900 EUR")
    longer = block(anna, in_flight=Withdrawals.LEAVE)

    told = await preview(office, longer)
    receipt = await run(office, longer)

    assert values.text(told["becomes"].value) == "EUR 900.00 is held, EUR 50.00 is left"
    assert (texts(receipt)["Withdrawals held"], texts(receipt)["Withdrawals left"]) == ("EUR 900.00", "EUR 50.00")


async def test_bets_are_never_touched(office: World) -> None:
    anna = await office.player("anna")
    await office.bet(anna, "45 EUR")
    before = await office.rows(tables.bets)

    await run(office, block(anna, "minor"))

    assert await office.rows(tables.bets) == before


async def test_ending_a_block_undoes_exactly_what_it_did(office: World) -> None:
    anna = await office.player("anna")
    await office.withdrawal(anna, "900 EUR")
    await office.bet(anna, "45 EUR")
    await blocked(office, anna, "harm")
    await blocked(office, anna, "takeover", lasts=Lasts.DAY, in_flight=Withdrawals.LEAVE)
    before, request_id = await everything(office), uuid4()
    await run(office, block(anna), request_id=request_id)
    assert await everything(office) != before

    receipt = await run(office, block(anna), step="end", request_id=request_id)

    assert await everything(office) == before
    assert texts(receipt)["Withdrawals released"] == "EUR 900.00"
    assert [line.label for line in receipt.lines].count("Still in force") == 2


@pytest.mark.parametrize("asked_by", [AskedBy.PLAYER, AskedBy.REGULATOR])
async def test_what_the_player_or_an_authority_asked_for_is_only_confirmed(office: World, asked_by: AskedBy) -> None:
    anna = await office.player("anna")
    request_id = uuid4()
    await run(office, block(anna, "harm", asked_by=asked_by), request_id=request_id)
    before = await everything(office)

    with pytest.raises(OnlyConfirmed, match="can only be confirmed"):
        await run(office, block(anna, "harm", asked_by=asked_by), step="end", request_id=request_id)

    assert await everything(office) == before


async def test_a_player_blocked_as_widely_for_the_same_reason_is_refused(office: World) -> None:
    anna = await office.player("anna")
    await blocked(office, anna)

    for action in (block(anna), block(anna, lasts=Lasts.MONTH)):
        with pytest.raises(AlreadyBlocked, match=r"since 2026-05-03 14:03:22\+00:00, by Alice"):
            await preview(office, action)
        with pytest.raises(AlreadyBlocked):
            await run(office, action)


async def test_an_unknown_player_is_refused(office: World) -> None:
    for step in (preview, run):
        with pytest.raises(Unknown, match="no player 4711"):
            await step(office, block(4711))


@pytest.mark.parametrize("fields", [{"note": "short"}, {"note": "x" * 1_001}, {"lasts": "a while"}, {"who": "me"}])
def test_what_the_form_does_not_allow_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        block(42, **fields)


def test_actions_are_read_back_from_what_is_stored() -> None:
    for action in (block(42, lasts=Lasts.WEEK), unblock(42, uuid4(), uuid4())):
        assert type(action).model_validate(payload(action)) == action


async def test_a_block_goes_the_whole_way(office: World) -> None:
    anna = await office.player("anna")
    await office.withdrawal(anna, "900 EUR")
    await office.staff("sam")

    request = await ask(office, "alice", block(anna))
    assert request.state == "in_force"
    with pytest.raises(NotAllowed):
        await decide(office, "alice", request, "confirm")
    confirmed = await decide(office, "sam", request, "confirm")
    (row,) = await office.rows(tables.player_blocks)
    lifting = await ask(office, "alice", unblock(anna, row.id))
    done = await decide(office, "sam", lifting, "approve")

    assert (confirmed.state, lifting.state, done.state) == ("confirmed", "pending", "done")
    assert await states(office, anna) == {"EUR 900.00": "waiting"}
    async with office.read() as db:
        assert await player_blocks.open_rows(db, anna, now=office.now) == ()
