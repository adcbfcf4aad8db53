"""Notes and tags are for those who may see them."""

from typing import Any

import pytest

from core import audit, players, tables
from core.errors import Invalid, NotAllowed, Unknown
from core.people import Visibility
from core.players import NewNote, Tag
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
    actor = await office.staff("alice")

    async with office.work() as work:
        await players.withdraw_note(work, actor, player_id=anna, note_id=note.id)

    assert (await seen_by(office, "alice", anna)).notes == ()
    with pytest.raises(Unknown):
        async with office.work() as work:
            await players.withdraw_note(work, actor, player_id=anna, note_id=note.id)


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
        await players.withdraw_note(work, cora, player_id=anna, note_id=note.id)
        await players.remove_tag(work, cora, player_id=anna, tag="reported")

    async with office.read() as db:
        told = {one.action: one for one in await audit.search(db, player_id=anna)}
    for action in ("note.withdrawn", "tag.removed"):
        assert told[action].facts["visibility"] == "compliance"
        assert audit.open_to(told[action].needs, cora.sees)
        assert not audit.open_to(told[action].needs, (await office.staff("alice")).sees)
