import asyncio
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
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

from core import ledger
from core.money import Wallet
from tests.support.books import ANNA, PAYMENTS, eur, move, open_books, work_on

ACCOUNTS = (PAYMENTS, *(ledger.of_player(wallet) for wallet in Wallet))
AMOUNTS = st.integers(min_value=1, max_value=60)


class Books(RuleBasedStateMachine):
    """Random movements, repetitions and reversals, beside a ledger that is a plain table of sums."""

    template: ClassVar[Path]
    file: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.held = dict.fromkeys(ACCOUNTS, 0)
        self.posted: list[ledger.Posted] = []
        self.reversed: set[int] = set()

    @initialize()
    def open(self) -> None:
        for rest in self.file.parent.glob(f"{self.file.name}*"):
            rest.unlink()
        shutil.copyfile(self.template, self.file)
        self.books = self.runner.run(open_books(f"sqlite+aiosqlite:///{self.file}"))

    def teardown(self) -> None:
        if hasattr(self, "books"):
            problems = self.runner.run(self.verified())
            self.runner.run(self.books.close())
            assert problems == []
        self.runner.close()

    @rule(
        kind=st.sampled_from([kind for kind in ledger.EntryKind if kind is not ledger.EntryKind.REVERSAL]),
        amount=AMOUNTS,
        accounts=st.lists(st.sampled_from(ACCOUNTS), min_size=2, max_size=2, unique=True),
    )
    def move(self, kind: ledger.EntryKind, amount: int, accounts: list[str]) -> None:
        source, target = accounts
        wanted = replace(move(amount, source, target, key=f"event:{len(self.posted)}"), kind=kind)

        if source != PAYMENTS and self.held[source] < amount and kind not in ("chargeback", "platform"):
            self.refused(ledger.Overdrawn, wanted)
            return
        self.posted.append(self.post(wanted))
        self.held[source] -= amount
        self.held[target] += amount

    @precondition(lambda self: self.posted)
    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        earlier = data.draw(st.sampled_from(self.posted))

        again = self.post(replace(earlier.transaction, at=None))

        assert again.transaction == earlier.transaction
        assert again.id == earlier.id

    @precondition(lambda self: self.posted)
    @rule(data=st.data())
    def reuse_a_key(self, data: st.DataObject) -> None:
        earlier = data.draw(st.sampled_from(self.posted))

        self.refused(ledger.KeyReused, replace(earlier.transaction, source_ref="another"))

    @precondition(lambda self: self.posted)
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        number = data.draw(st.integers(min_value=0, max_value=len(self.posted) - 1))
        original = self.posted[number]
        back = [(entry.account, -entry.amount.amount_minor) for entry in original.transaction.entries]
        short = any(amount < 0 and self.held[one] + amount < 0 for one, amount in back if one != PAYMENTS)

        doing = self.undo(original)
        if original.transaction.kind is ledger.EntryKind.REVERSAL or number in self.reversed:
            with pytest.raises(ledger.AlreadyReversed):
                self.runner.run(doing)
        elif short:
            with pytest.raises(ledger.Overdrawn):
                self.runner.run(doing)
        else:
            self.posted.append(self.runner.run(doing))
            self.reversed.add(number)
            for account, amount in back:
                self.held[account] += amount

    @invariant()
    def the_ledger_holds_what_it_should(self) -> None:
        if not hasattr(self, "books"):
            return
        balances, count = self.runner.run(self.look())

        assert balances == {one: held for one, held in self.held.items() if one in balances}
        assert not any(held for one, held in self.held.items() if one not in balances and one != PAYMENTS)
        assert count == len(self.posted)

    def post(self, transaction: ledger.Transaction) -> ledger.Posted:
        async def doing() -> ledger.Posted:
            async with self.books.write() as db:
                return await ledger.post(work_on(db), transaction)

        return self.runner.run(doing())

    def refused(self, expected: type[Exception], transaction: ledger.Transaction) -> None:
        with pytest.raises(expected):
            self.post(transaction)

    async def undo(self, original: ledger.Posted) -> ledger.Posted:
        key = f"event:{len(self.posted)}"
        async with self.books.write() as db:
            return await ledger.reverse(work_on(db), player_id=ANNA, transaction_id=original.id, key=key)

    async def look(self) -> tuple[dict[str, int], int]:
        async with self.books.read() as db:
            balances = await ledger.balances(db, ANNA)
            held = {ledger.of_player(one.wallet): one.money for one in balances}
            assert all(money == eur(money.amount_minor) for money in held.values())
            count = len(await ledger.transactions(db, ANNA, limit=1_000))
            return {one: money.amount_minor for one, money in held.items()}, count

    async def verified(self) -> list[str]:
        """Verify the whole ledger, once a sequence: nothing in it ever changes, so what was wrong stays wrong."""
        async with self.books.read() as db:
            return await ledger.verify(db)


def test_no_sequence_of_movements_breaks_the_ledger(sqlite_template: Path, database_file: Path) -> None:
    class OnThisFile(Books):
        template = sqlite_template
        file = database_file

    calm: Any = settings(
        max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    run_state_machine_as_test(OnThisFile, settings=calm)
