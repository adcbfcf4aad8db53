"""EUR 620 went to Clara instead of Carla: asked by Alice, approved by Bob and Maya."""

from collections.abc import Iterator
from datetime import date, datetime

from bot.demo.stories.past import Past, player
from bot.demo.stories.stage import Stage
from bot.demo.stories.story import Story, StoryPart
from core import tickets
from core.actions.adjust_balance import AdjustBalance
from core.money import Direction, Money, Wallet
from core.tickets import NewTicket


def _parts(now: datetime) -> Iterator[StoryPart]:
    for username, first, day in (("clara55", "Clara", 5), ("carla55", "Carla", 15)):
        past = Past(username, now).earning(deposits=6, minor=4_000)
        yield StoryPart(player(username, now, first, "Spiteri", born_on=date(1955, 3, day), city="Mosta"), past.told())


async def _paid(stage: Stage) -> None:
    """Pay the prize to the wrong one of the two, and let the other one write."""
    prize = AdjustBalance(
        player_id=stage.players["clara55"],
        wallet=Wallet.CASH,
        direction=Direction.GIVE,
        amount=Money(62_000, "EUR"),
        reason="tournament_prize",
        source_ref="T-4690",
        note="Second place in T-4690, paid by hand after the feed had failed.",
    )
    request = await stage.ask("alice", prize, minutes_ago=180)
    await stage.agree("bob", request, minutes_ago=171)
    await stage.agree("maya", request, minutes_ago=164)
    async with stage.work(minutes_ago=31) as work:
        new = NewTicket(
            text="Carla Spiteri writes: second in tournament T-4690, and the prize of EUR 620 never came.",
            category="bonus",
            key="story wrong credit",
            player_id=stage.players["carla55"],
        )
        await tickets.open(work, await stage.actor(work, "alice"), new)


STORY = Story(
    title="A wrong credit to reverse",
    happened="Carla Spiteri was to get EUR 620 for tournament T-4690. Alice asked for Clara Spiteri, Bob and Maya "
    "approved, and Clara has the money. Carla wrote in; her ticket waits.",
    looks="Finance for Clara, support for Carla",
    begin=("carol", "/adjust reverse clara55 because it was meant for Carla"),
    answer="Reverse it, whole: finance and one more agree, and at least one of them had no part in the first. "
    "Pay Carla from her ticket, naming T-4690; the ticket then says what came of it.",
    parts=_parts,
    acts=_paid,
)
