"""Who reads the channels of the desk: looked at when it changes, so that what stands there follows."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select, update

from core import outbox
from core.database.connections import Connection, insert_or_else, insert_unless_there
from core.database.tables import channel_audiences, posted_messages
from core.outbox import Body, Topic
from core.work import Work

REDRAWN_MOST = 2_000
"""Messages of a channel that are drawn again, the newest first: months of a busy desk."""


class AudienceBody(Body):
    """A channel whose readers are to be looked at."""

    channel: str
    rights_alone: bool = False
    """Somebody lost a right and reads on: what stands there already follows at the next look at all channels."""


AUDIENCE_CHANGED = Topic("audience", AudienceBody, subject="audience:{channel}")


@dataclass(frozen=True, slots=True)
class Audience:
    """The readers of a channel, as they were found last."""

    channel: str
    whole: bool
    """Whether everybody there may see players, so that cards are shown whole."""
    blinded_by: tuple[str, ...]
    """The accounts of those who may not."""


async def changed(work: Work, *channels: str) -> None:
    """Note that the readers of channels have changed, and have them looked at."""
    for channel in sorted({*channels}):
        statement = insert_or_else(work.db, channel_audiences).values(
            channel=channel, version=1, blinded_by=[], changed_at=work.now
        )
        again = {"version": channel_audiences.c.version + 1, "changed_at": work.now}
        await work.db.execute(statement.on_conflict_do_update(index_elements=["channel"], set_=again))
        await outbox.send(work, AUDIENCE_CHANGED, AudienceBody(channel=channel))


async def rights_changed(work: Work, *channels: str) -> None:
    """Have the readers of channels looked at, since one of them lost a right: administrators read whom to remove."""
    for channel in sorted({*channels}):
        first = insert_unless_there(work.db, channel_audiences)
        await work.db.execute(first.values(channel=channel, version=0, blinded_by=[], changed_at=work.now))
        await outbox.send(work, AUDIENCE_CHANGED, AudienceBody(channel=channel, rights_alone=True))


async def version(db: Connection, channel: str) -> int:
    """Give a number that grows with each change of a channel's readers."""
    query = select(channel_audiences.c.version).where(channel_audiences.c.channel == channel)
    return await db.scalar(query) or 0


async def found(work: Work, audience: Audience, *, redraws: bool = True) -> bool:
    """Keep who was found to read a channel; where that changes what may be shown, all that stands there is redrawn.

    Tells whether anything changes. Without ``redraws`` what stands there is left to a later look.
    """
    row = channel_audiences.c.channel == audience.channel
    before = (await work.db.execute(select(channel_audiences).where(row).with_for_update())).one_or_none()
    whole = audience.whole if before is None or redraws else before.whole
    if before is None or (before.whole, tuple(before.blinded_by)) == (whole, audience.blinded_by):
        return False
    kept = {"whole": whole, "blinded_by": list(audience.blinded_by)}
    await work.db.execute(update(channel_audiences).where(row).values(kept))
    if before.whole != whole:
        await _redraw(work, audience.channel)
    return True


async def blinded(db: Connection) -> tuple[Audience, ...]:
    """List the channels in which somebody may not see players."""
    rows = await db.execute(select(channel_audiences).order_by(channel_audiences.c.channel))
    return tuple(Audience(row.channel, whole=False, blinded_by=tuple(row.blinded_by)) for row in rows if row.blinded_by)


async def stands_in(db: Connection, channel: str) -> bool:
    """Tell whether anything of ours stands in a channel."""
    query = select(posted_messages.c.id).where(posted_messages.c.channel == channel).limit(1)
    return await db.scalar(query) is not None


async def _redraw(work: Work, channel: str) -> None:
    last = func.max(posted_messages.c.drawn_at)
    query = select(posted_messages.c.subject).where(posted_messages.c.channel == channel)
    newest = query.group_by(posted_messages.c.subject).order_by(last.desc()).limit(REDRAWN_MOST)
    for subject in list(await work.db.scalars(newest)):
        for topic in outbox.TOPICS:
            if _told_by_subject(topic) and (body := topic.body_of(subject)) is not None:
                await outbox.send(work, topic, body)


def _told_by_subject(topic: Topic[Body]) -> bool:
    needed: Collection[str] = {name for name, field in topic.body.model_fields.items() if field.is_required()}
    return all(f"{{{name}}}" in topic.subject for name in needed)
