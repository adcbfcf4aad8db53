"""Hugo pays in again at night after each loss; compliance has talked with him, and the outcome is due."""

from collections.abc import Iterator
from datetime import date, datetime

from bot.demo.stories.past import DAY, Past, eur, player
from bot.demo.stories.stage import Stage
from bot.demo.stories.story import Story, StoryPart
from core import interactions
from core.activity import Type
from core.interactions import InteractionAct, NewInteraction, Trigger
from core.people import Visibility

NIGHTS = 12
TALKED = 2 * DAY
"""Minutes ago."""


def _parts(now: datetime) -> Iterator[StoryPart]:
    past = Past("hugo81", now)
    for night in range(NIGHTS, 0, -1):
        begin = night * DAY + 60
        past.then(begin, Type.LOGIN, success=True, session=f"night-{night}", **past.home)
        for each in range(4):
            past.then(begin - 10 - each * 35, Type.DEPOSIT, amount=eur(5_000 + 1_000 * (NIGHTS - night)), method="card")
            bet = {"bet": f"{night}-{each}", "amount": eur(4_000 + 1_000 * (NIGHTS - night)), "game": "Roulette"}
            past.then(begin - 20 - each * 35, Type.BET, **bet)
            past.then(begin - 21 - each * 35, Type.WIN, **bet | {"amount": eur(0)})
        past.then(begin - 170, Type.SESSION_ENDED, session=f"night-{night}")
    yield StoryPart(player("hugo81", now, "Hugo", "Falzon", born_on=date(1981, 2, 9), city="Mosta"), past.told())


async def _talked(stage: Stage) -> None:
    """Let compliance record a call whose outcome should have been looked at by now."""
    async with stage.work(TALKED) as work:
        new = NewInteraction(
            player_id=stage.players["hugo81"],
            trigger=Trigger.CHASING_LOSSES,
            act=InteractionAct.CALL,
            what="He knows that it is too much and will set a deposit limit himself.",
            due_on=work.office.day(work.now),
            visibility=Visibility.STAFF,
            reason="Four deposits a night, each after a loss",
        )
        await interactions.record(work, await stage.actor(work, "cora"), new)


STORY = Story(
    title="Chasing losses",
    happened="Hugo plays at night and pays in again after each loss. Cora called him two days ago; he has set no "
    "limit since.",
    looks="Compliance",
    begin=("cora", "/player interactions"),
    answer="Look at *Hours and sessions* and *Net by week* behind `/activity hugo81 30d`, press Outcome…, say that "
    "play is worse, and record the next step: offer a cool-off, or block him for signs of harmful play.",
    parts=_parts,
    acts=_talked,
)
