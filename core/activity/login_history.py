"""Logins page by page: each costs the same, however many there are."""

from typing import Any

from sqlalchemy import Row, Text, cast, select

from core import masks
from core.activity.catalogue import Type
from core.database import pages
from core.database.connections import Connection
from core.database.pages import Page
from core.database.tables import events
from core.players import Login

PAGE = 10
TOLD = ("success", "country", "device", "ip")


async def logins(db: Connection, player_id: int, *, at: str = "") -> Page[Login]:
    """Read a page of a player's logins, successful or not, their addresses masked."""
    one = events.c
    body = [cast(one.body[name].as_string(), Text).label(name) for name in TOLD]
    query = select(one.at, one.id, *body).where(one.player_id == player_id, one.type == Type.LOGIN.value)
    if before := pages.after(at):
        then, row = before
        query = query.where(one.at <= then, (one.at < then) | (one.id < row))
    newest = (one.at.desc(), cast(one.id, Text).desc())  # as text: else SQLite goes by the key, through all events
    found = (await db.execute(query.order_by(*newest).limit(PAGE + 1))).all()
    return pages.newest(found, size=PAGE, place=lambda row: (row.at, row.id)).of(_login)


def _login(row: Row[Any]) -> Login:
    address = masks.ip(row.ip) if row.ip else None
    return Login(row.at, row.success in {"1", "true"}, row.country, row.device, address)
