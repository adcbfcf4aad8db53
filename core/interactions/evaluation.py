"""Evaluating an interaction: whether the player plays differently since, and what follows."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sqlalchemy import update

from core import audit, operations, players
from core.database.tables import interactions
from core.errors import Conflict, Invalid
from core.interactions import store
from core.interactions.new_interactions import RECORDING
from core.interactions.store import LONGEST, LONGEST_LINE, Interaction, InteractionOutcome
from core.operations import Seen
from core.people import Actor, Permission
from core.phrases import Phrase
from core.work import Work


class AlreadyEvaluated(Conflict):
    """Somebody else looked at the outcome first."""

    code: ClassVar[str] = "already_evaluated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What came of an interaction."""

    player_id: int
    interaction_id: UUID
    outcome: InteractionOutcome
    finding: str
    next_step: str = ""


@operations.query(
    "interaction.viewed",
    module="interactions",
    needs=Permission.INTERACTION_WRITE,
    doing=RECORDING,
    looks_at_player=True,
)
async def view(work: Work, actor: Actor, player_id: int, interaction_id: UUID) -> Seen[Interaction]:
    """Read one interaction, for the form that evaluates it.

    Raises :class:`~core.errors.Unknown` for one that this person may not see.
    """
    player = await players.introduction(work.db, player_id, actor=actor, now=work.now)
    found = await store.get(work.db, player_id, interaction_id, actor=actor)
    return Seen(found, looked_at=player, facts={"visibility": found.visibility.value})


@operations.operation(
    "interaction.evaluated", module="interactions", needs=Permission.INTERACTION_WRITE, doing=RECORDING
)
async def evaluate(work: Work, actor: Actor, evaluation: Evaluation) -> Interaction:
    """Say what came of an interaction, once.

    Raises :class:`AlreadyEvaluated` naming who was first, :class:`~core.errors.Invalid` for a text that is empty or
    too long, :class:`~core.errors.Unknown` for one that this person may not see.
    """
    finding = evaluation.finding.strip()
    if not 1 <= len(finding) <= LONGEST:
        raise Invalid(Phrase("Write between 1 and {most} characters.", most=LONGEST), field="finding")
    next_step = evaluation.next_step.strip()
    if len(next_step) > LONGEST_LINE:
        raise Invalid(Phrase("Write at most {most} characters.", most=LONGEST_LINE), field="next_step")
    found = await store.get(work.db, evaluation.player_id, evaluation.interaction_id, actor=actor)
    said = {
        "outcome": evaluation.outcome.value,
        "evaluated_at": work.now,
        "evaluated_by": actor.name,
        "finding": finding,
        "next_step": next_step or None,
    }
    this = (interactions.c.player_id == found.player_id, interactions.c.id == found.id)
    changed = await work.db.execute(update(interactions).where(*this, store.waiting()).values(said))
    now = await store.get(work.db, found.player_id, found.id, actor=actor)
    if not changed.rowcount:
        first = Phrase(
            "{who} evaluated this interaction {at}: {outcome}.",
            who=now.evaluated_by or "",
            at=now.evaluated_at,
            outcome=now.outcome or "",
        )
        raise AlreadyEvaluated(first)
    await audit.record(work, _entry(actor, now))
    return now


def _entry(actor: Actor, now: Interaction) -> audit.Entry:
    outcome = now.outcome.value if now.outcome else ""
    return audit.Entry(
        actor=actor,
        action="interaction.evaluated",
        module="interactions",
        subject=audit.Subject("player", str(now.player_id)),
        player_id=now.player_id,
        facts={"interaction": str(now.id), "outcome": outcome, "visibility": now.visibility.value},
        private={"finding": now.finding or "", "next_step": now.next_step or ""},
    )
