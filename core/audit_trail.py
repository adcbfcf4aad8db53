"""The record as a colleague may read it: by player, person, request, ticket or id; reading it is recorded as well."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from core import audit, operations, requests, search, security, short_ids, staff, tickets
from core.audit import FoundRecord, Opened, Subject
from core.audit import records as audit_records
from core.database.pages import Page
from core.errors import Invalid, Unknown
from core.operations import Seen
from core.people import Actor, Permission, SystemRight
from core.phrases import alternatives
from core.players import brand_scope
from core.search import lookup
from core.search.parts import SEARCHED
from core.work import Work

READING: dict[str, Any] = {
    "module": "audit",
    "needs": Permission.AUDIT_READ,
    "doing": "read the record",
    "system": (SystemRight.OPERATE,),
}
"""What is declared of each way to read it."""
ALERT = "alert "
"""Begins the subject of what is recorded of an alert."""


class TrailKind(StrEnum):
    """By what a trail of records is named."""

    PLAYER = "player"
    STAFF = "staff"
    ACCOUNT = "account"
    """Of a colleague, by the account of the chat workspace."""
    REQUEST = "request"
    TICKET = "ticket"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailSubject:
    """What a trail of records is about; exactly one of these, or nothing for all of them."""

    player_id: int | None = None
    person: str | None = None
    request_id: UUID | None = None
    ticket: str | None = None
    """By its code."""
    name: str = ""
    """What people call it: a colleague's name, a request's code."""


@dataclass(frozen=True, slots=True)
class AuditTrail:
    """A page of records, and what they are about."""

    subject: TrailSubject
    page: Page[FoundRecord]


@dataclass(frozen=True, slots=True)
class OpenedRecord:
    """One record whole, and whether this person may read what lies encrypted in it."""

    opened: Opened
    readable: bool


def _player_named(arguments: operations.Arguments) -> str:
    return str(arguments["named"]) if arguments["kind"] is TrailKind.PLAYER else ""


@operations.query("audit.read", **READING)
async def trail(work: Work, actor: Actor, subject: TrailSubject, *, at: str = "") -> Seen[AuditTrail]:
    """List a page of records that somebody may read, newest first."""
    return await _trail(work, actor, subject, at=at)


@operations.query("audit.read", records=(SEARCHED,), before=search.Counting(_player_named), **READING)
async def look_up(work: Work, actor: Actor, kind: TrailKind, named: str) -> Seen[AuditTrail]:
    """List the newest records about what somebody named.

    Raises :class:`~core.errors.Unknown` for what there is not, :class:`~core.errors.Invalid` where several fit, and
    what :func:`core.search.resolve` raises.
    """
    if kind is TrailKind.PLAYER and not (named.isascii() and named.isdigit()):
        found = search.the_one(await search.resolve(work, actor, named), named=named)
        shown = await _trail(work, actor, TrailSubject(player_id=found.player_id))
        return replace(shown, also=search.also(found))
    shown = await _trail(work, actor, await _subject(work, actor, kind, named))
    if kind is TrailKind.STAFF and not shown.value.page and not shown.value.subject.name:
        await staff.refuse_mistyped(work.db, named)
    return shown


@operations.query("audit.read", **READING)
async def open_record(work: Work, actor: Actor, record_id: UUID | str) -> Seen[OpenedRecord]:
    """Open one record whole, named by its id or its short id.

    Raises :class:`~core.errors.Unknown` where there is none that this person may read, and
    :class:`~core.errors.Invalid` for what is no id.
    """
    named, record_id = record_id, await audit_records.named(work.db, str(record_id))
    opened = await audit_records.open_record(work.db, record_id, desk=work.desk)
    player_id = int(opened.content["player"] or 0) or None
    foreign = await brand_scope.foreign(work.db, actor, [player_id])
    own = await _about_reader(work, actor, [opened.subject])
    if foreign or own or not audit.open_to(opened.content["visibility"]["clear"], actor.sees):
        raise Unknown(f"There is no record {short_ids.shortened(str(named))}.")
    readable = audit.open_to(opened.content["visibility"]["sealed"], actor.sees)
    return Seen(OpenedRecord(opened if readable else opened.clear(), readable), player_id=player_id)


async def _trail(work: Work, actor: Actor, subject: TrailSubject, *, at: str = "") -> Seen[AuditTrail]:
    if subject.ticket:
        found = await audit_records.of_ticket(work.db, subject.ticket, at=at)
    else:
        found = await audit_records.search(
            work.db, player_id=subject.player_id, person=subject.person, request_id=subject.request_id, at=at
        )
    foreign = await brand_scope.foreign(work.db, actor, [one.player_id for one in found])
    own = await _about_reader(work, actor, [one.subject for one in found])
    page = found.only(
        lambda one: audit.open_to(one.needs, actor.sees) and one.player_id not in foreign and one.subject not in own
    )
    return Seen(
        AuditTrail(subject, page),
        player_id=subject.player_id,
        subject=_recorded(subject),
        details={"request_id": subject.request_id},
    )


async def _subject(work: Work, actor: Actor, kind: TrailKind, named: str) -> TrailSubject:
    match kind:
        case TrailKind.PLAYER:
            if (player_id := lookup.player_id(named)) is None:
                raise Unknown("There is no player of that number.")
            return TrailSubject(player_id=player_id)
        case TrailKind.REQUEST:
            request = await requests.by_code(work.db, named)
            return TrailSubject(request_id=request.id, name=request.code)
        case TrailKind.TICKET:
            ticket = await tickets.get(work.db, named, actor=actor)
            return TrailSubject(ticket=ticket.code)
    return await _colleague(work, kind, named)


async def _colleague(work: Work, kind: TrailKind, named: str) -> TrailSubject:
    if kind is TrailKind.ACCOUNT:
        members = await staff.by_account(work.db, named, office=work.office, now=work.now)
    else:
        members = await staff.named(work.db, named, office=work.office, now=work.now)
    people = {member.actor.person: member.actor.name for member in members}
    if len(people) > 1:
        raise Invalid(f"Several people fit: {alternatives(people.values())}. Type more of the name.")
    person, name = next(iter(people.items()), (named, ""))
    return TrailSubject(person=person, name=name)


async def _about_reader(work: Work, actor: Actor, subjects: Iterable[str | None]) -> frozenset[str]:
    """Pick those subjects that are alerts about the reader: what the desk is watched for stays with others."""
    ids = {UUID(subject.removeprefix(ALERT)) for subject in subjects if subject and subject.startswith(ALERT)}
    return frozenset(f"{ALERT}{one}" for one in await security.about(work.db, actor, ids))


def _recorded(subject: TrailSubject) -> Subject | None:
    named = {
        "player": subject.player_id,
        "request": subject.request_id,
        "ticket": subject.ticket,
        "person": subject.person,
    }
    return next((Subject(kind, str(value)) for kind, value in named.items() if value is not None), None)
