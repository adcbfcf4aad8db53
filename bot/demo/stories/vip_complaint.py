"""Vera, who plays high, complains about a payout."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from bot.demo.stories.past import Past, eur, player
from bot.demo.stories.stage import Stage
from bot.demo.stories.story import Story, StoryPart
from core import tickets
from core.activity import Type
from core.people import Visibility
from core.tickets import NewTicket

HOME: dict[str, Any] = {"ip": "81.9.9.9", "country": "GB", "device": "phone-deadbeef"}


def _parts(now: datetime) -> Iterator[StoryPart]:
    past = Past("vera88", now).earning(deposits=28, minor=500_000, **HOME)
    past.then(3100, Type.WITHDRAWAL_REQUESTED, withdrawal="slow", amount=eur(2_000_000))
    past.then(55, Type.LOGIN, success=True, session="now", **HOME)
    born = date(1970, 12, 24)
    vera = player("vera88", now, "Vera", "Fitzgerald", born_on=born, country="GB", city="London", vip=True)
    yield StoryPart(vera, past.told(), tags=(("vip", Visibility.STAFF),))


async def _complained(stage: Stage) -> None:
    """Let the manager open the ticket that her call leaves."""
    async with stage.work(minutes_ago=48) as work:
        new = NewTicket(
            text="Vera Fitzgerald calls: EUR 20,000 asked for two days ago and not paid. Names a lawyer. Wants a "
            "call back today.",
            category="complaint",
            key="story vip complaint",
            player_id=stage.players["vera88"],
            priority="high",
        )
        await tickets.open(work, await stage.actor(work, "maya"), new)


STORY = Story(
    title="A VIP complaint",
    happened="Vera asked for EUR 20,000 two days ago and waits for it. She calls it an outrage, and names a lawyer.",
    looks="Support, together with the manager",
    begin=("alice", "/ticket queue"),
    answer="Take the ticket: a complaint has a clock of its own in law. State a purpose when you look her up, write an "
    "internal note for finance, answer her in words you would read out in court.",
    parts=_parts,
    acts=_complained,
)
