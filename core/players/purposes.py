"""The purpose of a look-up: asked once in a while, and always before the most delicate accounts."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from core import audit, operations
from core.database.connections import insert_or_else
from core.database.tables import purposes
from core.errors import Refused
from core.office import Limits
from core.people import Actor, Permission
from core.players import brand_scope
from core.work import Work


class Purpose(StrEnum):
    """What a player is looked up for, in one click."""

    PHONE = "phone"
    CHAT = "chat"
    EMAIL = "email"
    TICKET = "ticket"
    CHECK = "check"
    """A check by security or fraud."""
    INTERNAL = "internal"


class Asking(StrEnum):
    """When to ask what a lookup is for."""

    NOT = "not"
    BESIDE = "beside"
    """On the card."""
    FIRST = "first"
    """Before there is a card."""


class PurposeNeeded(Refused):
    """The office wants to know first what this player is looked up for."""

    code: ClassVar[str] = "purpose_needed"
    slip: ClassVar[bool] = True
    recorded_as: ClassVar[str | None] = "purpose.asked"

    def __init__(self, player_id: int) -> None:
        super().__init__(f"Say first what you are looking up player {player_id} for.")
        self.player_id = player_id


@dataclass(frozen=True, slots=True)
class Given:
    """The last answer of one person about one player."""

    purpose: Purpose
    at: datetime

    def holds(self, limits: Limits, now: datetime) -> bool:
        """Tell whether it is too fresh to be asked for again."""
        return now - self.at < limits.purpose_lasts


@operations.operation("purpose.given", module="players", needs=Permission.PLAYER_VIEW, doing="look at players")
async def give_purpose(work: Work, actor: Actor, player_id: int, *, purpose: Purpose) -> None:
    """Keep and record what somebody looks a player up for.

    Raises :class:`~core.errors.Unknown` when there is no such player, or none that this person may know of.
    """
    await _keep(work, _entry(actor, player_id), player_id, purpose)


async def give_ticket(work: Work, actor: Actor, *, player_id: int, ticket: str) -> None:
    """Keep and record that somebody looks a player up for a ticket, with its code.

    Raises the same as :func:`give_purpose`.
    """
    await _keep(work, replace(_entry(actor, player_id), ticket=ticket), player_id, Purpose.TICKET)


def _entry(actor: Actor, player_id: int) -> audit.Entry:
    about = audit.Subject("player", str(player_id))
    return audit.Entry(actor=actor, action="purpose.given", module="players", subject=about, player_id=player_id)


async def _keep(work: Work, entry: audit.Entry, player_id: int, purpose: Purpose) -> None:
    await brand_scope.refuse_unknown(work.db, entry.actor, player_id)
    said = {"purpose": purpose.value, "at": work.now}
    statement = insert_or_else(work.db, purposes).values(person=entry.actor.person, player_id=player_id, **said)
    await work.db.execute(statement.on_conflict_do_update(index_elements=["person", "player_id"], set_=said))
    await audit.record(work, replace(entry, facts={"purpose": purpose.value}))
