"""Accounts of the chat workspace: what it says of those on the staff, and of those whom somebody wants to hire."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select, update

from core import foldings, operations
from core.database.connections import Connection, insert_unless_there
from core.database.tables import chat_accounts, staff
from core.operations import Recorded
from core.people import Actor, SystemRight
from core.work import Work

FEWEST_DIGITS = 7
"""Digits of the shortest phone number that is one person's."""
END_DIGITS = 8
"""Last digits by which phone numbers are compared, as they are the same with and without the country's."""

SAME_PROVIDER = {"googlemail.com": "gmail.com"}
"""Names under which a provider takes mail, by the one that is compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatAccount:
    """An account in a chat workspace, as that workspace describes it.

    ``barred`` says guest, bot, deleted or of another company: never staff, whatever a record says.
    """

    user_id: str
    team_id: str
    name: str
    zone: str = "UTC"
    barred: bool = False
    deleted: bool = False
    """The workspace has done with it: its holder has left."""
    email: str = ""
    phone: str = ""
    """Both are compared with those of colleagues, and never stored."""


@operations.operation(
    "staff.newcomer_checked",
    module="staff",
    needs=SystemRight.RUN,
    doing="check the accounts of newcomers",
    recorded=Recorded.CHANGES,
)
async def note_newcomer(work: Work, actor: Actor, account: ChatAccount) -> None:  # noqa: ARG001 - the right is asked
    """Store what the workspace says of somebody who may be hired, so that those who agree decide about the same."""
    await keep(work, account)


async def keep(work: Work, account: ChatAccount) -> None:
    """Store what the workspace says of an account; an address or number that it no longer tells stays known."""
    if account.team_id:
        await work.db.execute(insert_unless_there(work.db, chat_accounts).values(_values(work, account)))
    await refresh(work, account)


async def refresh(work: Work, account: ChatAccount) -> None:
    """Store it where the account is known already; of one that it no longer has, only that it is barred."""
    values = _values(work, account) if account.team_id else {"barred": True, "checked_at": work.now}
    told = {name: value for name, value in values.items() if value is not None}
    mine = chat_accounts.c.slack_user_id == account.user_id
    await work.db.execute(update(chat_accounts).where(mine).values(told))


async def of(db: Connection, user_id: str) -> ChatAccount | None:
    """Read what the workspace last said of an account; None where it was never asked."""
    row = (await db.execute(select(chat_accounts).where(chat_accounts.c.slack_user_id == user_id))).one_or_none()
    if row is None:
        return None
    return ChatAccount(
        user_id=row.slack_user_id, team_id=row.slack_team_id, name=row.name, zone=row.zone, barred=row.barred
    )


async def comparable(db: Connection, user_id: str) -> bool:
    """Tell whether the workspace has told an e-mail address or phone number that can be compared with others'."""
    told = or_(chat_accounts.c.email_mac.isnot(None), chat_accounts.c.phone_mac.isnot(None))
    query = select(chat_accounts.c.slack_user_id).where(chat_accounts.c.slack_user_id == user_id, told)
    return await db.scalar(query) is not None


async def sharing(db: Connection, user_id: str, *, person: str) -> dict[str, str]:
    """Name others who are or were on the staff under the same e-mail address or phone number, by person key."""
    mine, theirs = chat_accounts.alias("mine"), chat_accounts.alias("theirs")
    query = (
        select(staff.c.person, staff.c.name)
        .join(theirs, theirs.c.slack_user_id == staff.c.slack_user_id)
        .join(mine, or_(mine.c.email_mac == theirs.c.email_mac, mine.c.phone_mac == theirs.c.phone_mac))
        .where(mine.c.slack_user_id == user_id, staff.c.person != person)
        .order_by(staff.c.name, staff.c.id)
    )
    return {row.person: row.name for row in await db.execute(query)}


async def reached_by(work: Work, *, email: str = "", phone: str = "") -> bool:
    """Tell whether a colleague is reached by this e-mail address or phone number, as far as the workspace told."""
    blind, mailbox, end = work.desk.keyring.blind, _mailbox(email), _end(phone)
    same = [chat_accounts.c.email_mac == blind(f"email {mailbox}")] if mailbox else []
    same += [chat_accounts.c.phone_mac == blind(f"phone {end}")] if end else []
    if not same:
        return False
    here = (staff.c.slack_user_id == chat_accounts.c.slack_user_id, staff.c.state != "gone")
    return await work.db.scalar(select(staff.c.id).join(chat_accounts, here[0]).where(here[1], or_(*same))) is not None


def _values(work: Work, account: ChatAccount) -> dict[str, Any]:
    email, phone = _mailbox(account.email), _end(account.phone)
    return {
        "slack_user_id": account.user_id,
        "slack_team_id": account.team_id,
        "name": account.name,
        "zone": account.zone,
        "barred": account.barred,
        "email_mac": work.desk.keyring.blind(f"email {email}") if email else None,
        "phone_mac": work.desk.keyring.blind(f"phone {phone}") if phone else None,
        "checked_at": work.now,
    }


def _mailbox(email: str) -> str:
    """Give the mailbox of an address: without capitals, dots, and what stands behind a plus sign.

    Many providers deliver mail with and without dots to the same mailbox; where one does not, two people are compared
    who would not have been, and compliance says so.
    """
    name, _, host = foldings.fold(email).rpartition("@")
    name, host = name.partition("+")[0].replace(".", ""), host.rstrip(".")
    return f"{name}@{SAME_PROVIDER.get(host, host)}" if name and host else ""


def _end(phone: str) -> str:
    """Give the last digits of a phone number; empty where it is too short to be one person's."""
    digits = "".join(str(int(sign)) for sign in phone if sign.isdecimal())
    return digits[-END_DIGITS:] if len(digits) >= FEWEST_DIGITS else ""
