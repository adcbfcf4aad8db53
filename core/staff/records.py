"""Staff records: one for each account, pinned to its workspace and to the one human whose person key it bears."""

from uuid import UUID

from sqlalchemy import select, update

from core import freezes, look_alikes
from core.database.connections import Connection, insert_unless_there
from core.database.tables import persons, staff
from core.errors import Conflict, Invalid
from core.people import Actor
from core.staff import desk_names
from core.staff.chat_accounts import ChatAccount
from core.work import Work


def refuse_outsider(work: Work, account: ChatAccount, *, field: str | None = None) -> None:
    """Refuse an account that may not be staff.

    Raises :class:`~core.errors.Invalid`.
    """
    if account.barred:
        sentence = f"{account.name} is a guest, a bot, deleted or of another company, so cannot be staff."
        raise Invalid(sentence, field=field)
    if work.office.teams and account.team_id not in work.office.teams:
        sentence = f"Staff may not come from the workspace {account.team_id}: the office file does not name it."
        raise Invalid(sentence, field=field)


async def holder_of(db: Connection, key: str) -> str | None:
    """Give this person key where it is somebody's, else the one that looks like it; None where nobody ever had one."""
    looks = (persons.c.key == key) | (persons.c.folded == look_alikes.person_key(key))
    alike = list(await db.scalars(select(persons.c.key).where(looks)))
    if key in alike or await db.scalar(select(staff.c.id).where(staff.c.person == key).limit(1)):
        return key
    return next(iter(alike), None)


async def take_on(work: Work, by: Actor, account: ChatAccount, *, person: str) -> UUID:
    """Add the record of an account without any role and return its id; a known account is the same record again.

    Raises :class:`~core.errors.Conflict` when the account or the key is somebody else's, or its holder is frozen.
    """
    await _keep_key(work, person)
    name = await desk_names.own_name(work, account, person=person)
    added = await work.db.execute(
        insert_unless_there(work.db, staff).values(
            id=work.at.ids(),
            slack_user_id=account.user_id,
            slack_team_id=account.team_id,
            person=person,
            name=name,
            shown_name=account.name,
            zone=account.zone,
            state="active",
            checked_at=work.now,
            created_at=work.now,
        )
    )
    same_account = (staff.c.slack_user_id == account.user_id, staff.c.slack_team_id == account.team_id)
    row = (await work.db.execute(select(staff.c.id, staff.c.person, staff.c.state).where(*same_account))).one()
    if row.person != person:
        raise Conflict(f"The account {account.user_id} belongs to {row.person} already.")
    if row.state == "frozen" or await freezes.of(work.db, freezes.person(person)):
        raise Conflict(f"{account.name} is frozen; hiring again does not thaw.")
    await work.db.execute(update(staff).where(staff.c.id == row.id).values(state="active"))
    staff_id: UUID = row.id
    if added.rowcount and name != account.name:
        await desk_names.warn(work, by, staff_id, account, person=person)
    return staff_id


async def _keep_key(work: Work, person: str) -> None:
    """Keep a person key for good; of two hires at once under keys that look alike, the later one is refused."""
    row = {"key": person, "folded": look_alikes.person_key(person), "since": work.now}
    await work.db.execute(insert_unless_there(work.db, persons).values(row))
    if await work.db.scalar(select(persons.c.key).where(persons.c.key == person)) is None:
        holder = await holder_of(work.db, person)
        raise Conflict(f"The person key {person} looks like {holder}, which is somebody else's.", field="person")
