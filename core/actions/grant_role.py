"""Granting a role: one person asks, and another who may approve roles decides."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from core import staff
from core.action import Action, Command, Fact, Kind, Note, Pick, Policy, Receipt, Run, Totals, Usage
from core.fact_values import FactValue
from core.people import Actor, Permission
from core.phrases import Phrase
from core.work import Work


class GrantRole(Action):
    """Give a role to a member of staff."""

    name: ClassVar[str] = "grant_role"
    title: ClassVar[str] = "Grant a role"
    noun: ClassVar[str] = "grant of a role"
    kind: ClassVar[Kind] = Kind.RELEASING
    module: ClassVar[str] = "staff"
    recorded_as: ClassVar[str] = "staff.role_granted"
    ask: ClassVar[Permission] = Permission.STAFF_GRANT
    undone_by: ClassVar[str] = "An administrator revokes the role, at once."
    command: ClassVar[Command | None] = Command(
        "/pitboss",
        verb="grant",
        usages=(Usage("@bob finance because he joined the team", "asks for a role for somebody"),),
    )

    staff_id: Annotated[UUID, Pick.STAFF] = Field(title="Who")
    role: Annotated[str, Pick.ROLE] = Field(title="Role")
    note: Note = Field(title="Why")

    def subject(self) -> str:
        """Allow one pending request per person and role."""
        return f"staff:{self.staff_id}:{self.role}"

    def headline(self) -> str:
        """Say which role; to whom, the facts say."""
        return f"Grant the role {self.role.replace('_', ' ')} to a member of staff"

    def heading(self, facts: Mapping[str, FactValue]) -> str:
        """Say which role to whom."""
        if not {"role", "who"} <= facts.keys():
            return self.headline()
        return Phrase("Grant the role {role} to {who}", role=facts["role"], who=facts["who"])

    async def policy(self, *, work: Work, requester: Actor, totals: Totals) -> Policy:
        """Take the office file's rule; the person who would get the role cannot vote."""
        del requester, totals
        member = await staff.by_id(work.db, self.staff_id, office=work.office, now=work.now)
        return Policy(
            rule="Granting a role",
            quorum=work.office.rules.grant_role,
            permission=Permission.STAFF_APPROVE,
            barred_persons=frozenset({member.actor.person}),
        )

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List who gets which role, what they hold now, and when their approvals begin to count."""
        member = await staff.check_grant(work, self.staff_id, self.role)
        role = work.office.roles[self.role]
        name, known = await staff.to_confirm(work, member), member.actor.name
        gained = role.permissions - member.actor.permissions
        wait = work.office.limits.approver_cooling_off
        return (
            Fact(key="who", label="Who", value=name, material=True),
            Fact(key="account", label="Account in the workspace", value=member.user_id),
            *([Fact(key="renamed", label="Known here until now as", value=known)] if name != known else []),
            Fact(key="role", label="Role", value=role.title, material=True, private=False),
            Fact(key="held", label="Holds now", value=_titles(work, member.held), material=True),
            Fact(key="gains", label="May then", value=_listed(one.words for one in gained)),
            Fact(key="cooling_off", label="Approvals count after", value=wait or "at once"),
            Fact(key="note", label="Why", value=self.note),
        )

    async def execute(self, *, run: Run) -> Receipt:
        """Grant it, after checking again that no permissions clash."""
        given = staff.Grant(staff_id=self.staff_id, role=self.role, by=run.requester, request_id=run.request_id)
        grant_id = await staff.grant(run.work, given)
        title = run.work.office.roles[self.role].title
        done = Fact(key="granted", label="Granted", value=title, private=False)
        return Receipt(lines=(done,), ids={"grant": str(grant_id), "staff": str(self.staff_id)})


def _titles(work: Work, roles: frozenset[str]) -> tuple[str, ...]:
    return _listed(work.office.roles[role].title if role in work.office.roles else role for role in roles)


def _listed(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(words)) or ("nothing",)
