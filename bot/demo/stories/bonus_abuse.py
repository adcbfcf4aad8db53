"""Two accounts on one phone took the same welcome bonus; one of them is half way through its turnover."""

from collections.abc import Iterator
from datetime import date, datetime

from bot.demo.stories.past import DAY, Past, eur, player
from bot.demo.stories.story import Story, StoryPart
from core.activity import Type

PLACE = {"device": "phone-bonus-88", "ip": "46.11.88.88"}
BONUS = {"bonus": "welcome", "amount": eur(10_000), "turnover": eur(300_000), "games": ["roulette", "blackjack"]}


def _parts(now: datetime) -> Iterator[StoryPart]:
    for username, first, staked in (("bella88", "Bella", 14), ("bella89", "Isabella", 0)):
        past = Past(username, now).earning(deposits=1, minor=10_000, until_days_ago=3, **PLACE)
        past.then(3 * DAY - 10, Type.BONUS_GRANTED, **BONUS)
        for number in range(staked):
            at = 2 * DAY - number * 30
            past.then(at, Type.BET, bet=f"b{number}", amount=eur(8_000), game="roulette", wallet="bonus")
            past.then(at - 2, Type.WIN, bet=f"b{number}", amount=eur(8_000), game="roulette", wallet="bonus")
        born = date(1988, 8, 8)
        yield StoryPart(player(username, now, first, "Farrugia", born_on=born, city="Msida"), past.told())


STORY = Story(
    title="One welcome bonus, two accounts",
    happened="Bella and Isabella Farrugia, born on one day, play from one phone. Each took the welcome bonus of "
    "EUR 100 three days ago; Bella has staked EUR 1,120 of the EUR 3,000 that it asks for.",
    looks="Fraud for the accounts, finance for the bonus",
    begin=("bob", "/player bella88 void because two accounts on one phone took the welcome bonus"),
    answer="Look at both cards and at what links them. Take the open bonuses back: finance and one more agree, and "
    "only what is left of each is taken. Asked to convert one instead, the form says how much is staked; before the "
    "turnover is done that takes a tick and one tier more, and what was granted counts as well.",
    parts=_parts,
)
