"""Notes and tags are for those who may see them."""

from typing import Any
from uuid import UUID

import pytest

from core import audit, players
from core.audit import records as audit_records
from core.database import tables
from core.errors import Invalid, NotAllowed, Unknown
from core.people import Visibility
from core.players import NewNote, Tag, TakenBack
from tests.support.looking import add_note, seen_by
from tests.support.office import World


async def test_notes_and_tags_are_for_those_who_may_see_them(office: World) -> None:
    anna = await office.player("anna")
    for who, visibility in (("alice", "staff"), ("sam", "security"), ("cora", "compliance")):
        note = NewNote(anna, f"{visibility} note", priority="high", visibility=Visibility(visibility))
        await add_note(office, who, note)
        actor = await office.staff(who)
        async with office.work() as work:
            await players.add_tag(work, actor, Tag(anna, f"{visibility} tag", Visibility(visibility)))

    seen = {who: await seen_by(office, who, anna) for who in ("alice", "sam", "cora")}

    assert [note.text for note in seen["alice"].notes] == ["staff note"]
    assert {note.text for note in seen["sam"].notes} == {"staff note", "security note"}
    assert {note.text for note in seen["cora"].notes} == {"staff note", "security note", "compliance note"}
    assert seen["alice"].tags == ("staff tag",)
    assert {who: card.ask_security for who, card in seen.items()} == {"alice": True, "sam": False, "cora": False}


async def test_what_only_compliance_may_know_leaves_no_hint(office: World) -> None:
    anna, ben = await office.player("anna"), await office.player("ben")
    await add_note(office, "cora", NewNote(anna, "Reported today.", "high", Visibility.COMPLIANCE))

    card, plain = await seen_by(office, "alice", anna), await seen_by(office, "alice", ben)

    assert (card.notes, card.tags, card.blocks, card.ask_security) == ((), (), (), False)
    assert card.standing == plain.standing


async def test_a_high_note_stands_above_newer_ones(office: World) -> None:
    anna = await office.player("anna")
    await add_note(office, "alice", NewNote(anna, "Deaf: write, do not call.", priority="high"))
    for number in range(6):
        office.later(minutes=1)
        await add_note(office, "alice", NewNote(anna, f"note {number}"))

    card = await seen_by(office, "alice", anna)

    assert [note.text for note in card.notes][:2] == ["Deaf: write, do not call.", "note 5"]


async def test_a_withdrawn_note_leaves_the_card(office: World) -> None:
    anna = await office.player("anna")
    await add_note(office, "alice", NewNote(anna, "Wrong player"))
    note = (await seen_by(office, "alice", anna)).notes[0]

    await _withdraw(office, "alice", anna, note.id)

    assert (await seen_by(office, "alice", anna)).notes == ()
    with pytest.raises(Unknown):
        await _withdraw(office, "alice", anna, note.id)
    [row] = await office.rows(tables.records, tables.records.c.action == "note.withdrawn")
    assert b"Alice" in row.content
    assert b"mistaken" not in row.content


async def test_anothers_note_is_taken_back_only_by_whoever_may_stop_a_colleague(office: World) -> None:
    anna = await office.player("anna")
    await add_note(office, "alice", NewNote(anna, "Is not to get a bonus", priority="high"))
    [note] = (await seen_by(office, "alice", anna)).notes

    with pytest.raises(NotAllowed, match="wrote this note"):
        await _withdraw(office, "carol", anna, note.id)
    with pytest.raises(NotAllowed, match="may not write notes"):
        await _withdraw(office, "olga", anna, note.id)
    await _withdraw(office, "sam", anna, note.id)

    assert (await seen_by(office, "alice", anna)).notes == ()


async def test_a_note_is_taken_back_with_a_reason_and_only_by_who_may_read_it(office: World) -> None:
    anna = await office.player("anna")
    await add_note(office, "cora", NewNote(anna, "Reported today.", visibility=Visibility.COMPLIANCE))
    [note] = (await seen_by(office, "cora", anna)).notes

    with pytest.raises(Unknown, match="no such note"):
        await _withdraw(office, "sam", anna, note.id)
    with pytest.raises(Invalid, match="Write between 1 and 500"):
        await _withdraw(office, "cora", anna, note.id, why="  ")

    assert (await seen_by(office, "cora", anna)).notes != ()


async def test_notes_and_tags_are_listed_for_their_reader(office: World) -> None:
    anna, cora = await office.player("anna"), await office.staff("cora")
    for number in range(7):
        office.later(minutes=1)
        await add_note(office, "alice", NewNote(anna, f"note {number}"))
    await add_note(office, "cora", NewNote(anna, "Reported today.", visibility=Visibility.COMPLIANCE))
    async with office.work() as work:
        await players.add_tag(work, cora, Tag(anna, "reported", Visibility.COMPLIANCE))
        await players.add_tag(work, cora, Tag(anna, "calm"))

    alice = await office.staff("alice")
    async with office.work() as work:
        first = await players.notes(work, alice, anna)
        rest = (await players.notes(work, alice, anna, at=first.notes.next)).notes
        to_cora = await players.notes(work, cora, anna)

    assert (first.notes.total, [note.text for note in first.notes]) == (7, [f"note {n}" for n in (6, 5, 4, 3, 2)])
    assert ([note.text for note in rest], rest.next) == (["note 1", "note 0"], "")
    assert [[tag.tag for tag in found.tags] for found in (first, to_cora)] == [["calm"], ["calm", "reported"]]


async def test_a_tag_that_one_may_not_see_is_not_felt_by_putting_on_the_same(office: World) -> None:
    anna = await office.player("anna")
    cora, alice = await office.staff("cora"), await office.staff("alice")
    async with office.work() as work:
        await players.add_tag(work, cora, Tag(anna, "reported", Visibility.COMPLIANCE))
        await players.add_tag(work, alice, Tag(anna, "reported"))

    seen = {who: (await seen_by(office, who, anna)).tags for who in ("alice", "cora")}
    async with office.work() as work:
        await players.remove_tag(work, alice, player_id=anna, tag="reported")

    assert seen == {"alice": ("reported",), "cora": ("reported",)}
    assert (await seen_by(office, "alice", anna)).tags == ()
    assert (await seen_by(office, "cora", anna)).tags == ("reported",)


async def test_a_tag_goes_when_taken_off(office: World) -> None:
    anna = await office.player("anna")
    actor = await office.staff("alice")
    async with office.work() as work:
        await players.add_tag(work, actor, Tag(anna, "High Roller"))
        await players.add_tag(work, actor, Tag(anna, "high roller"))
    assert (await seen_by(office, "alice", anna)).tags == ("high roller",)

    async with office.work() as work:
        await players.remove_tag(work, actor, player_id=anna, tag="High roller")

    assert (await seen_by(office, "alice", anna)).tags == ()
    with pytest.raises(Unknown, match="no tag"):
        async with office.work() as work:
            await players.remove_tag(work, actor, player_id=anna, tag="high roller")


@pytest.mark.parametrize(
    ("who", "note", "refusal"),
    [
        ("olga", {}, NotAllowed),
        ("alice", {"visibility": Visibility.SECURITY}, NotAllowed),
        ("alice", {"text": "  "}, Invalid),
        ("alice", {"text": "x" * 2_001}, Invalid),
        ("alice", {"priority": "urgent"}, Invalid),
        ("alice", {"player_id": 4711}, Unknown),
    ],
)
async def test_a_note_that_may_not_be_written_is_refused(
    office: World, who: str, note: dict[str, Any], refusal: type[Exception]
) -> None:
    anna = await office.player("anna")

    with pytest.raises(refusal):
        await add_note(office, who, NewNote(**{"player_id": anna, "text": "A note."} | note))


async def test_the_text_of_a_note_is_recorded_only_encrypted(office: World) -> None:
    anna = await office.player("anna")

    await add_note(office, "alice", NewNote(anna, "His mother called."))

    (row,) = await office.rows(tables.records, tables.records.c.action == "note.added")
    assert b"mother" not in row.content


async def test_taking_off_what_only_compliance_may_know_is_told_to_compliance_alone(office: World) -> None:
    anna, cora = await office.player("anna"), await office.staff("cora")
    await add_note(office, "cora", NewNote(anna, "Reported today.", visibility=Visibility.COMPLIANCE))
    [note] = (await seen_by(office, "cora", anna)).notes

    async with office.work() as work:
        await players.add_tag(work, cora, Tag(anna, "reported", Visibility.COMPLIANCE))
        await players.withdraw_note(work, cora, TakenBack(anna, note.id, "Was mistaken"))
        await players.remove_tag(work, cora, player_id=anna, tag="reported")

    async with office.read() as db:
        told = {one.action: one for one in await audit_records.search(db, player_id=anna)}
    for action in ("note.withdrawn", "tag.removed"):
        assert told[action].facts["visibility"] == "compliance"
        assert audit.open_to(told[action].needs, cora.sees)
        assert not audit.open_to(told[action].needs, (await office.staff("alice")).sees)


async def _withdraw(office: World, who: str, player_id: int, note_id: UUID, why: str = "Was mistaken") -> None:
    actor = await office.staff(who)
    async with office.work() as work:
        await players.withdraw_note(work, actor, TakenBack(player_id, note_id, why))
