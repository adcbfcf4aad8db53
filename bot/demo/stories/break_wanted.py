"""Rosa asks for a break; she plays from two accounts on one phone."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from bot.demo.stories.past import Past, player
from bot.demo.stories.story import Story, StoryPart
from core.activity import Type
from core.people import Visibility
from core.players import NewPlayer

PHONE: dict[str, Any] = {"ip": "84.46.7.12", "country": "MT", "device": "phone-4d4d4d4d"}


def _parts(now: datetime) -> Iterator[StoryPart]:
    first = Past("rosa71", now).earning(deposits=12, minor=15_000, **PHONE)
    first.then(30, Type.LOGIN, success=True, session="rosa71-now", **PHONE)
    second = Past("rosa72", now).earning(deposits=3, minor=5_000, until_days_ago=2, **PHONE)
    told = "Wrote at night that she cannot stop, and asks for a week without play."
    yield StoryPart(_rosa("rosa71", now), first.told(), ((told, "high", Visibility.STAFF),))
    yield StoryPart(_rosa("rosa72", now), second.told())


def _rosa(username: str, now: datetime) -> NewPlayer:
    return player(username, now, "Rosa", "Camilleri", born_on=date(1971, 8, 2), city="Birkirkara")


STORY = Story(
    title="She wants a break",
    happened="Rosa Camilleri wrote at night that she asks for a week without play. She is logged in right now, and a "
    "second account of hers is used on the same phone.",
    looks="Support acts at once, compliance confirms",
    begin=("alice", "/player rosa71 cooloff 7 days because she asked for a week without play"),
    answer="Set the cool-off: it is in force as you send it, ends her session, and holds for the second account too, "
    "as far as the licence says. Nobody ends it, the clock does. Cora, in compliance, confirms it. If Rosa asks for "
    "more, “/player rosa71 exclude” keeps her from playing for at least half a year.",
    parts=_parts,
)
