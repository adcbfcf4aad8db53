import pytest
from playwright.async_api import expect

from tests.sandbox.page.gallery import Gallery
from tests.support.browser import Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")


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


async def test_the_inspector_shows_what_was_really_sent(screen: Screen) -> None:
    await screen.page.get_by_role("button", name="Inspector", exact=True).click()
    await screen.left.say("/secret word")
    drawer = screen.page.get_by_role("region", name="Inspector")

    await drawer.get_by_role("button", name="slash_commands").click()
    await expect(drawer.get_by_role("region", name="Request")).to_contain_text('"command": "/secret"')
    await expect(drawer.get_by_role("region", name="Response")).to_contain_text("Only for you: word")
    await drawer.get_by_role("searchbox", name="Filter traffic").fill("nothing like it")
    await expect(drawer.get_by_role("button", name="slash_commands")).to_have_count(0)


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
