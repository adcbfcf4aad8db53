"""Alarms: records that are posted in the security channel as soon as they are written."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from core import outbox
from core.audit import entries
from core.audit.entries import Entry
from core.database.tables import records
from core.outbox import Body, Topic
from core.work import Work

DAY = timedelta(hours=24)


class AlarmBody(Body):
    """The record that raises the alarm."""

    record_id: UUID
    colleague: bool = False
    """Whether it is about what the person who acted did: they are then named in private alone."""


ALARM = Topic("alarm", AlarmBody, subject="alarm:{record_id}")


async def alarm_of_colleague(work: Work, entry: Entry) -> None:
    """Write a record and raise an alarm about who acted; the same of the same player within a day is recorded only."""
    same = (records.c.person == entry.actor.person) & (records.c.action == entry.action)
    since = records.c.at > work.now - DAY
    of = records.c.player_id.is_(None) if entry.player_id is None else records.c.player_id == entry.player_id
    if await work.db.scalar(select(records.c.id).where(same, since, of).limit(1)) is None:
        await alarm(work, entry, colleague=True)
    else:
        await entries.record(work, entry)


async def alarm(work: Work, entry: Entry, *, colleague: bool = False) -> UUID:
    """Write a record and send it to the security channel; give the record's id.

    An alarm about a ``colleague``, who acted, names them in private, to those who watch the desk.
    """
    record_id = await entries.record(work, entry)
    await outbox.send(work, ALARM, AlarmBody(record_id=record_id, colleague=colleague))
    return record_id
