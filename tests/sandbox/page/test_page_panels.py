import pytest
from playwright.async_api import expect

from tests.sandbox.page import blocks
from tests.sandbox.page.gallery import Gallery
from tests.support.browser import Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")
OVERLAPPING = """() => {
  const parts = [...document.querySelectorAll(".brand h1, .sides, .top-tools")];
  const boxes = parts.map(each => each.getBoundingClientRect());
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return boxes.filter((a, at) => boxes.slice(at + 1).some(b => meet(a, b))).length;
}"""
"""How many parts of the bar on top lie over another."""


async def test_a_story_seats_the_person_opens_the_place_and_types(screen: Screen) -> None:
    told = screen.page.get_by_role("complementary", name="Try this")

    await told.get_by_role("button", name="Do it: Ask for it").click()
    await told.get_by_role("button", name="Do it: Open #vault").click()

    await expect(screen.left.message("Only for you: please")).to_be_visible()
    await expect(screen.left.pane.get_by_role("button", name="Acting as Bob Brown")).to_be_visible()
    await expect(screen.right.pane.get_by_role("heading", name="vault")).to_be_visible()
    await expect(told).to_contain_text("2 of 2")


async def test_stories_stand_under_whom_they_are_for_and_open_one_at_a_time(screen: Screen) -> None:
    told = screen.page.get_by_role("complementary", name="Try this")

    assert await told.get_by_role("heading", level=3).all_inner_texts() == ["Newcomers", "Old hands"]
    await told.get_by_role("button", name="Leave again").click()
    await expect(told).to_contain_text("Say goodbye.")
    await expect(told.get_by_role("button", name="Do it: Ask for it")).to_have_count(0)
    await told.get_by_role("button", name="Do it: Say it").click()
    await expect(screen.left.message("Goodbye")).to_be_visible()


async def test_a_step_that_needs_a_press_presses_or_says_what_is_missing(screen: Screen, gallery: Gallery) -> None:
    told = screen.page.get_by_role("complementary", name="Try this")
    await told.get_by_role("button", name="Leave again").click()

    await told.get_by_role("button", name="Do it: Press it").click()
    missing = "There is no “Agree” to press on a card that says “Offer 7”. Do step 1 first."
    await expect(screen.right.notices).to_contain_text(missing)
    seven, _ = [await gallery.post(blocks.header(offer), blocks.BUTTONS) for offer in ("Offer 7", "Another")]
    await expect(screen.right.message("Another")).to_be_visible()
    await told.get_by_role("button", name="Do it: Press it").click()

    await gallery.acted(1)
    assert gallery.pressed_on[-1] == seven
    await expect(told).to_contain_text("1 of 2")


async def test_the_page_fits_a_narrow_window_with_and_without_its_stories(screen: Screen) -> None:
    told = screen.page.get_by_role("complementary", name="Try this")
    await screen.page.set_viewport_size({"width": 420, "height": 800})
    beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

    await expect(told).to_be_visible()
    assert await screen.page.evaluate(beyond) <= 0
    assert await screen.page.evaluate(OVERLAPPING) == 0, "the name of the company stands under nothing"
    pane = await screen.left.pane.bounding_box()
    assert pane
    assert pane["width"] >= 360
    await told.get_by_role("button", name="Do it: Ask for it").click()
    await expect(screen.left.message("Only for you: please")).to_be_visible()

    await screen.page.get_by_role("button", name="Hide Try this").click()
    await screen.left.say("/form")
    box = await screen.left.dialog.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 420
    assert await screen.page.evaluate(beyond) <= 0


async def test_nobody_is_shut_out_of_any_part_of_the_page(screen: Screen, gallery: Gallery) -> None:
    await gallery.post(blocks.BUTTONS)
    await screen.left.say("/secret word")
    await screen.right.open("Home")
    await expect(screen.right.pane.get_by_role("region", name="Home")).to_contain_text("Welcome")
    assert await screen.obstacles() == []
    await screen.page.get_by_role("button", name="Inspector", exact=True).click()
    await screen.left.say("/form")
    await expect(screen.left.dialog).to_be_visible()

    assert await screen.obstacles() == []


async def test_the_inspector_shows_what_was_really_sent(screen: Screen) -> None:
    await screen.page.get_by_role("button", name="Inspector", exact=True).click()
    await screen.left.say("/secret word")
    drawer = screen.page.get_by_role("region", name="Inspector")

    await drawer.get_by_role("button", name="slash_commands").click()
    await expect(drawer.get_by_role("region", name="Request")).to_contain_text('"command": "/secret"')
    await expect(drawer.get_by_role("region", name="Response")).to_contain_text("Only for you: word")
    await drawer.get_by_role("searchbox", name="Filter traffic").fill("nothing like it")
    await expect(drawer.get_by_role("button", name="slash_commands")).to_have_count(0)


async def test_the_inspector_opens_at_the_newest_call(screen: Screen, gallery: Gallery) -> None:
    for number in range(30):
        await gallery.post(text=f"message {number}")
    await screen.page.get_by_role("button", name="Inspector", exact=True).click()
    calls = screen.page.get_by_role("list", name="Traffic")

    await expect(calls.get_by_role("listitem").nth(29)).to_be_visible()
    beneath = "list => Math.round(list.scrollHeight - list.clientHeight - list.scrollTop)"
    assert await calls.evaluate(beneath) <= 1
    await calls.evaluate("list => { list.scrollTop = 0; }")
    await gallery.post(text="one more")
    await expect(calls.get_by_role("listitem").nth(30)).to_be_attached()
    assert await calls.evaluate("list => list.scrollTop") == 0


async def test_faults_are_switched_on_and_seen(screen: Screen, gallery: Gallery) -> None:
    await screen.page.get_by_role("button", name="Inspector", exact=True).click()
    await screen.page.get_by_role("button", name="Faults").click()

    await screen.page.get_by_text("Slack is down").first.click()
    await expect(screen.page.get_by_role("banner").get_by_text("Slack is down")).to_be_visible()
    latency = screen.page.get_by_role("spinbutton", name="Latency")
    await latency.fill("250")
    await latency.press("Tab")
    await expect(screen.page.get_by_role("banner").get_by_text("Latency 250 ms")).to_be_visible()

    assert gallery.slack.faults.down is True
    assert gallery.slack.faults.latency_ms == 250
