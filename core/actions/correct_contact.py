"""Correcting a player's e-mail address or phone number: two people agree, the old address is told, payouts wait."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, StringConstraints

from core import activity, audit, platform, player_blocks, security, staff
from core.action import Command, Fact, Kind, Note, PlayerAction, Receipt, Run, Ticket, Usage
from core.actions import player_facts
from core.activity import Event, Type
from core.errors import Invalid
from core.foldings import fold
from core.people import Permission
from core.phrases import PlayerRef
from core.platform import ContactChange
from core.players import contacts, fields, search_terms
from core.work import Work

ADDRESS = re.compile(r"[^@\s<>,;\"]{1,64}@[^@\s<>,;\".]+(\.[^@\s<>,;\".]+)+")
SOURCE = "pitboss"
"""The source of the event that tells of a change made here."""
REPLACED = "contact.replaced"
"""The record that seals the old value; the order to the platform is made from it."""
CHANGES = {"email": Type.EMAIL_CHANGED, "phone": Type.PHONE_CHANGED}
TITLES = {"email": "e-mail address", "phone": "phone number"}


def _address(value: str) -> str:
    if not ADDRESS.fullmatch(value):
        raise ValueError("this is not an e-mail address; write it as name@example.com")
    return fields.line(value)


Email = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200), AfterValidator(_address)]
Phone = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=5, max_length=40), AfterValidator(fields.line)
]


class CorrectContact(PlayerAction):
    """Change the e-mail address or the phone number that a player is reached by."""

    name: ClassVar[str] = "correct_contact"
    title: ClassVar[str] = "Correct contact data"
    noun: ClassVar[str] = "correction of contact data"
    kind: ClassVar[Kind] = Kind.RELEASING
    recorded_as: ClassVar[str] = "contact.corrected"
    ask: ClassVar[Permission] = Permission.ACCOUNT_CHANGE
    people: ClassVar[int] = 2
    command: ClassVar[Command | None] = Command(
        "/player",
        verb="contact",
        usages=(
            Usage(
                "anna42 because the address had a typo",
                "asks to change the e-mail address or the phone number; two people must agree",
            ),
        ),
    )
    on_platform: ClassVar[bool] = True
    undone_by: ClassVar[str] = "Another correction."

    email: Email | None = Field(default=None, title="New e-mail address", description="Empty: it stays as it is.")
    phone: Phone | None = Field(
        default=None, title="New phone number", description="With its country, as +356 …. Empty: it stays as it is."
    )
    note: Note = Field(title="Why, and how the player proved it")
    ticket: Ticket | None = Field(default=None, title="Ticket")

    def subject(self) -> str:
        """Allow one pending correction per player."""
        return f"contact data of player {self.player_id}"

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List what changes, who else has the new value, what follows, and how the account stands."""
        changes = await self._changes(work)
        player = await player_facts.about(work, self.player_id)
        masked = {"email": player.account.email, "phone": player.account.phone}
        return [
            *(
                Fact(key=name, label=f"New {TITLES[name]}", value=change.after, material=True)
                for name, change in changes.items()
            ),
            *(
                Fact(key=f"{name} before", label=f"Instead of the {TITLES[name]}", value=masked[name] or "none")
                for name in changes
            ),
            *await self._others(work, changes),
            Fact(key="hold", label="Withdrawals held for", value=work.office.limits.contact_hold, private=False),
            Fact(key="told", label="The platform informs", value="the old address", private=False),
            *player_facts.of_player(player),
            *await player_facts.of_alerts(work, self.player_id),
            Fact(key="in_flight", label="In flight", value=player_facts.in_flight(player.in_flight)),
            Fact(key="note", label="Why, and how the player proved it", value=self.note),
        ]

    async def execute(self, *, run: Run) -> Receipt:
        """Change it as an event of the account, seal the old value, and hold withdrawals for a while."""
        work, changes = run.work, await self._changes(run.work)
        held = work.now + work.office.limits.contact_hold
        await self._tell(work, run, changes)
        await audit.record(work, self._sealed(run, changes))
        hold = player_blocks.ContactHold(
            player_id=self.player_id, until=held, placed_by=run.requester.name, request_id=run.request_id
        )
        await player_blocks.hold_after_contact_change(work, hold)
        lines = [Fact(key="changed", label="Changed", value=tuple(TITLES[name] for name in changes), private=False)]
        lines += [Fact(key="held", label="Withdrawals held until", value=held, private=False)]
        return Receipt(lines=tuple(lines), ids={"player": str(self.player_id)})

    async def order(self, *, run: Run, step: platform.Step) -> platform.Wish:
        """Order the platform to change it too, and to tell the old address."""
        del step
        then = await platform.gate(run.work, self.player_id)
        replaced = await audit.sealed_of(run.work.db, run.request_id, action="contact.replaced", desk=run.work.desk)
        changes = {name: ContactChange(**change) for name, change in replaced.items()}
        return platform.ContactChangedWish(email=changes.get("email"), phone=changes.get("phone"), then=then)

    async def _changes(self, work: Work) -> Mapping[str, ContactChange]:
        """Read what would change, with the phone number as it is kept.

        Raises :class:`~core.errors.Invalid` where nothing would, for a number that is none, and for a colleague's own.
        """
        await self.refuse_closed(work)
        now = await contacts.current(work.db, self.player_id)
        wanted = {"email": self.email, "phone": self._number(now.country)}
        asked = {name: value for name, value in wanted.items() if value is not None}
        if not asked:
            raise Invalid("Write the new e-mail address or the new phone number.", field="email")
        for name, value in asked.items():
            before = getattr(now, name)
            if before is not None and fold(before) == fold(value):
                raise Invalid(f"This is the {TITLES[name]} the player has now.", field=name)
            if await staff.reached_by(work, **{name: value}):
                raise Invalid(
                    f"This {TITLES[name]} is a colleague's own, so it is no player's. Nothing was changed.", field=name
                )
        return {name: ContactChange(before=getattr(now, name), after=value) for name, value in asked.items()}

    def _number(self, country: str | None) -> str | None:
        if self.phone is None:
            return None
        if number := search_terms.e164(self.phone, country=country):
            return number
        raise Invalid("This is not a phone number; write it with its country, as +356 2123 4567.", field="phone")

    async def _others(self, work: Work, changes: Mapping[str, ContactChange]) -> list[Fact]:
        facts = []
        for name, change in changes.items():
            if found := await contacts.others_with(work.db, self.player_id, kind=name, value=change.after):
                others = tuple(PlayerRef(each) for each in found)
                facts.append(Fact(key=f"{name} of others", label="Also of", value=others, material=True))
        return facts

    async def _tell(self, work: Work, run: Run, changes: Mapping[str, ContactChange]) -> None:
        """Take the changes in as events: the profile, the terms and the rules of security follow them."""
        row = await contacts.current(work.db, self.player_id)
        told = [
            Event(
                source=SOURCE,
                event_id=f"{run.request_id} {name}",
                type=CHANGES[name].value,
                at=work.now,
                brand=row.brand,
                player=row.external_id,
                body={name: change.after},
            )
            for name, change in changes.items()
        ]
        taken = await activity.ingest(work, told)
        await security.report(work, taken.findings)

    def _sealed(self, run: Run, changes: Mapping[str, ContactChange]) -> audit.Entry:
        return audit.Entry(
            actor=run.requester,
            action="contact.replaced",
            module="accounts",
            subject=audit.Subject("request", run.code),
            player_id=self.player_id,
            request_id=run.request_id,
            authorisers=run.authorisers,
            facts={"fields": sorted(changes)},
            identity={name: {"before": change.before, "after": change.after} for name, change in changes.items()},
        )
