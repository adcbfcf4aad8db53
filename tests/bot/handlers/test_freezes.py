"""The kill switch in chat: stopped by one at once, told to whoever it concerns, let go by two."""

import pytest

from tests.support import stories
from tests.support.desk import Desk
from tests.support.stories import GIVE
from tests.support.ticketing import CARD

DESK = "/pitboss freeze desk because amounts leave for accounts nobody knows"


async def said(desk: Desk, who: str, line: str) -> str:
    answer = await desk.person(who).command(line)
    await desk.settled()
    return str(answer.message.shown)


async def test_one_sentence_freezes_the_desk_and_everybody_is_told(desk: Desk) -> None:
    told = await said(desk, "sam", DESK)

    assert "The whole desk is now frozen" in told
    alarm = await desk.fred.wait_for("The whole desk was frozen", in_="security")
    card = await desk.alice.wait_for("The whole desk is frozen", in_="approvals")
    assert "nobody knows" not in alarm.shown + card.shown
    assert [record["actor"]["person"] for record in await desk.recorded("desk.frozen")] == ["sam"]


async def test_what_is_frozen_is_refused_with_who_when_why_and_what_to_do(desk: Desk) -> None:
    await stories.stolen(desk)
    card = await stories.asked(desk, GIVE)
    await said(desk, "sam", "/pitboss freeze action adjust balance because it is used by a bot")
    assert "Action*\nAdjust balance" in (await desk.fred.wait_for("An action was frozen", in_="security")).shown

    told = await stories.refused(desk, desk.bob, "Approve", card)
    await desk.alice.command("/adjust anna42 +20 EUR goodwill because the bonus came late")
    form = await desk.alice.wait_for_form()

    assert "+00:00" not in told
    for part in ("frozen for everybody by Sam Svensson", "it is used by a bot", "Thawing it takes two people; ask"):
        assert part in told
        assert part in form.text
    assert await stories.turned_away(desk, "request.opened") == ["frozen"]


async def test_blocking_goes_on_while_the_desk_is_frozen(desk: Desk) -> None:
    await stories.stolen(desk)
    await said(desk, "sam", DESK)

    card = await stories.asked(desk, stories.BLOCK)

    assert "Confirmed" in await stories.decided(desk.fred, "Confirm", card)


async def test_a_frozen_colleague_is_told_and_can_do_nothing_until_two_have_thawed_them(desk: Desk) -> None:
    await said(desk, "sam", "/pitboss freeze @bob because his laptop was stolen")

    note = await desk.bob.wait_for("You cannot do anything here for now", dm=True)
    assert "Sam Svensson froze your access" in note.shown
    assert "laptop" not in note.shown
    assert "Person*\nBob Borg" in (await desk.fred.wait_for("A colleague was frozen", in_="security")).shown
    assert "Your staff record is frozen" in await said(desk, "bob", "/approvals")

    await desk.maya.command("/pitboss thaw @bob because he has a new laptop now")
    form = await desk.maya.wait_for_form("Thaw")
    assert "Bob Borg" in form.text
    assert "his laptop was stolen" in form.text
    await form.submit()
    card = await desk.sam.wait_for("Thaw Bob Borg", in_="approvals")
    assert "Done" in await stories.decided(desk.cora, "Approve", card)

    await desk.settled()
    assert "You can work here again" in (await desk.bob.wait_for("You can work here again", dm=True)).shown
    assert "Nothing waits" in await said(desk, "bob", "/approvals")


async def test_whoever_asked_for_the_thaw_cannot_agree_to_it(desk: Desk) -> None:
    await said(desk, "sam", DESK)
    card = await stories.asked(desk, "/pitboss thaw desk because it was a false alarm", who="maya")

    assert "You asked for this yourself" in await stories.refused(desk, desk.maya, "Approve", card)


async def test_a_freeze_without_all_its_words_opens_the_form_with_those_given(desk: Desk) -> None:
    await desk.sam.command("/pitboss freeze @bob")
    form = await desk.sam.wait_for_form("Freeze")
    assert desk.bob.id in str(form.values)

    await form.fill(Why="x")
    await form.submit()
    assert "Say why" in form.errors["Why"]
    await form.fill(Why="His laptop was stolen.")
    await form.submit()

    assert "Bob Borg is now frozen" in desk.sam.form.text


async def test_a_form_that_names_nobody_says_so_beside_the_field(desk: Desk) -> None:
    await desk.sam.command("/pitboss freeze")
    form = await desk.sam.wait_for_form("Freeze")

    await form.fill(Why="A laptop was stolen.")
    await form.submit()

    assert "Choose the colleague" in form.errors["Who, if it is a colleague"]


@pytest.mark.parametrize("who", ["alice", "bob", "olga", "mallory"])
async def test_only_who_may_freeze_freezes(desk: Desk, who: str) -> None:
    told = await said(desk, who, DESK)

    assert "You may not freeze anything. Who may:" in told
    assert await stories.turned_away(desk, "desk.frozen") == ["not_allowed"]
    assert len(await desk.recorded("desk.frozen")) == 1


async def test_what_is_frozen_is_listed_and_colleagues_only_to_those_who_may_freeze(desk: Desk) -> None:
    assert "Nothing is frozen." in await said(desk, "alice", "/pitboss frozen")
    await said(desk, "sam", DESK)
    await said(desk, "sam", "/pitboss freeze @bob because his laptop was stolen")

    alice, maya = [await said(desk, who, "/pitboss frozen") for who in ("alice", "maya")]

    assert "The whole desk" in alice
    assert "nobody knows" in alice
    assert "Bob" not in alice
    assert "Thaw The" not in alice
    assert "Bob Borg" in maya
    await desk.maya.press("Thaw Bob Borg…")
    assert await desk.maya.wait_for_form("What to thaw")


async def test_somebody_who_is_not_staff_is_not_frozen(desk: Desk) -> None:
    assert "nobody on the staff" in await said(desk, "sam", "/pitboss freeze @gus because he is here")


@pytest.mark.parametrize("line", ["block_player", "action Block player", "block player"])
async def test_protective_action_is_not_frozen_and_neither_is_one_with_a_similar_name(desk: Desk, line: str) -> None:
    told = await said(desk, "sam", f"/pitboss freeze {line} because we try it")

    assert "“Block player” cannot be frozen: protective actions and thawing stay possible." in told
    assert "Nothing is frozen." in await said(desk, "sam", "/pitboss frozen")


async def test_a_name_nearly_right_freezes_nothing_and_is_chosen_in_the_form(desk: Desk) -> None:
    await desk.sam.command("/pitboss freeze adjust_balnce because amounts leave")
    form = await desk.sam.wait_for_form("Freeze")

    assert "“adjust_balnce” fits none of the fields." in form.text
    assert "adjust_balance" in str(form.values)
    assert await desk.recorded("action.frozen") == []


async def test_card_number_in_the_reason_is_masked_and_keeps_nobody_from_freezing(desk: Desk) -> None:
    told = await said(desk, "sam", f"/pitboss freeze desk because {CARD} leaks")

    assert "The whole desk is now frozen." in told
    assert "•••• 1111 leaks" in await said(desk, "sam", "/pitboss frozen")
