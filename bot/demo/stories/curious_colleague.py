"""Carol went through colleagues' own accounts and half the players' list within half an hour."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import insert

from bot.demo.stories.past import Past, player
from bot.demo.stories.stage import Stage
from bot.demo.stories.story import Part, Story
from core import audit
from core.moment import Moment
from core.tables import lookup_days

COLLEAGUES = (("mira86", "Mira", "Moss", date(1986, 9, 9)), ("alan79", "Alan", "Adams", date(1979, 2, 2)))
"""Players who are family of somebody here."""
LOOKED_UP = 34
MINUTES_AGO = 700


def _parts(now: datetime) -> Iterator[Part]:
    for username, first, last, born in COLLEAGUES:
        past = Past(username, now).earning(deposits=4, minor=2_000)
        yield Part(player(username, now, first, last, born_on=born, city="Sliema", staff_owned=True), past.told())


async def _browsed(stage: Stage) -> None:
    """Leave the records that looking leaves: each card read was recorded before it was shown."""
    looked_at = [stage.players[username] for username, *_ in COLLEAGUES] + list(stage.crowd.values())[:LOOKED_UP]
    await _ordinary_days(stage)
    async with stage.work(minutes_ago=MINUTES_AGO) as work:
        carol = await stage.actor(work, "carol")
        for minutes, player_id in enumerate(looked_at):
            entry = audit.Entry(
                actor=carol,
                action="player.viewed",
                module="players",
                subject=audit.Subject("player", str(player_id)),
                player_id=player_id,
                facts={"by": "list"},
            )
            await audit.record(replace(work, at=Moment(now=work.now + timedelta(minutes=minutes))), entry)


async def _ordinary_days(stage: Stage) -> None:
    """Let her colleague in the same role have worked as people do, so that there is something to compare with."""
    async with stage.work() as work:
        today = work.office.day(work.now)
        days = [{"person": "bob", "day": today - timedelta(days=ago), "lookups": 3 + ago % 3} for ago in range(3, 11)]
        await work.db.execute(insert(lookup_days), days)


STORY = Story(
    title="A colleague who looks at colleagues",
    happened="Half a day ago Carol opened the cards of two players who belong to colleagues' families, and of "
    "thirty-four others, one a minute, for no purpose she gave.",
    looks="Compliance and the manager; never Carol",
    begin=("maya", "/audit staff @carol"),
    answer="Ask her first, with the record in hand. If there was no reason, one person freezes her at once, and "
    "giving her rights back takes two.",
    parts=_parts,
    acts=_browsed,
)
