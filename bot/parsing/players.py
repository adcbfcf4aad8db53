"""A player as people name one after a command: exactly one, or what to type instead."""

from bot import kit
from bot.slack import payloads
from bot.slack.incoming import Call
from core import search
from core.errors import Invalid, Unknown
from core.work import Work


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
