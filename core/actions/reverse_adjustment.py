"""Reversals of what the desk posted: adjustments, bonuses and payments of debts."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from core import bonuses, ledger, platform, receivables, requests, short_ids, staff
from core.action import Action, Command, Fact, Kind, Note, Pick, Policy, Receipt, Run, Ticket, Totals, Usage
from core.actions import money_acts, money_checks, player_facts
from core.actions.money_acts import Ladder
from core.errors import Conflict, Invalid
from core.fact_values import FactValue
from core.ledger import Posted
from core.money import Direction, Money, Wallet
from core.people import Actor, Permission
from core.phrases import Phrase, PlayerRef
from core.players import PlayerId
from core.requests import Decision
from core.work import Work

DECIDED = {Decision.APPROVE: "approved", Decision.DECLINE: "declined"}


class ReverseAdjustment(Action):
    """Undo a posting of the desk completely, by posting the opposite entries."""

    name: ClassVar[str] = "reverse_adjustment"
    title: ClassVar[str] = "Reverse adjustment"
    noun: ClassVar[str] = "reversal of an adjustment"
    kind: ClassVar[Kind] = Kind.RELEASING
    module: ClassVar[str] = "ledger"
    recorded_as: ClassVar[str] = "adjustment.reversed"
    ask: ClassVar[Permission] = Permission.ADJUSTMENT_ASK
    undone_by: ClassVar[str] = "A new adjustment."
    command: ClassVar[Command | None] = Command(
        "/adjust",
        verb="reverse",
        usages=(Usage("anna42 because it was the wrong player", "undoes an adjustment, whole"),),
    )
    on_platform: ClassVar[bool] = True
    in_totals: ClassVar[bool] = True

    player_id: Annotated[PlayerId, Pick.PLAYER] = Field(title="Player")
    transaction_id: Annotated[UUID, Pick.ADJUSTMENT] = Field(title="Adjustment")
    receivable: bool = Field(default=False, title=money_checks.OWE)
    note: Note = Field(title="What was wrong")
    ticket: Ticket | None = Field(default=None, title="Ticket")

    def about(self) -> PlayerId:
        """Give the player."""
        return self.player_id

    def subject(self) -> str:
        """Allow one pending request per adjustment."""
        return f"transaction {self.transaction_id}"

    def headline(self) -> str:
        """Say whose adjustment; which one, its amount says."""
        return Phrase("Reverse an adjustment of {player}", player=PlayerRef(self.player_id))

    def heading(self, facts: Mapping[str, FactValue]) -> str:
        """Say which amount of which player."""
        if not isinstance(moved := facts.get("amount"), Money):
            return self.headline()
        words = (
            "Reverse {amount} given to {player}" if moved.amount_minor > 0 else "Reverse {amount} taken from {player}"
        )
        return Phrase(words, amount=abs(moved), player=PlayerRef(self.player_id))

    async def counts(self, *, work: Work) -> Money:
        """Count what is moved back."""
        return abs((await self._original(work)).wallet_entry.amount)

    async def policy(self, *, work: Work, requester: Actor, totals: Totals) -> Policy:  # noqa: ARG002 - the same for every requester
        """Require the tier of the amount with the day's totals, and somebody who was not involved in the original."""
        original = await self._original(work)
        amount = abs(original.wallet_entry.amount)
        policy = Ladder.of_reversals(work.office).policy(amount, totals, work=work)
        involved = frozenset(await self._parties(work, original))
        rule = Phrase("Reverse {amount}", amount=amount)
        return policy.model_copy(update={"rule": rule, "involved_persons": involved})

    def stricter(self, policy: Policy, *, work: Work) -> Policy:
        """Take the next tier; from the last tier, require one more person."""
        return Ladder.of_reversals(work.office).above(policy) or super().stricter(policy, work=work)

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List what is reversed, who was involved in it, and each balance before and after."""
        original = await self._original(work)
        if original.reversed_by:
            raise ledger.AlreadyReversed.by(original.id, original.reversed_by)
        await bonuses.reversed_bonus(work, original)
        await self._refuse_owed(work, original)
        missing = await self._missing(work, original)
        await self._refuse_gift(work, original)
        parties = await self._parties(work, original)
        return [
            Fact(key="amount", label="Moved then", value=original.wallet_entry.amount, private=False),
            Fact(key="original", label="Reverses", value=money_acts.what_and_when(original)),
            Fact(key="parties", label="Behind the original", value=tuple(parties.values()) or "nobody on record"),
            *[line async for line in self._balances(work, original, missing)],
            *money_checks.owed_facts(missing),
            *player_facts.of_player(await player_facts.about(work, self.player_id)),
            *await player_facts.of_alerts(work, self.player_id),
        ]

    async def execute(self, *, run: Run) -> Receipt:
        """Post the opposite entries; what is missing becomes a receivable first, where that was asked for."""
        original = await self._original(run.work)
        await self._refuse_gift(run.work, original)
        missing = None
        if not original.reversed_by:
            await bonuses.reversed_bonus(run.work, original)
            await self._refuse_owed(run.work, original)
            missing = await self._missing(run.work, original)
        owing = await money_checks.stand_in_for(run, self.player_id, missing)
        posted = await ledger.post(run.work, self._opposite(run, original))
        return await self._reversed(run, original, posted, owing)

    async def mirror(self, *, run: Run) -> Receipt:
        """Post what the platform moved, even where the wallet here becomes negative."""
        original = await self._original(run.work)
        owing = await money_checks.stand_in_for(run, self.player_id, await money_checks.debt_ordered(run))
        posted = await money_acts.post_mirrored(run.work, self._opposite(run, original))
        return await self._reversed(run, original, posted, owing)

    async def order(self, *, run: Run, step: platform.Step) -> platform.Wish:
        """Have the platform move the same money back, as far as it is there."""
        del step
        original = await self._original(run.work)
        amount, ours = -original.wallet_entry.amount, original.transaction.request_id
        owed = await receivables.of_request(run.work.db, player_id=self.player_id, request_id=run.request_id)
        direction = Direction.GIVE if amount.amount_minor > 0 else Direction.TAKE
        moved = abs(amount) - owed if owed else abs(amount)
        return platform.ReverseWish(
            of_request=ours, wallet=original.wallet, direction=direction, amount=moved, owed=owed
        )

    def _opposite(self, run: Run, original: Posted) -> ledger.Transaction:
        return ledger.opposite(original, key=f"request:{run.request_id}", request_id=run.request_id)

    async def _reversed(self, run: Run, original: Posted, posted: Posted, owing: Sequence[Fact]) -> Receipt:
        """Let bonuses and debts follow, once, and list what was posted."""
        if not original.reversed_by:
            await bonuses.follow_reversal(run.work, original, reversal=posted)
            if receivables.settles(original):
                amount = abs(original.wallet_entry.amount)
                await receivables.unsettle(run.work, player_id=self.player_id, amount=amount)
        receipt = money_acts.receipt(posted)
        return receipt.model_copy(update={"lines": (*receipt.lines, *owing)})

    async def _missing(self, work: Work, original: Posted) -> Money | None:
        """Give what the wallet lacks to be taken from, where the player is to owe that.

        Raises :class:`~core.ledger.Overdrawn` where it lacks something and that was not asked for.
        """
        for entry in original.transaction.entries:
            if entry.wallet is None or entry.amount.amount_minor < 0:
                continue
            held = await self._held(work, entry.wallet, entry.amount.currency)
            field, wallet = "receivable" if entry.wallet is Wallet.CASH else "transaction_id", entry.wallet
            lacking = money_checks.shortfall(entry.amount, wallet=wallet, held=held, owe=self.receivable, field=field)
            if lacking:
                return lacking
        return None

    async def _refuse_owed(self, work: Work, original: Posted) -> None:
        """Refuse to give back what was never taken, as the player still owes it.

        Raises :class:`~core.errors.Conflict`.
        """
        if (ours := original.transaction.request_id) is None or original.wallet_entry.amount.amount_minor > 0:
            return
        owed = await receivables.unsettled(work.db, player_id=self.player_id, request_id=ours)
        if owed:
            words = "{owed} of this was not taken and is still owed; give back what was taken with a new adjustment."
            raise Conflict(Phrase(words, owed=owed), field="transaction_id")

    async def _balances(self, work: Work, original: Posted, missing: Money | None) -> AsyncIterator[Fact]:
        key = "balance"
        for entry in original.transaction.entries:
            if entry.wallet:
                before = await self._held(work, entry.wallet, entry.amount.currency)
                after = before - entry.amount
                after += missing if missing and entry.amount.amount_minor > 0 else Money(0, after.currency)
                yield money_acts.balance_line(entry.wallet, before=before, after=after, key=key)
                key = f"{entry.wallet}_balance"

    async def _held(self, work: Work, wallet: Wallet, currency: str) -> Money:
        return await ledger.balance(work.db, player_id=self.player_id, wallet=wallet, currency=currency)

    async def _original(self, work: Work) -> Posted:
        original = await ledger.find(work.db, player_id=self.player_id, transaction_id=self.transaction_id)
        if receivables.stands_in(original):
            told = "This stands in for money that was missing; the player pays it back with “Settle what is owed”."
            raise Invalid(told, field="transaction_id")
        if not original.reversed_by and not ledger.can_be_reversed(original):
            named = short_ids.of(self.transaction_id)
            told = f"Transaction {named} is a {original.transaction.kind}; only adjustments are reversible."
            if original.transaction.kind is ledger.EntryKind.BONUS:
                told = f"Transaction {named} was reported by the platform; only what the desk moved is reversible."
            raise Invalid(told, field="transaction_id")
        return original

    async def _refuse_gift(self, work: Work, original: Posted) -> None:
        """Refuse to give back a bonus while the player must not get any: it can only be played with."""
        if original.wallet is Wallet.BONUS and original.wallet_entry.amount.amount_minor < 0:
            await money_checks.refuse_barred(
                work, self.player_id, Wallet.BONUS, fields=("transaction_id", "transaction_id")
            )

    async def _parties(self, work: Work, original: Posted) -> dict[str, str]:
        """Give the requester and the voters of the original, as names by person key."""
        if original.transaction.request_id is None:
            return {}
        found = await requests.of_ids(work.db, [original.transaction.request_id])
        if not found:
            return {}
        [request] = found
        votes = await requests.votes_on(work.db, request)
        asked = {one: f"{await staff.name_of_person(work.db, one)} (asked)" for one in sorted(request.asked_by)}
        return asked | {vote.person: f"{vote.name} ({DECIDED.get(vote.decision, vote.decision)})" for vote in votes}
