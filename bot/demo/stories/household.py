"""Two people with one tablet, one card and one address: linked, and innocent."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from bot.demo.stories.past import Past, player
from bot.demo.stories.story import Story, StoryPart
from core.people import Visibility
from core.players import Instrument

CARD = Instrument("card", "card-household-5b7f6a52", "7702")
TABLET: dict[str, Any] = {"device": "tablet-family01", "ip": "84.30.7.7", "country": "NO"}
PEOPLE = (("hana31", "Hana", date(1991, 2, 2)), ("hugo33", "Hugo", date(1989, 8, 8)))


def _parts(now: datetime) -> Iterator[StoryPart]:
    for username, first, born in PEOPLE:
        past = Past(username, now).earning(deposits=5, minor=3_000, **TABLET)
        one = player(username, now, first, "Håland", born_on=born, country="NO", city="Bergen", instruments=(CARD,))
        yield StoryPart(one, past.told(), tags=(("household checked", Visibility.SECURITY),))


STORY = Story(
    title="A household",
    happened="Hana and Hugo Håland play from the same tablet, pay with the same card and live at the same address.",
    looks="Fraud",
    begin=("fred", "/player 84.30.7.7"),
    answer="Nothing: a couple at one kitchen table is the classic false positive. What two accounts share is "
    "evidence, never a verdict; the tag says that somebody has checked.",
    parts=_parts,
)
