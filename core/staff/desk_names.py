"""Names of staff: the desk's own record of them, and what happens when the chat workspace calls somebody otherwise."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import literal, or_, select, update

from core import audit, foldings, operations
from core.database.tables import staff
from core.operations import Recorded
from core.people import Actor, SystemRight
from core.staff import chat_accounts
from core.staff.chat_accounts import ChatAccount
from core.staff.members import Member
from core.work import Work

NAME_SHARED = "staff.name_shared"
REACTIVATED = "staff.account_reactivated"


@operations.operation(
    "staff.checked",
    module="staff",
    needs=SystemRight.RUN,
    doing="check accounts",
    recorded=Recorded.CHANGES,
    records=(NAME_SHARED, REACTIVATED),
)
async def note_check(work: Work, actor: Actor, account: ChatAccount) -> None:
    """Store what the workspace says of an account; another team than the record's bars it.

    The name by which the desk knows its holder stays as it is; a new one that a colleague bears raises an alarm. So
    does the account of somebody who has left when the workspace reactivates it: that brings nobody back to the desk.
    """
    mine = staff.c.slack_user_id == account.user_id
    shown = (staff.c.id, staff.c.person, staff.c.name, staff.c.shown_name, staff.c.state, staff.c.barred)
    known = (await work.db.execute(select(*shown).where(mine))).all()
    await (chat_accounts.keep if known else chat_accounts.refresh)(work, account)
    await work.db.execute(
        update(staff)
        .where(mine)
        .values(
            barred=or_(literal(account.barred), staff.c.slack_team_id != account.team_id),
            checked_at=work.now,
            shown_name=account.name,
            zone=account.zone,
        )
    )
    for row in known:
        if account.name not in {row.shown_name, row.name} and await shared(work, account.name, person=row.person):
            await warn(work, actor, row.id, account, person=row.person)
        if row.state == "gone" and row.barred and not account.barred:
            await _alarm(work, actor, row.id, REACTIVATED, {"account": account.user_id, "person": row.person})


async def own_name(work: Work, account: ChatAccount, *, person: str) -> str:
    """Give the desk's name of somebody: the workspace's, with the account's id where a colleague bears it already."""
    return f"{account.name} ({account.user_id})" if await shared(work, account.name, person=person) else account.name


async def to_confirm(work: Work, member: Member) -> str:
    """Give the name that a grant confirms: the one the workspace shows now, told apart from a colleague's."""
    account = ChatAccount(user_id=member.user_id, team_id=member.team_id, name=member.shown_name or member.actor.name)
    return await own_name(work, account, person=member.actor.person) if member.shown_name else member.actor.name


async def confirm(work: Work, member: Member) -> None:
    """Keep the name that those who granted a role have read and agreed to."""
    name = await to_confirm(work, member)
    await work.db.execute(update(staff).where(staff.c.id == member.id).values(name=name))


async def shared(work: Work, name: str, *, person: str) -> bool:
    """Tell whether another person on the staff bears this name, or one that looks the same."""
    others = select(staff.c.name).where(staff.c.person != person, staff.c.state != "gone").distinct()
    return looks(name) in {looks(each) for each in await work.db.scalars(others)}


async def somebody_named(work: Work, name: str) -> bool:
    """Tell whether a colleague goes by this name."""
    return bool(name) and await shared(work, name, person="")


async def warn(work: Work, actor: Actor, staff_id: UUID, account: ChatAccount, *, person: str) -> None:
    """Alarm security that an account goes by a colleague's name."""
    await _alarm(work, actor, staff_id, NAME_SHARED, {"account": account.user_id, "person": person})


def looks(name: str) -> str:
    """Fold a name to how it looks: case, marks, blanks and letters of other scripts that are taken for each other."""
    return foldings.alike(foldings.name(name))


async def _alarm(work: Work, actor: Actor, staff_id: UUID, action: str, facts: Mapping[str, str]) -> None:
    subject = audit.Subject("staff", str(staff_id))
    await audit.alarm(work, audit.Entry(actor=actor, action=action, module="staff", subject=subject, facts=facts))
