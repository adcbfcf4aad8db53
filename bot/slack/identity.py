"""Who sent an event: a Slack account, checked against the staff records and its current state in Slack."""

import logging
from dataclasses import replace
from datetime import timedelta

from bot.process import transactions
from bot.process.services import Services
from bot.slack import accounts
from bot.slack.accounts import Refreshing
from bot.slack.incoming import Incoming, IncomingKind
from core import audit, staff
from core.errors import Refused
from core.people import Actor, Origin, Permission, SystemRight, outsider
from core.phrases import alternatives
from core.staff import Member, NotStaff

LASTS = timedelta(minutes=10)
"""How long Slack's last answer about an account is valid while Slack cannot be asked."""
REFRESH_AFTER = timedelta(minutes=5)
"""When it is refreshed in the background, so that nobody waits."""
MENTION = "app_mention"
"""The event by which somebody types a command where Slack takes none."""

log = logging.getLogger(__name__)


class Identity:
    """Finds who acts."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._refreshing = Refreshing(services)

    async def actor(self, incoming: Incoming) -> Actor:
        """Find who acts.

        Raises :class:`~core.staff.NotStaff`, recorded, if they may not work here now.
        """
        try:
            member = await self._member(incoming)
        except NotStaff as refusal:
            await self._record(incoming, refusal)
            raise
        return member.actor

    async def _member(self, incoming: Incoming) -> Member:
        member = self._only(await self._records(incoming.user))
        if incoming.team not in {None, member.team_id}:
            raise NotStaff("You come from another workspace than your staff record, so you cannot work at this desk.")
        age = self._services.clock().now - member.checked_at if member.checked_at else None
        if age is None or age > LASTS:
            await self._check(incoming.user)
            member = self._only(await self._records(incoming.user))
        elif age > REFRESH_AFTER:
            self._refreshing.begin(incoming.user)
        if member.barred:
            raise NotStaff("Guests, bots and people of another company cannot work at this desk.")
        if not member.works:
            raise NotStaff(f"Your staff record is {member.state}, so you cannot do anything here. {self._whom_to_ask}")
        return member

    def _only(self, found: list[Member]) -> Member:
        if not found:
            raise NotStaff(f"You are not on the staff of this desk yet. {self._whom_to_ask}")
        if len(found) > 1:
            raise NotStaff(f"Two staff records name your account, so neither is valid. {self._whom_to_ask}")
        return found[0]

    @property
    def _whom_to_ask(self) -> str:
        return f"Ask your {alternatives(self._services.office.who_may(Permission.STAFF_GRANT))}."

    async def _records(self, user: str) -> list[Member]:
        found = await self._read(user)
        if not found and user in self._services.settings.administrators:
            await self._first_administrator(user)
            found = await self._read(user)
        return found

    async def _read(self, user: str) -> list[Member]:
        services = self._services
        async with services.database.read() as db:
            return await staff.by_account(db, user, office=services.office, now=services.clock().now)

    async def _check(self, user: str) -> None:
        """Ask Slack about an account now, because its last answer is too old."""
        account = await accounts.ask(self._services, user)
        if account is None:
            raise NotStaff("Slack did not confirm who you are, so nothing was done. Try again in a minute.")
        await accounts.note(self._services, account)

    async def _first_administrator(self, user: str) -> None:
        """Grant the administrator role to somebody named in the settings, while there is no administrator."""
        services = self._services
        async with services.database.read() as db:
            if await staff.administered(db, office=services.office):
                return
        account = await accounts.ask(services, user)
        if account is None or account.barred:
            return

        if await transactions.do(services, SETTINGS, staff.first_administrator, None, account):
            log.warning("%s becomes an administrator, as PITBOSS_ADMINISTRATORS says", user)

    async def _record(self, incoming: Incoming, refusal: Refused) -> None:
        if incoming.kind is IncomingKind.EVENT and incoming.name != MENTION:
            return  # everybody may open Home and write messages
        entry = audit.Entry(
            actor=await self._who_tried(incoming),
            action="desk.entered",
            module="staff",
            outcome=audit.Outcome.REFUSED,
            code=refusal.code,
            correlation=incoming.key,
            facts={"tried": incoming.name[:80]},
        )
        await transactions.record(self._services, entry)

    async def _who_tried(self, incoming: Incoming) -> Actor:
        """Name the one colleague whose account it is, frozen or gone as they may be; else the account."""
        found = await self._read(incoming.user)
        if len(found) == 1 and incoming.team in {None, found[0].team_id}:
            return replace(found[0].actor, origin=incoming.origin)
        who = incoming.user or "unknown"
        return Actor(staff_id=None, person=who, name=outsider(incoming.user), origin=incoming.origin)


SETTINGS = Actor(
    staff_id=None,
    person="settings",
    name="PITBOSS_ADMINISTRATORS",
    origin=Origin(surface="environment"),
    system=frozenset({SystemRight.OPERATE}),
)
"""The operator who set the process's environment."""
