"""What Slack and keyboards make of typed text is undone where it comes in: commands see what was meant."""

# ruff: noqa: RUF001 - these signs are what keyboards send

import pytest

from bot.slack import message_text, typed_text
from tests.support.desk import Desk
from tests.support.desk_players import player


@pytest.mark.parametrize(
    ("arrived", "meant"),
    [
        ("<mailto:a@x.com|a@x.com>", "a@x.com"),
        ("<mailto:A.B@x.com|a.b@X.com>", "a.b@X.com"),
        ("<mailto:a@x.com>", "a@x.com"),
        ("<mailto:a@x.com|write to me>", "write to me (a@x.com)"),
        ("<tel:+35699124471|+356 9912-4471>", "+356 9912-4471"),
        ("<http://example.com|example.com>", "example.com"),
        ("<https://example.com/a?b=1&amp;c=2>", "https://example.com/a?b=1&c=2"),
        ("<https://example.com/a|the case>", "the case (https://example.com/a)"),
        ("<#C0SUPPORT|support>", "#support"),
        ("<#C0SUPPORT>", "<#C0SUPPORT>"),
        ("<@U0BOB|bob> and <@U0CAROL>", "<@U0BOB|bob> and <@U0CAROL>"),
        ("<!here> <!subteam^S1|@finance> <!date^1^{date}|3 May>", "<!here> @finance 3 May"),
        ("R&amp;D &lt;b&gt; &amp;amp;", "R&D <b> &amp;"),
        ("<b> a < b > c <3 <<<", "<b> a < b > c <3 <<<"),
        ("a\N{NO-BREAK SPACE}b\tc\N{IDEOGRAPHIC SPACE}d\N{NARROW NO-BREAK SPACE}e", "a b c d e"),
        ("a\r\nb\rc\N{LINE SEPARATOR}d", "a\nb\nc\nd"),
        ("\N{ZERO WIDTH NO-BREAK SPACE}an\N{ZERO WIDTH SPACE}na\N{SOFT HYPHEN}42\N{LEFT-TO-RIGHT MARK}", "anna42"),
        ("\N{WOMAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER}", "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER}"),
        ("don’t “quote” – twice…", "don’t “quote” – twice…"),
    ],
)
def test_text_reads_as_it_was_typed(arrived: str, meant: str) -> None:
    assert typed_text.read(arrived) == meant


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("`anna42`", "anna42"),
        ("```anna42```", "anna42"),
        ("“anna42”", "anna42"),
        ("„Anna Muller“", "Anna Muller"),
        ("‘anna42’", "anna42"),
        ("'anna42'", "anna42"),
        ("O’Brien", "O'Brien"),
        ("O`Brien", "O'Brien"),
        ("’O’Brien’", "O'Brien"),
        ("Smith–Jones", "Smith-Jones"),
        ("anna42 −50 EUR", "anna42 -50 EUR"),
        ("anna42 —50 EUR", "anna42 -50 EUR"),
        ('half a "quote', 'half a "quote'),
        ("*anna* _a_ :skull:", "*anna* _a_ :skull:"),
    ],
)
def test_words_are_read_with_the_plain_signs_of_a_keyboard(typed: str, read: str) -> None:
    assert typed_text.straight(typed) == read


def test_a_reason_stays_as_it_was_typed() -> None:
    said = typed_text.parted("“anna42”\n+50 EUR\nbecause she said “no” –\ntwice")

    assert (said.head, said.why) == ("anna42 +50 EUR", "she said “no” –\ntwice")


@pytest.mark.parametrize(
    ("typed", "word", "rest"),
    [
        ("anna42\nprize is late", "anna42", "prize is late"),
        ("“Anna Muller” prize is late", "Anna Muller", "prize is late"),
        ("`anna42` it’s late", "anna42", "it’s late"),
        ("", "", ""),
    ],
)
def test_a_name_in_quotes_is_one_word(typed: str, word: str, rest: str) -> None:
    assert typed_text.first_word(typed) == (word, rest)


SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Player <mailto:a@x.com|a@x.com>"}}
RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "call "},
                {"type": "link", "url": "tel:+35699124471"},
                {"type": "emoji", "name": "skull"},
            ],
        }
    ],
}


@pytest.mark.parametrize(
    ("message", "says"),
    [
        ({"text": "plain", "blocks": [SECTION]}, "plain"),
        ({"text": "", "blocks": [SECTION]}, "Player a@x.com"),
        ({"blocks": [RICH]}, "call +35699124471:skull:"),
        ({"text": "New case", "attachments": [{"title": "Late prize", "text": "of <mailto:a@x.com|a@x.com>"}]},
         "New case\nLate prize\nof a@x.com"),
        ({"attachments": [{"fallback": "of anna42"}]}, "of anna42"),
        ({"attachments": [{"fields": [{"title": "Player", "value": "anna42"}], "fallback": "x"}]}, "Player: anna42"),
        ({"attachments": [{"blocks": [SECTION]}]}, "Player a@x.com"),
        ({"text": "see x.com", "attachments": [{"from_url": "https://x.com", "text": "a preview"}]}, "see x.com"),
        ({"text": 5, "blocks": [None, {"type": "section", "text": 7}], "attachments": "no"}, ""),
    ],
)  # fmt: skip
def test_a_message_of_blocks_or_attachments_has_words_too(message: dict[str, object], says: str) -> None:
    assert message_text.read(message) == says


async def test_every_command_reads_what_keyboards_send(desk: Desk) -> None:
    anna = await player(desk, "anna42", email="anna@example.com")
    for typed in (
        "/player “anna42”",
        "/player <mailto:anna@example.com|anna@example.com>",
        "/player anna42\N{NO-BREAK SPACE}because\tphone",
        "/check ‘anna42’ because phone",
        "/activity `anna42`\N{NO-BREAK SPACE}7d",
        "/activity anna42 2026-04-20–2026-04-30",
        "/alerts “anna42”",
        "/audit player\N{NO-BREAK SPACE}“anna42”",
    ):
        answer = await desk.sam.command(typed)
        await desk.settled()

        assert f"layer {anna}" in (answer.text or desk.sam.messages()[-1].shown), typed


async def test_addresses_that_slack_links_name_a_player_in_mentions(desk: Desk) -> None:
    anna = await player(desk, "anna42", email="anna@example.com")

    said = await desk.sam.say("<@U0PITBOSS> check anna@example.com", in_="player-desk")
    await desk.sam.wait_for(f"Security check of player {anna}", in_="player-desk")

    assert said.text == "<@U0PITBOSS> check <mailto:anna@example.com|anna@example.com>"


async def test_a_shortcut_reads_a_message_that_has_only_attachments(desk: Desk) -> None:
    await player(desk, "anna42", email="anna@example.com")
    message = await desk.alice.say("forwarded", in_="player-desk")
    message.text, message.attachments = "", [{"title": "New case", "text": "of <mailto:anna@example.com>"}]

    await desk.alice.message_shortcut("player:from_message", message)

    assert await desk.alice.wait_for("anna42")


async def test_a_phone_keyboard_changes_nothing_about_a_form(desk: Desk) -> None:
    await player(desk, "anna42")
    desk.alice.keyboard.smart_punctuation = desk.alice.keyboard.no_break_spaces = True

    await desk.alice.command('/adjust "anna42" +50 EUR bonus because it\'s late')
    form = await desk.alice.wait_for_form("What would happen")

    values = str(form.values)
    assert await form.suggest("Player", "“anna") == await form.suggest("Player", "anna\N{NO-BREAK SPACE}") != []
    assert "anna42" in form.text
    assert [part for part in ("'50 EUR'", "'bonus'", "'give'", "it’s late") if part not in values] == []


async def test_a_form_keeps_its_words_and_refuses_a_broken_character(desk: Desk) -> None:
    await player(desk, "anna42")
    await desk.alice.press("Add a note…", on=(await desk.alice.command("/player anna42")).message)
    form = await desk.alice.wait_for_form("Who may read it")

    await form.fill(text="R&D: <b> “late”\0")
    refused = await form.submit()
    await form.fill(text="R&D:\N{NO-BREAK SPACE}<b> “late”")
    await form.submit()
    first = (await desk.bob.command("/player anna42", in_="player-desk")).message
    await desk.bob.press("More", on=first)
    card = (await desk.bob.wait_for("Login history", in_="player-desk")).shown

    assert "broken character" in str(refused.errors)
    assert "is saved" in desk.alice.form.text
    assert "R&amp;D: &lt;b&gt; “late”" in card or "R&D: <b> “late”" in card


async def test_a_message_taken_over_into_a_ticket_reads_as_it_was_typed(desk: Desk) -> None:
    anna = await player(desk, "anna42", email="anna@example.com")
    message = await desk.alice.say("anna@example.com: R&D <3 it’s late", in_="player-desk")

    await desk.alice.message_shortcut("ticket:from_message", message)
    form = await desk.alice.wait_for_form("What happened")

    assert anna
    assert "'anna@example.com: R&D <3 it’s late'" in str(form.values)
