"""Doris had not been seen for a year; ten hours ago her account woke up."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from bot.demo.stories.past import Past, eur, player
from bot.demo.stories.story import Story, StoryPart
from core.activity import Type

ASLEEP_DAYS = 380
NEW: dict[str, Any] = {
    "ip": "102.89.34.7",
    "country": "NG",
    "latitude": 6.5,
    "longitude": 3.4,
    "device": "phone-0badcafe",
}


def _parts(now: datetime) -> Iterator[StoryPart]:
    past = Past("doris48", now).earning(deposits=12, minor=25_000, until_days_ago=ASLEEP_DAYS)
    past.then(620, Type.LOGIN, success=True, session="awake", **NEW)
    past.then(611, Type.INSTRUMENT_CHANGED, ip=NEW["ip"], device=NEW["device"])
    past.then(604, Type.WITHDRAWAL_REQUESTED, withdrawal="all-of-it", amount=eur(280_000))
    about: dict[str, Any] = {"born_on": date(1948, 4, 8), "registered_at": now - timedelta(days=900)}
    yield StoryPart(player("doris48", now, "Doris", "Galea", city="Birkirkara", **about), past.told())


STORY = Story(
    title="A dormant account wakes",
    happened="Doris had not signed in for a year. Ten hours ago somebody did, from another continent, put another "
    "payment instrument in, and asked for EUR 2,800 of the EUR 3,000 she had left.",
    looks="Security and fraud",
    begin=("sam", "/player doris48"),
    answer="Hold first, ask after: block as taken over, which holds the withdrawal, and call her on the number "
    "known from before.",
    parts=_parts,
)
