"""Correcting how a player is called and reached: others agree, the old address is told, payouts wait."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, StringConstraints

from core import activity, audit, platform, player_blocks, security, staff
from core.action import Command, Fact, Kind, Note, PlayerAction, Policy, Receipt, Run, Ticket, Totals, Usage
from core.actions import player_facts
from core.activity import Event, Type
from core.errors import Invalid
from core.foldings import fold
from core.people import Actor, Permission
from core.phrases import PlayerRef
from core.platform import ContactChange, DetailChange
from core.players import contacts, fields, search_terms
from core.work import Work

ADDRESS = re.compile(r"[^@\s<>,;\"]{1,64}@[^@\s<>,;\".]+(\.[^@\s<>,;\".]+)+")
DETAILS = "correct_details"
"""The rule about names and postal addresses."""
SOURCE = "pitboss"
"""The source of the event that tells of a change made here."""
REPLACED = "contact.replaced"
"""The record that seals the old value; the order to the platform is made from it."""
OF_COLLEAGUE = "contact.of_colleague"
"""The alarm about a name or a postal address that a colleague has too."""
CHANGES = {"email": Type.EMAIL_CHANGED, "phone": Type.PHONE_CHANGED}
"""The event that tells of each; the rest of the profile changes by one event."""
REACHED_BY = ("email", "phone")
"""What the player is told by, and what two people agree to."""
TITLES = {
    "email": "e-mail address",
    "phone": "phone number",
    "first_name": "first name",
    "last_name": "last name",
    "address": "postal address",
    "post_code": "post code",
    "city": "city",
    "country": "country",
}


def _address(value: str) -> str:
    if not ADDRESS.fullmatch(value):
        raise ValueError("this is not an e-mail address; write it as name@example.com")
    return fields.line(value)


Email = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200), AfterValidator(_address)]
Phone = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=5, max_length=40), AfterValidator(fields.line)
]


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(fields.name)]


class CorrectContact(PlayerAction):
    """Change what a player is called or reached by: e-mail address, phone number, name, postal address."""

    name: ClassVar[str] = "correct_contact"
    title: ClassVar[str] = "Correct contact data"
    noun: ClassVar[str] = "correction of contact data"
    kind: ClassVar[Kind] = Kind.RELEASING
    recorded_as: ClassVar[str] = "contact.corrected"
    ask: ClassVar[Permission] = Permission.ACCOUNT_CHANGE
    people: ClassVar[int] = 2
    agreed_by: ClassVar[str] = (
        "Two people by the rule correct_contact for an e-mail address or phone number; for a name or a postal address "
        "the rule correct_details"
    )
    command: ClassVar[Command | None] = Command(
        "/player",
        verb="contact",
        usages=(
            Usage(
                "anna42 because the address had a typo",
                "asks to change the e-mail address, phone number, name or postal address",
            ),
        ),
    )
    on_platform: ClassVar[bool] = True
    undone_by: ClassVar[str] = "Another correction."

    email: Email | None = Field(default=None, title="New e-mail address", description="Empty: it stays as it is.")
    phone: Phone | None = Field(
        default=None, title="New phone number", description="With its country, as +356 …. Empty: it stays as it is."
    )
    first_name: Text | None = Field(default=None, title="New first name")
    last_name: Text | None = Field(default=None, title="New last name")
    address: fields.Address | None = Field(default=None, title="New postal address", description="Street and number.")
    post_code: Text | None = Field(default=None, title="New post code")
    city: Text | None = Field(default=None, title="New city")
    country: fields.Country | None = Field(default=None, title="New country", description="Its two letters, as MT.")
    note: Note = Field(title="Why, and how the player proved it")
    ticket: Ticket | None = Field(default=None, title="Ticket")

    def subject(self) -> str:
        """Allow one pending correction per player."""
        return f"contact data of player {self.player_id}"

    async def policy(self, *, work: Work, requester: Actor, totals: Totals) -> Policy:
        """Take the rule of what the player is reached by, else the one of names and postal addresses."""
        policy = await super().policy(work=work, requester=requester, totals=totals)
        if self.email is not None or self.phone is not None:
            return policy
        details = work.office.act_quorum(DETAILS, self.decided_by(), people=1, within=self.within)
        return policy.model_copy(update={"quorum": details, "rule": "Correct name or postal address"})

    async def asked(self, *, run: Run) -> None:
        """Alarm where the new name or postal address is a colleague's."""
        if not (shared := await self._of_colleagues(run.work, await self._changes(run.work))):
            return
        entry = audit.Entry(
            actor=run.requester,
            action=OF_COLLEAGUE,
            module=self.module,
            subject=audit.Subject("request", run.code),
            player_id=self.player_id,
            request_id=run.request_id,
            facts={"fields": ", ".join(shared)},
        )
        await audit.alarm(run.work, entry)

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List what changes, who else has the new value, what follows, and how the account stands."""
        changes = await self._changes(work)
        player = await player_facts.about(work, self.player_id)
        before = {name: change.before for name, change in changes.items()}
        before |= {"email": player.account.email, "phone": player.account.phone}
        told = tuple(f"the old {TITLES[name]}" for name in REACHED_BY if name in changes and changes[name].before)
        return [
            *(
                Fact(key=name, label=f"New {TITLES[name]}", value=change.after, material=True)
                for name, change in changes.items()
            ),
            *(
                Fact(key=f"{name} before", label=f"Instead of the {TITLES[name]}", value=before[name] or "none")
                for name in changes
            ),
            *await self._others(work, changes),
            *(
                Fact(key="colleagues", label="A colleague's too", value=shared, material=True)
                for shared in [await self._of_colleagues(work, changes)]
                if shared
            ),
            Fact(key="hold", label="Withdrawals held for", value=work.office.limits.contact_hold, private=False),
            *([Fact(key="told", label="The platform informs", value=told, private=False)] if told else []),
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
        reached = {name: ContactChange(**replaced[name]) for name in REACHED_BY if name in replaced}
        details = {name: DetailChange(**change) for name, change in replaced.items() if name not in REACHED_BY}
        both = {"email": reached.get("email"), "phone": reached.get("phone")}
        return platform.ContactChangedWish(**both, **details, then=then)

    async def _changes(self, work: Work) -> Mapping[str, ContactChange]:
        """Read what would change, with the phone number as it is kept.

        Raises :class:`~core.errors.Invalid` where nothing would, for a number that is none, and for a colleague's own.
        """
        await self.refuse_closed(work)
        now = await contacts.current(work.db, self.player_id)
        wanted = {name: getattr(self, name) for name in TITLES} | {"phone": self._number(now.country)}
        asked = {name: value for name, value in wanted.items() if value is not None}
        if not asked:
            raise Invalid("Write the new e-mail address or the new phone number, or what else changes.", field="email")
        for name, value in asked.items():
            before = getattr(now, name)
            if before is not None and _same(name, before, value):
                raise Invalid(f"This is the {TITLES[name]} the player has now.", field=name)
            if name in REACHED_BY:
                await self._refuse_colleagues(work, name, value)
        return {name: ContactChange(before=getattr(now, name), after=value) for name, value in asked.items()}

    async def _refuse_colleagues(self, work: Work, name: str, value: str) -> None:
        others = await contacts.others_with(work.db, self.player_id, kind=name, value=value)
        if await staff.reached_by(work, **{name: value}) or await contacts.staff_owned(work.db, others):
            words = f"This {TITLES[name]} is a colleague's own, so it is no player's. Nothing was changed."
            raise Invalid(words, field=name)

    async def _of_colleagues(self, work: Work, changes: Mapping[str, ContactChange]) -> tuple[str, ...]:
        """Name what is changed to a colleague's: their name, or the address of an account that they own."""
        now = await contacts.current(work.db, self.player_id)
        will = replace(now, **{name: change.after for name, change in changes.items()})
        shared = []
        if changes.keys() & {"first_name", "last_name"} and await staff.somebody_named(work, will.name):
            shared.append("name")
        if changes.keys() & {"address", "post_code", "city"} and (key := will.address_key):
            others = await contacts.others_with(work.db, self.player_id, kind="person", value=key)
            shared += [TITLES["address"]] if await contacts.staff_owned(work.db, others) else []
        return tuple(shared)

    def _number(self, country: str | None) -> str | None:
        if self.phone is None:
            return None
        if number := search_terms.e164(self.phone, country=country):
            return number
        raise Invalid("This is not a phone number; write it with its country, as +356 2123 4567.", field="phone")

    async def _others(self, work: Work, changes: Mapping[str, ContactChange]) -> list[Fact]:
        facts = []
        for name, change in changes.items():
            if name not in REACHED_BY:
                continue
            if found := await contacts.others_with(work.db, self.player_id, kind=name, value=change.after):
                others = tuple(PlayerRef(each) for each in found)
                facts.append(Fact(key=f"{name} of others", label="Also of", value=others, material=True))
        return facts

    async def _tell(self, work: Work, run: Run, changes: Mapping[str, ContactChange]) -> None:
        """Take the changes in as events: the profile, the terms and the rules of security follow them."""
        row = await contacts.current(work.db, self.player_id)
        bodies = {CHANGES[name]: {name: changes[name].after} for name in REACHED_BY if name in changes}
        if rest := {name: change.after for name, change in changes.items() if name not in REACHED_BY}:
            bodies[Type.PROFILE_CHANGED] = rest
        told = [
            Event(
                source=SOURCE,
                event_id=f"{run.request_id} {type_.value.removesuffix('_changed')}",
                type=type_.value,
                at=work.now,
                brand=row.brand,
                player=row.external_id,
                body=body,
            )
            for type_, body in bodies.items()
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


def _same(name: str, before: str, after: str) -> bool:
    """Tell whether nothing would change; how a name or an address is written is what may be corrected."""
    return fold(before) == fold(after) if name in REACHED_BY else before == after
