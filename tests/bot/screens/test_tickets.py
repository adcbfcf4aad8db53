"""Tickets as people see them: /ticket, the card in the support channel, its buttons and forms."""

import re

import pytest
from sqlalchemy import select

from core import tickets
from core.database import tables
from core.tickets import NewTicket
from sandbox.messages import Message
from tests.support import house
from tests.support.desk import Desk
from tests.support.ticket_screens import CODE, WANTED, card, form_of, opened, told
from tests.support.ticketing import CARD


async def test_ticket_is_opened_by_the_form_and_stands_in_the_support_channel(desk: Desk) -> None:
    anna = await house.anna(desk)

    said = await opened(
        desk, line="/ticket anna42 prize of the late tournament", text="She won on Friday.\nNothing came."
    )

    assert f"Ticket {CODE} is open, in Support." in said
    head = card(desk)
    assert f"{CODE} · Bonus · normal" in head.shown
    assert f"*Player*\n{anna}" in head.shown
    assert "Waits in Support for somebody to take it" in head.shown
    assert "Friday" not in head.shown, "free text stands in the thread, not on the card"
    assert "anna" not in head.shown.casefold()
    assert head.text == f"Ticket {CODE} is open."
    [first] = desk.maya.thread(head)
    assert "She won on Friday." in first.shown
    assert desk.slack.traffic.notes == []


async def test_sentence_fills_the_form_in(desk: Desk) -> None:
    await house.anna(desk)

    form = await form_of(desk, "alice", "/ticket anna42 prize of the late tournament")

    assert form.values["text"]["ticket:text"]["value"] == "prize of the late tournament"
    assert "1 · anna42" in form.text


async def test_whoever_names_no_player_is_told_in_the_form(desk: Desk) -> None:
    form = await form_of(desk, "alice", "/ticket nobody42 prize of the late tournament")

    assert "No player yet." in form.text
    assert form.values["text"]["ticket:text"]["value"] == "nobody42 prize of the late tournament"


@pytest.mark.parametrize("line", ["foo", "foo bar", "Where is my bonus?"])
async def test_what_names_no_player_stands_whole_in_the_text_of_the_ticket(desk: Desk, line: str) -> None:
    form = await form_of(desk, "alice", f"/ticket {line}")

    assert "No player yet." in form.text
    assert form.values["text"]["ticket:text"]["value"] == line


@pytest.mark.parametrize("number", ["+356 9912 4471", "(+356) 9912-4471", "00356 9912 4471"])
async def test_a_phone_number_before_the_text_of_a_ticket_names_the_player(desk: Desk, number: str) -> None:
    await house.world(desk).player("anna42", phone="+35699124471")

    form = await form_of(desk, "alice", f"/ticket {number} wants her money")

    assert "1 · anna42" in form.text
    assert form.values["text"]["ticket:text"]["value"] == "wants her money"


async def test_the_number_of_a_ticket_alone_offers_that_ticket(desk: Desk) -> None:
    await house.anna(desk)
    await opened(desk, line="/ticket anna42 prize")

    form = await form_of(desk, "alice", f"/ticket {CODE.removeprefix('T-')}")
    assert form.values["text"]["ticket:text"]["value"] == CODE.removeprefix("T-")
    await form.press(f"/ticket {CODE}")
    await desk.settled()

    assert CODE in desk.alice.form.text


async def test_card_number_is_caught_beside_the_field_and_what_was_typed_stays(desk: Desk) -> None:
    form = await form_of(desk, "alice")
    await form.fill(category="Payment", text=f"My card is {CARD}, help")
    await form.submit()

    assert "Write instead: “My card is •••• 1111, help”" in form.errors["text"]
    assert form.values["text"]["ticket:text"]["value"] == f"My card is {CARD}, help"
    async with desk.look() as work:
        assert (await work.db.execute(select(tables.tickets))).all() == []


async def test_card_number_in_the_command_is_masked_before_the_form_opens(desk: Desk) -> None:
    await house.anna(desk)

    form = await form_of(desk, "alice", f"/ticket anna42 paid with {CARD} twice")

    assert form.values["text"]["ticket:text"]["value"] == "paid with •••• 1111 twice"
    assert "A card number stood in these words and is masked here." in form.text


async def test_words_of_harm_are_said_to_have_raised_the_priority(desk: Desk) -> None:
    said = await opened(desk, text="He wrote that he wants to end my life over it.")

    assert "Its priority is urgent, because the words speak of harm." in said
    assert "urgent" in card(desk).shown


async def test_lists_say_what_there_is_and_open_each(desk: Desk) -> None:
    empty = await desk.alice.command("/ticket mine", in_="player-desk")
    for _ in range(9):
        await opened(desk)
        await desk.alice.form.close(all_of_them=True)
    await desk.alice.press("Take", on=card(desk))
    await desk.settled()

    mine, queue = [await desk.alice.command(f"/ticket {which}", in_="player-desk") for which in ("mine", "queue")]
    everything = await desk.alice.command("/ticket all", in_="player-desk")

    assert "You have no open ticket." in empty.text
    assert "Your tickets: 1" in mine.text
    assert "Tickets that wait for somebody: 8" in queue.text
    assert "Page 1 of 2 · 9 in all" in everything.text
    await desk.alice.press("1 more", on=everything.message)
    await desk.settled()
    assert desk.alice.sees("Page 2 of 2")
    assert CODE in (await desk.alice.command("/ticket t-1001", in_="player-desk")).text


@pytest.mark.parametrize("where", ["/ticket all", "player"])
async def test_lists_turn_both_ways_in_their_place(desk: Desk, where: str) -> None:
    anna = await house.anna(desk)
    async with desk.work() as work:
        alice = await house.actor(desk, "alice")
        for number in range(17):
            new = NewTicket(text="The prize never came.", category="bonus", key=str(number), player_id=anna)
            await tickets.open(work, alice, new)
    await desk.settled()
    if where == "player":
        await desk.alice.command("/activity anna42", in_="player-desk")
        await desk.alice.press("Tickets", on=desk.alice.messages("player-desk")[-1])
        await desk.settled()
    else:
        await desk.alice.command(where, in_="player-desk")

    for label, page in (("9 more", 2), ("1 more", 3), ("Back", 2), ("Back", 1)):
        await desk.alice.press(label, on=listed(desk))
        await desk.settled()
        assert f"Page {page} of 3 · 17 in all" in listed(desk).shown


def listed(desk: Desk) -> Message:
    [message] = [one for one in desk.alice.messages("player-desk") if "Open tickets" in one.shown]
    return message


async def test_what_only_security_may_see_is_never_posted_and_does_not_exist_for_others(desk: Desk) -> None:
    await opened(desk, "sam", visibility="Security and fraud only", text="Inside job?")

    assert not desk.maya.sees(CODE, in_="support")
    assert "There is no ticket T-1001" in (await desk.alice.command("/ticket T-1001", in_="player-desk")).text
    assert "Inside job?" in (await desk.sam.command("/ticket T-1001", in_="player-desk")).text
    assert "No ticket is open." in (await desk.alice.command("/ticket all", in_="player-desk")).text


async def test_posted_ticket_that_becomes_secret_is_emptied(desk: Desk) -> None:
    await house.anna(desk)
    await opened(desk, line="/ticket anna42 prize")
    head = card(desk)
    assert desk.maya.sees("The prize never came.", in_="support")
    answer = await desk.sam.command("/ticket T-1001", in_="player-desk")
    await desk.sam.press("File…", on=answer.message)
    form = await desk.sam.wait_for_form()
    await form.fill(visibility="Security and fraud only")
    await form.submit()
    await desk.settled()

    assert "is for security and fraud only now." in told(desk, "sam")
    assert "is not shown here" in head.shown
    assert "Player" not in head.shown
    assert not desk.maya.sees("The prize never came.", in_="support")


async def test_channel_that_strangers_read_shows_no_ticket(desk: Desk) -> None:
    desk.slack.join("mallory", "support")

    await opened(desk)

    assert "is not shown here" in card(desk).shown
    assert not desk.maya.sees("The prize never came.", in_="support")


async def test_message_is_taken_over_with_its_author_and_its_address(desk: Desk) -> None:
    message = await desk.maya.say(f"anna42 says her card {CARD} was charged & nothing came", in_="player-desk")

    await desk.alice.message_shortcut("ticket:from_message", on=message)
    form = await desk.alice.wait_for_form(WANTED)
    assert form.values["text"]["ticket:text"]["value"] == "anna42 says her card •••• 1111 was charged & nothing came"
    await form.fill(category="Payment")
    await form.submit()
    await desk.settled()

    answer = await desk.alice.command("/ticket T-1001", in_="player-desk")
    assert "Maya Micallef" in answer.text
    assert re.search(r"https://lucky-seven\.slack\.com/archives/C0DESK/p\d+", answer.text)


async def test_message_of_40_000_characters_says_how_much_of_it_fits(desk: Desk) -> None:
    message = await desk.maya.say(("words " * 7_000)[:40_000], in_="player-desk")

    await desk.alice.message_shortcut("ticket:from_message", on=message)
    form = await desk.alice.wait_for_form(WANTED)
    assert "The first 3,000 of 40,000 characters fit here" in form.text
    await form.fill(category="Payment")
    await form.submit()
    await desk.settled()

    assert f"Ticket {CODE} is open" in told(desk)
    assert card(desk).shown


@pytest.mark.parametrize(
    ("who", "line", "told"),
    [
        ("mallory", "/ticket", "You may not work on tickets."),
        ("olga", "/ticket anna42 something", "You may not work on tickets."),
        ("mallory", "/ticket mine", "You may not look at tickets."),
        ("alice", "/ticket T-4711", "There is no ticket T-4711"),
        ("alice", "/ticket help", "lists what you have to work on"),
        ("gus", "/ticket", "not on the staff"),
    ],
)
async def test_what_is_not_possible_is_said(desk: Desk, who: str, line: str, told: str) -> None:
    in_ = "general" if who in {"mallory", "gus"} else "player-desk"
    answer = await desk.person(who).command(line, in_=in_)

    assert told in answer.text


async def test_mention_answers_and_opens_no_form(desk: Desk) -> None:
    await opened(desk)
    await desk.maya.say(f"<@{desk.slack.state.workspace.app.bot_user}> ticket {CODE}", in_="support")
    await desk.settled()
    assert desk.maya.sees("The prize never came.", in_="support")

    await desk.maya.say(f"<@{desk.slack.state.workspace.app.bot_user}> ticket anna42 prize", in_="support")
    await desk.settled()

    assert desk.maya.sees("Slack opens no form from a message.", in_="support")


async def test_record_of_a_look_counts_what_its_page_showed_and_no_other(desk: Desk) -> None:
    for number in range(9):
        await opened(desk, "cora", text=f"Case {number}.", **({"visibility": "Compliance only"} if number == 8 else {}))

    await desk.cora.command("/ticket queue")

    [listed] = await desk.recorded("ticket.listed")
    assert (listed["facts"]["count"], listed["facts"]["for"]) == (8, [{"visibility": "staff"}])
