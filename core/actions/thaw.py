"""Thawing a freeze: one person asks, another approves; a frozen person can do neither."""

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from core import freezes, staff
from core.action import Action, Command, Fact, Kind, Note, Pick, Policy, Receipt, Run, Totals, Usage
from core.errors import Conflict
from core.fact_values import FactValue
from core.freezes import Freeze
from core.office import Office, Quorum
from core.people import Actor, Permission
from core.phrases import Phrase
from core.work import Work


class Thaw(Action):
    """Thaw a frozen colleague, action or desk."""

    name: ClassVar[str] = "thaw"
    title: ClassVar[str] = "Thaw"
    noun: ClassVar[str] = "thaw"
    kind: ClassVar[Kind] = Kind.RELEASING
    module: ClassVar[str] = "staff"
    recorded_as: ClassVar[str] = "freeze.thawed"
    ask: ClassVar[Permission] = Permission.STAFF_FREEZE
    undone_by: ClassVar[str] = "A new freeze, at once."
    agreed_by: ClassVar[str] = "Another person who may freeze"
    command: ClassVar[Command | None] = Command(
        "/pitboss",
        verb="thaw",
        usages=(Usage("desk because it is over", "asks a second person to agree to the thaw"),),
    )
    freezable: ClassVar[bool] = False

    freeze_id: Annotated[UUID, Pick.FREEZE] = Field(title="What to thaw")
    note: Note = Field(title="Why it is safe again")

    def subject(self) -> str:
        """Allow one pending request per freeze."""
        return f"freeze:{self.freeze_id}"

    def headline(self) -> str:
        """Say that it is a thaw; what is frozen is a fact."""
        return "Thaw what was frozen"

    def heading(self, facts: Mapping[str, FactValue]) -> str:
        """Say what is thawed."""
        return Phrase("Thaw {what}", what=facts["what"]) if "what" in facts else self.headline()

    async def policy(self, *, work: Work, requester: Actor, totals: Totals) -> Policy:
        """Require another person who may freeze; a frozen person cannot vote on their own thaw."""
        del requester, totals
        freeze = await freezes.get(work.db, self.freeze_id)
        return rule(work.office, frozen=freeze.name if freeze.kind == "person" else None)

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List what is frozen, by whom, since when and why."""
        freeze = await _standing(work, self.freeze_id)
        return (
            Fact(key="what", label="What", value=await what(work, freeze), material=True, private=False),
            Fact(key="by", label="Frozen by", value=freeze.frozen_by_name, private=False),
            Fact(key="since", label="Since", value=freeze.frozen_at, private=False),
            Fact(key="why", label="Because", value=freeze.why, material=True),
        )

    async def execute(self, *, run: Run) -> Receipt:
        """Thaw it, after checking that it is still frozen."""
        work = run.work
        freeze = await _standing(work, self.freeze_id)
        await freezes.thaw(work, freeze, by=run.requester, request_id=run.request_id)
        if freeze.kind == "person":
            await staff.thaw(work, person=freeze.name)
        thawed = Fact(key="thawed", label="Thawed", value=await what(work, freeze), private=False)
        return Receipt(lines=(thawed,), ids={"freeze": str(freeze.id)})


def rule(office: Office, *, frozen: str | None = None) -> Policy:
    """Decide who must agree to a thaw: somebody who may freeze but may not change the office file.

    Where no such role exists, anybody who may freeze. ``frozen`` is the person key of a frozen person.
    """
    able = {name for name, role in office.roles.items() if Permission.STAFF_FREEZE in role.permissions}
    apart = {name for name in able if Permission.OFFICE_CHANGE not in office.roles[name].permissions}
    return Policy(
        rule="Thawing",
        quorum=Quorum(slots=(frozenset(apart or able),), people=1, within=office.rules.grant_role.within),
        permission=Permission.STAFF_FREEZE,
        barred_persons=frozenset({frozen} if frozen else ()),
    )


async def what(work: Work, freeze: Freeze) -> str:
    """Name what is frozen as people know it."""
    if freeze.kind == "person":
        return await staff.name_of_person(work.db, freeze.name)
    return "The whole desk" if freeze.kind == "desk" else f"“{freeze.name.replace('_', ' ').capitalize()}”"


async def _standing(work: Work, freeze_id: UUID) -> Freeze:
    freeze = await freezes.get(work.db, freeze_id)
    if freeze.thawed_at is not None:
        raise Conflict(Phrase("This was already thawed: {at}.", at=freeze.thawed_at), field="freeze_id")
    return freeze
