"""What people are told in private or in the security channel: alarms, and notes that were taken back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from core import office_changes, operations, staff
from core.audit import records as audit_records
from core.office import Channel
from core.office_changes import OfficeChange
from core.operations import Recorded, Seen
from core.people import Actor, Permission, SystemRight
from core.players import brand_scope, situations
from core.players.situations import RetractedNote
from core.work import Work

# The actor is Pitboss in all of these: the door has checked that, so nothing further is asked of it.
# ruff: noqa: ARG001

OF_PEOPLE = ("person", "requester")
"""Facts of a record that are a person's key."""


@dataclass(frozen=True, slots=True)
class RaisedAlarm:
    """What stands in clear in the record of an alarm, and the accounts that are told in private who it is about."""

    content: Mapping[str, Any]
    told: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    """By the name of a fact that is a person's key: what that person is called."""


@dataclass(frozen=True, slots=True)
class OfficeNotice:
    """A change of the office file, and where it is told: channels, and accounts of administrators and confirmers."""

    change: OfficeChange
    channels: tuple[str, ...]
    told: tuple[str, ...]
    confirmers: tuple[str, ...]
    """The titles of the roles that may confirm it."""


@dataclass(frozen=True, slots=True)
class RetractionNotice:
    """A note that a colleague took back, and the accounts of its author."""

    note: RetractedNote
    told: tuple[str, ...]


@operations.query(
    "record.drawn", module="audit", needs=SystemRight.RUN, doing="raise alarms", recorded=Recorded.INTERNAL
)
async def alarm(work: Work, actor: Actor, *, record_id: UUID, colleague: bool = False) -> Seen[RaisedAlarm]:
    """Read what stands in clear in the record that an alarm is about, and who is told about a colleague in private."""
    opened = await audit_records.open_record(work.db, record_id, desk=work.desk)
    content = opened.content
    told = await staff.watching(work, str(content["actor"]["person"])) if colleague else ()
    named = {fact: str(content["facts"][fact]) for fact in OF_PEOPLE if fact in content["facts"]}
    names = {fact: await staff.name_of_person(work.db, person) for fact, person in named.items()}
    return Seen(RaisedAlarm(content, told, names))


@operations.query(
    "note.drawn", module="players", needs=SystemRight.RUN, doing="tell authors of notes", recorded=Recorded.INTERNAL
)
async def retracted_note(work: Work, actor: Actor, *, player_id: int, note_id: UUID) -> Seen[RetractionNotice | None]:
    """Read a note that was taken back, and the accounts of its author that may still see it."""
    note = await situations.retracted_note(work.db, player_id, note_id)
    if note is None or note.author_staff_id is None:
        return Seen(None)
    author = await staff.by_id(work.db, note.author_staff_id, office=work.office, now=work.now)
    brand = await brand_scope.of(work.db, player_id)
    accounts = await staff.accounts_of(work.db, author.actor.person, office=work.office, now=work.now)
    told = (
        one.user_id
        for one in accounts
        if one.works and one.actor.may(Permission.PLAYER_VIEW) and one.actor.knows(brand)
        if note.visibility in one.actor.sees
    )
    return Seen(RetractionNotice(note, tuple(told)))


@operations.query(
    "office.drawn", module="office", needs=SystemRight.RUN, doing="announce office files", recorded=Recorded.INTERNAL
)
async def office_change(work: Work, actor: Actor, *, file_id: UUID) -> Seen[OfficeNotice]:
    """Read a change of the office file with those who are told."""
    change = await office_changes.get(work.db, file_id)
    here = work.office.channels.get(Channel.SECURITY)
    telling = [
        one
        for permission in (Permission.OFFICE_CHANGE, Permission.OFFICE_CONFIRM)
        for one in await staff.holding(work.db, permission, office=work.office, now=work.now)
        if one.works
    ]
    channels = dict.fromkeys([*([here] if here else []), *change.security])
    told = dict.fromkeys(one.user_id for one in telling)
    return Seen(OfficeNotice(change, tuple(channels), tuple(told), work.office.who_may(Permission.OFFICE_CONFIRM)))
