"""Parts of a player's activity, each behind a button: how somebody plays, the net of each week, and others beside."""

from collections.abc import Awaitable, Callable, Mapping

from bot.cards import peer_card, play_card
from bot.slack import payloads
from bot.slack.incoming import Call
from bot.slack.responses import Answer
from core import activity

USUAL = "30d"


async def _play(call: Call, player_id: int, typed: str) -> Answer:
    found = await call.see(activity.play, player_id, period=typed or USUAL)
    today = call.services.office.day(call.services.clock().now)
    return play_card.pattern(found.player, found.pattern, today=today, zone=call.services.office.zone)


async def _weeks(call: Call, player_id: int, _typed: str) -> Answer:
    found = await call.see(activity.weeks, player_id)
    return play_card.weeks(found.player, found.summary, today=call.services.office.day(call.services.clock().now))


async def _peers(call: Call, player_id: int, _typed: str) -> Answer:
    found = await call.see(activity.beside_peers, player_id)
    return peer_card.draw(found.player, found.comparison, today=call.services.office.day(call.services.clock().now))


PARTS: Mapping[str, Callable[[Call, int, str], Awaitable[Answer]]] = {"play": _play, "weeks": _weeks, "peers": _peers}
"""By what the button says after ``activity:``."""


async def part(call: Call) -> Answer:
    """Show the part that a button stands for, of the days that its page was about."""
    about, typed = payloads.turned(call.value)
    return await PARTS[call.verb](call, payloads.player(about), typed)
