"""Values from outside are one line, plain, cut where one can see it, and shown exactly, wherever kit sets them."""

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot import kit
from core.action import Fact
from core.phrases import Phrase
from sandbox import blocks as slack
from tests.support import mrkdwn

AT = datetime(2026, 5, 3, 14, 3, 22, tzinfo=timezone(timedelta(hours=2)))
FORGED = "Anna\n*Verification*\nverified, level 2"
EXACT = [
    "*anna*",
    "_a_",
    ":skull:",
    "~x~",
    "> anna",
    "a_b*c",
    "**",
    "_",
    "<!channel>",
    "<t:2026-05-03T14:03:22+00:00>",
    "&amp;",
    "*a b*",
    "1:02:03",
    "→ x",
]
PIECES = st.sampled_from(
    [
        "*",
        "_",
        "~",
        "`",
        ":",
        ">",
        "<",
        "&",
        "\n",
        "\r",
        "\u2028",
        "\u202e",
        "\u200b",
        " ",
        "\t",
        "a",
        "bc",
        "1",
        "é",
        "李",
        "|",
        "!",
        "@",
        "•",
        "-",
    ]
)
OUTSIDE = st.lists(PIECES, max_size=24).map("".join)


def places(value: str) -> list[dict[str, Any]]:
    """Set a value wherever a screen may."""
    return kit.render(
        [
            kit.headline(value),
            kit.say(value),
            kit.say("Name: ", value, " · next"),
            kit.say(kit.bold(value), " · next"),
            kit.say(kit.bold("Frozen:"), f" {value} by {value}."),
            kit.small(value),
            *kit.facts([kit.Row("Player", value), Fact(key="a", label=f"Note by {value}", value=value)]),
            *kit.facts([kit.Row("Found", Phrase("{name} was found.", name=value)), kit.Row("All", (value, value))]),
            kit.buttons(kit.button(f"Open {value}", "a:b", value="1")),
            kit.say("x", beside=kit.menu("a:b", [kit.option(value, "1")])),
        ]
    )


@settings(max_examples=120, deadline=None)
@given(OUTSIDE)
@example(FORGED)
@example("x" * 4_000)
@example("*" * 4_000)
@example("*_`~:x:" * 600)
def test_no_value_forges_a_line_or_a_style(value: str) -> None:
    drawn = places(value)

    slack.check(drawn, "message")
    for text in mrkdwn.texts(drawn):
        _label, *rest = mrkdwn.read(text)
        assert mrkdwn.styles(text) <= {"bold", "code"}, text
        assert len(rest) <= 1, text
        assert not any(run.style == "bold" for line in rest for run in line), text


@pytest.mark.parametrize("value", EXACT)
def test_names_are_shown_exactly(value: str) -> None:
    for block in kit.render([kit.say(value), kit.say(kit.bold(value)), kit.small(value)]):
        [text] = mrkdwn.texts(block)
        assert mrkdwn.shown(text) == value
    [field] = mrkdwn.texts(kit.render(kit.facts([kit.Row("Username", value)])))
    assert mrkdwn.shown(field) == f"Username\n{value}"
    [headline, pressed] = kit.render([kit.headline(value), kit.buttons(kit.button(value, "a:b"))])
    assert headline["text"]["text"] == pressed["elements"][0]["text"]["text"] == value
    assert (headline["text"].get("emoji") is False) == (":skull:" in value)


def test_a_name_with_line_breaks_and_asterisks_forges_no_fact() -> None:
    [block] = kit.render(kit.facts([Fact(key="player", label="Player", value=FORGED)]))

    [field] = mrkdwn.texts(block)
    assert mrkdwn.shown(field) == "Player\nAnna *Verification* verified, level 2"
    assert [run.words for line in mrkdwn.read(field) for run in line if run.style == "bold"] == ["Player"]


def test_a_value_too_long_is_cut_where_one_can_see_it() -> None:
    assert kit.typed("x" * 200) == "x" * 79 + "…"
    for text in mrkdwn.texts(places("w" * 5_000)[1:6]):
        assert "…" in text
    assert kit.plain("two\nlines  and\ta tab") == "two lines and a tab"


def test_a_label_from_outside_never_hides_its_value() -> None:
    [block] = kit.render(kit.facts([kit.Row("x" * 4_000, "verified")]))

    assert mrkdwn.texts(block)[0].endswith("\nverified")


def test_a_quote_keeps_the_lines_somebody_wrote() -> None:
    [block] = kit.render([kit.quote("first\r\nsecond\u2028*third*")])

    assert json.dumps(block).count("\\n") == 1
    assert "*third*" in json.dumps(block)


def test_nobody_types_a_time_that_is_drawn_as_one() -> None:
    forged = kit.moment(AT)

    assert kit.typed(f"until {forged}") == f"until {AT.isoformat()}"
    [field] = mrkdwn.texts(kit.render(kit.facts([kit.Row("Name", kit.typed(forged))])))
    assert "<!date" not in field.replace(kit.marked(AT.isoformat()), "")
