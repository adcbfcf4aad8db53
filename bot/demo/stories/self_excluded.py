"""Petra excluded herself and asks to come back; Tomas takes a break that the clock will end."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from bot.demo.stories.past import DAY, Past, player
from bot.demo.stories.story import Story, StoryPart
from core.activity import Type
from core.people import Visibility


def _parts(now: datetime) -> Iterator[StoryPart]:
    yield _petra(now)
    yield _tomas(now)


def _petra(now: datetime) -> StoryPart:
    past = Past("petra77", now).earning(
        deposits=20, minor=30_000, until_days_ago=30, ip="91.7.3.9", country="DE", device="phone-9c9c9c9c"
    )
    past.then(30 * DAY, Type.EXCLUSION_SET, kind="self_exclusion", until=(now + timedelta(days=150)).isoformat())
    petra = player(
        "petra77", now, "Petra", "Vogt", born_on=date(1977, 1, 9), phone="+4915199887766", country="DE", city="Berlin"
    )
    return StoryPart(petra, past.told(), tags=(("self-excluded", Visibility.STAFF),))


def _tomas(now: datetime) -> StoryPart:
    past = Past("tomas65", now).earning(deposits=4, minor=4_000)
    past.then(600, Type.EXCLUSION_SET, kind="cool_off", until=(now + timedelta(days=6)).isoformat())
    return StoryPart(player("tomas65", now, "Tomas", "Grech", born_on=date(1965, 5, 30), city="Mosta"), past.told())


STORY = Story(
    title="A self-excluded player who asks to come back",
    happened="Petra excluded herself for six months, a month ago. She wrote that she feels better and wants to play.",
    looks="Support receives the wish, compliance answers it",
    begin=("alice", "/unblock petra77 because she asks to come back to play"),
    answer="No, kindly: it ends only when its term is over, she asks, a day has passed, and compliance agrees. "
    "No bonus and no goodwill in the meantime, only money owed.",
    parts=_parts,
)
