"""The thread of a ticket and its record stay in step, whatever is written, changed or taken away there."""

import pytest

from core import outbox, staff, tickets
from core.database import tables
from core.tickets import TicketMessage
from sandbox.messages import Message as Posted
from tests.support import stories
from tests.support.desk import Desk
from tests.support.ticket_screens import CODE, card, on_card, opened, press, private
from tests.support.ticketing import CARD


async def kept(desk: Desk) -> list[TicketMessage]:
    """What the ticket holds, its first words aside."""
    async with desk.look() as work:
        [maya] = await staff.by_account(work.db, desk.maya.id, office=work.office, now=work.now)
        [ticket] = await tickets.at_work(work.db, actor=maya.actor)
        return list(await tickets.messages(work.db, ticket.id))[1:]


async def wrote(desk: Desk, text: str, *, who: str = "maya") -> Posted:
    """Let somebody write in the ticket's thread."""
    said = await desk.person(who).say(text, in_="support", thread=card(desk))
    await desk.settled()
    return said


async def test_reply_in_the_thread_becomes_a_note(desk: Desk) -> None:
    await opened(desk)

    await wrote(desk, "She called & asked again.")

    [note] = await kept(desk)
    assert (note.kind, note.author_name, note.text) == ("note", "Maya Micallef", "She called & asked again.")
    assert len(desk.maya.thread(card(desk))) == 2, "what stands there is not posted there again"


async def test_event_delivered_twice_is_one_note(desk: Desk) -> None:
    await opened(desk)
    desk.slack.faults.set(duplicate=True, only="message")

    await wrote(desk, "She called again.")

    assert len(await kept(desk)) == 1


async def test_card_number_in_the_thread_is_kept_masked_and_its_author_told_alone(desk: Desk) -> None:
    await opened(desk)

    await wrote(desk, f"Her card is {CARD}.")

    [note] = await kept(desk)
    assert note.text == "Her card is •••• 1111."
    told = [each for each in desk.maya.messages("support") if "Please delete it" in each.shown]
    assert [each.ephemeral_to for each in told] == [desk.maya.id]
    assert not desk.alice.sees("Please delete it", in_="support")


async def test_text_of_40_000_characters_with_a_card_number_edited_and_deleted(desk: Desk) -> None:
    await opened(desk)
    long = f"{'word ' * 100}{CARD} {'more ' * 8000}"[:40_000]

    said = await wrote(desk, long)
    [first] = await kept(desk)
    await desk.maya.edit(said, f"Shorter now, still {CARD}.")
    await desk.settled()
    [second] = await kept(desk)
    await desk.maya.delete(said)
    await desk.settled()
    [gone] = await kept(desk)

    assert len(first.text) == tickets.LONGEST
    assert CARD not in first.text
    assert desk.maya.sees("Your message is too long for a ticket", in_="support")
    assert second.text == "Shorter now, still •••• 1111."
    assert (gone.deleted_at is not None, gone.text) == (True, second.text)
    async with desk.look() as work:
        assert await tickets.edits(work.db, gone.id) == (first.text, second.text)
    assert [record["action"] for record in await desk.recorded("ticket.note_deleted")] == ["ticket.note_deleted"]
    for who, seen in (("alice", False), ("olga", True)):
        answer = await desk.person(who).command(f"/ticket {CODE}", in_="player-desk")
        assert ("Shorter now" in answer.text) is seen


async def test_messages_elsewhere_are_not_looked_at(desk: Desk) -> None:
    await opened(desk)
    elsewhere = await desk.maya.say("A thread of another kind", in_="support")

    await desk.maya.say("not for a ticket", in_="support", thread=elsewhere)
    await desk.maya.say("nor this", in_="player-desk")
    await desk.maya.edit(elsewhere, "A thread of yet another kind")
    await desk.maya.delete(elsewhere)
    await desk.settled()

    assert await kept(desk) == []


async def test_whoever_may_not_work_on_tickets_is_told_that_it_is_not_kept(desk: Desk) -> None:
    desk.slack.join("olga", "support")
    await opened(desk)

    await wrote(desk, "I only watch.", who="olga")

    assert await kept(desk) == []
    assert desk.olga.sees("This was not added to the ticket. You may not work on tickets.", in_="support")


async def test_stranger_in_the_channel_is_not_answered(desk: Desk) -> None:
    desk.slack.join("gus", "support")
    await opened(desk)
    before = len(desk.gus.messages("support"))

    await wrote(desk, "Hello?", who="gus")

    assert await kept(desk) == []
    assert len(desk.gus.messages("support")) == before + 1


async def test_head_of_the_thread_stays_where_it_is_when_slack_lost_our_posts_reply(desk: Desk) -> None:
    await opened(desk)
    desk.slack.faults.set(lose_reply=1, only="chat.postMessage")
    await desk.alice.form.close(all_of_them=True)
    await desk.alice.press("Note…", on=card(desk))
    form = await desk.alice.wait_for_form()
    await form.fill(text="Asked the provider.")
    await form.submit()
    await desk.settled()
    await stories.recovered(desk, minutes=2)

    notes = [each for each in desk.maya.thread(card(desk)) if "Asked the provider." in each.shown]
    assert len(notes) == 1


async def unremembered(desk: Desk) -> Posted:
    """Open a ticket and leave it as a process does that dies between posting the card and remembering where it is."""
    await opened(desk)
    async with desk.work() as work:
        await work.db.execute(tables.posted_messages.delete().where(tables.posted_messages.c.place == "thread"))
        [sent] = await work.db.execute(tables.outbox.select().where(tables.outbox.c.topic == "ticket"))
        await outbox.send(work, tickets.TICKET_CHANGED, tickets.TicketBody.model_validate(sent.body))
        await outbox.claim(work)
    return card(desk)


async def test_words_said_before_the_card_was_remembered_are_kept_as_they_read_by_then(desk: Desk) -> None:
    head = await unremembered(desk)
    said = await desk.maya.say("She called.", in_="support", thread=head)
    await desk.settled()
    assert await kept(desk) == []
    await desk.maya.edit(said, f"She called about {CARD}.")
    await stories.recovered(desk, minutes=2)

    [note] = [one for one in await kept(desk) if one.kind == "note"]
    assert (note.text, note.author_name) == ("She called about •••• 1111.", "Maya Micallef")
    assert desk.maya.sees("Please delete it", in_="support")
    assert card(desk) is head


async def test_words_said_before_the_card_was_remembered_outlive_the_process(desk: Desk) -> None:
    head = await unremembered(desk)
    await desk.maya.say("She called.", in_="support", thread=head)
    await desk.settled()

    async with desk.look() as work:
        waits = (await work.db.execute(tables.outbox.select().where(tables.outbox.c.topic == "ticket_heard"))).all()
    assert [set(one.body) for one in waits] == [{"channel", "thread", "ts"}], "a row that holds no words"


async def test_words_taken_away_before_the_card_was_remembered_and_strangers_words_are_not_kept(desk: Desk) -> None:
    desk.slack.join("gus", "support")

    head = await unremembered(desk)
    said = await desk.maya.say("Wrong thread.", in_="support", thread=head)
    await desk.gus.say("Hello?", in_="support", thread=head)
    await desk.settled()
    await desk.maya.delete(said)
    await stories.recovered(desk, minutes=2)

    assert await kept(desk) == []
    async with desk.look() as work:
        left = await work.db.execute(tables.outbox.select().where(tables.outbox.c.done_at.is_(None)))
        assert left.all() == []


async def test_other_threads_are_not_waited_for_once_every_card_stands(desk: Desk) -> None:
    await opened(desk)
    elsewhere = await desk.maya.say("Lunch?", in_="support")
    await desk.alice.say("Yes.", in_="support", thread=elsewhere)
    await desk.settled()

    async with desk.look() as work:
        heard = await work.db.execute(tables.outbox.select().where(tables.outbox.c.topic == "ticket_heard"))
        assert heard.all() == []


async def test_other_threads_are_waited_for_no_longer_than_cards_are(desk: Desk) -> None:
    await unremembered(desk)
    elsewhere = await desk.maya.say("Lunch?", in_="support")
    await desk.alice.say("Yes.", in_="support", thread=elsewhere)
    await desk.settled()
    await stories.recovered(desk, minutes=3)

    assert await kept(desk) == []
    async with desk.look() as work:
        left = await work.db.execute(tables.outbox.select().where(tables.outbox.c.done_at.is_(None)))
        assert left.all() == []


async def test_file_in_the_thread_is_noted_by_its_name_and_its_author_warned_alone(desk: Desk) -> None:
    await opened(desk)

    said = await desk.maya.share("passport.jpg", f"{CARD}.pdf", in_="support", thread=card(desk), text="Her papers.")
    await desk.settled()
    await desk.maya.edit(said, "Her papers, both.")
    await desk.settled()

    [note] = await kept(desk)
    assert note.text == "Her papers, both.\nAttached in the thread, not kept here: “passport.jpg”, “•••• 1111.pdf”."
    told = [each for each in desk.maya.messages("support") if "must not stay in Slack" in each.shown]
    assert [each.ephemeral_to for each in told] == [desk.maya.id]
    assert not desk.alice.sees("must not stay in Slack", in_="support")
    assert not [one for one in desk.slack.traffic.after() if str(one["what"]).startswith("files.")]


async def test_file_alone_is_a_note_and_one_that_was_taken_away_is_said_to_be(desk: Desk) -> None:
    await opened(desk)
    said = await desk.maya.share("statement.pdf", in_="support", thread=card(desk))
    await desk.settled()
    [note] = await kept(desk)
    assert note.text == "Attached in the thread, not kept here: “statement.pdf”."

    said.files = [{"id": "F1", "mode": "tombstone"}]
    await desk.maya.edit(said, "")
    await desk.settled()

    [note] = await kept(desk)
    assert note.text == "Attached in the thread, not kept here: a file that was deleted."


async def test_words_on_a_solved_ticket_are_kept_and_offer_to_reopen_it_but_thanks_do_not(desk: Desk) -> None:
    await opened(desk)
    await on_card(desk, "alice", "Solve…", text="Paid by hand.")

    await wrote(desk, "Thanks a lot!")
    assert not desk.maya.sees("is solved. Your message was added", in_="support")
    await wrote(desk, "She says that it came to the wrong wallet.")
    [asked] = [each for each in desk.maya.messages("support") if "is solved. Your message was added" in each.shown]
    assert asked.ephemeral_to == desk.maya.id
    assert "Solved" in card(desk).shown
    await desk.maya.press("Reopen…", on=asked)
    form = await desk.maya.wait_for_form()
    await form.fill(text="The wrong wallet.")
    await form.submit()
    await desk.settled()

    assert "In progress" in card(desk).shown
    assert "She says that it came to the wrong wallet." in [one.text for one in await kept(desk)]


@pytest.mark.parametrize(
    ("words", "state"), [("Thank you!", "Solved"), ("It came to the wrong wallet.", "In progress")]
)
async def test_players_words_noted_on_a_solved_ticket_reopen_it_unless_they_are_thanks(
    desk: Desk, words: str, state: str
) -> None:
    await opened(desk)
    await on_card(desk, "alice", "Solve…", text="Paid by hand.")
    await private(desk, "maya")

    await press(desk, "maya", "Note…", text=words, whose="The player's, who wrote or called")

    assert state in card(desk).shown
