"""What is written in a ticket's thread is kept with it: once, masked, cut, and with what it said before."""

import asyncio

import pytest

from core import tickets
from core.database import tables
from core.errors import NotAllowed
from core.people import PITBOSS
from core.tickets import NotNow, ThreadNote, Ticket, Written
from tests.support.office import World
from tests.support.ticketing import CARD, do, now, said, ticket

pytestmark = pytest.mark.every_wiring

FIRST = "1777816800.000100"


async def written(office: World, of: Ticket, text: str, *, who: str = "alice", ts: str = FIRST) -> ThreadNote | None:
    actor = await office.staff(who)
    async with office.work() as work:
        return await tickets.in_thread(work, actor, of.id, Written(channel="C0SUPPORT", ts=ts, text=text))


async def edited(office: World, text: str, *, ts: str = FIRST) -> ThreadNote | None:
    actor = await office.staff("alice")
    async with office.work() as work:
        return await tickets.edited(work, actor, Written(channel="C0SUPPORT", ts=ts, text=text))


async def test_words_from_the_thread_become_a_note_once(office: World) -> None:
    mine = await ticket(office)

    kept = await asyncio.gather(*(written(office, mine, "She called again.") for _ in range(4)))

    assert sum(one is not None for one in kept) == 1
    assert [(one.kind, one.text, one.author_name) for one in (await said(office, mine))[1:]] == [
        ("note", "She called again.", "Alice"),
    ]
    assert await office.rows(tables.outbox, tables.outbox.c.topic == "ticket_message") != []
    posted = [
        row.body["message_id"] for row in await office.rows(tables.outbox, tables.outbox.c.topic == "ticket_message")
    ]
    assert str((await said(office, mine))[1].id) not in posted, "what stands in the thread is not posted there again"


async def test_card_number_in_the_thread_is_kept_masked(office: World) -> None:
    mine = await ticket(office)

    kept = await written(office, mine, f"Her card is {CARD}.")

    assert kept is not None
    assert kept.masked == "a card number"
    assert (await said(office, mine))[1].text == "Her card is •••• 1111."


async def test_text_of_40_000_characters_is_cut_with_a_sentence(office: World) -> None:
    mine = await ticket(office)
    text = f"{'word ' * 1000}{CARD} {'more ' * 7000}"

    kept = await written(office, mine, text[:40_000])

    text = (await said(office, mine))[1].text
    assert kept is not None
    assert (kept.cut, kept.masked) == (True, "a card number")
    assert len(text) == tickets.LONGEST
    assert text.endswith("characters were written; the rest stands in the thread alone.)")
    assert "1111 1111" not in text


async def test_edits_and_deletions_are_kept(office: World) -> None:
    mine = await ticket(office)
    await written(office, mine, "She called.")

    await edited(office, f"She called about {CARD}.")
    unchanged = await edited(office, f"She called about {CARD}.")
    async with office.work() as work:
        await tickets.deleted(work, PITBOSS, channel="C0SUPPORT", ts=FIRST)
        again = await tickets.deleted(work, PITBOSS, channel="C0SUPPORT", ts=FIRST)

    note = (await said(office, mine))[1]
    assert (unchanged, again) == (None, None)
    assert (note.text, note.deleted_at, note.edited_at) == ("She called about •••• 1111.", office.now, office.now)
    async with office.read() as db:
        assert await tickets.edits(db, note.id) == ("She called.", "She called about •••• 1111.")
    rows = await office.rows(tables.records, tables.records.c.module == "tickets")
    assert sorted(row.action for row in rows)[1:] == ["ticket.note_edited", "ticket.noted", "ticket.opened"]
    assert not any(b"called" in row.content for row in rows)


async def test_edits_and_deletions_of_other_messages_are_nothing_of_ours(office: World) -> None:
    await ticket(office)

    assert await edited(office, "Something.", ts="1.1") is None
    async with office.work() as work:
        assert await tickets.deleted(work, PITBOSS, channel="C0SUPPORT", ts="1.1") is None


async def test_words_of_harm_in_the_thread_raise_the_priority_and_say_so(office: World) -> None:
    mine = await ticket(office)
    await do(office, "alice", tickets.take, mine)

    await written(office, mine, "He says he wants to kill myself, his words.")

    assert (await now(office, mine)).priority == "urgent"
    assert (await said(office, mine))[-1].text == "Raised to urgent: the words speak of harm."
    [told] = await office.rows(tables.outbox, tables.outbox.c.topic == "ticket_told")
    assert "raised to urgent" in told.body["text"]


async def test_who_may_not_work_on_tickets_adds_nothing_and_neither_does_anybody_to_a_closed_one(office: World) -> None:
    mine = await ticket(office)

    with pytest.raises(NotAllowed):
        await written(office, mine, "I only watch.", who="olga")
    await do(office, "alice", tickets.solve, mine, how="Paid.")
    await written(office, mine, "thanks", ts="1.2")
    assert (await now(office, mine)).state == "solved"
    await do(office, "alice", tickets.close, mine)
    with pytest.raises(NotNow):
        await written(office, mine, "Afterthought.", ts="1.3")
