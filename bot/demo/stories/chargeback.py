"""Cyril's bank charged back a deposit that he had already lost."""

from collections.abc import Iterator
from datetime import date, datetime

from bot.demo.stories.past import DAY, Past, eur, player
from bot.demo.stories.story import Story, StoryPart
from core.activity import Type


def _parts(now: datetime) -> Iterator[StoryPart]:
    past = Past("cyril62", now).earning(deposits=5, minor=10_000, until_days_ago=2)
    for number in range(1, 5):
        past.then(2 * DAY - number * 20, Type.BET, bet=f"lost-{number}", amount=eur(11_000), game="roulette")
        past.then(2 * DAY - number * 20 - 3, Type.WIN, bet=f"lost-{number}", amount=eur(0), game="roulette")
    past.then(95, Type.CHARGEBACK, amount=eur(20_000), method="card", reference="CB-20881")
    cyril = player("cyril62", now, "Cyril", "Azzopardi", born_on=date(1962, 6, 6), phone="+35699006262", city="Mosta")
    yield StoryPart(cyril, past.told())


STORY = Story(
    title="A chargeback",
    happened="Cyril deposited EUR 500 in a week and lost EUR 440. An hour and a half ago his bank took EUR 200 "
    "back, as case CB-20881: his balance is below zero.",
    looks="Finance",
    begin=("bob", "/player cyril62"),
    answer="Block deposits and withdrawals by the reason Chargeback, which a second person confirms. Finance "
    "owns the block and lifts it once the claim is settled.",
    parts=_parts,
)
