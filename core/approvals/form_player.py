"""What a form shows of the player whom a request would be about: a look at that player, and recorded as one."""

from dataclasses import dataclass

from core import operations, search
from core.action import Action
from core.operations import Seen
from core.people import Actor, Permission
from core.players import Situation, situations
from core.search import Match, NamedPlayer, Typed
from core.search.lookup import player_id as by_number
from core.work import Work

BY_ID_ALONE = "You may not look players up. Name the player by the id."


@dataclass(frozen=True, slots=True)
class ConsideredPlayer:
    """The player of a form, or why there is not exactly one."""

    player_id: int | None = None
    player: Situation | None = None
    """None where this person may ask for the action but may not look at players."""
    without_end: bool = False
    """Whether the words before the end of what was typed were enough to name the player."""
    problem: str | None = None
    offered: tuple[Match, ...] = ()
    """Who may have been meant, where there is not exactly one."""


@operations.query(
    "request.considered",
    module="approvals",
    needs=lambda arguments: arguments["action"].ask,
    doing="ask for “{action.title}”",
    looks_at_player=True,
    records=("player.searched",),
    before=search.Counting(),
    facts=lambda arguments: {"action": arguments["action"].name},
)
async def consider(
    work: Work,
    actor: Actor,
    action: type[Action],  # noqa: ARG001 - it decides the permission and is recorded
    *,
    text: str | Typed = "",
    player_id: int | None = None,
) -> Seen[ConsideredPlayer]:
    """Show the status of the player named or chosen in the form of an action.

    Raises :class:`~core.errors.Unknown` when there is no such player, or none that this person may see.
    """
    found = await _named(work, actor, text) if text else NamedPlayer(player_id)
    if found.player_id is None:
        return Seen(ConsideredPlayer(problem=found.problem, offered=found.offered), also=found.also)
    if not actor.may(Permission.PLAYER_VIEW):
        return Seen(ConsideredPlayer(found.player_id), player_id=found.player_id, also=found.also)
    player = await situations.of_player(work.db, found.player_id, actor=actor, now=work.now)
    considered = ConsideredPlayer(found.player_id, player, without_end=found.without_end)
    return Seen(considered, looked_at=player, also=found.also)


async def _named(work: Work, actor: Actor, text: str | Typed) -> NamedPlayer:
    """Find the player whom somebody named; who may not look players up names one by the id."""
    if actor.may(Permission.PLAYER_VIEW):
        return await search.named(work, actor, text)
    found = by_number((text if isinstance(text, str) else text.text).strip())
    return NamedPlayer(found, problem=None if found is not None else BY_ID_ALONE)
