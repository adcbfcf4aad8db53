import pytest
from playwright.async_api import expect

from tests.sandbox.page import blocks
from tests.sandbox.page.gallery import HOSTILE, Gallery
from tests.support.browser import Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_words_are_drawn_as_slack_draws_them(screen: Screen, gallery: Gallery) -> None:
    line = "*bold* _soft_ ~gone~ `code` <@U0BOB> <#C0VAULT> <https://example.org/|page> &lt;kept&gt; :lock:\n> said"
    await gallery.post(blocks.header("A header"), blocks.section(line), blocks.FIELDS, blocks.CONTEXT)

    card = screen.left.message("A header")

    await expect(card.get_by_role("heading", name="A header")).to_be_visible()
    for tag, text in {"strong": "bold", "em": "soft", "del": "gone", "code": "code", "blockquote": "said"}.items():
        await expect(card.locator(tag).filter(has_text=text)).to_be_visible()
    await expect(card).to_contain_text("@Bob Brown")
    await expect(card).to_contain_text("<kept>")
    await expect(card.get_by_role("link", name="page")).to_have_attribute("href", "https://example.org/")
    await expect(card.get_by_role("img", name="lock").first).to_be_visible()
    await expect(card).to_contain_text("120.00 EUR")
    await expect(card).to_contain_text("small print")


async def test_times_are_told_in_each_readers_zone(screen: Screen, gallery: Gallery) -> None:
    await gallery.post(blocks.section("Held until <!date^1782900000^{date_short} {time}|then>"))

    await expect(screen.left.message("Held until")).to_contain_text("1 Jul 2026 12:00")
    await expect(screen.right.message("Held until")).to_contain_text("1 Jul 2026 06:00")


async def test_rich_text_images_and_the_plain_table(screen: Screen, gallery: Gallery) -> None:
    await gallery.post(blocks.RICH, blocks.IMAGE, {"type": "divider"}, blocks.TABLE)

    card = screen.left.message("Loud")

    await expect(card.locator("strong").filter(has_text="Loud")).to_be_visible()
    await expect(card.get_by_role("listitem").filter(has_text="an item")).to_be_visible()
    await expect(card.locator("pre")).to_have_text("as typed")
    await expect(card.get_by_role("img", name="A view of the sea")).to_be_visible()
    await expect(card.get_by_role("cell", name="Friday")).to_be_visible()
    screen.mishaps.clear()  # the image is gone, as the console says


async def test_a_data_table_sorts_by_number_and_turns_pages(screen: Screen, gallery: Gallery) -> None:
    await gallery.post(blocks.DATA_TABLE)
    card = screen.left.message("Stakes")

    await card.get_by_role("button", name="EUR").click()
    await card.get_by_role("button", name="EUR").click()

    await expect(card.get_by_role("rowheader")).to_have_text(["cleo", "bert"])
    await card.get_by_role("button", name="Next rows").click()
    await expect(card.get_by_role("rowheader")).to_have_text(["anna"])


@pytest.mark.parametrize("kind", ["line", "bar", "area"])
async def test_a_chart_is_a_picture_that_can_be_read(screen: Screen, gallery: Gallery, kind: str) -> None:
    await gallery.post(blocks.chart(kind), blocks.PIE)
    card = screen.left.message(f"A {kind} chart")

    picture = card.get_by_role("img", name=f"A {kind} chart")
    await expect(picture).to_have_attribute(
        "aria-label", f"A {kind} chart. Paid in: Mon 10, Tue 20, Wed 30; Paid out: Mon 4, Tue 8, Wed 12"
    )
    marks = picture.locator("rect" if kind == "bar" else "circle")
    assert await marks.count() == 6
    await expect(card.get_by_role("img", name="A pie chart")).to_have_attribute(
        "aria-label", "A pie chart. Slots 3, Poker 1"
    )

    await card.get_by_role("button", name="Show data").first.click()
    await expect(card.get_by_role("cell", name="12")).to_be_visible()


async def test_hostile_words_stay_words_and_a_failed_escape_alarms(screen: Screen, gallery: Gallery) -> None:
    await gallery.post(blocks.section(f"{HOSTILE} <javascript:alert(1)|click me> <!channel>"))
    await screen.right.become("<img")

    card = screen.left.message("onerror")

    await expect(card).to_contain_text("<img src=x onerror=alert(1)>")
    await expect(card.locator("img")).to_have_count(0)
    await expect(card.get_by_role("link")).to_have_count(0)
    await expect(card.locator(".broadcast")).to_have_text("@channel")
    await expect(screen.right.pane.get_by_role("button", name=f"Acting as {HOSTILE}")).to_be_visible()
    assert await screen.page.locator("#page img").count() == 0


async def test_buttons_menus_and_pickers_tell_the_app(screen: Screen, gallery: Gallery) -> None:
    await gallery.post(blocks.BUTTONS, text="Choose")
    card = screen.left.log.get_by_role("article").last

    await card.get_by_role("button", name="Agree").click()
    await gallery.acted(1)
    await card.get_by_role("button", name="More actions").click()
    await card.get_by_role("menuitem", name="Never").click()
    await gallery.acted(2)
    await screen.left.pick("Colour", "Green")
    await gallery.acted(3)
    await card.locator("input[type=date]").fill("2026-12-24")
    await gallery.acted(4)
    await gallery.slack.settled()
    await expect(screen.left.pane.get_by_role("status", name="Working…")).to_have_count(0)

    assert [each["action_id"] for each in gallery.actions] == ["yes", "more", "colour", "day"]
    assert gallery.actions[0]["value"] == "1"
    assert [each["selected_option"]["value"] for each in gallery.actions[1:3]] == ["never", "green"]
    assert gallery.actions[3]["selected_date"] == "2026-12-24"


async def test_a_button_that_asks_first_does_nothing_when_denied(screen: Screen, gallery: Gallery) -> None:
    await gallery.post(blocks.BUTTONS, text="Choose")
    refuse = screen.right.log.get_by_role("button", name="Refuse")
    asks = screen.right.pane.get_by_role("alertdialog", name="Really?")

    await refuse.click()
    await expect(asks).to_contain_text("It is final.")
    await asks.get_by_role("button", name="Not").click()
    await expect(asks).to_have_count(0)
    assert gallery.actions == []

    await refuse.click()
    await asks.get_by_role("button", name="Do", exact=True).click()
    await gallery.acted(1)
    await gallery.slack.settled()
    await expect(screen.right.pane.get_by_role("status", name="Working…")).to_have_count(0)
    assert [each["action_id"] for each in gallery.actions] == ["no"]
