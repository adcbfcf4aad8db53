"""Whatever the platform tells, in whatever order, and whatever the desk does: what stands, is held and told agrees."""

import asyncio
import os
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.cards import player_card
from core import background, ledger, player_blocks
from core.actions.block_player import SPANS, Lasts, Withdrawals
from core.actions.reverse_adjustment import ReverseAdjustment
from core.approvals import AlreadyPending, AnswerKind
from core.database.connections import Database
from core.money import Money
from core.people import PITBOSS
from core.player_blocks import AlreadyBlocked
from core.players import profile_card
from core.requests import State
from tests.support.asking import NOTE, adjustment, ask, swept
from tests.support.asking import block as blocking
from tests.support.freezing import freeze_desk
from tests.support.office import World
from tests.support.ordering import connect, orders
from tests.support.player_bets import LATE, BettingDriver
from tests.support.player_driver import DECIDERS, NAMES
from tests.support.player_model import HOLDING, PLAYER_ASKED, ModelBlock
from tests.support.protecting import unblock

pytestmark = pytest.mark.every_wiring

EXAMPLES, STEPS = int(os.environ.get("PITBOSS_EXAMPLES", "2")), int(os.environ.get("PITBOSS_STEPS", "9"))
"""Few in the suite; more find more, as docs/testing.md says."""
MANY = 50
ASKERS = {"chargeback": "bob", "fraud": "fred"}
CHOICES = st.sampled_from(list(Withdrawals))
TERMS = st.sampled_from([Lasts.DAY, Lasts.WEEK, Lasts.UNTIL_ENDED])
SKEWS = st.sampled_from([0, 0, 0, 50])


class PlayerMachine(BettingDriver):
    """What may happen, in any order; tests/support/player_model.py says what must be true after each step."""

    @initialize(choice=st.sampled_from([Withdrawals.LEAVE, Withdrawals.HOLD, None]), lasts=TERMS)
    def begins(self, choice: Withdrawals | None, lasts: Lasts) -> None:
        """Begin with a withdrawal that a block holds or leaves, or with nothing."""
        self.open()
        if choice is not None:
            self.asks_for_a_withdrawal(minor=5_000, late=False)
            self.blocks(reason="takeover", lasts=lasts, choice=choice, again=False)

    # What happens at the platform, told now or later.

    @rule(minor=st.integers(1, 9_000))
    def deposits(self, minor: int) -> None:
        self.happens("deposit", {"amount": {"amount_minor": minor, "currency": "EUR"}})

    @rule(minor=st.integers(1, 9_000), late=LATE)
    def asks_for_a_withdrawal(self, minor: int, *, late: bool) -> None:
        self.steps(f"w{next(NAMES)}", "withdrawal_requested", minor)
        self.tells_newest(late=late)

    @precondition(lambda self: any(what != "withdrawal_paid" for what in self.truth.values()))
    @rule(data=st.data(), paid=st.booleans(), late=LATE)
    def goes_on_with_a_withdrawal(self, data: st.DataObject, *, paid: bool, late: bool) -> None:
        going = sorted(name for name, what in self.truth.items() if what != "withdrawal_paid")
        name = data.draw(st.sampled_from(going))
        ends = "withdrawal_paid" if paid else "withdrawal_cancelled"
        self.steps(name, ends if self.truth[name] == "withdrawal_requested" else "withdrawal_requested", 1_000)
        self.tells_newest(late=late)

    @rule(suspended=st.booleans(), skew=SKEWS, late=LATE)
    def stops_or_frees(self, skew: int, *, suspended: bool, late: bool) -> None:
        self.happens("suspension", {"suspended": suspended}, skew=skew)
        self.tells_newest(late=late)

    @rule(kind=st.sampled_from(["self_exclusion", "cool_off"]), hours=st.integers(2, 60), skew=SKEWS)
    def excludes(self, kind: str, hours: int, skew: int) -> None:
        until = self.office.now + timedelta(hours=hours)
        self.happens("exclusion_set", {"kind": kind, "until": until.isoformat()}, skew=skew)

    @precondition(lambda self: self.untold)
    @rule(data=st.data())
    def tells(self, data: st.DataObject) -> None:
        """Tell some of it, in any order and in up to two messages, and some of what was told before again."""
        chosen = data.draw(st.permutations(self.untold))[: data.draw(st.integers(1, len(self.untold)))]
        again = data.draw(st.lists(st.sampled_from(self.told), max_size=2)) if self.told else []
        cut = data.draw(st.integers(0, len(chosen)))
        for message in (chosen[:cut], [*chosen[cut:], *again]):
            self.takes(message)

    # What the desk does.

    @rule(
        reason=st.sampled_from(["takeover", "takeover", "harm", "chargeback", "fraud", "player_request"]),
        lasts=TERMS,
        choice=CHOICES,
        again=st.booleans(),
    )
    def blocks(self, reason: str, lasts: Lasts, choice: Withdrawals, *, again: bool) -> None:
        if again and self.model.blocks:
            reason = self.model.blocks[-1].reason
        if not all(map(self.model.whole, self.model.steps)):
            self.tells_all()
        self.office.later(minutes=1)
        now, span = self.office.now, SPANS[lasts]
        until = now + span if span else None
        holds = {Withdrawals.HOLD: True, Withdrawals.LEAVE: False}.get(choice, reason in HOLDING)
        action = blocking(self.anna, reason, lasts=lasts, in_flight=choice)
        who = ASKERS.get(reason, "alice")
        if self.model.covering(reason, until, now, holds=holds):
            with pytest.raises((AlreadyBlocked, AlreadyPending)):
                self.run(ask(self.office, who, action))
            return
        if (request := self.trying(ask(self.office, who, action))) is None:
            return
        replaced = self.model.replaced(reason, until, now)
        inherits = any(each.holds for each in replaced)
        leaving = choice is Withdrawals.LEAVE or not (holds or reason in HOLDING)
        new = ModelBlock(
            reason=reason,
            until=until,
            holds=holds or reason in HOLDING or inherits,
            leaves=self.model.left(replaced) if leaving else frozenset(),
            request_id=request.id,
            row_id=UUID((request.receipt or {})["ids"]["block"]),
        )
        for each in replaced:
            each.replaced_by = new
        self.model.blocks.append(new)

    @precondition(lambda self: self.model.blocks)
    @rule(data=st.data(), decision=st.sampled_from(["confirm", "end"]))
    def decides(self, data: st.DataObject, decision: str) -> None:
        """Confirm or end any block: what is gone, decided or only to be confirmed is refused."""
        self.office.later(minutes=1)
        block = data.draw(st.sampled_from(self.model.blocks))
        open_now = block.stands(self.office.now) and not block.decided
        ends = decision == "end"
        request = self.run(self.read(block.request_id))
        done = self.votes(request, decision)
        if not open_now or (ends and (block.reason in PLAYER_ASKED or self.frozen)):
            assert done is None
            return
        assert done is not None
        block.decided = True
        block.undone = ends and not self.decides_there

    @precondition(lambda self: self.model.blocks or self.model.stops)
    @rule(data=st.data())
    def lifts_blocks(self, data: st.DataObject) -> None:
        self.office.later(minutes=1)
        rows = [row for row in self.run(self.open_rows()) if not row.excludes]
        if not rows:
            return
        chosen = data.draw(st.lists(st.sampled_from(rows), min_size=1, max_size=2, unique_by=lambda row: row.id))
        remedies = player_blocks.remedies(self.office.desk.office, chosen)
        action = unblock(self.anna, *(row.id for row in chosen), remedies=remedies)
        if (request := self.trying(ask(self.office, "alice", action))) is None:
            return
        done = self.votes(request, "approve")
        if done is None:
            assert self.frozen
            self.run(self.takes_back(request))
        elif not self.decides_there:
            self.lifted(tuple(row.id for row in chosen))
        else:
            self.lifts[request.id] = tuple(row.id for row in chosen)

    @rule(minor=st.integers(1, 2_000), gives=st.booleans(), left=LATE)
    def adjusts(self, minor: int, *, gives: bool, left: bool) -> None:
        direction, signed = ("give", minor) if gives else ("take", -minor)
        action = adjustment(self.anna, "1 EUR", direction=direction, source_ref=f"round {next(NAMES)}", again=True)
        self.moves(action.model_copy(update={"amount": Money(minor, "EUR")}), signed, left=left)

    @precondition(lambda self: self.given)
    @rule(data=st.data())
    def reverses(self, data: st.DataObject) -> None:
        original = data.draw(st.sampled_from(sorted(self.given)))
        action = ReverseAdjustment(player_id=self.anna, transaction_id=original, note=NOTE)
        if self.moves(action, -self.given[original]):
            del self.given[original]

    @precondition(lambda self: not self.frozen)
    @rule()
    def freezes(self) -> None:
        self.office.later(minutes=1)
        self.frozen = True
        self.run(freeze_desk(self.office))

    @precondition(lambda self: self.frozen)
    @rule()
    def thaws(self) -> None:
        self.run(self.thaw())
        self.frozen = False

    @rule(data=st.data(), said=st.sampled_from([AnswerKind.IN_FORCE, AnswerKind.IN_FORCE, AnswerKind.REFUSED]))
    def answers(self, data: st.DataObject, said: AnswerKind) -> None:
        """Answer an order, or several later than others: those that undo wait for their turn."""
        self.office.later(minutes=1)
        open_orders = [order for order in self.run(self.due()) if not order.settled]
        if open_orders:
            self.answer(data.draw(st.sampled_from(open_orders)), said)

    @rule(hours=st.sampled_from([1, 6, 24, 30]))
    def time_passes(self, hours: int) -> None:
        self.office.later(hours=hours)

    # What must be true.

    @invariant()
    def everything_agrees(self) -> None:
        if hasattr(self, "model"):
            self.run(self.sweep())
            self.run(self.look())
            self.run(self.look_at_bets())

    async def sweep(self) -> None:
        await swept(self.office)
        async with self.office.work() as work:
            await background.tell_holds(work, PITBOSS)

    async def look(self) -> None:
        now, model = self.office.now, self.model
        async with self.office.read() as db:
            rows = await player_blocks.open_rows(db, self.anna, now=now)
            profile = await profile_card.profile(db, self.anna, actor=PITBOSS, now=now)
            assert await ledger.verify(db) == []
            balances = {each.wallet.value: each.money.amount_minor for each in await ledger.balances(db, self.anna)}
            states = {block.request_id: await self.state(db, block.request_id, now) for block in model.blocks}
        assert {scope.value for scope in player_blocks.standing(rows, now).cannot} == model.cannot(now)
        assert {row.id for row in rows if row.kind == "block" and row.reason != "platform"} == {
            block.row_id for block in model.standing(now)
        }
        held = {self.withdrawal_id(name) for name in model.held(now)}
        whole = {self.withdrawal_id(name) for name in model.steps if model.whole(name)}
        waiting = [each for each in profile.in_flight.withdrawals if each.id in whole]
        assert {each.id for each in waiting} == {self.withdrawal_id(name) for name in model.waiting()}
        assert {each.id for each in waiting if each.held} == held
        shown = player_card.in_flight(profile.in_flight, now)
        assert shown.count("(held)") == sum(each.held for each in profile.in_flight.withdrawals)
        if (money := model.money()) is not None:
            assert (balances.get("cash", 0), balances.get("locked", 0)) == money
        for block in model.blocks:
            if not block.decided:
                expected = State.IN_FORCE if block.stands(now) else State.ENDED
                assert states[block.request_id] is expected
        await self.platform_knows({str(each.id) for each in profile.in_flight.withdrawals if each.held})

    async def platform_knows(self, held: set[str]) -> None:
        """The newest order that the platform did not refuse says what is held now, unless it has a lift to decide."""
        several = [each for each in await orders(self.office, self.anna) if each.kind in {"block", "lift", "hold"}]
        if any(each.kind == "lift" and each.deferred and not each.settled for each in several):
            return
        ignores = {"block", "lift"} if self.decides_there else set()
        followed = [each for each in several if not (each.state == "refused" and each.kind in ignores)]
        if followed:
            told = {each["id"] for each in followed[0].body["data"]["then"]["held_withdrawals"]}
            async with self.office.read() as db:
                in_flight = await player_blocks.in_flight(db, self.anna, now=self.office.now)
            assert told & {str(each.id) for each in in_flight.withdrawals} == held


@pytest.mark.parametrize("authority", ["here", "platform"])
def test_whatever_is_told_and_done_what_stands_is_held_and_told_agrees(database_url: str, authority: str) -> None:
    class OnThisDesk(PlayerMachine):
        runner = asyncio.Runner()
        office = connect(World(Database.open(database_url)), authority=authority)

    for who in ("alice", *DECIDERS):
        OnThisDesk.runner.run(OnThisDesk.office.staff(who))
    try:
        run_state_machine_as_test(
            OnThisDesk,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS,
                deadline=None,
                derandomize=EXAMPLES < MANY,
                phases=[Phase.generate],  # shrinking takes long, and the steps that led there are short enough to read
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        OnThisDesk.runner.run(OnThisDesk.office.db.close())
        OnThisDesk.runner.close()
