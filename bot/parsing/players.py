"""A player as people name one after a command: exactly one, or what to type instead."""

import re

from bot import kit
from bot.slack import payloads
from bot.slack.incoming import Call
from core import audit, search
from core.errors import Invalid, Unknown
from core.people import Permission
from core.work import Work

IN_A_MESSAGE = (
    re.compile(r"[^\s<>|:@]+@[^\s<>|@]+\.[^\s<>|@.,;]+"),
    re.compile(r"\bplayer\s+#?(\d{1,19})\b", re.IGNORECASE),
    re.compile(r"\+?\d[\d ()/-]{5,20}\d"),
)
"""What in a message names a player, surest first: an e-mail address, "player 42", a phone number."""


async def find_one(call: Call, named: str) -> int:
    """Find the one player somebody means, on the record; a bare number is an id and searches nothing.

    Raises what :func:`the_player` raises, and :class:`~core.errors.NotAllowed`.
    """
    if named.isascii() and named.isdigit():
        return payloads.player(named)

    async def read(work: Work) -> tuple[int, audit.Entry]:
        work.office.demand(call.actor, Permission.PLAYER_VIEW, "look for players")
        player_id = await the_player(work, call, named)
        return player_id, call.entry("player.searched", "players", facts={"players": [player_id]})

    return await call.view(call.entry("player.searched", "players"), read)


async def the_player(work: Work, call: Call, named: str) -> int:
    """Find the one player somebody means; a bare number is an id.

    Raises :class:`~core.errors.Invalid` where several fit, :class:`~core.errors.Unknown` where none does.
    """
    if named.isascii() and named.isdigit():
        return payloads.player(named)
    found = await search.find(work.db, named, actor=call.actor, today=work.office.day(work.now))
    match found:
        case search.One(player_id):
            return player_id
        case search.Several(matches):
            ids = kit.listed([str(one.player_id) for one in matches], last="or")
            raise Invalid(f"Several players fit. Say which by its id: {ids}.")
        case _:
            raise Unknown(found.sentence())


def named_in(message: str) -> str | None:
    """Find what names a player in a message."""
    found = (match for pattern in IN_A_MESSAGE if (match := pattern.search(message)))
    first = next(found, None)
    return first[first.lastindex or 0] if first else None
