"""Lena mistyped her password until the platform let her try no more."""

from collections.abc import Iterator
from datetime import date, datetime

from bot.demo.stories.past import Past, player
from bot.demo.stories.story import Story, StoryPart
from core.activity import Type

TRIES = 6


def _parts(now: datetime) -> Iterator[StoryPart]:
    past = Past("lena84", now).earning(deposits=6, minor=3_000)
    for number in range(TRIES):
        past.then(34 - 3 * number, Type.LOGIN, success=False, **past.home)
    yield StoryPart(player("lena84", now, "Lena", "Attard", born_on=date(1984, 2, 9), city="Mosta"), past.told())


STORY = Story(
    title="Locked out by her own typing",
    happened="Lena Attard calls: she mistyped her password six times this hour, and the platform lets her try no more. "
    "All six tries came from her own phone, at home.",
    looks="Support asks, security agrees",
    begin=("alice", "/player lena84 counters because she mistyped her password and called from her own number"),
    answer="Check the caller first. The tries are from the device and address she always uses, so ask to reset the "
    "counter of failed logins; one person agrees. Tries from elsewhere would be a reason to require a new password.",
    parts=_parts,
)
