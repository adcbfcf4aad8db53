"""Numbers of cards, accounts and documents are found however they are written; other numbers are left alone."""

import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

from core import redaction

CARD = "•••• 1111"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("4111111111111111", CARD),
        ("4111 1111 1111 1111", CARD),
        ("4111-1111-1111-1111", CARD),
        ("4111.1111.1111.1111", CARD),
        ("4111\n1111\n1111\n1111", CARD),
        ("4111 - 1111 - 1111 - 1111", CARD),
        ("4111_1111*1111\N{MINUS SIGN}1111", CARD),
        ("4111\N{SOFT HYPHEN}1111\N{LEFT-TO-RIGHT MARK}1111\N{ZERO WIDTH NO-BREAK SPACE}1111", CARD),
        ("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", CARD),
        ("4111\N{ZERO WIDTH SPACE}1111\N{NO-BREAK SPACE}1111\N{NON-BREAKING HYPHEN}1111", CARD),
        ("٤١١١١١١١١١١١١١١١", CARD),
        ("my card 4111 1111 1111 1111 12/27 123, thanks", f"my card {CARD} 12/27 123, thanks"),
        ("12 4111 1111 1111 1111", f"12 {CARD}"),
        ("5555555555554444", "•••• 4444"),
        ("2223003122003222", "•••• 3222"),
        ("3782 822463 10005", "•••• 0005"),
        ("6759649826438453", "•••• 8453"),
        ("4111111111111111 and 5555555555554444", f"{CARD} and •••• 4444"),
        ("MT84MALT011000012345MTLCAST001S", "MT••••"),
        ("pay to DE89 3704 0044 0532 0130 00 now", "pay to DE•••• now"),
        ("passport no: AB1234567", "passport no: ••••"),
        ("my ID card is 0123485M.", "my ID card is ••••."),
        ("driving licence GRECH 850101", "driving licence GRECH 850101"),
        ("SSN 536-22-1234", "SSN ••••"),
        ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "••••"),
    ],
)
def test_what_must_not_stand_in_a_ticket_is_masked(written: str, kept: str) -> None:
    assert redaction.masked(written) == kept
    assert redaction.found(redaction.masked(written)) == ()


@pytest.mark.parametrize(
    "written",
    [
        "4111111111111112",
        "order 4111111111111111222233334444",
        "call +356 2134 5678 or 2134 5679",
        "transaction 0190f3c2-1111-7abc-8def-123456789012",
        "round 20260503140322 paid EUR 1,250.00 on 2026-05-03 14:03:22",
        "my passport has been at home since 2020",
        "player 42, ticket T-1042",
        "000-12-3456",
        "",
    ],
)
def test_other_numbers_are_left_alone(written: str) -> None:
    assert redaction.found(written) == ()


def test_each_finding_is_named_and_a_better_way_to_write_it_is_shown() -> None:
    written = "His card is 4111 1111 1111 1111 and his passport no. AB1234567"

    assert redaction.named(redaction.found(written)) == "a card number and an identity document number"
    assert redaction.suggestion(written) == f"His card is {CARD} and his passport no. ••••"


@pytest.mark.parametrize("piece", ["1", "1 ", "4111 1111 1111 1112 ", "A", "P<", "GB82 ", "passport ", "a1", "4 "])
def test_the_work_of_a_text_grows_no_faster_than_the_text(piece: str) -> None:
    short, long = (calls(piece * (length // len(piece))) for length in (5_000, 40_000))

    assert long <= short * 8 * 1.1


@pytest.mark.parametrize("pattern", redaction.PATTERNS, ids=lambda pattern: pattern.pattern[:20])
@pytest.mark.parametrize("piece", ["1", "1 ", "A", "P<AAA", "GB82 A ", "passport no is ", "passport A A", "a1"])
def test_no_pattern_runs_away_over_a_long_text(pattern: re.Pattern[str], piece: str) -> None:
    """A pattern that reads a text once needs a blink for this one; one that runs back over it needs hours."""
    text = piece * (400_000 // len(piece)) + "!"

    with stopped_after(minutes=2):
        assert sum(len(each[0]) for each in pattern.finditer(text)) <= len(text)


@contextmanager
def stopped_after(*, minutes: int) -> Iterator[None]:
    """End what is inside with TimeoutError, so that what hangs fails."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(minutes * 60)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def calls(text: str) -> int:
    """Count the calls that masking a text makes: the same on every machine."""
    counted = 0

    def count(_frame: FrameType, event: str, _of: object) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        redaction.masked(text)
    finally:
        sys.setprofile(None)
    return counted
