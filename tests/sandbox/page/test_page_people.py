import pytest
from playwright.async_api import expect

from tests.sandbox.page.gallery import Gallery
from tests.support.browser import Screen
from tests.support.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_two_sides_are_two_persons(screen: Screen) -> None:
    await screen.left.say("Good morning")

    await expect(screen.right.message("Good morning")).to_contain_text("Alice Adams")
    await screen.right.say("Same to you")
    await expect(screen.left.message("Same to you")).to_contain_text("Bob Brown")


async def test_a_private_answer_shows_on_one_side_only(screen: Screen) -> None:
    await screen.left.say("/secret word")

    await expect(screen.left.message("Only for you: word")).to_contain_text("Only visible to you")
    await screen.left.say("Done")
    await expect(screen.right.message("Done")).to_be_visible()
    await expect(screen.right.message("Only for you")).to_have_count(0)


async def test_commands_are_completed_from_the_manifest(screen: Screen) -> None:
    alice = screen.left
    options = alice.pane.get_by_role("listbox", name="Commands").get_by_role("option")

    async def offered() -> bool:
        """Type it anew until the page, which may be drawn again meanwhile, has taken it."""
        await alice.composer.fill("")
        await alice.composer.fill("/se")
        return await options.count() == 1

    await until(offered)

    await alice.composer.press("Tab")

    await expect(alice.composer).to_have_value("/secret ")
    await alice.composer.press_sequentially("one")
    await alice.composer.press("Shift+Enter")
    await alice.composer.press_sequentially("two")
    await expect(alice.composer).to_have_value("/secret one\ntwo")


async def test_an_app_that_keeps_silent_is_told_as_slack_tells_it(screen: Screen) -> None:
    await screen.left.say("/silent")

    await expect(screen.left.notices).to_contain_text('/silent failed with the error "operation_timeout"')
    await expect(screen.left.composer).to_have_value("/silent")
    await expect(screen.right.notices).to_have_count(0)
    await screen.left.notices.get_by_role("button", name="Dismiss").click()
    await expect(screen.left.notices).to_have_count(0)


async def test_another_person_sits_down_and_sees_less(screen: Screen) -> None:
    await screen.right.become("Gus Guest")

    places = screen.right.pane.get_by_role("navigation", name="Conversations")
    await expect(places.get_by_role("button", name="Messages")).to_be_visible()
    await expect(places.get_by_role("button", name="vault")).to_have_count(0)
    await expect(screen.right.pane.get_by_role("button", name="Acting as Gus Guest")).to_contain_text("guest")
    assert "right=gus:app" in screen.page.url


async def test_somebody_who_sits_down_stays_in_the_channel(screen: Screen) -> None:
    await screen.left.open("vault")
    await screen.left.become("Bob Brown")

    await expect(screen.left.pane.get_by_role("heading", name="vault")).to_be_visible()
    assert "left=bob:vault" in screen.page.url


async def test_the_address_brings_everybody_back_to_their_place(screen: Screen, gallery: Gallery) -> None:
    await screen.show("bob:vault", "alice:home")

    await expect(screen.left.pane.get_by_role("heading", name="vault")).to_be_visible()
    await expect(screen.right.pane.get_by_role("region", name="Home")).to_contain_text("Welcome, U0ALICE")
    await screen.left.open("hall")
    assert "left=bob:hall&right=alice:home" in screen.page.url


async def test_a_thread_is_read_and_answered(screen: Screen, gallery: Gallery) -> None:
    await screen.left.say("A question")
    question = screen.right.message("A question")
    await question.hover()
    await question.get_by_role("button", name="Message actions").click()
    await question.get_by_role("menuitem", name="Reply in thread").click()

    await screen.right.say("/secret word")
    await expect(screen.right.notices).to_contain_text("Slash commands do not work in threads")
    await screen.right.say("An answer")

    await expect(screen.right.message("An answer")).to_be_visible()
    await screen.left.log.get_by_role("button", name="1 reply").click()
    await expect(screen.left.message("An answer")).to_contain_text("Bob Brown")


async def test_shortcuts_open_forms_and_take_messages(screen: Screen, gallery: Gallery) -> None:
    await screen.left.say("Worth keeping")
    kept = screen.right.message("Worth keeping")
    await kept.hover()
    await kept.get_by_role("button", name="Message actions").click()
    await kept.get_by_role("menuitem", name="Keep this").click()
    await screen.left.pane.get_by_role("button", name="Shortcuts").click()
    await screen.left.pane.get_by_role("menuitem", name="Open the form").click()

    await expect(screen.left.dialog).to_contain_text("Every input")
    await expect(screen.right.pane.get_by_role("status", name="Working…")).to_have_count(0)

    async def kept() -> bool:
        return gallery.kept == ["Worth keeping"]

    await until(kept)


async def test_one_pane_at_a_time_on_a_narrow_screen(screen: Screen) -> None:
    await screen.page.set_viewport_size({"width": 900, "height": 800})

    await expect(screen.right.pane).to_be_hidden()
    await screen.page.get_by_role("button", name="Bob Brown").click()
    await expect(screen.right.pane).to_be_visible()
    await expect(screen.left.pane).to_be_hidden()


async def test_a_reaction_is_seen_by_the_other_side(screen: Screen) -> None:
    await screen.left.say("All done")
    done = screen.right.message("All done")
    await done.hover()
    await done.get_by_role("button", name="Message actions").click()
    await done.get_by_role("menuitem", name="white check mark").click()

    seen = screen.left.message("All done").get_by_role("list", name="Reactions")
    await expect(seen.get_by_role("img", name="white check mark")).to_be_visible()


async def test_the_newest_message_stays_in_sight_unless_one_has_scrolled_up(screen: Screen, gallery: Gallery) -> None:
    for number in range(30):
        await gallery.post(text=f"Line {number}")
    await expect(screen.left.message("Line 29")).to_be_in_viewport()

    await screen.left.log.evaluate("node => { node.scrollTop = 0; }")
    await expect(screen.left.log.get_by_role("article").first).to_be_in_viewport()
    await screen.right.say("One more")

    await expect(screen.right.message("One more")).to_be_in_viewport()
    await expect(screen.left.message("One more")).to_be_attached()
    await expect(screen.left.message("One more")).not_to_be_in_viewport()
    await screen.left.say("And mine")
    await expect(screen.left.message("And mine")).to_be_in_viewport()
