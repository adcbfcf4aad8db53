"""What one record says, and the exact bytes it says it in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import rfc8785

from core.people import Actor

FORMAT = 1
"""Version of the canonical form. A change of any key or meaning below is a new number."""


TICKET = re.compile(r"[\w#/.:?=&%-]{1,80}", re.ASCII)
"""What a ticket may be called. It stands in clear, so neither words nor an e-mail address pass for one."""


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


def canonical(entry: Entry, written: WrittenEntry) -> bytes:
    """Put the record into its exact bytes: RFC 8785 JSON of all that it says."""
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
    return rfc8785.dumps(content)


def instant(at: datetime) -> str:
    """Write a time in UTC as records do: to the microsecond, ``2026-05-03T14:03:22.000000Z``."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _text(value: object | None) -> str | None:
    return None if value is None else str(value)
