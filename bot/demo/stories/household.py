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
        home = {"address": "4 Nedre Korskirkeallmenning", "post_code": "5017", "city": "Bergen", "country": "NO"}
        one = player(username, now, first, "Håland", born_on=born, instruments=(CARD,), **home)
        yield StoryPart(one, past.told(), tags=(("household checked", Visibility.SECURITY),))


STORY = Story(
    title="A household",
    happened="Hana and Hugo Håland play from the same tablet, pay with the same card and live at the same address.",
    looks="Fraud",
    begin=("fred", "/links hana31"),
    answer="The link says what the two share, since when, and that they are different people at one address: the "
    "classic false positive. “Household with …” with what shows it confirms that for a year; hard evidence of another "
    "kind opens the question again, and “End the decision …” does when they part.",
    parts=_parts,
)
