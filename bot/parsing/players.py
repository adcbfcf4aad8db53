"""Reading which player is meant after a command: exactly one, or an error saying what to type."""

import re

from bot.parsing import amounts
from bot.slack import command_help, payloads, typed_text
from bot.slack.incoming import Call
from core import search

READ_MOST = 5_000
"""Characters of a message in which a player is looked for."""
IN_A_MESSAGE = (
    re.compile(r"(?<![^\s<>|:@])[^\s<>|:@]+@[^\s<>|@]+\.[^\s<>|@.,;]+"),
    re.compile(r"\bplayer\s+#?(\d{1,19})\b", re.IGNORECASE),
    re.compile(r"\+?\d[\d ()./-]{5,20}\d"),
)
"""What in a message names a player, most certain first: an e-mail address, "player 42", a phone number."""
NUMBERED = re.compile(r"(player\s+#?\s?\d{1,19})(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)
"""Words that begin with a player's number."""


async def find_one(call: Call, named: str) -> int:
    """Find the one player somebody means, with a record; a bare number is an id and is not searched.

    Raises :class:`~core.search.SeveralFit`, :class:`~core.search.NobodyFits`, and what the search refuses.
    """
    named = typed_text.straight(named)
    if named.isascii() and named.isdigit():
        return payloads.player(named)
    try:
        return search.the_one(await call.see(search.find, named), named=named).player_id
    except (search.NobodyFits, search.TooLittle):
        command_help.refuse_misspelled_help(named, call.name)
        raise


def named_first(text: str) -> tuple[str, str]:
    """Part the first word, which names a player, from the rest; "player 42" and a telephone number are one here."""
    words, numbered = text.split(), NUMBERED.fullmatch(text)
    if phone := amounts.phone_words(words):
        return " ".join(words[:phone]), " ".join(words[phone:])
    return (numbered[1], (numbered[2] or "").strip()) if numbered else typed_text.first_word(text)


def named_in(message: str) -> str | None:
    """Find the text that names a player in a message."""
    beginning = message[:READ_MOST]
    found = (match for pattern in IN_A_MESSAGE if (match := pattern.search(beginning)))
    first = next(found, None)
    return first[first.lastindex or 0] if first else None
