"""Alarms: records that are posted in the security channel as soon as they are written."""

from uuid import UUID

from core import outbox
from core.audit import entries
from core.audit.entries import Entry
from core.outbox import Body, Topic
from core.work import Work


class AlarmBody(Body):
    """The record that raises the alarm."""

    record_id: UUID


ALARM = Topic("alarm", AlarmBody, subject="alarm:{record_id}")


async def alarm(work: Work, entry: Entry) -> UUID:
    """Write a record and send it to the security channel; give the record's id."""
    record_id = await entries.record(work, entry)
    await outbox.send(work, ALARM, AlarmBody(record_id=record_id))
    return record_id
