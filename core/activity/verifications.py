"""How far a player's identity is proved, as the platform says; an older word undoes no newer one, nor the desk's."""

from collections.abc import Iterable

from core.activity import store
from core.activity.account_bodies import VerificationBody
from core.activity.catalogue import Type
from core.activity.events import StoredEvent
from core.database import bulk
from core.database.tables import players
from core.players import verification_levels
from core.work import Work


async def follow(work: Work, kept: Iterable[StoredEvent]) -> None:
    """Write the newest verification into the profile; oldest event first."""
    last = {one.player_id: (one.event.at, one.body) for one in kept if isinstance(one.body, VerificationBody)}
    if not last:
        return
    newest = await store.newest(work.db, Type.VERIFICATION, last)
    here = await verification_levels.changed_here(work.db, last)
    rows = [
        {
            "id": player_id,
            "verification_level": body.level,
            "verification_status": body.status,
            "verification_expires_on": body.expires_on,
        }
        for player_id, (at, body) in last.items()
        if at >= max(newest[player_id], here.get(player_id, at))
    ]
    await bulk.change(work.db, players, rows, by=("id",))
