"""Paul mistyped his e-mail address as he registered, and a withdrawal waits."""

from collections.abc import Iterator
from datetime import date, datetime

from bot.demo.stories.past import Past, eur, player
from bot.demo.stories.story import Story, StoryPart
from core.activity import Type


def _parts(now: datetime) -> Iterator[StoryPart]:
    past = Past("paul58", now).earning(deposits=5, minor=10_000)
    past.then(40, Type.WITHDRAWAL_REQUESTED, withdrawal="W-5801", amount=eur(12_000))
    paul = player(
        "paul58", now, "Paul", "Zerafa", born_on=date(1958, 11, 5), city="Rabat", email="paul.zerafa@exmaple.com"
    )
    yield StoryPart(paul, past.told())


STORY = Story(
    title="A mistyped e-mail address",
    happened="Paul Zerafa calls: no mail of ours reaches him, because he typed exmaple.com as he registered. A "
    "withdrawal of EUR 120 waits.",
    looks="Support asks, two others agree",
    begin=("alice", "/player paul58 contact because he mistyped it as he registered"),
    answer="Check the caller first, then ask for the new address. Two people agree. The platform tells the old "
    "address, the withdrawal is held for a day, and nobody who asked or agreed lets it go before.",
    parts=_parts,
)
