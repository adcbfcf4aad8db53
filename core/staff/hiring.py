"""Hiring: an account becomes that of a colleague, with a person key of its own for good and a first role."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update

from core import foldings, freezes, operations
from core.database.tables import staff
from core.errors import Conflict, Invalid, Unknown
from core.operations import Seen
from core.people import Actor, Permission
from core.players import brand_scope
from core.staff import chat_accounts, desk_names, separations
from core.staff.chat_accounts import ChatAccount
from core.staff.members import Member, accounts_of, by_account, by_accounts
from core.staff.records import holder_of, refuse_outsider, take_on
from core.staff.role_grants import Grant, RolesClash, grant
from core.work import Work

SUGGESTED_MOST = 30
"""Characters of a suggested person key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Whom somebody wants to hire, as what, and under which person key."""

    user_id: str
    person: str
    role: str
    brand: str | None = None
    same_person: bool = False
    """Whether the key is that of somebody who comes back, or who has another account here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A newcomer as the desk and the chat workspace know them now."""

    account: ChatAccount
    name: str
    """The name that the hire confirms."""
    records: tuple[Member, ...]
    """Every record of the same human, those who have left included."""
    sharing: tuple[str, ...]
    """Colleagues, also former ones, with the same e-mail address or phone number."""
    compared: bool
    """Whether the workspace tells either of the newcomer."""


async def candidate(work: Work, newcomer: Newcomer) -> Candidate:
    """Say whether somebody may be hired so, and return what is known of them.

    Raises a :class:`~core.errors.Refused` beside the field that is wrong.
    """
    account = await chat_accounts.of(work.db, newcomer.user_id)
    if account is None:
        raise Unknown("The workspace has not said who this is. Try again in a minute.", field="account")
    refuse_outsider(work, account, field="account")
    await _refuse_foreign(work, account)
    await _refuse_colleague(work, account, newcomer)
    records = await _same_human(work, newcomer)
    _refuse_role(work, newcomer, records)
    if newcomer.brand:
        await brand_scope.refuse_unknown_brand(work.db, newcomer.brand, field="brand")
    sharing = await chat_accounts.sharing(work.db, account.user_id, person=newcomer.person)
    return Candidate(
        account=account,
        name=await desk_names.own_name(work, account, person=newcomer.person),
        records=tuple(records),
        sharing=tuple(dict.fromkeys(sharing.values())),
        compared=await chat_accounts.comparable(work.db, account.user_id),
    )


async def suggested_key(work: Work, user_id: str) -> tuple[str, bool]:
    """Suggest a person key for an account, empty if none can be made; tell whether its holder was here before."""
    for member in await by_account(work.db, user_id, office=work.office, now=work.now):
        return member.actor.person, True
    account = await chat_accounts.of(work.db, user_id)
    words = [foldings.ascii_letters(word) for word in (account.name if account else "").split()]
    key = ".".join(filter(None, words))[:SUGGESTED_MOST]
    for number in ("", *range(2, 10)):
        if key and await holder_of(work.db, f"{key}{number}") is None:
            return f"{key}{number}", False
    return "", False


@operations.query("staff.newcomers_listed", module="staff", needs=Permission.STAFF_GRANT, doing="hire people")
async def newcomers(work: Work, actor: Actor, *, accounts: Sequence[str]) -> Seen[list[str]]:  # noqa: ARG001
    """List those of several accounts whose holders do not work here; nobody is hired by that."""
    members = await by_accounts(work.db, accounts, office=work.office, now=work.now)
    here = {member.user_id for member in members if member.state != "gone"}
    found = [account for account in dict.fromkeys(accounts) if account not in here]
    return Seen(found, facts={"found": len(found)})


async def bring_in(work: Work, newcomer: Newcomer, *, by: Actor, had_part: Iterable[str], request_id: UUID) -> UUID:
    """Hire somebody, and return their record; approving counts when the office's cooling-off is over.

    ``had_part`` are the person keys of those who ever asked for it, and of those who agreed: they share no request with
    the newcomer for the office's time. Raises what :func:`candidate` raises.
    """
    known = await candidate(work, newcomer)
    staff_id = await take_on(work, by, known.account, person=newcomer.person)
    values = {"brand": newcomer.brand, "name": known.name, "shown_name": known.account.name}
    await work.db.execute(update(staff).where(staff.c.id == staff_id).values(values))
    await grant(work, Grant(staff_id=staff_id, role=newcomer.role, by=by, request_id=request_id))
    await separations.keep_apart(work, person=newcomer.person, others={by.person, *had_part})
    return staff_id


async def _refuse_foreign(work: Work, account: ChatAccount) -> None:
    """Refuse an account of another company, which shares a channel, where the office file names no workspaces."""
    query = select(staff.c.slack_team_id).where(staff.c.slack_team_id == account.team_id, staff.c.state != "gone")
    if not work.office.teams and await work.db.scalar(query.limit(1)) is None:
        sentence = (
            f"{account.name} cannot be staff: nobody here comes from the workspace {account.team_id}. "
            "If it is the company's, name it under teams in the office file."
        )
        raise Invalid(sentence, field="account")


async def _refuse_colleague(work: Work, account: ChatAccount, newcomer: Newcomer) -> None:
    """Refuse the account of somebody who works here, and one whose holder has another person key."""
    for member in await by_account(work.db, account.user_id, office=work.office, now=work.now):
        name, key = member.actor.name, member.actor.person
        if member.state == "frozen":
            raise Conflict(f"{name} is frozen; hiring again does not thaw.", field="account")
        if member.state != "gone":
            raise Conflict(f"{name} is on the staff already: grant them the role instead.", field="account")
        if key != newcomer.person:
            raise Conflict(f"This account is that of {name}, whose person key is {key}. Type that one.", field="person")


async def _same_human(work: Work, newcomer: Newcomer) -> list[Member]:
    """Give the records under the same key, where that is meant.

    Raises :class:`~core.errors.Conflict` when the key is somebody else's, or looks like it; ``Unknown`` when it is
    nobody's although somebody known was meant.
    """
    key = newcomer.person
    holder = await holder_of(work.db, key)
    if holder is None:
        if newcomer.same_person:
            raise Unknown(f"Nobody here has, or had, the person key {key}.", field="person")
        return []
    records = await accounts_of(work.db, holder, office=work.office, now=work.now)
    name = next((one.actor.name for one in records), holder)
    if holder != key:
        raise Conflict(f"The person key {key} looks like {holder}, that of {name}. Choose another one.", field="person")
    if not newcomer.same_person:
        left = ", who has left" if records and all(one.state == "gone" for one in records) else ""
        told = f"The person key {key} is that of {name}{left}. Choose another one, or tick that it is the same person."
        raise Conflict(told, field="person")
    if await freezes.of(work.db, freezes.person(key)):
        raise Conflict(f"{name} is frozen; hiring again does not thaw.", field="person")
    return records


def _refuse_role(work: Work, newcomer: Newcomer, records: Sequence[Member]) -> None:
    office = work.office
    if newcomer.role not in office.roles:
        raise Unknown(f"There is no role {newcomer.role!r}. There are {', '.join(office.roles)}.", field="role")
    held = {role for one in records for role in one.held}
    if danger := office.clash({*held, newcomer.role}):
        raise RolesClash(danger, field="role")
