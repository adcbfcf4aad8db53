"""Interactions listed: those with one player, and those whose outcome is to be looked at."""

from collections.abc import Iterable
from typing import Any

from core import audit, operations, players
from core.database import pages
from core.database.pages import Page
from core.database.tables import interactions
from core.interactions import store
from core.interactions.new_interactions import RECORDING
from core.interactions.store import Interaction
from core.operations import Seen
from core.people import Actor, Permission
from core.players import PlayerPage
from core.work import Work

PAGE = 5
"""Interactions on one page: what a message shows without scrolling far."""


@operations.query(
    "interaction.listed",
    module="interactions",
    needs=Permission.PLAYER_VIEW,
    doing="look at players",
    looks_at_player=True,
)
async def of_player(work: Work, actor: Actor, player_id: int, *, at: str = "") -> Seen[PlayerPage[Interaction]]:
    """List a page of the interactions with a player that somebody may see, newest first.

    Raises :class:`~core.errors.Unknown` when there is no such player, or none that this person may know of.
    """
    player = await players.introduction(work.db, player_id, actor=actor, now=work.now)
    query = store.seen_by(actor).where(interactions.c.player_id == player_id)
    newest = query.order_by(interactions.c.at.desc(), interactions.c.id.desc())
    page = (await pages.counted(work.db, newest, at=at, size=PAGE)).of(store.of_row)
    return Seen(PlayerPage(player, page), looked_at=player, facts=_counted(page))


@operations.query("interactions.listed", module="interactions", needs=Permission.INTERACTION_WRITE, doing=RECORDING)
async def due(work: Work, actor: Actor, *, at: str = "") -> Seen[Page[Interaction]]:
    """List a page of what has no outcome yet, the longest overdue first."""
    query = store.seen_by(actor).where(store.waiting())
    soonest = query.order_by(interactions.c.due_on, interactions.c.at, interactions.c.id)
    page = (await pages.counted(work.db, soonest, at=at, size=PAGE)).of(store.of_row)
    return Seen(page, facts=_counted(page))


def _counted(found: Iterable[Interaction]) -> dict[str, Any]:
    shown = list(found)
    return {"count": len(shown), **audit.kept_for(each.visibility for each in shown)}
