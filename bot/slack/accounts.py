"""Slack's word about accounts: asked, taken as news, and kept on the staff records."""

import logging
import time
from collections.abc import Mapping
from typing import Any

from bot.process import transactions
from bot.process.services import Services
from bot.slack.api_errors import FAULTS, error_of
from bot.slack.routes import Routes
from core import leavers, staff
from core.errors import Refused
from core.people import Actor, Origin, SystemRight
from core.staff import ChatAccount

BARRING = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
"""Any of these excludes an account, whatever its staff record says."""
NOBODY = frozenset({"user_not_found", "user_not_visible", "users_not_found"})
"""How Slack says that there is no such account."""
WORKSPACE = Actor(
    staff_id=None,
    person="workspace",
    name="Slack",
    origin=Origin(surface="event"),
    system=frozenset({SystemRight.RUN}),
)
DELETED = "The workspace deleted the account."
QUESTIONS_A_MINUTE = 50
"""Background questions; Slack bears about 100 (``users.info``, tier 4), and new faces need the rest."""
MINUTE_SECONDS = 60

log = logging.getLogger(__name__)


async def ask(services: Services, user: str) -> ChatAccount | None:
    """Ask Slack about an account; None when it does not answer."""
    try:
        answer = await services.slack.users_info(user=user)
    except FAULTS as fault:
        if error_of(fault) in NOBODY:
            return ChatAccount(user_id=user, team_id="", name=user, barred=True)
        log.warning("users.info: %s", error_of(fault))
        return None
    return read(answer["user"])


def read(user: Mapping[str, Any]) -> ChatAccount:
    """Read Slack's user object."""
    profile = user.get("profile") or {}
    return ChatAccount(
        user_id=str(user["id"]),
        team_id=str(user.get("team_id") or ""),
        name=str(user.get("real_name") or profile.get("real_name") or user.get("name") or user["id"]),
        zone=str(user.get("tz") or "UTC"),
        barred=any(user.get(mark) for mark in BARRING),
        deleted=bool(user.get("deleted")),
        email=str(profile.get("email") or ""),
        phone=str(profile.get("phone") or ""),
    )


async def note(services: Services, account: ChatAccount) -> None:
    """Keep it on the staff record, if there is one; whose account the workspace deleted has left."""
    await transactions.do(services, WORKSPACE, staff.note_check, None, account)
    if account.deleted:
        await _left(services, account)


async def introduce(services: Services, user: str) -> None:
    """Have the desk know what Slack says of somebody who may be hired."""
    if (account := await ask(services, user)) is not None:
        await note(services, account)
        await transactions.do(services, WORKSPACE, staff.note_newcomer, None, account)


async def _left(services: Services, account: ChatAccount) -> None:
    """End the rights of a deleted account's holder, once; their other accounts stay."""
    async with services.database.read() as db:
        found = await staff.by_account(db, account.user_id, office=services.office, now=services.clock().now)
    for member in found:
        if member.state != "gone":
            await transactions.do(
                services, WORKSPACE, leavers.leave, None, staff_id=member.id, why=DELETED, whole=False
            )


async def changed(services: Services, event: Mapping[str, Any]) -> None:
    """Take Slack's news that an account changed, at once."""
    user = event.get("user")
    if isinstance(user, Mapping) and user.get("id"):
        await note(services, read(user))


class Refreshing:
    """Asks again in the background: so often a minute at most, and never twice at once about the same account."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._asking: set[str] = set()
        self._since = 0.0
        self._asked = 0

    def begin(self, user: str) -> None:
        """Ask about an account, unless it is too much."""
        now = time.monotonic()
        if now - self._since >= MINUTE_SECONDS:
            self._since, self._asked = now, 0
        if user not in self._asking and self._asked < QUESTIONS_A_MINUTE:
            self._asked += 1
            self._asking.add(user)
            self._services.tasks.start(self._refresh(user))

    async def _refresh(self, user: str) -> None:
        try:
            if account := await ask(self._services, user):
                await note(self._services, account)
        except Refused as refusal:
            log.warning("An account could not be refreshed: %s", refusal.code)
        finally:
            self._asking.discard(user)


ROUTES = Routes(news={"user_change": changed})
