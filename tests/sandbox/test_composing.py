"""A client changes what people type: it links addresses, escapes three characters, and keyboards have their habits."""

# ruff: noqa: RUF001 - these signs are what keyboards send

import pytest

from sandbox import Slack
from sandbox.interactions import composing
from sandbox.workspace import Keyboard


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("write to a@x.com.", "write to <mailto:a@x.com|a@x.com>."),
        ("call +356 9912-4471", "call <tel:+35699124471|+356 9912-4471>"),
        ("see https://x.com/a?b=1&c=2, or x.org", "see <https://x.com/a?b=1&amp;c=2>, or <http://x.org|x.org>"),
        ("R&D: a < b > c", "R&amp;D: a &lt; b &gt; c"),
        ("<@U0BOB> <#C1|a> <https://x.com|x>", "<@U0BOB> <#C1|a> <https://x.com|x>"),
        ("+50 EUR, T-4711, 1.5, anna42", "+50 EUR, T-4711, 1.5, anna42"),
    ],
)
def test_a_message_is_stored_as_slack_does(slack: Slack, typed: str, stored: str) -> None:
    assert composing.composed(slack.state.workspace, typed) == stored


@pytest.mark.parametrize(
    ("keyboard", "arrives"),
    [
        (Keyboard(), 'she said "it\'s late" - twice...'),
        (Keyboard(smart_punctuation=True), "she said “it’s late” – twice…"),
        (Keyboard(no_break_spaces=True), 'she\xa0said\xa0"it\'s\xa0late"\xa0-\xa0twice...'),
    ],
)
def test_keyboards_have_their_habits(keyboard: Keyboard, arrives: str) -> None:
    assert composing.typed(keyboard, 'she said "it\'s late" - twice...') == arrives
