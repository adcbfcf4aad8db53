"""Players looked at and written about in the words of a test."""

from typing import Any

from sqlalchemy import insert

from core import players
from core.database import tables
from core.players import NewNote, Profile, profile_card
from tests.support.office import World


async def seen_by(office: World, who: str, player_id: int) -> Profile:
    actor = await office.staff(who)
    async with office.read() as db:
        return await profile_card.profile(db, player_id, actor=actor, now=office.now)


async def add_note(office: World, who: str, note: NewNote) -> None:
    actor = await office.staff(who)
    async with office.work() as work:
        await players.add_note(work, actor, note)


async def logged_in(office: World, player_id: int, ip: str = "81.2.69.160", **body: Any) -> None:
    said = {"success": True, "ip": ip, "country": "MT", "device": "iPhone"} | body
    row = {"player_id": player_id, "at": office.now, "source": "platform", "received_at": office.now, "intake": 0}
    async with office.work() as work:
        event_id = work.at.ids()
        await work.db.execute(
            insert(tables.events),
            row | {"id": event_id, "event_id": str(event_id), "type": players.LOGIN, "body": said},
        )
