"""Björn won a tournament, and its prize never came."""

from collections.abc import Iterator
from datetime import date, datetime

from bot.demo.stories.past import Past, player
from bot.demo.stories.story import Story, StoryPart
from core.people import Visibility

NOTE = "Won the Sunday tournament T-4711; says the prize of EUR 750 never came."


def _parts(now: datetime) -> Iterator[StoryPart]:
    past = Past("bjorn84", now).earning(
        deposits=9, minor=5_000, ip="83.12.9.77", country="SE", device="laptop-77aa0110"
    )
    bjorn = player(
        "bjorn84", now, "Björn", "Lindqvist", born_on=date(1984, 11, 2), phone="+46701234784", country="SE", city="Umeå"
    )
    notes = ((NOTE, "normal", Visibility.STAFF),)
    yield StoryPart(bjorn, past.told(), notes=notes, tags=(("tournaments", Visibility.STAFF),))


STORY = Story(
    title="A tournament credited late",
    happened="Björn won tournament T-4711 on Sunday. The prize of EUR 750 never reached his wallet.",
    looks="Support asks, finance and a manager agree",
    begin=("alice", "/adjust bjorn84 +750 EUR tournament prize because it was never credited"),
    answer="Ask for the adjustment and name T-4711, so that nobody can pay it twice. Two others agree; the "
    "receipt says the balance before and after.",
    parts=_parts,
)
