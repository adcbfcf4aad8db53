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
    colleague: bool = False
    """Whether it is about what the person who acted did: they are then named in private alone."""


ALARM = Topic("alarm", AlarmBody, subject="alarm:{record_id}")


async def alarm(work: Work, entry: Entry, *, colleague: bool = False) -> UUID:
    """Write a record and send it to the security channel; give the record's id.

    An alarm about a ``colleague``, who acted, names them in private, to those who watch the desk.
    """
    record_id = await entries.record(work, entry)
    await outbox.send(work, ALARM, AlarmBody(record_id=record_id, colleague=colleague))
    return record_id
