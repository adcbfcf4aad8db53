"""Stopping somebody: frozen until two have thawed them, or gone for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update

from core import audiences, audit, freezes, outbox, requests
from core.database.tables import posted_messages, role_grants, staff
from core.errors import Conflict
from core.people import Actor
from core.requests import REQUEST_CHANGED, RequestBody
from core.staff.members import by_id
from core.work import Work


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who is gone, with the accounts that ended now."""

    person: str
    name: str
    accounts: tuple[UUID, ...]


async def freeze(work: Work, by: Actor, *, staff_id: UUID, why: str) -> None:
    """Stop a human from doing anything, with every account they have, at once and on one person's word.

    Raises :class:`~core.errors.Conflict` when they are frozen or gone already.
    """
    member = await by_id(work.db, staff_id, office=work.office, now=work.now)
    human = (staff.c.person == member.actor.person, staff.c.state == "active")
    stopped = await work.db.execute(update(staff).where(*human).values(state="frozen"))
    if stopped.rowcount == 0:
        raise Conflict(f"{member.actor.name} is {member.state} already.", field="staff_id")
    await freezes.add(work, by, subject=freezes.person(member.actor.person), why=why)
    await redraw(work, member.actor.person)


async def thaw(work: Work, *, person: str) -> None:
    """Let a human work again; whoever has left stays gone."""
    human = (staff.c.person == person, staff.c.state == "frozen")
    await work.db.execute(update(staff).where(*human).values(state="active"))
    await redraw(work, person)


async def leave(work: Work, by: Actor, *, staff_id: UUID, why: str, whole: bool = True) -> Leaver:
    """End somebody's work here for good: every role is taken away, and no vote of theirs counts any more.

    ``whole`` ends every account of the human; else only the one, as when the workspace deleted that one.
    Raises :class:`~core.errors.Conflict` when they are gone already.
    """
    member = await by_id(work.db, staff_id, office=work.office, now=work.now)
    concerned = staff.c.person == member.actor.person if whole else staff.c.id == staff_id
    ids = list((await work.db.execute(select(staff.c.id).where(concerned, staff.c.state != "gone"))).scalars())
    if not ids:
        raise Conflict(f"{member.actor.name} has left already.", field="staff_id")
    await work.db.execute(update(staff).where(staff.c.id.in_(ids)).values(state="gone"))
    roles = await _end_roles(work, by, ids)
    entry = audit.Entry(
        actor=by,
        action="staff.left",
        module="staff",
        subject=audit.Subject("staff", str(staff_id)),
        facts={"person": member.actor.person, "accounts": len(ids), "roles": ", ".join(sorted(roles))},
        private={"why": why},
    )
    await audit.record(work, entry)
    await redraw(work, member.actor.person)
    return Leaver(member.actor.person, member.actor.name, tuple(ids))


async def redraw(work: Work, person: str) -> None:
    """Have the cards of a human's requests drawn again, and what their rights put into their direct messages."""
    await audiences.rights_changed(work, *work.office.channels.values())
    for request in await requests.standing(work.db, now=work.now, by=person):
        await outbox.send(work, REQUEST_CHANGED, RequestBody(request_id=request.id))
    subject = posted_messages.c.subject
    accounts = select(staff.c.slack_user_id).where(staff.c.person == person)
    for topic in [each for each in outbox.TOPICS if each.follows_rights]:
        theirs = posted_messages.c.reader.in_(accounts) & subject.startswith(topic.prefix)
        for shown in list(await work.db.scalars(select(subject).distinct().where(theirs).order_by(subject))):
            if (body := topic.body_of(shown)) is not None:
                await outbox.send(work, topic, body)


async def _end_roles(work: Work, by: Actor, ids: Sequence[UUID]) -> set[str]:
    ended = await work.db.execute(
        update(role_grants)
        .where(role_grants.c.staff_id.in_(ids), role_grants.c.revoked_at.is_(None))
        .values(revoked_at=work.now, revoked_by=by.person)
        .returning(role_grants.c.role)
    )
    return set(ended.scalars())
