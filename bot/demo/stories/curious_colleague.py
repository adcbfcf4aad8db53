"""Carol went through colleagues' own accounts and half the players' list within half an hour."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.demo.stories.past import DAY, Past, player
from bot.demo.stories.stage import Stage
from bot.demo.stories.story import Story, StoryPart
from core import audit
from core.moment import Moment
from core.people import PITBOSS, Actor
from core.security import staff_monitoring
from core.work import Work

COLLEAGUES = (("mira86", "Mira", "Moss", date(1986, 9, 9)), ("alan79", "Alan", "Adams", date(1979, 2, 2)))
"""Players related to members of staff."""
LOOKED_UP = 58
"""How many others she looked up."""
MINUTES_AGO = 700
USUAL, USUAL_DAYS = 5, 6
"""Bob's daily look-ups, in the same role, and on how many days: the baseline for comparison."""


def _parts(now: datetime) -> Iterator[StoryPart]:
    for username, first, last, born in COLLEAGUES:
        past = Past(username, now).earning(deposits=4, minor=2_000)
        yield StoryPart(player(username, now, first, last, born_on=born, city="Sliema", staff_owned=True), past.told())


async def _browsed(stage: Stage) -> None:
    """Let Bob work as usual for some days, then Carol look up far more; monitoring counts each day."""
    crowd = list(stage.crowd.values())
    for day in range(USUAL_DAYS, 0, -1):
        async with stage.work(minutes_ago=day * DAY) as work:
            await _look_up(work, await stage.actor(work, "bob"), crowd[:USUAL])
            await staff_monitoring.watch(work, PITBOSS)
    async with stage.work(minutes_ago=MINUTES_AGO) as work:
        family = [stage.players[username] for username, *_ in COLLEAGUES]
        await _look_up(work, await stage.actor(work, "carol"), [*family, *crowd[:LOOKED_UP]])
    async with stage.work() as work:
        await staff_monitoring.watch(work, PITBOSS)


async def _look_up(work: Work, who: Actor, player_ids: Iterable[int]) -> None:
    """Write the records of the look-ups, two a minute."""
    for number, player_id in enumerate(player_ids):
        entry = audit.Entry(
            actor=who,
            action="player.viewed",
            module="players",
            subject=audit.Subject("player", str(player_id)),
            player_id=player_id,
            facts={"by": "list"},
        )
        at = Moment(now=work.now + timedelta(seconds=30 * number))
        await audit.record(replace(work, at=at), entry)


STORY = Story(
    title="A colleague who looks at colleagues",
    happened="Half a day ago Carol opened the cards of two players who belong to colleagues' families, and of "
    "fifty-eight others, two a minute, for no purpose she gave. Bob, in the same role, looks up five a day.",
    looks="Compliance and the manager; never Carol",
    begin=("maya", "/audit staff @carol"),
    answer="Ask her first, with the record in hand. If there was no reason, one person freezes her at once, and "
    "giving her rights back takes two.",
    parts=_parts,
    acts=_browsed,
)
