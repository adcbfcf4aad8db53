"""Looking behind the mask: one field, with a reason, within a quota, recorded by the field's name."""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import ClassVar

from sqlalchemy import Row, select

from core import audit, operations, quotas
from core.database.tables import events, players
from core.errors import Invalid, NotAllowed, Refused, Unknown
from core.masks import MaskedField
from core.operations import Seen
from core.people import Actor, Permission
from core.players import brand_scope, checked_callers, honey
from core.players.checked_callers import CheckedCaller
from core.players.profile_parts import LOGIN
from core.quotas import Quota, Within
from core.work import Work

FIELD_WORDS = {
    MaskedField.EMAIL: "e-mail address",
    MaskedField.PHONE: "phone number",
    MaskedField.BORN_ON: "birth date",
    MaskedField.ADDRESS: "address",
    MaskedField.IP: "IP address",
}


REVEALING = "see masked fields in full"


class Why(StrEnum):
    """What the value is needed for, in one click."""

    PHONE = "phone"
    CHAT = "chat"
    EMAIL = "email"
    INTERNAL = "internal"


class QuotaUsed(Refused):
    """The person's reveals of the day are used up."""

    code: ClassVar[str] = "reveal_quota_used"


REVEALED = "player.revealed"
REVEALS = quotas.declare(
    Quota(
        key="roles.<name>.reveal_per_day",
        within=Within.DAY,
        most=lambda office, actor: office.reveal_per_day(actor.roles),
        count=partial(audit.counted_since, action=REVEALED),
        refusal=QuotaUsed,
        words=(
            "You have seen {done} masked fields today, and {most} is the most for your roles. "
            "Ask a colleague, or go on tomorrow."
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Reveal:
    """One field of one player that somebody needs to see."""

    player_id: int
    field: MaskedField
    why: Why
    ticket: str | None = None


@dataclass(frozen=True, slots=True)
class RevealForm:
    """What stands in the form before a field is chosen."""

    a_day: int
    """How many masked fields this person may see in a day."""
    checked: CheckedCaller | None
    """The last caller about the player whom this person checked; that may be over."""


@operations.query("reveal.considered", module="players", needs=Permission.PLAYER_REVEAL, doing=REVEALING)
async def reveals_a_day(work: Work, actor: Actor, player_id: int) -> Seen[RevealForm]:
    """Say how many masked fields somebody may see in a day, and whether they checked a caller, before they choose one.

    Raises :class:`~core.errors.Unknown` when there is no such player, or none that this person may know of.
    """
    await brand_scope.refuse_unknown(work.db, actor, player_id)
    checked = await checked_callers.by_person(work.db, player_id, actor.person)
    return Seen(RevealForm(work.office.reveal_per_day(actor.roles), checked))


@operations.operation(
    REVEALED,
    module="players",
    needs=Permission.PLAYER_REVEAL,
    doing=REVEALING,
    facts=lambda arguments: _facts(arguments["wanted"]),
)
async def reveal(work: Work, actor: Actor, wanted: Reveal) -> str:
    """Give one masked value in full, and record that it was seen; to be shown once that is committed.

    Raises :class:`~core.errors.NotAllowed` without a staff record, :class:`QuotaUsed` above the day's quota,
    :class:`~core.errors.Unknown` when there is no such player or the field is empty, ``Invalid`` for words in the
    place of a ticket, which the record keeps in clear.
    """
    if actor.staff_id is None:
        raise NotAllowed("Masked fields are for people with a staff record only.")
    if wanted.ticket is not None and not audit.TICKET.fullmatch(wanted.ticket):
        raise Invalid("A ticket is given by its number or link, without spaces and @.", field="ticket")
    await honey.refuse_touching(work.db, wanted.player_id)
    await quotas.lock(work, actor, REVEALS)
    await quotas.refuse_used_up(work, actor, REVEALS)
    value = await _value(work, actor, wanted)
    await audit.count(work, actor.person, REVEALED)
    await audit.record(work, _entry(actor, wanted))
    return value


async def _value(work: Work, actor: Actor, wanted: Reveal) -> str:
    row = (await work.db.execute(select(players).where(players.c.id == wanted.player_id))).one_or_none()
    if row is None or not actor.knows(row.brand):
        raise Unknown(f"There is no player {wanted.player_id}.")
    value = await _last_ip(work, wanted.player_id) if wanted.field is MaskedField.IP else _of_row(row, wanted.field)
    if not value:
        raise Unknown(f"No {FIELD_WORDS[wanted.field]} of player {wanted.player_id} is known.")
    return value


def _of_row(row: Row[tuple[object, ...]], field: MaskedField) -> str | None:
    if field is MaskedField.BORN_ON:
        return row.born_on.isoformat() if row.born_on else None
    if field is MaskedField.ADDRESS:
        place = " ".join(part for part in (row.post_code, row.city) if part)
        return ", ".join(part for part in (row.address, place, row.country) if part)
    value: str | None = getattr(row, field.value)
    return value


async def _last_ip(work: Work, player_id: int) -> str | None:
    query = (
        select(events.c.body["ip"].as_string())
        .where(events.c.player_id == player_id, events.c.type == LOGIN)
        .order_by(events.c.at.desc())
        .limit(1)
    )
    return (await work.db.execute(query)).scalar_one_or_none()


def _entry(actor: Actor, wanted: Reveal) -> audit.Entry:
    return audit.Entry(
        actor=actor,
        action=REVEALED,
        module="players",
        subject=audit.Subject("player", str(wanted.player_id)),
        player_id=wanted.player_id,
        ticket=wanted.ticket,
        facts=_facts(wanted),
    )


def _facts(wanted: Reveal) -> dict[str, str]:
    return {"field": wanted.field.value, "why": wanted.why.value}
