"""Somebody changed Noel's balance and suspended him directly on the platform, outside the desk."""

from collections.abc import Iterator
from datetime import date, datetime

from bot.demo.stories.past import Past, eur, player
from bot.demo.stories.story import Story, StoryPart
from core.activity import Type


def _parts(now: datetime) -> Iterator[StoryPart]:
    past = Past("noel73", now).earning(deposits=8, minor=6_000)
    past.then(66, Type.PLATFORM_ACT, act="balance_adjusted", by="backoffice-7", amount=eur(15_000))
    past.then(64, Type.SUSPENSION, suspended=True, reason="as discussed")
    yield StoryPart(player("noel73", now, "Noel", "Zammit", born_on=date(1973, 12, 25), city="Birkirkara"), past.told())


STORY = Story(
    title="Work done around Pitboss",
    happened="An hour ago a back-office account changed Noel's balance and suspended him, directly on the "
    "platform. Neither belongs to a request of this desk.",
    looks="Security, and the manager in the exceptions digest",
    begin=("sam", "/player noel73"),
    answer="Find out who backoffice-7 is, and why nobody asked here. What the platform reports is a fact and "
    "stays recorded; two people here decide whether it remains.",
    parts=_parts,
)
