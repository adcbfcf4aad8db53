"""Walt pays in three times a day, each time just under the line."""

from collections.abc import Iterator
from datetime import date, datetime

from bot.demo.stories.past import Past, eur, player
from bot.demo.stories.story import Story, StoryPart
from core.activity import Type
from core.people import Visibility

NOTE = "Three deposits a day, each just under EUR 2,000. Watched since Monday."


def _parts(now: datetime) -> Iterator[StoryPart]:
    past = Past("walt90", now).earning(deposits=11, minor=19_900)
    for minutes_ago, minor in ((430, 199_000), (260, 198_500), (75, 199_500)):
        past.then(minutes_ago + 6, Type.LOGIN, success=True, ip="46.11.90.90", country="MT", device="phone-walt90")
        past.then(minutes_ago, Type.DEPOSIT, amount=eur(minor), method="voucher")
    walt = player("walt90", now, "Walt", "Vella", born_on=date(1990, 10, 10), city="Sliema", watched=True)
    notes = ((NOTE, "high", Visibility.SECURITY),)
    yield StoryPart(walt, past.told(), notes=notes, tags=(("structuring?", Visibility.SECURITY),))


STORY = Story(
    title="Structuring",
    happened="Walt paid in EUR 1,990, EUR 1,985 and EUR 1,995 within six hours. From EUR 2,000 on he would have "
    "been asked where the money comes from.",
    looks="Fraud, then compliance",
    begin=("fred", "/player walt90"),
    answer="Write down what you see for security and compliance only, and tell compliance. Whoever talks to Walt"
    " must not hint at it.",
    parts=_parts,
)
