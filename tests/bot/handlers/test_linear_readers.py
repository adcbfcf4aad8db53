"""Reading twice the text takes about twice the work, whatever was typed: nobody keeps the others waiting."""

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from itertools import product

import pytest

from bot import kit
from bot.approvals import typed_fields
from bot.cards import purposes
from bot.handlers import spoken
from bot.handlers.tickets import commands as ticket_commands
from bot.parsing import amounts, digest_words, freezes, periods, players
from bot.slack import message_text, typed_text
from core import activity, foldings, money, office, redaction
from core.actions.adjust_balance import AdjustBalance
from core.actions.block_player import BlockPlayer
from core.actions.grant_role import GrantRole
from core.errors import Refused
from core.players import search_terms
from core.search import parts
from core.tickets import queries, thread

OFFICE, TODAY = office.default(), date(2026, 5, 3)
READERS: dict[str, Callable[[str], object]] = {
    "typed text": typed_text.read,
    "form text": typed_text.read_field,
    "message": lambda text: message_text.read({"text": text, "attachments": [{"text": text}]}),
    "straight": typed_text.straight,
    "first word": typed_text.first_word,
    "sentence": typed_text.parted,
    "nearest": lambda text: typed_text.nearest(text, ["takeover"]),
    "amount": amounts.find,
    "adjust": lambda text: typed_fields.draft(AdjustBalance, text, OFFICE),
    "block": lambda text: typed_fields.draft(BlockPlayer, text, OFFICE),
    "grant": lambda text: typed_fields.draft(GrantRole, text, OFFICE),
    "period at the end": activity.parted,
    "period": lambda text: activity.read_period(text, today=TODAY),
    "mistyped period": periods.mistyped_end,
    "digest": digest_words.understood,
    "digest hours": digest_words.coming,
    "freeze": freezes.read,
    "mention": lambda text: spoken.OURSELVES.sub("", text),
    "hand on": ticket_commands.HAND_ON.fullmatch,
    "ticket code": queries.number,
    "thanks": thread.THANKS.fullmatch,
    "player in a message": players.named_in,
    "purpose": purposes.spoken_purpose,
    "sensitive numbers": redaction.masked,
    "money": lambda text: money.parse(text, currency="EUR"),
    "phone": lambda text: list(search_terms.of_typed_phone(text)),
    "parts": lambda text: parts.read(foldings.fold(text), TODAY),
    "name": foldings.typed_names,
    "shown": kit.say,
}
"""Whatever reads what people type."""
TEXTS = (
    *("a", "+1 ", "4 ", "-1 1", "1,000 ", "+EUR ", "kr ", "because ", "today ", "1 d"),
    *("@a", "a.", "a@a.", "<@U0A|", "<a:", "&amp", '"', "`a", "' ", "'a", "\n", "GB29 ", "P<A", "(+1", " ", "1", "1."),
)
"""What is repeated: pieces that patterns begin with and do not end with."""
AROUND = (("", ""), ("x +5", "! y"))
"""What stands before and behind it: patterns fail late there."""
SIGNS = 4_000
PASSING_SECONDS = 0.02
"""CPU time so short that it says nothing about how it grows."""


@pytest.mark.parametrize("reader", READERS)
def test_reading_twice_the_text_takes_twice_the_calls(reader: str) -> None:
    for piece in TEXTS:
        once, twice = (_calls(READERS[reader], _repeated(piece, length)) for length in (200, 400))

        assert twice <= 2.2 * once + 60, piece


@pytest.mark.parametrize("reader", READERS)
def test_reading_twice_the_text_takes_about_twice_the_time(reader: str) -> None:
    read = READERS[reader]
    for piece, around in product(TEXTS, AROUND):
        once, twice = (_repeated(piece, length, *around) for length in (SIGNS, 2 * SIGNS))
        if _seconds(read, twice) < PASSING_SECONDS:
            continue
        assert min(_seconds(read, twice) / _seconds(read, once) for _ in range(3)) < 3, (piece, around)


def _repeated(piece: str, length: int, before: str = "", behind: str = "") -> str:
    return f"{before}{(piece * length)[:length]}{behind}"


def _calls(read: Callable[[str], object], text: str) -> int:
    """Count the functions that are called on the way."""
    count = 0

    def counting(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(counting)
    try:
        with suppress(Refused):
            read(text)
    finally:
        sys.setprofile(None)
    return count


def _seconds(read: Callable[[str], object], text: str) -> float:
    begun = time.process_time()
    with suppress(Refused):
        read(text)
    return time.process_time() - begun
