"""Messages of the chat that hold a number which must not stand there, until their authors delete them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from core import audit, operations, outbox
from core.audit import Entry
from core.database.connections import insert_unless_there
from core.database.tables import exposed_messages
from core.operations import Recorded, Seen
from core.outbox import Body, Topic
from core.people import Actor, SystemRight
from core.work import Work

FIRST_REMINDER = timedelta(minutes=15)
"""How long a message stands before its author is reminded; after that, whenever it has stood twice as long."""
LONGEST_PAUSE = timedelta(days=1)
"""The longest time between two reminders."""
ALARM_AFTER = timedelta(hours=1)
"""How long a message stands before security is told, once."""
AT_ONCE = 100
"""Messages reminded of in one transaction; the rest comes with the next."""
FOLLOWING = "follow messages that hold card numbers"


class ExposureBody(Body):
    """Where the message stands in the chat; none of its words."""

    channel: str
    ts: str


EXPOSURE_DUE = Topic("exposure_due", ExposureBody, subject="exposure_due:{channel}:{ts}")
EXPOSURE_REMINDED = Topic("exposure", ExposureBody, subject="exposure:{channel}:{ts}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """One such message: its author's account, what it holds, and what was done about it."""

    channel: str
    ts: str
    account: str
    what: str
    """In words: ``a card number``."""
    reminders: int = 0
    gone_at: datetime | None = None


@operations.operation(
    "exposure.found", module="tickets", needs=SystemRight.RUN, doing=FOLLOWING, recorded=Recorded.CHANGES
)
async def expose(work: Work, actor: Actor, found: Exposure) -> bool:
    """Note that a message holds such a number; False where that is known already."""
    said = {"account": found.account, "what": found.what, "found_at": work.now, "next_at": work.now + FIRST_REMINDER}
    row = {"channel": found.channel, "ts": found.ts, **said}
    noted = await work.db.execute(insert_unless_there(work.db, exposed_messages).values(row))
    if noted.rowcount != 1:
        over = exposed_messages.c.gone_at.isnot(None)
        anew = update(exposed_messages).where(_is_at(found.channel, found.ts), over)
        noted = await work.db.execute(anew.values(said | {"gone_at": None, "alarmed_at": None}))
    if noted.rowcount != 1:
        return False
    await audit.record(work, _entry(actor, "exposure.found", found))
    return True


@operations.query("exposure.read", module="tickets", needs=SystemRight.RUN, doing=FOLLOWING, recorded=Recorded.INTERNAL)
async def exposure(work: Work, actor: Actor, *, channel: str, ts: str) -> Seen[Exposure | None]:  # noqa: ARG001 - no person sees it
    """Read what is known of a message; None where it never held such a number."""
    return Seen(await _exposure(work, channel=channel, ts=ts))


@operations.operation(
    "exposure.ended", module="tickets", needs=SystemRight.RUN, doing=FOLLOWING, recorded=Recorded.CHANGES
)
async def end(work: Work, actor: Actor, *, channel: str, ts: str) -> None:
    """Note that the message was deleted, or holds no such number any more; reminders of it say so then."""
    standing = exposed_messages.c.gone_at.is_(None)
    ended = update(exposed_messages).where(_is_at(channel, ts), standing).values(gone_at=work.now)
    if (await work.db.execute(ended)).rowcount != 1:
        return
    found = await _exposure(work, channel=channel, ts=ts)
    if found is not None:
        await audit.record(work, _entry(actor, "exposure.ended", found))
        await outbox.send(work, EXPOSURE_REMINDED, ExposureBody(channel=channel, ts=ts))


@operations.operation(
    "exposure.reminded", module="tickets", needs=SystemRight.RUN, doing=FOLLOWING, recorded=Recorded.CHANGES
)
async def remind(work: Work, actor: Actor, *, channel: str, ts: str) -> None:
    """Remind the author of a message that still stands; where it has stood too long, tell security as well."""
    query = select(exposed_messages).where(_is_at(channel, ts), exposed_messages.c.gone_at.is_(None)).with_for_update()
    row = (await work.db.execute(query)).one_or_none()
    if row is None:
        return
    values: dict[str, Any] = {"reminders": row.reminders + 1}
    found = Exposure(channel=channel, ts=ts, account=row.account, what=row.what)
    if row.alarmed_at is None and work.now >= row.found_at + ALARM_AFTER:
        values["alarmed_at"] = work.now
        await audit.alarm(work, _entry(actor, "exposure.alarmed", found))
    await work.db.execute(update(exposed_messages).where(_is_at(channel, ts)).values(values))
    await audit.record(work, _entry(actor, "exposure.reminded", found))
    await outbox.send(work, EXPOSURE_REMINDED, ExposureBody(channel=channel, ts=ts))


async def due(work: Work) -> int:
    """Have those looked at whose authors are to be reminded; give how many."""
    waits = (exposed_messages.c.gone_at.is_(None), exposed_messages.c.next_at <= work.now)
    query = select(exposed_messages).where(*waits).order_by(exposed_messages.c.next_at)
    rows = (await work.db.execute(query.limit(AT_ONCE).with_for_update(skip_locked=True))).all()
    for row in rows:
        following = next_reminder(row.found_at, work.now)
        await work.db.execute(update(exposed_messages).where(_is_at(row.channel, row.ts)).values(next_at=following))
        await outbox.send(work, EXPOSURE_DUE, ExposureBody(channel=row.channel, ts=row.ts))
    return len(rows)


def next_reminder(found_at: datetime, now: datetime) -> datetime:
    """Tell when to remind again of a message found then: once it has stood twice as long, and at the alarm."""
    following = now + min(max(now - found_at, FIRST_REMINDER), LONGEST_PAUSE)
    alarm = found_at + ALARM_AFTER
    return alarm if now < alarm < following else following


def _is_at(channel: str, ts: str) -> Any:
    return (exposed_messages.c.channel == channel) & (exposed_messages.c.ts == ts)


async def _exposure(work: Work, *, channel: str, ts: str) -> Exposure | None:
    row = (await work.db.execute(select(exposed_messages).where(_is_at(channel, ts)))).one_or_none()
    if row is None:
        return None
    return Exposure(
        channel=channel, ts=ts, account=row.account, what=row.what, reminders=row.reminders, gone_at=row.gone_at
    )


def _entry(actor: Actor, action: str, found: Exposure) -> Entry:
    facts = {"channel": found.channel, "ts": found.ts, "author": found.account, "what": found.what}
    return Entry(actor=actor, action=action, module="tickets", facts=facts)
