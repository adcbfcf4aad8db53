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


ALARM = Topic("alarm", AlarmBody, subject="alarm:{record_id}")
COLLEAGUE_ALARM = Topic("colleague_alarm", AlarmBody, subject="colleague_alarm:{record_id}")
"""About what the person who acted did: they are named in private alone."""


async def alarm_of_colleague(work: Work, entry: Entry) -> None:
    """Write a record and raise an alarm about who acted, in private to those who watch the desk.

    The same of the same player within a day is recorded only.
    """
    same = (records.c.person == entry.actor.person) & (records.c.action == entry.action)
    since = records.c.at > work.now - DAY
    of = records.c.player_id.is_(None) if entry.player_id is None else records.c.player_id == entry.player_id
    if await work.db.scalar(select(records.c.id).where(same, since, of).limit(1)) is None:
        await _send(work, entry, COLLEAGUE_ALARM)
    else:
        await entries.record(work, entry)


async def alarm(work: Work, entry: Entry) -> UUID:
    """Write a record and send it to the security channel; give the record's id."""
    return await _send(work, entry, ALARM)


async def _send(work: Work, entry: Entry, topic: Topic[AlarmBody]) -> UUID:
    record_id = await entries.record(work, entry)
    await outbox.send(work, topic, AlarmBody(record_id=record_id))
    return record_id
