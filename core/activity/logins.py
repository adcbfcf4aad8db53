"""Logins page by page: each costs the same, however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Text, cast, select

from core import masks
from core.activity.catalogue import Type
from core.db import Connection
from core.players import Login
from core.tables import events

PAGE = 10
TOLD = ("success", "country", "device", "ip")

Place = tuple[datetime, UUID]
"""Where a page ended: when, and which of what happened then."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some logins, newest first; ``last`` is where older ones follow, None where none do."""

    logins: tuple[Login, ...]
    last: Place | None


async def logins(db: Connection, player_id: int, *, before: Place | None = None) -> Page:
    """Read a page of a player's logins, successful or not, their addresses masked."""
    one = events.c
    body = [cast(one.body[name].as_string(), Text).label(name) for name in TOLD]
    query = select(one.at, one.id, *body).where(one.player_id == player_id, one.type == Type.LOGIN.value)
    if before:
        at, row = before
        query = query.where(one.at <= at, (one.at < at) | (one.id < row))
    newest = (one.at.desc(), cast(one.id, Text).desc())  # as text: else SQLite goes by the key, through all events
    found = (await db.execute(query.order_by(*newest).limit(PAGE + 1))).all()
    return Page(tuple(map(_login, found[:PAGE])), _place(found))


def _place(found: Sequence[Row[Any]]) -> Place | None:
    last = found[PAGE - 1] if len(found) > PAGE else None
    return (last.at, last.id) if last else None


def _login(row: Row[Any]) -> Login:
    address = masks.ip(row.ip) if row.ip else None
    return Login(row.at, row.success in {"1", "true"}, row.country, row.device, address)
