"""Recording an interaction: what led to it and what was done, also that nobody was contacted."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from core import audit, operations, players, security
from core.database.tables import interactions
from core.errors import Invalid, NotAllowed
from core.interactions import store
from core.interactions.store import LONGEST, LONGEST_LINE, Interaction, InteractionAct, Trigger
from core.operations import Seen
from core.people import Actor, Permission, Visibility
from core.phrases import Phrase
from core.players import Introduction, brand_scope, honey
from core.security import Alert
from core.work import Work

RECORDING = "record safer-gambling interactions"
DUE_MOST = timedelta(days=366)
"""Nobody looks at an outcome later than after a year."""
RANKS = tuple(Visibility)
"""From what all may see to what few may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInteraction:
    """An interaction to be recorded; ``alert_id`` names the alert that led to it, ``reason`` says it in words."""

    player_id: int
    trigger: Trigger
    act: InteractionAct
    what: str
    due_on: date
    visibility: Visibility
    reason: str = ""
    alert_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionForm:
    """What the form begins with."""

    player: Introduction
    alert: Alert | None
    visibilities: tuple[Visibility, ...]
    """For whom it may be written: never for more people than may see the alert."""
    due_on: date


@operations.query(
    "interaction.considered",
    module="interactions",
    needs=Permission.INTERACTION_WRITE,
    doing=RECORDING,
    looks_at_player=True,
)
async def consider(work: Work, actor: Actor, player_id: int, *, alert_id: UUID | None = None) -> Seen[InteractionForm]:
    """Read what the form of an interaction begins with.

    Raises :class:`~core.errors.Unknown` for a player or an alert that this person may not know of.
    """
    player = await players.introduction(work.db, player_id, actor=actor, now=work.now)
    alert = await _alert(work, actor, player_id, alert_id)
    form = InteractionForm(
        player=player,
        alert=alert,
        visibilities=_allowed(actor, alert),
        due_on=work.office.day(work.now + work.office.limits.interaction_due),
    )
    return Seen(form, looked_at=player, facts=audit.kept_for([alert.visibility] if alert else []))


@operations.operation(
    "interaction.recorded", module="interactions", needs=Permission.INTERACTION_WRITE, doing=RECORDING
)
async def record(work: Work, actor: Actor, new: NewInteraction) -> Interaction:
    """Record what was done about how a player plays, and when its outcome is to be looked at.

    Raises :class:`~core.errors.Invalid` naming the field at fault, :class:`~core.errors.NotAllowed` for a visibility
    that this person lacks, :class:`~core.errors.Unknown` for a player or an alert that they may not know of.
    """
    await brand_scope.refuse_unknown(work.db, actor, new.player_id)
    await honey.refuse_touching(work.db, new.player_id)
    alert = await _alert(work, actor, new.player_id, new.alert_id)
    _refuse_visibility(actor, alert, new.visibility)
    row = _checked(work, new, alert)
    row |= {"id": work.at.ids(), "at": work.now, "person": actor.person, "by_name": actor.name}
    await work.db.execute(insert(interactions).values(row))
    await audit.record(work, _entry(actor, row))
    return await store.get(work.db, new.player_id, row["id"], actor=actor)


async def _alert(work: Work, actor: Actor, player_id: int, alert_id: UUID | None) -> Alert | None:
    if alert_id is None:
        return None
    alert = await security.get(work.db, alert_id, actor=actor)
    if alert.player_id != player_id:
        raise Invalid(f"That alert is not about player {player_id}.", field="trigger")
    return alert


def _allowed(actor: Actor, alert: Alert | None) -> tuple[Visibility, ...]:
    least = RANKS.index(alert.visibility) if alert else 0
    return tuple(each for each in RANKS[least:] if each in actor.sees)


def _refuse_visibility(actor: Actor, alert: Alert | None, visibility: Visibility) -> None:
    if visibility not in actor.sees:
        raise NotAllowed("You can only write what you may read yourself; choose another visibility.")
    if visibility not in _allowed(actor, alert):
        raise Invalid("Not everybody may see the alert that led to it; choose who may see both.", field="visibility")


def _checked(work: Work, new: NewInteraction, alert: Alert | None) -> dict[str, Any]:
    reason = _within(new.reason, LONGEST_LINE, field="reason", least=int(new.trigger is Trigger.OTHER))
    if (new.trigger is Trigger.ALERT) != (alert is not None):
        raise Invalid("Open “Record an interaction” on the alert itself to name it.", field="trigger")
    today = work.office.day(work.now)
    if not today <= new.due_on <= today + DUE_MOST:
        raise Invalid("Choose a day from today on, within a year.", field="due_on")
    return {
        "player_id": new.player_id,
        "visibility": new.visibility.value,
        "trigger": new.trigger.value,
        "alert_id": alert.id if alert else None,
        "rule": alert.rule if alert else None,
        "reason": reason or None,
        "act": new.act.value,
        "what": _within(new.what, LONGEST, field="what"),
        "due_on": new.due_on,
    }


def _within(text: str, longest: int, *, field: str, least: int = 1) -> str:
    stripped = text.strip()
    if not least <= len(stripped) <= longest:
        raise Invalid(Phrase("Write between 1 and {most} characters.", most=longest), field=field)
    return stripped


def _entry(actor: Actor, row: dict[str, Any]) -> audit.Entry:
    facts = {
        "interaction": str(row["id"]),
        "act": row["act"],
        "trigger": row["trigger"],
        "visibility": row["visibility"],
    }
    return audit.Entry(
        actor=actor,
        action="interaction.recorded",
        module="interactions",
        subject=audit.Subject("player", str(row["player_id"])),
        player_id=row["player_id"],
        facts=facts | {"due_on": row["due_on"].isoformat()} | ({"rule": row["rule"]} if row["rule"] else {}),
        private={"what": row["what"], "reason": row["reason"] or ""},
    )
