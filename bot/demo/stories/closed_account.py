"""Greta wants her account closed; Milo closed his, and wants it back."""

from collections.abc import Iterator
from datetime import date, datetime

from bot.demo.stories.past import DAY, Past, eur, player
from bot.demo.stories.stage import Stage
from bot.demo.stories.story import Story, StoryPart
from core.actions.close_for_player import CloseForPlayer
from core.activity import Type


def _parts(now: datetime) -> Iterator[StoryPart]:
    emptied = Past("greta52", now).earning(deposits=2, minor=5_000, until_days_ago=20)
    emptied.then(5 * DAY, Type.WITHDRAWAL_REQUESTED, withdrawal="W-5201", amount=eur(10_000))
    emptied.then(4 * DAY, Type.WITHDRAWAL_PAID, withdrawal="W-5201", amount=eur(10_000))
    yield StoryPart(player("greta52", now, "Greta", "Borg", born_on=date(1952, 8, 30), city="Victoria"), emptied.told())
    milo = player("milo79", now, "Milo", "Vella", born_on=date(1979, 1, 12), city="Zabbar")
    yield StoryPart(milo, Past("milo79", now).then(9 * DAY, Type.LOGIN, success=True).told())


async def _closed(stage: Stage) -> None:
    """Close Milo's account on his word, three days ago."""
    wish = CloseForPlayer(player_id=stage.players["milo79"], note="He wrote that he has no time to play any more.")
    request = await stage.ask("bob", wish, minutes_ago=3 * DAY)
    await stage.agree("fred", request, minutes_ago=3 * DAY - 20)


STORY = Story(
    title="One account to close, one to open again",
    happened="Greta Borg writes that she plays no more and wants her account closed; it is empty. Milo Vella closed "
    "his three days ago and asks to have it back.",
    looks="Support, then security",
    begin=("alice", "/player greta52 selfclose because she wrote that she plays no more"),
    answer="Greta's is closed as you send it, and a second person confirms. Had she money, a bet or a withdrawal, the "
    "form would name it. For Milo, /player milo79 reopen because he wants to play again asks to open his; security or "
    "compliance agrees. An excluded player's stays closed.",
    parts=_parts,
    acts=_closed,
)
