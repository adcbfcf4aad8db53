"""Records: what each says, who may read it, its bytes and short id; and writing it in the transaction of the act."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from core import canonical_json
from core.audit import player_keys
from core.database.statements import Statement
from core.database.tables import records
from core.keyring import NONCE_BYTES
from core.office import Office
from core.people import Actor, Visibility
from core.work import Work

FORMAT = 1
"""Version of the canonical form. A change of any key or meaning below is a new number."""
TICKET = re.compile(r"[\w#/.:?=&%-]{1,80}", re.ASCII)
"""What a ticket may be called. It stands in clear, so neither words nor an e-mail address pass for one."""
LEVELS = {visibility.value: visibility for visibility in Visibility}
INSERT = Statement(lambda _: insert(records))


class Outcome(StrEnum):
    """How it ended."""

    SUCCESS = "success"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Subject:
    """What it was about: a type (``player``, ``request``, ``staff``, ``record`` …) and an id."""

    type: str
    id: str


@dataclass(frozen=True, slots=True)
class Authoriser:
    """One person whose agreement the act rests on, as they were then."""

    person: str
    name: str
    roles: tuple[str, ...]
    decision: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One act, before it is written down.

    The fields follow Indiana 68 IAC 25-3-8 (time, unique id, who performed or authorised it, what, before,
    after, reason) and PCI DSS 10.2.2 (success or failure, origin).

    ``facts`` stands in clear and holds ids, codes, field names and counts only. Whatever is about a person
    goes into ``private`` (before, after, free text: kept as long as any retention class asks) or ``identity``
    (who somebody is: destroyed at erasure), both encrypted under keys of ``player_id``; 0 is the desk itself.
    """

    actor: Actor
    action: str
    """``subject.verb_past``"""
    module: str
    subject: Subject | None = None
    player_id: int | None = None
    outcome: Outcome = Outcome.SUCCESS
    code: str | None = None
    """The refusal's code, or the reference of a failure."""
    request_id: UUID | None = None
    ticket: str | None = None
    authorisers: tuple[Authoriser, ...] = ()
    correlation: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, Any] = field(default_factory=dict)
    identity: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenEntry:
    """What an entry gets when it is written down."""

    id: UUID
    at: datetime
    sealed: Mapping[str, str]
    """Purpose (``records``, ``identity``) → ciphertext in base64."""
    needed: Mapping[str, list[str]]
    """Of what stands in clear (``clear``) and of what is sealed (``sealed``): the visibilities one needs to read it."""


async def record(work: Work, entry: Entry) -> UUID:
    """Write the act down and return the record's id.

    A trigger adds the row by which the record waits to be sealed. Where the act carries nothing private this
    is one statement.
    """
    record_id = work.at.ids()
    sealed = {
        purpose: await _sealed(work, value, owner=_owner(entry), purpose=purpose, record_id=record_id)
        for purpose, value in (("records", entry.private), ("identity", entry.identity))
        if value
    }
    needed = {
        "clear": levels(entry.facts, office=work.office),
        "sealed": levels([entry.private, entry.identity], office=work.office),
    }
    content = canonical(entry, WrittenEntry(id=record_id, at=work.now, sealed=sealed, needed=needed))
    await INSERT.send(
        work.db,
        {
            "at": work.now,
            "id": record_id,
            "format": FORMAT,
            "content": content,
            "mac": work.desk.keyring.mac(content),
            "actor_id": entry.actor.staff_id,
            "person": entry.actor.person,
            "action": entry.action,
            "module": entry.module,
            "subject_type": entry.subject.type if entry.subject else None,
            "subject_id": entry.subject.id if entry.subject else None,
            "player_id": entry.player_id,
            "request_id": entry.request_id,
            "outcome": entry.outcome.value,
            "correlation": entry.correlation or entry.actor.origin.correlation,
        },
    )
    work.recorded.append(entry.action)
    return record_id


def levels(said: Any, *, office: Office) -> list[str]:
    """List the visibilities of every note, tag and reason in it, once each: all of them are needed to read it.

    They are found when the record is written and are part of its bytes: a reason renamed later opens nothing.
    """
    return sorted({level.value for level in _levels(said, office)})


def kept_for(visibilities: Iterable[Visibility]) -> dict[str, list[dict[str, str]]]:
    """Say among a record's facts that whoever reads it has to see all of these: a count alone may tip off."""
    seen = sorted({each.value for each in visibilities})
    return {"for": [{"visibility": level} for level in seen]} if seen else {}


def open_to(needed: Iterable[str], sees: frozenset[Visibility]) -> bool:
    """Tell whether somebody may read what needs these visibilities."""
    return sees.issuperset(map(Visibility, needed))


def canonical(entry: Entry, written: WrittenEntry) -> bytes:
    """Give the exact bytes of a record: RFC 8785 JSON of all that it says."""
    actor = entry.actor
    content: dict[str, Any] = {
        "format": FORMAT,
        "id": str(written.id),
        "at": instant(written.at),
        "actor": {
            "id": _text(actor.staff_id),
            "person": actor.person,
            "name": actor.name,
            "roles": sorted(actor.roles),
        },
        "action": entry.action,
        "module": entry.module,
        "subject": {"type": entry.subject.type, "id": entry.subject.id} if entry.subject else None,
        "player": _text(entry.player_id),
        "outcome": entry.outcome.value,
        "code": entry.code,
        "request": _text(entry.request_id),
        "ticket": entry.ticket,
        "authorisers": [
            {
                "person": one.person,
                "name": one.name,
                "roles": sorted(one.roles),
                "decision": one.decision,
                "at": instant(one.at),
            }
            for one in entry.authorisers
        ],
        "origin": {
            "surface": actor.origin.surface,
            "workspace": actor.origin.workspace,
            "channel": actor.origin.channel,
            "address": actor.origin.address,
        },
        "correlation": entry.correlation or actor.origin.correlation,
        "facts": dict(entry.facts),
        "sealed": dict(written.sealed),
        "visibility": dict(written.needed),
    }
    return canonical_json.dumps(content)


def instant(at: datetime) -> str:
    """Write a time in UTC as records do: to the microsecond, ``2026-05-03T14:03:22.000000Z``."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


async def _sealed(work: Work, value: object, *, owner: int, purpose: str, record_id: UUID) -> str:
    sealer = await player_keys.for_sealing(work, player_id=owner, purpose=purpose)
    return sealer.seal(value, record_id=record_id, nonce=work.at.entropy(NONCE_BYTES))


def _owner(entry: Entry) -> int:
    return entry.player_id if entry.player_id is not None else player_keys.DESK


def _levels(said: Any, office: Office) -> Iterator[Visibility]:
    if isinstance(said, Mapping):
        if level := LEVELS.get(str(said.get("visibility"))):
            yield level
        if (reason := str(said.get("reason"))) in office.reasons:
            yield office.kept_for(reason)
        for each in said.values():
            yield from _levels(each, office)
    elif isinstance(said, list | tuple):
        for each in said:
            yield from _levels(each, office)


def _text(value: object | None) -> str | None:
    return None if value is None else str(value)
