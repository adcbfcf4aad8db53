"""What somebody hostile on the inside would try: each attempt fails, on both databases."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from core import approvals, audit, players, staff
from core.actions.unblock_player import UnblockPlayer
from core.approvals import AlreadyDecided, AlreadyPending, NotAnApprover
from core.audit import records as audit_records
from core.database import tables
from core.errors import Conflict, Invalid, Refused
from core.masks import MaskedField
from core.people import PITBOSS, Actor, Visibility
from core.requests import Request
from core.staff import RolesClash
from core.work import Work
from tests.support.asking import NOTE, adjustment, ask, block, decide, opened
from tests.support.office import World
from tests.support.waiting import until_held_up


async def everybody(office: World) -> int:
    """Let the cast work here, clara beside cora in compliance, and anna play with 100 euros."""
    for name in ("alice", "bob", "carol", "sam", "fred", "cora", "maya", "ada", "olga"):
        await office.staff(name)
    await office.staff("clara", roles=("compliance",))
    return await office.player("anna", cash="100 EUR")


async def blocks_of(office: World, player_id: int) -> dict[str, object]:
    """The rows that stand, by reason."""
    rows = await office.rows(tables.player_blocks, tables.player_blocks.c.player_id == player_id)
    return {row.reason: row.id for row in rows if row.ended_at is None}


async def lifting(office: World, player_id: int, *reasons: str, remedies: tuple[str, ...]) -> UnblockPlayer:
    standing = await blocks_of(office, player_id)
    chosen = tuple(standing[reason] for reason in reasons)
    return UnblockPlayer.model_validate(
        {"player_id": player_id, "blocks": chosen, "remedies": remedies, "note": NOTE},
    )


async def readable(office: World, who: str, request: Request, action: str) -> bool:
    """Whether this person may read what lies under seal in the newest record of an action about a request."""
    actor = await office.staff(who)
    async with office.read() as db:
        found = await audit_records.search(db, request_id=request.id)
        record_id = next(one.id for one in found if one.action == action)
        record = await audit_records.open_record(db, record_id, desk=office.desk)
    assert record.private
    return audit.open_to(record.content["visibility"]["sealed"], actor.sees)


# a block lifted by fewer, or by others, than its rule names


@pytest.mark.every_wiring
@pytest.mark.parametrize("who", ["sam", "fred"])
async def test_whoever_may_not_know_the_reason_cannot_end_the_block(office: World, who: str) -> None:
    anna = await everybody(office)
    request = await ask(office, "cora", block(anna, "money_laundering"))

    with pytest.raises(NotAnApprover):
        await decide(office, who, request, "end", "It looks harmless to me.")

    assert "money_laundering" in await blocks_of(office, anna)


# what one may not see


async def test_receipt_names_no_block_to_whoever_may_not_know_it(office: World) -> None:
    anna = await everybody(office)
    await ask(office, "cora", block(anna, "money_laundering"))
    await ask(office, "alice", block(anna, "takeover"))
    remedies = tuple(office.desk.office.reasons["takeover"].remedies)
    request = await ask(office, "alice", await lifting(office, anna, "takeover", remedies=remedies))
    done = await decide(office, "sam", request, "approve")
    assert done.state == "done"

    [alice, cora] = [(await opened(office, who, request)).receipt for who in ("alice", "cora")]

    assert alice
    assert cora
    assert "laundering" not in alice.model_dump_json()
    assert "laundering" in cora.model_dump_json()


@pytest.mark.parametrize(("who", "may"), [("alice", False), ("sam", False), ("cora", True)])
async def test_words_about_a_hidden_block_are_for_those_who_may_know_it(office: World, who: str, *, may: bool) -> None:
    anna = await everybody(office)
    placed = await ask(office, "cora", block(anna, "money_laundering"))
    await decide(office, "clara", placed, "confirm", "The deposits do look layered.")
    remedies = tuple(office.desk.office.reasons["money_laundering"].remedies)
    lifted = await ask(office, "cora", await lifting(office, anna, "money_laundering", remedies=remedies))
    await decide(office, "clara", lifted, "decline", "The reporting officer said no.")

    assert [(await opened(office, who, one)).may_read for one in (placed, lifted)] == [may, may]
    assert await readable(office, who, placed, "vote.cast") is may
    assert await readable(office, who, lifted, "request.asked") is may
    assert await readable(office, who, lifted, "vote.cast") is may


async def test_whoever_comes_late_is_not_told_why_it_was_decided(office: World) -> None:
    anna = await everybody(office)
    request = await ask(office, "alice", adjustment(anna))
    await decide(office, "bob", request, "decline", "Her partner called in tears.")

    with pytest.raises(AlreadyDecided, match="declined by Bob") as told:
        await decide(office, "carol", request, "approve")

    assert "tears" not in told.value.message


# the same money twice


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Turnier \N{LATIN CAPITAL LETTER U WITH DIAERESIS}1", "turnier \N{LATIN SMALL LETTER U WITH DIAERESIS}1"),
        ("round 7", "\N{FULLWIDTH LATIN SMALL LETTER R}ound \N{FULLWIDTH DIGIT SEVEN}"),
        ("round 7", "rou\N{ZERO WIDTH SPACE}nd 7"),
        ("caf\N{LATIN SMALL LETTER E WITH ACUTE} 7", "cafe\N{COMBINING ACUTE ACCENT} 7"),
        ("ТУРНИР 5", "ТУРНИР 5"),
        ("STRASSE 9", "stra\N{LATIN SMALL LETTER SHARP S}e 9"),
    ],
)
async def test_a_source_is_settled_once_however_it_is_spelled(office: World, first: str, second: str) -> None:
    anna = await everybody(office)
    request = await ask(office, "alice", adjustment(anna, source_ref=first))
    with pytest.raises(AlreadyPending):
        await ask(office, "alice", adjustment(anna, "21 EUR", source_ref=second))
    await decide(office, "bob", request, "approve")

    with pytest.raises(Conflict, match="already settled"):
        await ask(office, "alice", adjustment(anna, "21 EUR", source_ref=second))


async def test_a_source_nobody_can_see_is_none(office: World) -> None:
    anna = await everybody(office)

    with pytest.raises((Refused, ValueError), match="source_ref"):
        await ask(office, "alice", adjustment(anna, source_ref="\N{ZERO WIDTH SPACE}\N{WORD JOINER}"))


# somebody else's request


async def test_whoever_could_not_have_asked_cannot_take_it_over(office: World) -> None:
    anna = await everybody(office)
    await ask(office, "cora", block(anna, "money_laundering"))
    remedies = tuple(office.desk.office.reasons["money_laundering"].remedies)
    request = await ask(office, "cora", await lifting(office, anna, "money_laundering", remedies=remedies))
    cora = await office.staff("cora")
    async with office.work() as work:
        assert cora.staff_id
        await staff.revoke(work, PITBOSS, staff_id=cora.staff_id, role="compliance")

    alice = await office.staff("alice")
    with pytest.raises(Refused):
        async with office.work() as work:
            await approvals.take_over(work, request.id, actor=alice)

    assert (await opened(office, "clara", request)).request.requester_person == "cora"
    assert Visibility.COMPLIANCE not in alice.sees


async def test_whoever_may_not_ask_learns_nothing_by_taking_over(office: World) -> None:
    anna = await everybody(office)
    request = await ask(office, "alice", adjustment(anna))
    await decide(office, "bob", request, "decline", "Her partner called in tears.")
    mallory = await office.staff("mallory")

    with pytest.raises(Refused, match="may not ask") as told:
        async with office.work() as work:
            await approvals.take_over(work, request.id, actor=mallory)

    assert "Bob" not in told.value.message


# roles that must not meet


@pytest.mark.every_wiring
async def test_two_accounts_of_one_human_get_no_clashing_roles_in_one_moment(office: World) -> None:
    await everybody(office)
    one = await office.staff("nora", roles=(), person="nora")
    other = await office.staff("nora2", roles=(), person="nora")

    async def given(work: Work, to: Actor, role: str) -> None:
        await staff.grant(work, staff.Grant(staff_id=to.staff_id, role=role, by=PITBOSS))  # type: ignore[arg-type]

    async def meanwhile() -> None:
        async with office.work() as work:
            await given(work, other, "administrator")

    async with office.work() as work:
        await given(work, one, "finance")
        second = asyncio.create_task(meanwhile())
        await until_held_up(office.db, second)

    with pytest.raises(RolesClash):
        await second


# what stays in clear


@pytest.mark.parametrize(
    "ticket", ["anna@example.com", "Anna Mueller called", "+356 2122 4471", "T\N{ZERO WIDTH SPACE}1"]
)
async def test_words_and_addresses_are_no_ticket(office: World, ticket: str) -> None:
    anna = await everybody(office)
    alice = await office.staff("alice")

    with pytest.raises(ValueError, match="ticket is given"):
        adjustment(anna, ticket=ticket)
    with pytest.raises(Invalid, match="ticket is given"):
        async with office.work() as work:
            await players.reveal(work, alice, players.Reveal(anna, MaskedField.EMAIL, players.Why.PHONE, ticket=ticket))

    assert await office.rows(tables.look_counts) == []


async def test_a_tag_taken_off_is_told_to_those_who_could_see_it(office: World) -> None:
    anna = await everybody(office)
    cora = await office.staff("cora")
    async with office.work() as work:
        await players.add_tag(work, cora, players.Tag(anna, "sar filed", Visibility.COMPLIANCE))
        await players.remove_tag(work, cora, player_id=anna, tag="sar filed")

    async with office.read() as db:
        removed = next(one for one in await audit_records.search(db, player_id=anna) if one.action == "tag.removed")
    sam, cora = await office.staff("sam"), await office.staff("cora")
    assert [audit.open_to(removed.needs, who.sees) for who in (sam, cora)] == [False, True]


@pytest.mark.every_wiring
async def test_an_error_of_the_database_repeats_no_values(office: World) -> None:
    await everybody(office)

    incomplete = insert(tables.requests).values(id=uuid4(), code="SECRET", key="anna@example.com")

    with pytest.raises(DBAPIError) as told:
        async with office.work() as work:
            await work.db.execute(incomplete)

    assert "anna@example.com" not in str(told.value).partition("DETAIL")[0]
