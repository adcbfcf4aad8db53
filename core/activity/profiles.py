"""Profiles as the platform keeps them: the newest word on each part counts, in whichever order it is told."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.activity import findings
from core.activity.account_bodies import (
    AccountClosedBody,
    AccountReopenedBody,
    EmailChangedBody,
    EventBody,
    InstrumentChangedBody,
    PhoneChangedBody,
    ProfileChangedBody,
    VerificationBody,
)
from core.activity.events import StoredEvent
from core.activity.findings import IntakeFinding
from core.database import bulk
from core.database.tables import profile_times
from core.players import Instrument, Oddity, documents, instruments, profile_changes
from core.work import Work

TELLING = (
    AccountClosedBody,
    AccountReopenedBody,
    EmailChangedBody,
    InstrumentChangedBody,
    PhoneChangedBody,
    ProfileChangedBody,
    VerificationBody,
)
CLOSED = {"player": "self_closed", "operator": "closed"}
Part = tuple[int, str]
"""A player and the name of a column."""


async def follow(work: Work, kept: Iterable[StoredEvent]) -> list[IntakeFinding]:
    """Write what was changed into the profiles, oldest event first, and tell what somebody has to look at."""
    newest, cards, papers = dict[Part, tuple[datetime, Any]](), list[tuple[int, Instrument]](), list[tuple[int, str]]()
    at = dict[int, datetime]()
    for one in [each for each in kept if isinstance(each.body, TELLING)]:
        for name, value in _told(one.body):
            newest[one.player_id, name] = (one.event.at, value)
            at[one.player_id] = one.event.at
        if isinstance(one.body, InstrumentChangedBody) and one.body.instrument:
            cards.append((one.player_id, Instrument(**one.body.instrument.model_dump())))
            at[one.player_id] = one.event.at
        if isinstance(one.body, VerificationBody) and one.body.document:
            papers.append((one.player_id, one.body.document))
            at[one.player_id] = one.event.at
    odd: list[Oddity] = [] if not newest else await _change(work, newest)
    odd += await instruments.add(work, cards)
    odd += await documents.add(work, papers)
    return [findings.odd(each, at=at[each.player_id]) for each in odd]


def _told(body: EventBody | None) -> Iterator[tuple[str, Any]]:
    """Give the columns that a body says anything about."""
    match body:
        case EmailChangedBody(email=str(email)):
            yield "email", email
        case PhoneChangedBody(phone=str(phone)):
            yield "phone", phone
        case ProfileChangedBody():
            yield from body.model_dump(exclude_none=True).items()
        case AccountClosedBody(by=by):
            yield "lifecycle", CLOSED[by]
        case AccountReopenedBody():
            yield "lifecycle", "active"


async def _change(work: Work, newest: dict[Part, tuple[datetime, Any]]) -> list[Oddity]:
    columns = profile_times.c
    players = {player_id for player_id, _ in newest}
    query = select(columns.player_id, columns.part, columns.changed_at).where(columns.player_id.in_(players))
    known = {(row.player_id, row.part): row.changed_at for row in await work.db.execute(query)}
    fresh = {part: told for part, told in newest.items() if part not in known or told[0] >= known[part]}
    rows = [{"player_id": player_id, "part": part, "changed_at": at} for (player_id, part), (at, _) in fresh.items()]
    await bulk.upsert(work.db, profile_times, rows, setting=("changed_at",))
    changes: dict[int, dict[str, Any]] = {}
    for (player_id, part), (_, value) in fresh.items():
        changes.setdefault(player_id, {})[part] = value
    return await profile_changes.change(work, changes)
