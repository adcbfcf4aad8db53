"""A prize went to the wrong player and was half spent before anybody noticed."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from bot.demo.people import BRAND
from bot.demo.stories.past import SOURCE, Past, eur, external_id, player
from bot.demo.stories.stage import Stage
from bot.demo.stories.story import Story, StoryPart
from core import activity
from core.actions.adjust_balance import AdjustBalance
from core.activity import Event, Type
from core.money import Direction, Money, Wallet


def _parts(now: datetime) -> Iterator[StoryPart]:
    past = Past("piero71", now).earning(deposits=1, minor=2_000)
    yield StoryPart(player("piero71", now, "Piero", "Galea", born_on=date(1971, 7, 1), city="Birgu"), past.told())


async def _spent(stage: Stage) -> None:
    """Pay the prize to the wrong player, who loses most of it."""
    prize = AdjustBalance(
        player_id=stage.players["piero71"],
        wallet=Wallet.CASH,
        direction=Direction.GIVE,
        amount=Money(30_000, "EUR"),
        reason="tournament_prize",
        source_ref="T-4702",
        note="First place in T-4702, by the list that the studio sent.",
    )
    request = await stage.ask("carol", prize, minutes_ago=300)
    await stage.agree("bob", request, minutes_ago=290)
    lost = [("bet", Type.BET, 24_000, 200), ("win", Type.WIN, 0, 195)]
    told = [
        Event(
            source=SOURCE,
            event_id=f"piero71-{name}",
            type=type_,
            at=stage.now - timedelta(minutes=minutes_ago),
            brand=BRAND,
            player=external_id("piero71"),
            body={"bet": "p1", "amount": eur(minor), "game": "roulette"},
        )
        for name, type_, minor, minutes_ago in lost
    ]
    async with stage.work(minutes_ago=190) as work:
        await activity.ingest(work, told)


STORY = Story(
    title="A prize that is half spent",
    happened="The studio sent a wrong list: Piero Galea got EUR 300 for tournament T-4702, in which he never played, "
    "and lost EUR 240 of it on roulette before the right list came.",
    looks="Finance",
    begin=("alice", "/adjust reverse piero71 because the list of T-4702 was wrong"),
    answer="Reverse it with “The player owes what is missing” ticked: what is left is taken, and the rest becomes a "
    "debt on his card. Later deposits stay whole; finance settles the debt from them with /player piero71 settle, or "
    "not at all.",
    parts=_parts,
    acts=_spent,
)
