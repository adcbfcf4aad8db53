"""A high-priority note that a colleague of its author took back stands in every open approval; stale votes stop."""

import pytest

from core import players
from core.action import Kind
from core.approvals import ChangedSince, Decision
from core.database import tables
from core.people import Actor
from core.players import NewNote, TakenBack
from tests.support.asking import adjustment, ask, ballot, block, cast, opened
from tests.support.office import World


async def noted(office: World, who: str, player_id: int, priority: str = "high") -> TakenBack:
    actor = await office.staff(who)
    async with office.work() as work:
        note_id = await players.add_note(work, actor, NewNote(player_id, "Sold account: do not pay.", priority))
    return TakenBack(player_id, note_id, "Was mistaken")


async def taken_back(office: World, actor: Actor, note: TakenBack) -> None:
    async with office.work() as work:
        await players.withdraw_note(work, actor, note)


async def told(office: World) -> int:
    return len(await office.rows(tables.outbox, tables.outbox.c.topic == "note"))


async def lead(office: World) -> Actor:
    return await office.staff("lena", roles=("support_lead",))


@pytest.mark.parametrize("noted_first", [True, False])
@pytest.mark.parametrize("kind", [Kind.RELEASING, Kind.PROTECTIVE])
async def test_approvers_see_that_a_note_was_taken_back_and_vote_anew(
    office: World, kind: Kind, *, noted_first: bool
) -> None:
    anna, lena = await office.player("anna", cash="100 EUR"), await lead(office)
    await office.staff("sam")
    wish = adjustment(anna) if kind is Kind.RELEASING else block(anna)
    note = await noted(office, "sam", anna) if noted_first else None
    request = await ask(office, "alice", wish)
    note = note or await noted(office, "sam", anna)
    before = await opened(office, "fred" if kind is Kind.PROTECTIVE else "lena", request)

    await taken_back(office, lena, note)

    after = await opened(office, before.request.requester_person and "sam", request)
    said = [str(fact.value) for fact in after.facts if fact.key == f"note {note.note_id}"]
    assert [each.partition(" 2")[0] for each in said] == ["Taken back by Lena"]
    assert any("note" in str(change) or "Taken back by Lena" in str(change) for change in after.changed)
    decision = Decision.CONFIRM if kind is Kind.PROTECTIVE else Decision.APPROVE
    with pytest.raises(ChangedSince):
        await cast(office, "fred" if kind is Kind.PROTECTIVE else "lena", ballot(before, decision))
    assert await told(office) == 1


async def test_the_card_of_every_open_request_is_drawn_again(office: World) -> None:
    anna, lena = await office.player("anna", cash="100 EUR"), await lead(office)
    note = await noted(office, "sam", anna)
    await office.staff("carol")
    request = await ask(office, "alice", adjustment(anna))
    drawn = tables.outbox.c.subject == f"request:{request.id}"
    before = len(await office.rows(tables.outbox, drawn))

    await taken_back(office, lena, note)

    assert len(await office.rows(tables.outbox, drawn)) == before + 1


@pytest.mark.every_wiring
async def test_another_account_of_the_author_is_the_author(office: World) -> None:
    anna = await office.player("anna")
    note = await noted(office, "alice", anna)
    other = await office.staff("alice2", roles=("support",), person="alice")

    await taken_back(office, other, note)

    [row] = await office.rows(tables.player_notes)
    assert row.retracted_by is None
    assert await told(office) == 0


async def test_a_note_of_normal_priority_goes_quietly(office: World) -> None:
    anna, lena = await office.player("anna"), await lead(office)

    await taken_back(office, lena, await noted(office, "alice", anna, "normal"))

    assert await told(office) == 0
