from core.people import Visibility
from sandbox.forms import Form
from sandbox.messages import Message
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


async def test_ones_own_note_is_taken_back_with_a_reason(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await note(desk, anna, "Called about <!channel>", by="alice")
    listed = await _listed(desk, "alice")
    assert f"Notes on player {anna}: 1" in listed.shown
    assert listed.mentions == []

    await desk.alice.press("Take back…", on=listed)
    form = await desk.alice.wait_for_form("Called about")
    await form.fill(why="It was about another player")
    await form.submit()

    assert "is taken back" in desk.alice.form.text
    assert f"No note on player {anna}." in (await _listed(desk, "alice")).shown
    [record] = await desk.recorded("note.withdrawn")
    assert record["facts"]["by"] == "Alice Adams"
    assert "another player" not in str(record)


async def test_a_note_is_not_taken_back_without_saying_why(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await note(desk, anna, "Called twice", by="alice")
    await desk.alice.press("Take back…", on=await _listed(desk, "alice"))
    form = await desk.alice.wait_for_form("Called twice")

    await form.fill(why="   ")
    await form.submit()

    assert "Write between 1 and 500 characters." in form.errors["why"]
    assert "Called twice" in (await _listed(desk, "alice")).shown


async def test_anothers_note_is_offered_to_be_taken_back_only_to_whoever_may_freeze(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await note(desk, anna, "Called twice", by="alice")

    carol, sam, olga = [(await _listed(desk, who)).shown for who in ("carol", "sam", "olga")]

    assert [("Called twice" in shown, "Take back…" in shown) for shown in (carol, sam, olga)] == [
        (True, False),
        (True, True),
        (True, False),
    ]


async def test_the_author_is_told_who_took_an_important_note_back(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await note(desk, anna, "Do not pay", by="cora", priority="high")
    await desk.maya.press("Take back…", on=await _listed(desk, "maya"))
    form = await desk.maya.wait_for_form("Do not pay")

    await form.fill(why="It is settled")
    await form.submit()

    told = await desk.cora.wait_for("was taken back by Maya", dm=True)
    assert f"player {anna}" in told.shown
    assert "It is settled" in told.shown


async def test_a_note_taken_back_meanwhile_is_told(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await note(desk, anna, "Called twice", by="alice")
    seen = await _listed(desk, "alice")
    await desk.alice.press("Take back…", on=seen)
    form = await desk.alice.wait_for_form("Called twice")
    await form.fill(why="Mistaken")
    await form.submit()

    await desk.alice.press("Take back…", on=seen)

    assert await desk.alice.wait_for("There is no such note on this player", in_="player-desk")


async def test_a_forged_button_of_a_note_is_answered(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await note(desk, anna, "Called twice", by="alice")
    seen = await _listed(desk, "alice")
    for block in seen.blocks:
        for element in block.get("elements", ()):
            if element.get("action_id") == "note:take_back":
                element["value"] = f"{anna}:nonsense"

    await desk.alice.press("Take back…", on=seen)

    assert await desk.alice.wait_for("This button does not say which note", in_="player-desk")


async def test_long_lists_of_notes_are_paged(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    for number in range(7):
        await note(desk, anna, f"Called time {number}", by="alice")
        desk.advance(seconds=1)
    first = await _listed(desk, "alice")
    assert f"Notes on player {anna}: 7" in first.shown
    assert first.shown.count("Called time") == 5

    await desk.alice.press("2 more", on=first)

    page = await desk.alice.wait_for("Page 2 of 2 · 7 in all", in_="player-desk")
    assert page.shown.count("Called time") == 2


async def test_tags_are_added_and_removed(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await desk.alice.press("Add a tag…", on=await _listed(desk, "alice"))
    form = await desk.alice.wait_for_form("Add a tag")
    await form.fill(tag="High Roller", visibility="All staff")
    await form.submit()
    assert f"The tag on player {anna} is saved." in desk.alice.form.text
    await desk.alice.form.close()

    listed = await _listed(desk, "bob")
    assert "high roller" in listed.shown
    card = (await desk.bob.command("/player anna42", in_="player-desk")).message
    await desk.bob.press("More", on=card)
    assert await desk.bob.wait_for("high roller", in_="player-desk")
    await desk.bob.press("Remove…", on=listed)
    form = await desk.bob.wait_for_form("Remove the tag")
    await form.submit()

    assert "is removed" in desk.bob.form.text
    assert "No tag." in (await _listed(desk, "alice")).shown
    [record] = await desk.recorded("tag.removed")
    assert "roller" not in str(record)


async def test_a_tag_removed_meanwhile_is_told(desk: Desk) -> None:
    await player(desk, "anna42")
    await desk.alice.press("Add a tag…", on=await _listed(desk, "alice"))
    form = await desk.alice.wait_for_form("Add a tag")
    await form.fill(tag="calm")
    await form.submit()
    forms = []
    for who in (desk.bob, desk.carol):
        await who.press("Remove…", on=await _listed(desk, who.user.name))
        forms.append(await who.wait_for_form("Remove the tag"))

    for form in forms:
        await form.submit()

    assert "is removed" in desk.bob.form.text
    assert "This player has no tag “calm”." in desk.carol.form.text


async def _listed(desk: Desk, who: str) -> Message:
    person = desk.person(who)
    card = (await person.command("/player anna42", in_="player-desk")).message
    await person.press("Notes and tags", on=card)
    await desk.settled()
    return [message for message in person.messages("player-desk") if "Open player" in message.shown][-1]


async def _open(desk: Desk, who: str) -> Form:
    person = desk.person(who)
    card = (await person.command("/player anna42", in_="player-desk")).message
    await person.press("Add a note…", on=card)
    return await person.wait_for_form("Who may read it")
