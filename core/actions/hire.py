"""Hiring somebody, or bringing a former colleague back: one person asks, and another who may approve roles decides."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field, StringConstraints

from core import audit, staff
from core.action import Action, Command, Fact, Kind, Note, Pick, Policy, Receipt, Run, Totals, Usage
from core.errors import NotAllowed
from core.fact_values import FactValue
from core.office import Office, Quorum
from core.people import Actor, Permission, Visibility
from core.phrases import Phrase
from core.staff import Candidate, Member, Newcomer
from core.work import Work

CONTACT_SHARED = "staff.contact_shared"
"""The alarm when somebody is to be hired who has a colleague's e-mail address or phone number."""
SHARED_LINE = 3
"""From so many colleagues with one phone number or mailbox on, it is the company's and tells nobody apart."""
KEY = "[a-z0-9][a-z0-9._-]{1,39}"


def _key(text: str) -> str:
    if not re.fullmatch(KEY, text, re.ASCII):
        raise ValueError("a person key has 2 to 40 small letters, digits, dots and hyphens, such as nina.new")
    return text


class Hire(Action):
    """Hire somebody with a first role; with a colleague's e-mail address or phone number, compliance agrees too."""

    name: ClassVar[str] = "hire"
    title: ClassVar[str] = "Hire"
    noun: ClassVar[str] = "hire"
    kind: ClassVar[Kind] = Kind.RELEASING
    module: ClassVar[str] = "staff"
    recorded_as: ClassVar[str] = "staff.hired"
    ask: ClassVar[Permission] = Permission.STAFF_GRANT
    undone_by: ClassVar[str] = "An administrator or a manager says that the person left, at once."
    rule_of: ClassVar[str] = "grant_role"
    command: ClassVar[Command | None] = Command(
        "/pitboss",
        verb="hire",
        usages=(Usage("@nina support because she joins the team", "asks for somebody to be added, with a first role"),),
    )

    account: Annotated[str, Pick.ACCOUNT] = Field(title="Who")
    person: Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_key)] = Field(
        title="Person key",
        max_length=60,
        description="Stands for this human for good, with every account: small letters, digits, dots and hyphens.",
    )
    role: Annotated[str, Pick.ROLE] = Field(title="Role")
    brand: Annotated[str | None, Pick.BRAND] = Field(
        default=None, title="Only this brand", description="Left empty: players of every brand."
    )
    same_person: bool = Field(
        default=False,
        title="The key is of the same person",
        description="Tick it for somebody who comes back, or for another account of a colleague.",
    )
    note: Note = Field(title="Why")

    @property
    def newcomer(self) -> Newcomer:
        """Whom it hires."""
        return Newcomer(
            user_id=self.account,
            person=self.person,
            role=self.role,
            brand=self.brand,
            same_person=self.same_person,
        )

    def subject(self) -> str:
        """Allow one pending request per account."""
        return f"account:{self.account}"

    def headline(self) -> str:
        """Say as what; whom, the facts say."""
        return f"Hire somebody as {self.role.replace('_', ' ')}"

    def heading(self, facts: Mapping[str, FactValue]) -> str:
        """Say whom as what."""
        if not {"role", "who"} <= facts.keys():
            return self.headline()
        return Phrase("Hire {who} as {role}", who=facts["who"], role=facts["role"])

    @classmethod
    async def suggested(cls, *, work: Work, accounts: Sequence[str]) -> Mapping[str, Any]:
        """Suggest a person key: the old one for somebody who was here, else one made of the name."""
        key, known = await staff.suggested_key(work, accounts[0])
        return {"person": key, "same_person": known} if key else {}

    async def policy(self, *, work: Work, requester: Actor, totals: Totals) -> Policy:
        """Take the rule for granting a role, and ask compliance too where the contact is a colleague's.

        The newcomer cannot vote, nor can those whose e-mail address or phone number it is, unless it is a shared line.
        """
        del totals
        if not requester.knows(self.brand) or (requester.brand and self.brand is None):
            raise NotAllowed(f"You work for {requester.brand} alone, so you can only hire for it.", field="brand")
        sharing = await staff.sharing(work.db, self.account, person=self.person)
        barred = frozenset({self.person, *(sharing if len(sharing) < SHARED_LINE else ())})
        quorum = work.office.rules.grant_role
        if not sharing:
            return Policy(rule="Hiring", quorum=quorum, permission=Permission.STAFF_APPROVE, barred_persons=barred)
        vetted = _with_compliance(work.office, quorum)
        rule = "Hiring somebody with a colleague's e-mail address or phone number"
        return Policy(rule=rule, quorum=vetted, permission=_shared(work.office, vetted), barred_persons=barred)

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List who gets which role, what they were here before, and from whom they are kept apart."""
        known = await staff.candidate(work, self.newcomer)
        role = work.office.roles[self.role]
        wait = work.office.limits.approver_cooling_off
        return (
            Fact(key="who", label="Who", value=known.name, material=True),
            Fact(key="account", label="Account in the workspace", value=self.account, material=True),
            Fact(key="workspace", label="Workspace", value=known.account.team_id, material=True),
            Fact(key="person", label="Person key", value=self.person, material=True),
            *_past(work, known),
            *_alike(known),
            Fact(key="role", label="Role", value=role.title, material=True, private=False),
            Fact(key="brand", label="Players of", value=self.brand or "every brand", material=True),
            Fact(key="gains", label="May then", value=_listed(one.words for one in role.permissions)),
            Fact(key="cooling_off", label="Approvals count after", value=wait or "at once"),
            Fact(key="apart", label="Shares no request with", value=await staff.separation_rule(work)),
            Fact(key="note", label="Why", value=self.note),
        )

    async def asked(self, *, run: Run) -> None:
        """Alarm where the newcomer has the e-mail address or phone number of somebody who is or was here."""
        sharing = await staff.sharing(run.work.db, self.account, person=self.person)
        if not sharing:
            return
        facts = {"account": self.account, "person": self.person, "same_as": ", ".join(sorted(sharing))}
        subject = audit.Subject("request", run.code)
        entry = audit.Entry(
            actor=run.requester,
            action=CONTACT_SHARED,
            module=self.module,
            subject=subject,
            request_id=run.request_id,
            facts=facts,
        )
        await audit.alarm(run.work, entry)

    async def execute(self, *, run: Run) -> Receipt:
        """Hire them, after checking everything again."""
        part = {*run.asked_by, *(one.person for one in run.authorisers)}
        staff_id = await staff.bring_in(
            run.work, self.newcomer, by=run.requester, had_part=part, request_id=run.request_id
        )
        title = run.work.office.roles[self.role].title
        done = Fact(key="granted", label="Hired as", value=title, private=False)
        return Receipt(lines=(done,), ids={"staff": str(staff_id), "person": self.person, "role": self.role})


def _with_compliance(office: Office, quorum: Quorum) -> Quorum:
    """Add a slot for those who decide and see what only compliance may see; each further person gets a slot too."""
    approve = frozenset(name for name, role in office.roles.items() if Permission.STAFF_APPROVE in role.permissions)
    compliance = frozenset(
        name
        for name, role in office.roles.items()
        if Visibility.COMPLIANCE in role.sees and role.permissions & staff.APPROVING
    )
    others = (approve,) * (quorum.people - len(quorum.slots))
    slots = (*quorum.slots, *others, compliance or approve)
    return quorum.model_copy(update={"slots": slots, "people": len(slots)})


def _shared(office: Office, quorum: Quorum) -> Permission:
    """Find a right that all of them hold: the slots say who counts, and the right who may read and decline it."""
    roles = [office.roles[name].permissions for slot in quorum.slots for name in slot]
    held = frozenset(Permission).intersection(*roles)
    preferred = (Permission.STAFF_APPROVE, Permission.STAFF_FREEZE, Permission.AUDIT_READ, *Permission)
    return next((one for one in preferred if one in held), Permission.STAFF_APPROVE)


def _past(work: Work, known: Candidate) -> Iterable[Fact]:
    if not known.records:
        return
    records = tuple(_record(work, one) for one in known.records)
    yield Fact(key="past", label="The same person as", value=records, material=True)


def _record(work: Work, member: Member) -> str:
    roles = [work.office.roles[role].title if role in work.office.roles else role for role in sorted(member.held)]
    standing = "has left" if member.state == "gone" else ", ".join(roles) or "no role"
    return f"{member.actor.name} ({member.user_id}): {standing}"


def _alike(known: Candidate) -> Iterable[Fact]:
    if known.sharing:
        label = "Same e-mail address or phone number as"
        yield Fact(key="same_contact", label=label, value=known.sharing, material=True)
    elif not known.compared:
        told = "not compared with colleagues': the workspace tells neither"
        yield Fact(key="not_compared", label="E-mail address and phone number", value=told, material=True)


def _listed(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(words)) or ("nothing",)
