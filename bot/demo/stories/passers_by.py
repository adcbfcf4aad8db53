"""Players who show one thing each: found by parts, blocked in confidence, and named to break careless software."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from bot.demo.stories.past import Past, player
from bot.demo.stories.stage import Stage
from bot.demo.stories.story import Story, StoryPart
from core import player_blocks
from core.people import Visibility

FILED = "Report filed. Nobody outside compliance is to know."
ODD = "Name as the player typed it. <!here> @everyone"


def _parts(now: datetime) -> Iterator[StoryPart]:
    yield _muel(now)
    yield _lars(now)
    yield _channel(now)


def _muel(now: datetime) -> StoryPart:
    past = Past("muel71", now).earning(deposits=3, minor=2_500, ip="91.4.100.2", country="DE", device="tablet-00c0ffee")
    born = date(1984, 7, 1)
    muel = player("muel71", now, "Jürgen", "Müller", born_on=born, phone="+4915112344471", country="DE", city="Köln")
    return StoryPart(muel, past.told())


def _lars(now: datetime) -> StoryPart:
    place: dict[str, Any] = {"ip": "83.77.1.4", "country": "SE", "device": "laptop-51515151"}
    past = Past("lars51", now).earning(deposits=14, minor=199_000, **place)
    lars = player("lars51", now, "Lars", "Ekström", born_on=date(1951, 4, 1), country="SE", city="Göteborg")
    return StoryPart(lars, past.told(), notes=((FILED, "high", Visibility.COMPLIANCE),))


def _channel(now: datetime) -> StoryPart:
    past = Past("channel99", now).earning(deposits=2, minor=1_000)
    odd = player("channel99", now, "<!channel>", "*Everybody* <https://example.com|win>", born_on=date(1999, 9, 9))
    return StoryPart(odd, past.told(), notes=((ODD, "normal", Visibility.STAFF),))


async def _blocked(stage: Stage) -> None:
    """Block Lars for a reason that only compliance may know."""
    async with stage.work(minutes_ago=3000) as work:
        placing = player_blocks.NewBlock(
            player_id=stage.players["lars51"],
            reason="money_laundering",
            asked_by="operator",
            placed_by="Cora Collins",
            note="Report filed with the authority.",
        )
        await player_blocks.place(work, placing)


STORY = Story(
    title="A block that only compliance may explain",
    happened="Lars is blocked while an authority looks into his deposits. A hint to him, or to a colleague who "
    "talks to him, would tip him off.",
    looks="Compliance",
    begin=("cora", "/player lars51"),
    answer="Compliance sees the reason; look him up as Alice as well: she reads “Under review”, as on every block "
    "for a review, and that she should ask before she acts.",
    parts=_parts,
    acts=_blocked,
)
