import pytest
from playwright.async_api import expect

from tests.sandbox.page.gallery import Gallery
from tests.support.browser import Screen, Side

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def fill_in(alice: Side) -> None:
    dialog = alice.dialog
    await alice.field("Line").fill("a line")
    await alice.field("Area").fill("two\nlines")
    await alice.field("Number").fill("12.50")
    await alice.field("Mail").fill("anna@example.org")
    await alice.field("Link").fill("https://example.org/")
    await alice.field("Rich").fill("plain *loud*")
    await dialog.get_by_label("Day").fill("2026-12-24")
    await dialog.get_by_label("Hour").fill("14:30")
    await dialog.get_by_label("Moment").fill("2026-07-01T12:00")
    await dialog.get_by_role("radio", name="Green").check()
    await dialog.get_by_role("checkbox", name="Egg").check()
    await dialog.get_by_role("checkbox", name="Ham").check()
    await alice.pick("Menu", "Blue", typed="bl")
    await alice.pick("Menus", "Red")
    await alice.pick("Menus", "Green")
    await alice.pick("City", "Riga", typed="ri")
    await alice.pick("Towns", "Rome", typed="ro")
    await alice.pick("Towns", "Valletta", typed="v")
    await alice.pick("Colleague", "Bob Brown", typed="bob")
    await alice.pick("Witnesses", "Gus Guest", typed="gus")
    await alice.pick("Room", "#vault", typed="vau")
    await alice.pick("Places", "#hall", typed="hal")


async def test_every_input_reaches_the_app_as_slack_sends_it(screen: Screen, gallery: Gallery) -> None:
    await screen.left.say("/form")

    await fill_in(screen.left)
    await screen.left.press("Send")
    await expect(screen.left.dialog).to_have_count(0)

    sent = {block: next(iter(fields.values())) for block, fields in gallery.submitted.items()}
    assert [sent[block]["value"] for block in ("line", "area", "number")] == ["a line", "two\nlines", "12.50"]
    assert [sent[block]["value"] for block in ("mail", "link")] == ["anna@example.org", "https://example.org/"]
    assert sent["extra"]["value"] is None
    words = sent["rich"]["rich_text_value"]["elements"][0]["elements"]
    assert words == [{"type": "text", "text": "plain "}, {"type": "text", "text": "loud", "style": {"bold": True}}]
    assert sent["day"]["selected_date"] == "2026-12-24"
    assert sent["hour"]["selected_time"] == "14:30"
    assert sent["moment"]["selected_date_time"] == 1782900000  # noon in Malta, ten o'clock in Greenwich
    assert sent["radio"]["selected_option"]["value"] == "green"
    assert [each["value"] for each in sent["boxes"]["selected_options"]] == ["ham", "egg"]
    assert sent["menu"]["selected_option"]["value"] == "blue"
    assert [each["value"] for each in sent["menus"]["selected_options"]] == ["red", "green"]
    assert sent["city"]["selected_option"]["value"] == "riga"
    assert [each["value"] for each in sent["cities"]["selected_options"]] == ["rome", "valletta"]
    assert sent["one"]["selected_user"] == "U0BOB"
    assert sent["many"]["selected_users"] == ["U0GUS"]
    assert sent["room"]["selected_conversation"] == "C0VAULT"
    assert sent["rooms"]["selected_channels"] == ["C0HALL"]


async def test_errors_stand_beside_their_field_and_keep_what_was_typed(screen: Screen) -> None:
    alice = screen.left
    await alice.say("/form")
    await fill_in(alice)
    await alice.field("Line").fill("wrong")

    await alice.press("Send")

    await expect(alice.dialog.get_by_role("alert")).to_have_text("Not that word, please.")
    await expect(alice.field("Line")).to_be_focused()
    await expect(alice.field("Line")).to_have_value("wrong")
    await expect(alice.field("Area")).to_have_value("two\nlines")
    await expect(alice.dialog.get_by_role("combobox", name="City")).to_have_value("Riga")
    await expect(alice.dialog.get_by_role("radio", name="Green")).to_be_checked()


async def test_required_fields_are_asked_for_before_the_app_hears_of_it(screen: Screen, gallery: Gallery) -> None:
    await screen.left.say("/form")
    await screen.left.field("Line").fill("only this")

    await screen.left.press("Send")

    await expect(screen.left.dialog.get_by_role("alert").first).to_have_text("Please complete this required field.")
    assert gallery.submitted == {}


async def test_typed_words_and_the_caret_survive_news_from_elsewhere(screen: Screen, gallery: Gallery) -> None:
    alice = screen.left
    await alice.say("/form")
    await alice.field("Line").press_sequentially("half a")
    await alice.field("Line").evaluate("node => { node.kept = true; node.setSelectionRange(2, 2); }")

    await gallery.post(text="Meanwhile, elsewhere")
    await expect(screen.right.message("Meanwhile")).to_be_visible()

    field = alice.field("Line")
    assert await field.evaluate("node => [node.kept, node.value, node.selectionStart]") == [True, "half a", 2]
    await expect(field).to_be_focused()


async def test_keyboard_alone_drives_a_form(screen: Screen) -> None:
    alice = screen.left
    await alice.say("/form")
    await expect(alice.field("Line")).to_be_focused()

    city = alice.dialog.get_by_role("combobox", name="City")
    await city.fill("ro")
    await expect(alice.dialog.get_by_role("option")).to_have_count(2)
    await city.press("ArrowDown")
    await city.press("Enter")
    await expect(city).to_have_value("Rotterdam")

    await alice.dialog.get_by_role("button", name="Send").focus()
    await screen.page.keyboard.press("Tab")
    await expect(alice.dialog.get_by_role("button", name="Close")).to_be_focused()
    await screen.page.keyboard.press("Escape")
    await expect(alice.dialog).to_have_count(0)
    await expect(alice.composer).to_be_focused()


async def test_escape_closes_a_page_that_came_in_place_of_a_form(screen: Screen) -> None:
    await screen.left.say("/form")
    await fill_in(screen.left)
    await screen.left.field("Line").fill("more")
    await screen.left.press("Send")
    await expect(screen.left.dialog).to_contain_text("Thank you")

    await screen.page.keyboard.press("Escape")

    await expect(screen.left.dialog).to_have_count(0)
