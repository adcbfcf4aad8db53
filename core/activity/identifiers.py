"""What logins leave behind: when and from where a player was last here, and terms they are found by."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from core import foldings, players
from core.activity.account_bodies import ChangedBody, EventBody, InstrumentChangedBody
from core.activity.catalogue import LoginBody
from core.activity.events import StoredEvent
from core.database import bulk
from core.database.tables import players as rows
from core.work import Work


def linking(body: EventBody | None) -> Iterator[tuple[str, str]]:
    """Give the kinds and terms by which a body may link the player to others: a device, a payment instrument."""
    if isinstance(body, LoginBody | ChangedBody) and body.device and (device := foldings.fold(body.device)):
        yield "device", device
    if isinstance(body, InstrumentChangedBody) and body.instrument:
        yield "instrument", foldings.fold(body.instrument.fingerprint)


async def follow(work: Work, kept: Iterable[StoredEvent]) -> frozenset[int]:
    """Keep when each player was here last, and every address and device; oldest event first.

    Gives the players of whom a device was not known before.
    """
    last: dict[int, dict[str, Any]] = {}
    seen: dict[tuple[int, str, str], datetime] = {}
    for one in kept:
        if isinstance(one.body, LoginBody | ChangedBody):
            pairs = (("ip", one.body.ip), ("device", one.body.device))
            for kind, value in pairs:
                if value:
                    seen.setdefault((one.player_id, kind, value), one.event.at)
        if isinstance(one.body, LoginBody) and one.body.success:
            last[one.player_id] = {"id": one.player_id, "last_login_at": one.event.at}
    await bulk.change(work.db, rows, list(last.values()), by=("id",), rising="last_login_at")
    return await players.remember(work, [players.Key(*key, at=at) for key, at in seen.items()])
