import pytest
from sqlalchemy import update

from core.database import tables
from tests.support.desk import Desk
from tests.support.desk_players import player
from tests.support.ticket_screens import card as ticket_card
from tests.support.ticket_screens import opened

QUESTION = "Why are you looking?"


def require(desk: Desk) -> None:
    """Let the office ask before every card."""
    limits = desk.office.limits.model_copy(update={"purpose": "require"})
    office = desk.office.model_copy(update={"limits": limits})
    desk.services.desk = type(desk.services.desk)(office=office, keyring=desk.services.desk.keyring)


async def becomes(desk: Desk, player_id: int, mark: str) -> None:
    """Mark a player as delicate."""
    async with desk.work() as work:
        await work.db.execute(update(tables.players).where(tables.players.c.id == player_id).values(**{mark: True}))


async def test_card_asks_once_and_is_drawn_again_without_the_question(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    card = (await desk.alice.command("/player anna42", in_="player-desk")).message
    asked = card.shown

    await desk.alice.choose("The player is on the phone", on=card)
    await desk.settled()

    [now] = [message for message in desk.alice.messages("player-desk") if "anna42 ·" in message.shown]
    assert QUESTION in asked
    assert QUESTION not in now.shown
    [given] = await desk.recorded("purpose.given")
    assert (given["player"], given["facts"]) == (str(anna), {"purpose": "phone"})
    seen = [record["facts"] for record in await desk.recorded("player.viewed")]
    assert seen == [{"by": "username"}, {"by": "purpose", "purpose": "phone"}]


async def test_purpose_lasts_a_quarter_of_an_hour(desk: Desk) -> None:
    await player(desk, "anna42")
    await desk.alice.choose("Answering an e-mail", on=(await desk.alice.command("/player anna42")).message)
    await desk.settled()

    desk.advance(minutes=14)
    meanwhile = (await desk.alice.command("/player anna42")).message.shown
    colleague = (await desk.bob.command("/player anna42")).message.shown
    desk.advance(minutes=2)
    later = (await desk.alice.command("/player anna42")).message.shown

    assert [QUESTION in shown for shown in (meanwhile, colleague, later)] == [False, True, True]


@pytest.mark.parametrize("mark", ["vip", "watched", "staff_owned"])
async def test_delicate_account_is_shown_only_after_the_reason(desk: Desk, mark: str) -> None:
    anna = await player(desk, "anna42", **{mark: True})

    message = (await desk.alice.command("/player anna42", in_="player-desk")).message
    asked, before = message.shown, await desk.recorded("player.viewed")
    await desk.alice.choose("Working on a ticket", on=message)
    await desk.settled()

    assert f"Player {anna} is shown once you say why" in asked
    for secret in ("anna42", "Anna", "royal", "Mueller", "VIP", "Watch", "staff"):
        assert secret not in asked
    assert before == []
    assert [record["facts"] for record in await desk.recorded("purpose.asked")] == [{"by": "username"}]
    [card] = [message for message in desk.alice.messages("player-desk") if f"player {anna}" in message.shown]
    assert "Look again" in card.shown
    assert [record["facts"]["purpose"] for record in await desk.recorded("player.viewed")] == ["ticket"]


@pytest.mark.parametrize("mark", ["", "vip", "watched", "staff_owned"])
async def test_ones_own_ticket_says_what_for_unless_the_account_is_delicate(desk: Desk, mark: str) -> None:
    anna = await player(desk, "anna42")
    await opened(desk, line="/ticket anna42 prize")
    await desk.alice.form.close(all_of_them=True)
    if mark:
        await becomes(desk, anna, mark)
    await desk.alice.press("Open player", on=ticket_card(desk))
    await desk.settled()
    before = await desk.recorded("purpose.given")
    await desk.alice.press("Take", on=ticket_card(desk))
    await desk.settled()

    await desk.alice.press("Open player", on=ticket_card(desk))
    await desk.settled()

    assert before == [], "nobody has the ticket yet, so it is no answer"
    shown = desk.alice.messages("support")[-1].shown
    assert (QUESTION in shown) is bool(mark)
    given = [(each["player"], each["ticket"], each["facts"]) for each in await desk.recorded("purpose.given")]
    assert given == ([] if mark else [(str(anna), "T-1001", {"purpose": "ticket"})])


async def test_office_that_requires_a_reason_takes_no_ticket_for_one(desk: Desk) -> None:
    await player(desk, "anna42")
    await opened(desk, line="/ticket anna42 prize")
    await desk.alice.form.close(all_of_them=True)
    require(desk)
    await desk.alice.press("Take", on=ticket_card(desk))
    await desk.settled()

    await desk.alice.press("Open player", on=ticket_card(desk))
    await desk.settled()

    assert "is shown once you say why you are looking" in desk.alice.messages("support")[-1].shown
    assert await desk.recorded("purpose.given") == []


async def test_required_reason_comes_before_every_card(desk: Desk) -> None:
    await player(desk, "anna42")
    require(desk)

    asked = (await desk.alice.command("/player anna42", in_="player-desk")).message

    assert "is shown once you say why you are looking" in asked.shown
    assert "anna42" not in asked.shown


@pytest.mark.parametrize("why", ["phone", "she called: an e-mail, twice", "Ticket."])
async def test_sentence_says_what_for(desk: Desk, why: str) -> None:
    await player(desk, "anna42", vip=True)

    await desk.alice.command(f"/player anna42 because {why}", in_="player-desk")

    card = await desk.alice.wait_for("anna42 · player", in_="player-desk")
    assert QUESTION not in card.shown
    assert len(await desk.recorded("purpose.given")) == 1


async def test_sentence_that_says_nothing_known_is_refused_with_the_words_there_are(desk: Desk) -> None:
    await player(desk, "anna42")

    shown = (await desk.alice.command("/player anna42 because I like her")).message.shown

    assert "phone, chat, email, ticket, check or internal" in shown
    assert "anna42 ·" not in shown


async def test_who_may_not_look_gives_no_purpose(desk: Desk) -> None:
    await player(desk, "anna42")

    shown = (await desk.mallory.command("/player anna42 because phone")).message.shown

    assert "You may not look at players" in shown
    assert await desk.recorded("purpose.given") == []
    assert [record["outcome"] for record in await desk.recorded("player.searched")] == ["refused"]


@pytest.mark.parametrize(
    "line", ["/block anna42", "/adjust anna42 +5 EUR because late", "/unblock anna42", "/activity anna42 7d"]
)
async def test_every_screen_of_a_delicate_account_asks_the_purpose_first(desk: Desk, line: str) -> None:
    anna = await player(desk, "anna42", vip=True)

    await desk.alice.command(line, in_="player-desk")
    asked = await desk.alice.wait_for("is shown once you say why", in_="player-desk")

    command = line.partition(" ")[0]
    assert (f"Then type {command} again." in asked.shown) is (command != "/activity"), "that page comes by itself"
    assert desk.alice.form is None
    for secret in ("anna42", "Anna", "royal", "Mueller", "VIP"):
        assert secret not in asked.shown
    assert [record["outcome"] for record in await desk.recorded("purpose.asked")] == ["refused"]
    await desk.alice.choose("The player is on the phone", on=asked)
    await desk.settled()
    assert f"player {anna}" in desk.alice.messages("player-desk")[-1].shown
    assert [record["player"] for record in await desk.recorded("purpose.given")] == [str(anna)]


async def test_form_of_a_card_asks_the_purpose_in_its_own_place(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    card = (await desk.alice.command("/player anna42", in_="player-desk")).message
    await becomes(desk, anna, "vip")

    await desk.alice.press("Block…", on=card)

    await desk.alice.wait_for("is shown once you say why", in_="player-desk")
    assert desk.alice.form is None
