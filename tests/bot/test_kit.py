"""What is drawn is safe, fits, and is the same each time."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot import kit
from bot.slack import incoming, typed_text
from core.database import pages
from core.phrases import Phrase
from sandbox import blocks as slack
from sandbox import reading

AT = datetime(2026, 11, 22, 16, 26, 18, tzinfo=UTC)
HOSTILE = "<!channel> & <@U0ALICE>\N{RIGHT-TO-LEFT OVERRIDE}evil\N{ZERO WIDTH SPACE}\x00 👋🏽"


def text_of(block: object) -> str:
    [drawn] = kit.render([block])
    return drawn["text"]["text"]


def test_what_people_type_mentions_nobody() -> None:
    assert text_of(kit.say("Name: ", HOSTILE)) == "Name: &lt;!channel&gt; &amp; &lt;@U0ALICE&gt;evil 👋🏽"


def test_text_is_escaped_first_and_cut_after() -> None:
    cut = kit.marked("&" * 3_000, most=3_000)

    assert len(cut) <= 3_000
    assert set(cut.removesuffix("…").split("&amp;")) == {""}
    slack.check(kit.render([kit.say("&" * 4_000)]), "message")


def test_a_cut_never_goes_through_a_date() -> None:
    cut = kit.marked("x" * 20, kit.moment(AT), most=40)

    assert cut == "x" * 20 + "…"


@pytest.mark.parametrize("at", [kit.moment(AT), Phrase("{at}", at=AT), str(Phrase("{at}", at=AT))])
def test_instants_are_shown_in_the_readers_zone(at: str) -> None:
    said = kit.marked(f"Declined at {at}.")

    assert said == ("Declined at <!date^1795364778^{date_short_pretty} {time}|22 Nov 2026, 16:26 (UTC)>.")


def test_instants_are_spelled_out_where_slack_formats_nothing() -> None:
    assert kit.plain(f"at {kit.moment(AT)}", zone="Europe/Malta") == "at 22 Nov 2026, 17:26 (CET)"


@pytest.mark.parametrize(
    "marker", ["2026-99-99 16:26:18+00:00", "<t:2026-99-99T16:26:18+00:00>", "<t:tomorrow>", "<t:>"]
)
def test_what_only_looks_like_an_instant_is_shown_as_it_is(marker: str) -> None:
    assert kit.marked(marker) == marker.replace("<", "&lt;").replace(">", "&gt;")
    assert kit.plain(marker) == marker


def test_marked_words_are_not_escaped_again() -> None:
    assert kit.marked(kit.bold("a*b & c"), " ", kit.code("K7`QD"), " ", kit.person("U0ALICE|x>")) == (
        "*a*b &amp; c* `K7\N{MODIFIER LETTER GRAVE ACCENT}QD` <@U0ALICE>"
    )


def test_marked_words_lose_their_marks_in_plain_text() -> None:
    assert kit.plain(kit.marked("a & <b> at ", kit.moment(AT))) == "a & <b> at 22 Nov 2026, 16:26 (UTC)"


def test_every_piece_takes_four_thousand_characters() -> None:
    long = "&x " * 4_000
    pieces = [
        kit.headline(long),
        kit.say(long, beside=kit.button(long, "a:b", value="1")),
        kit.small(*[long] * 12),
        kit.quote(long),
        kit.bullets([long]),
        kit.buttons(*[kit.button(long, f"a:{number}") for number in range(30)]),
        *kit.facts([kit.Row(long, long)] * 23),
    ]

    for piece in pieces:
        slack.check(kit.render([piece]), "message")


def test_nothing_to_say_is_a_dash_and_not_an_error() -> None:
    pieces = [kit.say(""), kit.headline("\N{ZERO WIDTH SPACE}"), kit.small(""), kit.quote(""), kit.bullets([""])]

    slack.check(kit.render([*pieces, *kit.facts([kit.Row("", "")])]), "message")
    assert text_of(pieces[0]) == "—"


def test_what_was_typed_is_quoted_without_any_formatting() -> None:
    [drawn] = kit.render([kit.quote("*bold* <!here> https://x.example")])

    assert drawn["elements"][0]["elements"] == [{"type": "text", "text": "*bold* <!here> https://x.example"}]


def test_drawing_twice_gives_the_same() -> None:
    def draw() -> list[object]:
        return kit.render([kit.say("a"), kit.line(), kit.buttons(kit.button("Go", "a:go"), block_id="go")])

    assert draw() == draw()
    assert [block.get("block_id") for block in draw()] == [None, None, "go"]


def test_a_message_too_long_is_cut_and_says_so() -> None:
    drawn = kit.limited([kit.say("x" * 2_900)] * 6, more="2 more: see /audit.")

    slack.check_message(drawn, [])
    assert len(drawn) == 5
    assert drawn[-1]["elements"][0]["text"] == "2 more: see /audit."


def test_a_message_of_sixty_blocks_is_cut_and_says_so() -> None:
    drawn = kit.limited([kit.line()] * 60)

    slack.check_message(drawn, [])
    assert len(drawn) == 50


def test_a_table_is_cut_at_a_hundred_rows_and_its_head() -> None:
    block, left_over = kit.table(["Id"], [[str(number)] for number in range(130)], caption="Ids")

    slack.check(kit.render([block]), "message")
    assert left_over == 30


def test_a_table_is_cut_where_its_cells_hold_too_much() -> None:
    block, left_over = kit.table(["Id", ""], [["x" * 1_900, ""]] * 20, caption="Ids")

    slack.check(kit.render([block]), "message")
    assert left_over == 11


def test_modals_and_home_fit() -> None:
    modal = kit.modal("A title that is far too long for Slack", [kit.line()] * 120, callback_id="a:b", submit="Go")
    home = kit.home([kit.line()] * 120)

    slack.check_view(modal, "modal")
    slack.check_view(home, "home")


def test_pages_say_where_one_is() -> None:
    middle = pages.numbered(list(range(25)), at="2", size=10)
    where, turning = kit.render(kit.turning(middle, "alerts:list", about="open"))

    assert where["elements"][0]["text"] == "Page 2 of 3 · 25 in all"
    assert [(one["text"]["text"], one["value"]) for one in turning["elements"]] == [
        ("Back", "open:1"),
        ("5 more", "open:3"),
    ]
    assert kit.turning(pages.numbered([1, 2], size=10), "alerts:list") == []


def test_a_list_counted_only_so_far_holds_more_than_that() -> None:
    shown = pages.numbered(list(range(1200)), size=10, cut=True)

    where, turning = kit.render(kit.turning(shown, "approvals:mine"))
    assert kit.count(shown) == "more than 1,200"
    assert where["elements"][0]["text"] == "Page 1 · more than 1,200 in all"
    assert [(one["text"]["text"], one["value"]) for one in turning["elements"]] == [("More", "2")]


def test_notifications_mention_nobody() -> None:
    assert kit.notification("<!channel> & you") == "&lt;!channel&gt; &amp; you"


def test_what_is_known_already_is_cut_to_the_room_there_is() -> None:
    typed = kit.text("leavers:why", most=500, long=True, known="x" * 600)

    [drawn] = kit.render([kit.field("Why", "why", typed)])

    assert drawn["element"]["initial_value"] == "x" * 499 + "…"
    slack.check([drawn], "modal")


def test_a_phrase_is_written_for_the_place_it_stands_in() -> None:
    at = datetime(2026, 5, 3, 14, 3, 22, tzinfo=UTC)
    phrase = Phrase("{who} froze it at {at}", who="<@U1> & *co*", at=at)

    assert kit.plain(phrase, zone="Europe/Malta") == "<@U1> & *co* froze it at 3 May 2026, 16:03 (CEST)"
    assert "&lt;@U1&gt; &amp; `*co*` froze it at <!date^1777817002^" in kit.marked(phrase)
    assert "<!date^1777817002^" in kit.bold(phrase)


def test_no_line_break_cuts_a_reference() -> None:
    unbroken = "\N{NON-BREAKING HYPHEN}"

    assert text_of(kit.say("See T-4690, 6G3V1E-43KY and 2026-05-03")) == (
        f"See T{unbroken}4690, 6G3V1E{unbroken}43KY and 2026-05-03"
    )
    assert kit.code("T-4690") == f"`T{unbroken}4690`"
    assert kit.render([kit.headline("Prize of T-4690")])[0]["text"]["text"] == f"Prize of T{unbroken}4690"
    assert reading.text_of(kit.render([kit.say("T-4690")])) == "T-4690"
    assert typed_text.read(f"/ticket T{unbroken}4690") == "/ticket T-4690"


def actions_of(count: int, **styles: str) -> list[dict[str, Any]]:
    several = [
        kit.button(f"B{number}", f"a:{number}", value="7", style=styles.get(f"b{number}")) for number in range(count)
    ]
    drawn = kit.render(kit.row(several, block_id="a"))
    slack.check(drawn, "message")
    assert all(sum(one["type"] == "button" for one in block["elements"]) <= 5 for block in drawn)
    return [one for block in drawn for one in block["elements"]]


@pytest.mark.parametrize("count", range(18))
def test_five_buttons_at_most_stand_side_by_side_and_there_is_one_menu_at_most(count: int) -> None:
    drawn = actions_of(count)

    visible = [one["text"]["text"] for one in drawn if one["type"] == "button"]
    menus = [[option["text"]["text"] for option in one["options"]] for one in drawn if one["type"] == "overflow"]
    assert [*visible, *(label for menu in menus for label in menu)] == [f"B{number}" for number in range(count)]
    assert len(menus) <= 1
    assert all(2 <= len(menu) <= 5 for menu in menus)
    assert sum(one.get("style") == "primary" for one in drawn) == min(count, 1)


def test_a_row_that_has_a_primary_button_gets_no_other() -> None:
    assert [one.get("style") for one in actions_of(3, b0="danger", b1="primary")] == ["danger", "primary", None]


def test_what_is_chosen_in_a_menu_arrives_as_its_own_button() -> None:
    [menu] = [one for one in actions_of(8) if one["type"] == "overflow"]
    pressed = {
        "type": "overflow",
        "action_id": menu["action_id"],
        "action_ts": "1",
        "selected_option": menu["options"][0],
    }

    read = incoming.button({"user": {"id": "U0ALICE"}, "actions": [pressed]})

    assert (read.name, read.value) == ("a:5", "7")
