"""Sessions of players: open from the login that names one until it is told that it ended."""

from collections.abc import Iterable
from typing import Any

from core.activity import thing_ids
from core.activity.catalogue import LoginBody, SessionEndedBody
from core.activity.events import StoredEvent
from core.activity.thing_ids import Name
from core.database import bulk
from core.database.tables import play_sessions
from core.work import Work

Told = tuple[StoredEvent, LoginBody | SessionEndedBody]


async def follow(work: Work, kept: Iterable[StoredEvent]) -> None:
    """Open and close sessions; an end that comes before its beginning stays the end."""
    first, over = dict[Name, Told](), dict[Name, Told]()
    for one in kept:
        match one.body:
            case LoginBody(success=True, session=str(session)) as body:
                first.setdefault((one.event.source, one.player_id, session), (one, body))
            case SessionEndedBody(session=session) as body:
                first.setdefault((one.event.source, one.player_id, session), (one, body))
                over.setdefault((one.event.source, one.player_id, session), (one, body))
    opened = [_row(name, *told) for name, told in first.items() if name not in over]
    await bulk.add(work.db, play_sessions, opened, unless_there=True)
    ended = [_row(name, *first[name]) | {"ended_at": one.event.at} for name, (one, _) in over.items()]
    await bulk.upsert(work.db, play_sessions, ended, setting=("ended_at",))


def _row(name: Name, one: StoredEvent, body: LoginBody | SessionEndedBody) -> dict[str, Any]:
    return {
        "player_id": one.player_id,
        "id": thing_ids.of(name),
        "started_at": one.event.at,
        "device": body.device if isinstance(body, LoginBody) else None,
        "ended_at": None,
        "session": name[2],
    }
