"""Drives one player through the doors that people and the platform use, and keeps the model beside it."""

import asyncio
from collections.abc import Coroutine, Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from hypothesis.stateful import (
    RuleBasedStateMachine,
)

from core import approvals, freezes, platform, player_blocks, requests, staff
from core.action import Action
from core.activity import thing_ids
from core.approvals import AnswerKind
from core.errors import Refused
from core.people import PITBOSS
from core.platform import Order
from core.requests import Request, State
from tests.support.asking import ask, decide
from tests.support.office import World
from tests.support.ordering import orders, says, take
from tests.support.player_model import PLAYER_ASKED, Exclusion, PlayerModel, Step, Stop

NAMES = count(1)
"""Whatever needs a name of its own."""
DECIDERS = ("sam", "cora", "fred", "bob", "carol", "maya")
T = TypeVar("T")


class PlayerDriver(RuleBasedStateMachine):
    """One player a run, on one desk: the model in tests/support/player_model.py says what must be true."""

    office: ClassVar[World]
    runner: ClassVar[asyncio.Runner]

    def open(self) -> None:
        self.office.later(days=2)
        self.name = f"anna{next(NAMES)}"
        self.anna = self.run(self.office.player(self.name))
        self.model, self.frozen = PlayerModel(), False
        self.untold: list[dict[str, Any]] = []
        self.told: list[dict[str, Any]] = []
        self.truth: dict[str, str] = {}
        self.lifts: dict[UUID, tuple[UUID, ...]] = {}
        self.ordered: dict[UUID, int] = {}
        self.given: dict[UUID, int] = {}
        self.happens("deposit", {"amount": {"amount_minor": 100_000, "currency": "EUR"}})
        self.tells_all()

    def teardown(self) -> None:
        if getattr(self, "frozen", False):
            self.run(self.thaw())

    @property
    def decides_there(self) -> bool:
        return self.office.desk.office.authority == "platform"

    def happens(self, type_: str, body: dict[str, Any], *, skew: int = 0) -> None:
        self.office.later(minutes=1)
        at = self.office.now + timedelta(minutes=skew)
        about = {"source": "games", "brand": "royal", "player": f"x-{self.name}", "event_id": f"e{next(NAMES)}"}
        self.untold.append({**about, "type": type_, "at": at, "body": body})

    def steps(self, name: str, what: str, minor: int) -> None:
        minor = next((each["body"]["amount"]["amount_minor"] for each in self.all_of(name)), minor)
        self.truth[name] = what
        self.happens(what, {"withdrawal": name, "amount": {"amount_minor": minor, "currency": "EUR"}})

    def all_of(self, name: str) -> Iterator[dict[str, Any]]:
        return (each for each in (*self.told, *self.untold) if each["body"].get("withdrawal") == name)

    def tells_newest(self, *, late: bool) -> None:
        if not late:
            self.takes(self.untold[-1:])

    def tells_all(self) -> None:
        self.takes(list(self.untold))

    def takes(self, message: list[dict[str, Any]]) -> None:
        if not message:
            return
        self.office.later(seconds=20)
        fresh = [each for each in message if each in self.untold]
        self.run(take(self.office, *message))
        for each in fresh:
            self.untold.remove(each)
            self.told.append(each)
            self.learn(each["type"], each["at"], each["body"])

    def learn(self, type_: str, at: datetime, body: dict[str, Any]) -> None:
        match type_:
            case "deposit":
                self.model.booked += body["amount"]["amount_minor"]
            case "bet" | "win" | "bet_voided":
                self.model.plays(type_, body["bet"], body["wallet"], body["amount"]["amount_minor"])
            case "bonus_granted":
                self.model.moves("bonus", body["amount"]["amount_minor"])
            case "suspension":
                self.model.stops.append(Stop(body["suspended"], at, self.office.now))
            case "exclusion_set":
                self.model.exclusions.append(Exclusion(body["kind"], datetime.fromisoformat(body["until"])))
            case _:
                what = {"withdrawal_requested": "asked", "withdrawal_paid": "paid"}.get(type_, "cancelled")
                self.model.steps.setdefault(body["withdrawal"], set()).add(
                    Step(at, what, body["amount"]["amount_minor"])
                )

    def moves(self, action: Action, signed: int, *, left: bool = False) -> bool:
        """Ask for money to be moved and approve it; tell whether it was agreed to.

        ``left``: the requester loses the role meanwhile, and a colleague takes it over.
        """
        self.office.later(minutes=1)
        if (request := self.trying(ask(self.office, "alice", action))) is None:
            return False
        owner = "zoe" if left and self.trying(self.taken_over(request)) else "alice"
        done = self.votes(request, "approve")
        if done is None:
            self.run(self.takes_back(request, by=owner))
        if done is None or done.state is not State.DONE:
            return False
        if not self.decides_there:
            self.booked(done, signed)
        else:
            self.ordered[request.id] = signed
        return True

    def booked(self, request: Request, signed: int) -> None:
        self.model.booked += signed
        if request.action == "adjust_balance":
            self.given[UUID((request.receipt or {})["ids"]["transaction"])] = signed

    def answer(self, order: Order, said: AnswerKind) -> None:
        self.run(says(self.office, order, said, "not now" if said is AnswerKind.REFUSED else None))
        if order.authority != "platform":
            return
        block = next((each for each in self.model.blocks if each.request_id == order.request_id), None)
        done = said is AnswerKind.IN_FORCE
        if (order.kind == "block" and block and not done and block.reason not in PLAYER_ASKED) or (
            order.kind == "lift" and done and order.step == "ended" and block
        ):
            block.undone = block.undone or not block.lifted
        elif order.kind == "lift" and done:
            self.lifted(self.lifts[order.request_id])
        elif order.kind in {"adjust", "reverse"} and done:
            self.booked(self.run(self.read(order.request_id)), self.ordered[order.request_id])

    def lifted(self, row_ids: tuple[UUID, ...]) -> None:
        for block in self.model.blocks:
            block.lifted = block.lifted or (block.row_id in row_ids and not block.undone)
        if set(row_ids) - {block.row_id for block in self.model.blocks} and self.model.stopped():
            self.model.freed_here.append(self.office.now)

    def votes(self, request: Request, decision: str) -> Request | None:
        """Let people decide, one after the other, until it is decided; None where it is not."""
        for who in DECIDERS:
            after = self.trying(decide(self.office, who, request, decision, "It was the player."))
            if after is not None and after.state not in {State.PENDING, request.state}:
                return after
        return None

    async def due(self) -> list[Order]:
        async with self.office.read() as db:
            return [
                each
                for each in reversed(await orders(self.office, self.anna))
                if not await platform.unanswered_before(db, each)
            ]

    async def open_rows(self) -> tuple[Any, ...]:
        async with self.office.read() as db:
            return await player_blocks.open_rows(db, self.anna, now=self.office.now)

    async def read(self, request_id: UUID) -> Request:
        async with self.office.read() as db:
            return await requests.get(db, request_id)

    async def taken_over(self, request: Request) -> Request:
        alice, zoe = await self.office.staff("alice"), await self.office.staff("zoe", roles=("support",))
        assert alice.staff_id
        async with self.office.work() as work:
            await staff.revoke(work, PITBOSS, staff_id=alice.staff_id, role="support", why="moved on")
        try:
            async with self.office.work() as work:
                return await approvals.take_over(work, request.id, actor=zoe)
        finally:
            async with self.office.work() as work:
                await staff.grant(work, staff.Grant(staff_id=alice.staff_id, role="support", by=PITBOSS))

    async def takes_back(self, request: Request, *, by: str = "alice") -> None:
        actor = await self.office.staff(by)
        async with self.office.work() as work:
            await approvals.take_back(work, request.id, actor=actor)

    async def state(self, db: Any, request_id: UUID, now: datetime) -> State:
        return (await requests.as_it_stands(db, await requests.get(db, request_id), now=now)).state

    def withdrawal_id(self, name: str) -> UUID:
        return thing_ids.of(("games", self.anna, name))

    def trying(self, doing: Coroutine[Any, Any, T]) -> T | None:
        """Do it, or be refused: anything else is a bug."""
        try:
            return self.run(doing)
        except Refused:
            return None

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(doing)

    async def thaw(self) -> None:
        async with self.office.work() as work:
            for freeze in await freezes.standing(work.db):
                await freezes.thaw(work, freeze, by=PITBOSS, request_id=work.at.ids())
