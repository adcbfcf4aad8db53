"""Random asking, voting, granting and revoking, beside an oracle that knows only who may agree to what."""

import asyncio
import shutil
from itertools import count, permutations
from pathlib import Path
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from core import approvals, ledger, requests, staff
from core.database import tables
from core.database.connections import Database
from core.errors import Refused
from core.people import PITBOSS
from core.requests import Request
from tests.support.asking import adjustment, ask, decide, swept
from tests.support.office import World

HUMANS = {"alice": "support", "bob": "finance", "carol": "finance", "sam": "security", "maya": "manager"}
ACCOUNTS = {**{name: name for name in HUMANS}, "bob2": "bob"}
"""Bob has a second account, of a manager."""
ROLES = ("support", "finance", "security", "manager")
AMOUNTS = st.sampled_from(["20 EUR", "60 EUR", "400 EUR", "800 EUR"])


class Desk(RuleBasedStateMachine):
    """The engine against the rules as a person would state them."""

    template: ClassVar[Path]
    file: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.sources = count()
        self.over: dict[str, str] = {}
        """How each closed request ended."""

    @initialize()
    def open(self) -> None:
        for rest in self.file.parent.glob(f"{self.file.name}*"):
            rest.unlink()
        shutil.copyfile(self.template, self.file)
        self.office = World(Database.open(f"sqlite+aiosqlite:///{self.file}"))
        self.anna = self.runner.run(self.people())

    async def people(self) -> int:
        for name, role in HUMANS.items():
            await self.office.staff(name, roles=(role,))
        await self.office.staff("bob2", roles=("manager",), person="bob")
        return await self.office.player("anna", cash="0 EUR")

    def teardown(self) -> None:
        if hasattr(self, "office"):
            self.runner.run(self.office.db.close())
        self.runner.close()

    @rule(who=st.sampled_from(sorted(ACCOUNTS)), amount=AMOUNTS)
    def asks(self, who: str, amount: str) -> None:
        wish = adjustment(self.anna, amount, source_ref=f"round {next(self.sources)}", again=True)
        self.trying(ask(self.office, who, wish))

    @precondition(lambda self: self.waiting())
    @rule(who=st.sampled_from(sorted(ACCOUNTS)), what=st.sampled_from(["approve"] * 4 + ["decline"]), data=st.data())
    def votes(self, who: str, what: str, data: st.DataObject) -> None:
        request = data.draw(st.sampled_from(self.waiting()))
        after = self.trying(decide(self.office, who, request, what, "a good reason"))
        if after is not None and after.state == "done":
            self.runner.run(self.rightly_done(after))

    @precondition(lambda self: self.waiting())
    @rule(who=st.sampled_from(sorted(ACCOUNTS)), over=st.booleans(), data=st.data())
    def takes(self, who: str, over: bool, data: st.DataObject) -> None:  # noqa: FBT001 - drawn
        request = data.draw(st.sampled_from(self.waiting()))

        async def take() -> Request:
            actor = await self.office.staff(who)
            async with self.office.work() as work:
                verb = approvals.take_over if over else approvals.take_back
                return await verb(work, request.id, actor=actor)

        self.trying(take())

    @rule(who=st.sampled_from(sorted(ACCOUNTS)), role=st.sampled_from(ROLES), away=st.booleans())
    def changes_roles(self, who: str, role: str, away: bool) -> None:  # noqa: FBT001 - drawn
        async def change() -> None:
            actor = await self.office.staff(who)
            assert actor.staff_id is not None
            async with self.office.work() as work:
                if away:
                    await staff.revoke(work, PITBOSS, staff_id=actor.staff_id, role=role, why="drawn")
                else:
                    await staff.grant(work, staff.Grant(staff_id=actor.staff_id, role=role, by=PITBOSS))

        self.trying(change())

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.office.later(hours=hours)

        self.runner.run(swept(self.office))

    @invariant()
    def nothing_is_done_twice_or_undone(self) -> None:
        if hasattr(self, "office"):
            self.runner.run(self.look())

    async def look(self) -> None:
        rows = await self.office.rows(tables.requests)
        for row in rows:
            assert self.over.get(row.code, row.state) == row.state
        self.over = {row.code: row.state for row in rows if row.closed_at}
        async with self.office.read() as db:
            moves = await ledger.transactions(db, self.anna, limit=1_000)
            held = sum(one.money.amount_minor for one in await ledger.balances(db, self.anna))
            assert await ledger.verify(db) == []
        done = [row for row in rows if row.state == "done"]
        assert len(moves) == len(done)
        assert held == sum(row.payload["amount"]["amount_minor"] for row in done)

    async def rightly_done(self, request: Request) -> None:
        """Check what was done against the rule it was asked under, by trying every way to place people."""
        async with self.office.read() as db:
            votes = await requests.votes_on(db, request)
            now = await staff.current(db, office=self.office.desk.office, now=self.office.now)
        roles: dict[str, frozenset[str]] = {}
        for vote in votes:
            if vote.decision == "approve" and vote.staff_id in now:
                roles[vote.person] = now[vote.staff_id].roles
        slots = request.policy["quorum"]["slots"]

        assert request.requester_person not in roles
        assert len(roles) >= request.policy["quorum"]["people"]
        assert any(
            all(roles[person] & set(slot) for person, slot in zip(placed, slots, strict=True))
            for placed in permutations(roles, len(slots))
        )

    def waiting(self) -> list[Request]:
        async def read() -> list[Request]:
            query = select(tables.requests.c.id).where(tables.requests.c.state == "pending").order_by("asked_at", "id")
            async with self.office.read() as db:
                return [await requests.get(db, one) for one in (await db.execute(query)).scalars()]

        return self.runner.run(read()) if hasattr(self, "office") else []

    def trying(self, doing: object) -> Request | None:
        """Do it, or be refused: anything else is a bug."""
        try:
            return self.runner.run(doing)  # type: ignore[arg-type]
        except Refused:
            return None


def test_whatever_people_do_each_request_ends_once_and_rightly(sqlite_template: Path, database_file: Path) -> None:
    Desk.template, Desk.file = sqlite_template, database_file

    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=8,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
