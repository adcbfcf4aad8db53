"""Somebody new, as the workspace and the tests know her: Nina, hired by ada with maya's agreement."""

from datetime import timedelta
from typing import Any

from core import staff
from core.actions.hire import Hire
from core.people import PITBOSS
from core.staff import ChatAccount
from tests.support.asking import ask, decide
from tests.support.office import TEAM, World

NOTE = "She joins the support team today."
NINA: dict[str, Any] = {"user_id": "U0NINA", "team_id": TEAM, "name": "Nina New", "email": "nina@example.com"}


def hiring(**fields: Any) -> Hire:
    return Hire(**({"account": "U0NINA", "person": "nina", "role": "support", "note": NOTE} | fields))


def limit(office: World, **limits: timedelta) -> None:
    file = office.desk.office
    changed = file.model_copy(update={"limits": file.limits.model_copy(update=limits)})
    office.desk = type(office.desk)(office=changed, keyring=office.desk.keyring)


def account(**told: Any) -> ChatAccount:
    """Nina's account where nothing else is said."""
    return ChatAccount(**(NINA | told))


async def says(office: World, **told: Any) -> None:
    """The workspace says what it knows of an account."""
    async with office.work() as work:
        await staff.note_check(work, PITBOSS, account(**told))
        await staff.note_newcomer(work, PITBOSS, account(**told))


async def desk(office: World, *more: str, days: int = 30) -> None:
    """An administrator and a manager have worked here for a while, and others since then."""
    for who in ("ada", "maya", *more):
        await office.staff(who)
    office.later(days=days)


async def hired(office: World, **fields: Any) -> Any:
    await says(office)
    request = await ask(office, "ada", hiring(**fields))
    return await decide(office, "maya", request, "approve")


async def nina(office: World) -> staff.Member:
    async with office.read() as db:
        (found,) = await staff.by_account(db, "U0NINA", office=office.desk.office, now=office.now)
    return found
