"""Looking at one part of a player: the right to, the brand, what for, and the record of it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.cards import purposes
from bot.rights import demand
from bot.slack.incoming import Call
from bot.slack.responses import Answer
from core import audit, players
from core.people import Permission
from core.players import Introduction
from core.work import Work

LOOKING = "look at players"

Draw = Callable[[Work, Introduction], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Part:
    """What is looked at: the action it is recorded as, how it is drawn, what else the record says."""

    action: str
    draw: Draw
    facts: Mapping[str, Any] = field(default_factory=dict)
    menu: str = purposes.MENU
    """What is told the purpose, where that is asked for first."""
    module: str = "activity"


async def show(call: Call, player_id: int, part: Part) -> Answer:
    """Show a part of a player to whoever may see it."""

    async def read(work: Work) -> tuple[Answer, audit.Entry]:
        return await shown(work, call, player_id, part)

    return await call.view(_entry(call, part, player_id, part.facts), read)


async def shown(work: Work, call: Call, player_id: int, part: Part) -> tuple[Answer, audit.Entry]:
    """Draw a part, or ask what for where that comes first; with the record that goes with it."""
    demand(call, Permission.PLAYER_VIEW, LOOKING)
    known = await players.introduction(work.db, player_id, actor=call.actor, now=work.now)
    limits = work.office.limits
    if known.asking(limits) is players.Asking.FIRST:
        first = purposes.first(player_id, menu=part.menu)
        return first, _entry(call, replace(part, action="purpose.asked"), player_id, {"by": call.kind.value})
    purpose = known.purpose(limits)
    facts = {**part.facts, "purpose": purpose.value} if purpose else part.facts
    return await part.draw(work, known), _entry(call, part, player_id, facts)


def _entry(call: Call, part: Part, player_id: int, facts: Mapping[str, Any]) -> audit.Entry:
    subject = audit.Subject("player", str(player_id))
    return call.entry(part.action, part.module, subject=subject, player_id=player_id, facts=dict(facts))
