"""Reversals of wrong adjustments."""

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from core import ledger, platform, requests, short_ids, staff
from core.action import Action, Command, Fact, Kind, Note, Pick, Policy, Receipt, Run, Ticket, Totals, Usage
from core.actions import gifts, money_facts, player_facts
from core.errors import Invalid
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
    """Undo a wrong adjustment completely, by posting the opposite entries."""

    name: ClassVar[str] = "reverse_adjustment"
    title: ClassVar[str] = "Reverse adjustment"
    noun: ClassVar[str] = "reversal of an adjustment"
    kind: ClassVar[Kind] = Kind.RELEASING
    module: ClassVar[str] = "ledger"
    recorded_as: ClassVar[str] = "adjustment.reversed"
    ask: ClassVar[Permission] = Permission.ADJUSTMENT_ASK
    command: ClassVar[Command | None] = Command(
        "/adjust",
        verb="reverse",
        usages=(Usage("anna42 because it was the wrong player", "undoes an adjustment, whole"),),
    )
    on_platform: ClassVar[bool] = True

    player_id: Annotated[PlayerId, Pick.PLAYER] = Field(title="Player")
    transaction_id: Annotated[UUID, Pick.ADJUSTMENT] = Field(title="Adjustment")
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

    async def policy(self, *, work: Work, requester: Actor, totals: Totals) -> Policy:  # noqa: ARG002 - the original already counted
        """Require the tier of the amount, and somebody who was not involved in the original."""
        original = await self._original(work)
        amount = abs(original.wallet_entry.amount)
        return Policy(
            rule=Phrase("Reverse {amount}", amount=amount),
            quorum=work.office.reversal_tier(work.office.in_base(amount)),
            permission=Permission.ADJUSTMENT_APPROVE,
            involved_persons=frozenset(await self._parties(work, original)),
        )

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List what is reversed, who was involved in it, and the balance before and after."""
        original = await self._original(work)
        if original.reversed_by:
            raise ledger.AlreadyReversed.by(original.id, original.reversed_by)
        wallet, back = original.wallet, -original.wallet_entry.amount
        before = await ledger.balance(work.db, player_id=self.player_id, wallet=wallet, currency=back.currency)
        after = before + back
        if after.amount_minor < 0 and back.amount_minor < 0:
            raise ledger.Overdrawn.by(-back, wallet, held=before)
        await self._refuse_gift(work, original)
        parties = await self._parties(work, original)
        return [
            Fact(key="amount", label="Moved then", value=original.wallet_entry.amount, private=False),
            Fact(key="original", label="Reverses", value=money_facts.what_and_when(original)),
            Fact(key="parties", label="Behind the original", value=tuple(parties.values()) or "nobody on record"),
            money_facts.balance_line(wallet, before=before, after=after),
            *player_facts.of_player(await player_facts.about(work, self.player_id)),
            *await player_facts.of_alerts(work, self.player_id),
        ]

    async def execute(self, *, run: Run) -> Receipt:
        """Post the opposite entries."""
        original = await self._original(run.work)
        await self._refuse_gift(run.work, original)
        opposite = ledger.opposite(original, key=f"request:{run.request_id}", request_id=run.request_id)
        return money_facts.receipt(await ledger.post(run.work, opposite))

    async def mirror(self, *, run: Run) -> Receipt:
        """Post what the platform moved, even where the wallet here becomes negative."""
        original = await self._original(run.work)
        opposite = ledger.opposite(original, key=f"request:{run.request_id}", request_id=run.request_id)
        return await money_facts.mirrored(run.work, opposite)

    async def order(self, *, run: Run, step: platform.Step) -> platform.Wish:
        """Have the platform move the same money back."""
        del step
        original = await self._original(run.work)
        amount, ours = -original.wallet_entry.amount, original.transaction.request_id
        direction = Direction.GIVE if amount.amount_minor > 0 else Direction.TAKE
        return platform.ReverseWish(of_request=ours, wallet=original.wallet, direction=direction, amount=abs(amount))

    async def _original(self, work: Work) -> Posted:
        original = await ledger.find(work.db, player_id=self.player_id, transaction_id=self.transaction_id)
        if original.transaction.kind is not ledger.EntryKind.ADJUSTMENT:
            named = short_ids.of(self.transaction_id)
            told = f"Transaction {named} is a {original.transaction.kind}; only adjustments are reversible."
            raise Invalid(told, field="transaction_id")
        return original

    async def _refuse_gift(self, work: Work, original: Posted) -> None:
        """Refuse to give back a bonus while the player must not get any: it can only be played with."""
        if original.wallet is Wallet.BONUS and original.wallet_entry.amount.amount_minor < 0:
            await gifts.refuse_barred(work, self.player_id, Wallet.BONUS, fields=("transaction_id", "transaction_id"))

    async def _parties(self, work: Work, original: Posted) -> dict[str, str]:
        """Give the requester and the voters of the original, as names by person key."""
        if original.transaction.request_id is None:
            return {}
        request = await requests.get(work.db, original.transaction.request_id)
        votes = await requests.votes_on(work.db, request)
        asked = {one: f"{await staff.name_of_person(work.db, one)} (asked)" for one in sorted(request.asked_by)}
        return asked | {vote.person: f"{vote.name} ({DECIDED.get(vote.decision, vote.decision)})" for vote in votes}
