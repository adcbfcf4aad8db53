"""A withdrawal to a new card is held until somebody has looked at it."""

from collections.abc import Iterator
from datetime import date, datetime

from bot.demo.stories.past import Past, eur, player
from bot.demo.stories.stage import Stage
from bot.demo.stories.story import Story, StoryPart
from core import player_blocks
from core.actions.hold_withdrawal import HoldWithdrawal
from core.activity import Type


def _parts(now: datetime) -> Iterator[StoryPart]:
    past = Past("hugo66", now).earning(deposits=4, minor=20_000)
    past.then(190, Type.INSTRUMENT_CHANGED, kind="card")
    past.then(95, Type.WITHDRAWAL_REQUESTED, withdrawal="W-6601", amount=eur(60_000))
    past.then(94, Type.WITHDRAWAL_REQUESTED, withdrawal="W-6602", amount=eur(4_000))
    yield StoryPart(player("hugo66", now, "Hugo", "Mifsud", born_on=date(1966, 6, 1), city="Gzira"), past.told())


async def _held(stage: Stage) -> None:
    """Hold the large one of the two withdrawals."""
    player_id = stage.players["hugo66"]
    async with stage.work(minutes_ago=60) as work:
        waiting = (await player_blocks.in_flight(work.db, player_id, now=work.now)).withdrawals
    large = max(waiting, key=lambda one: one.amount.amount_minor)
    hold = HoldWithdrawal(
        player_id=player_id,
        withdrawal_id=large.id,
        reason="takeover",
        note="The card was changed two hours before; the player does not answer the phone.",
    )
    await stage.ask("fred", hold, minutes_ago=60)


STORY = Story(
    title="One withdrawal held",
    happened="Hugo Mifsud changed his card and, an hour and a half later, asked for EUR 600 and for EUR 40. An hour "
    "ago Fred held the large one: he did not answer the phone. Nobody has confirmed the hold yet.",
    looks="Security",
    begin=("sam", "/player hugo66"),
    answer="Confirm the hold from /approvals, or end it. Once Hugo has called from the number on file, ask to release "
    "the withdrawal: security, which owns the reason, agrees, and above EUR 500 one more. The small one was never "
    "held.",
    parts=_parts,
    acts=_held,
)
