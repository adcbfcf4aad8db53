from core.people import Visibility
from sandbox.forms import Form
from tests.support.desk import Desk
from tests.support.desk_players import note, player


async def test_note_stands_on_the_card_from_then_on(desk: Desk) -> None:
    await player(desk, "anna42")
    form = await _open(desk, "alice")

    await form.fill(text="Prefers to be called <!here> in the evening", priority="Important", visibility="All staff")
    await form.submit()

    assert "is saved" in desk.alice.form.text
    card = (await desk.bob.command("/player anna42", in_="player-desk")).message
    assert "Important note by Alice Adams" in card.shown
    assert "Prefers to be called <!here> in the evening" in card.shown
    assert card.mentions == []


async def test_text_of_a_note_lies_under_seal(desk: Desk) -> None:
    await player(desk, "anna42")
    form = await _open(desk, "alice")

    await form.fill(text="Called twice about her prize")
    await form.submit()

    [record] = await desk.recorded("note.added")
    assert record["facts"]["visibility"] == "staff"
    assert "prize" not in str(record)


async def test_who_may_read_it_is_chosen_among_what_one_sees_oneself(desk: Desk) -> None:
    await player(desk, "anna42")

    alice, cora = [(await _open(desk, who)).text for who in ("alice", "cora")]

    assert "All staff" in alice
    assert "Security and fraud" not in alice
    assert "Compliance only" in cora


async def test_empty_note_is_asked_for_beside_the_field(desk: Desk) -> None:
    await player(desk, "anna42")
    form = await _open(desk, "alice")

    await form.fill(text="   ")
    await form.submit()

    assert "Write between 1 and 2,000 characters." in form.errors["text"]


async def test_long_notes_leave_room_for_the_buttons(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    for priority in ("high", "high", "normal", "normal", "normal"):
        await note(desk, anna, "&<>" * 600, priority=priority, visibility=Visibility.STAFF)

    answer = await desk.alice.command("/player anna42", in_="player-desk")

    assert answer.error is None
    assert "Look again" in answer.message.shown


async def _open(desk: Desk, who: str) -> Form:
    person = desk.person(who)
    card = (await person.command("/player anna42", in_="player-desk")).message
    await person.press("Add a note…", on=card)
    return await person.wait_for_form("Who may read it")
