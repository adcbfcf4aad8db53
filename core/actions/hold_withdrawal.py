"""Holding one withdrawal: at once, and confirmed or ended by a second person."""

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from core import platform, player_blocks
from core.action import (
    NOT_TOLD,
    Action,
    Command,
    Fact,
    Kind,
    Note,
    OnlyConfirmed,
    Pick,
    Policy,
    Receipt,
    Run,
    Ticket,
    Totals,
    Usage,
)
from core.actions import block_facts, block_owners, player_facts
from core.errors import Conflict
from core.fact_values import FactValue
from core.money import Money
from core.office import Office
from core.people import Actor, Permission
from core.phrases import Phrase, PlayerRef
from core.player_blocks import Ending, NewHold, Withdrawal
from core.players import PlayerId, Prerequisite
from core.work import Work


class HoldWithdrawal(Action):
    """Hold one withdrawal of a player; nothing else is stopped."""

    name: ClassVar[str] = "hold_withdrawal"
    title: ClassVar[str] = "Hold withdrawal"
    noun: ClassVar[str] = "hold"
    kind: ClassVar[Kind] = Kind.PROTECTIVE
    prerequisite: ClassVar[Prerequisite | None] = Prerequisite.WAITING_WITHDRAWAL
    module: ClassVar[str] = "player_blocks"
    recorded_as: ClassVar[str] = "withdrawal.held"
    ask: ClassVar[Permission] = Permission.BLOCK_ASK
    undone_by: ClassVar[str] = "The second person ends it; later, “Release withdrawal”."
    rule_of: ClassVar[str] = "block_player"
    command: ClassVar[Command | None] = Command(
        "/player",
        verb="hold",
        usages=(Usage("anna42 because the card is of somebody else", "holds one withdrawal, and nothing else"),),
    )
    changes_blocks: ClassVar[bool] = True
    on_platform: ClassVar[bool] = True
    not_yet: ClassVar[str] = "Not held yet."
    acts_first: ClassVar[str] = "Held as soon as you send it. A second person then confirms it or ends it."

    player_id: Annotated[PlayerId, Pick.PLAYER] = Field(title="Player")
    withdrawal_id: Annotated[UUID, Pick.WITHDRAWAL] = Field(title="Withdrawal")
    reason: Annotated[str, Pick.BLOCK_REASON] = Field(title="Reason")
    note: Note = Field(title="What happened")
    ticket: Ticket | None = Field(default=None, title="Ticket")

    @classmethod
    def at_once(cls, office: Office) -> bool:
        """Tell whether the office file lets what protects take effect at once."""
        return office.rules.block_player.first == "act"

    def about(self) -> PlayerId:
        """Give the player."""
        return self.player_id

    def subject(self) -> str:
        """Allow one pending request per withdrawal."""
        return f"withdrawal {self.withdrawal_id}"

    def headline(self) -> str:
        """Say whose withdrawal; which one, its amount says."""
        return Phrase("Hold a withdrawal of {player}", player=PlayerRef(self.player_id))

    def heading(self, facts: Mapping[str, FactValue]) -> str:
        """Say which amount."""
        if not isinstance(amount := facts.get("amount"), Money):
            return self.headline()
        return Phrase("Hold a withdrawal of {amount} of {player}", amount=amount, player=PlayerRef(self.player_id))

    def told(self, office: Office) -> "HoldWithdrawal":
        """Give it with the reason that may be told, and nothing that was written."""
        return self.model_copy(update={"reason": office.told(self.reason), "note": NOT_TOLD, "ticket": None})

    def only_confirmed(self, office: Office) -> str:
        """Say that the player or an authority asked for it, where the reason says so."""
        reason = office.reasons.get(self.reason)
        if reason is None or reason.asked_by == "operator":
            return ""
        return f"“{reason.title}” was not the desk's own wish, so the hold can only be confirmed."

    async def policy(self, *, work: Work, requester: Actor, totals: Totals) -> Policy:
        """Take the office file's rule for blocks, limited to roles that may see the reason."""
        del totals
        return block_owners.confirming(work.office, self.reason, requester, rule="Holding a withdrawal", doing="hold")

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List the withdrawal, why it is held, and the player's status."""
        one = await self._waiting(work)
        return [
            Fact(key="amount", label="Withdrawal", value=one.amount, material=True, private=False),
            Fact(key="asked_at", label="Asked for", value=one.asked_at),
            block_facts.reason(work.office, self.reason),
            *player_facts.of_player(await player_facts.about(work, self.player_id)),
            *await player_facts.of_alerts(work, self.player_id),
            Fact(key="note", label="What happened", value=self.note, visibility=work.office.kept_for(self.reason)),
        ]

    async def execute(self, *, run: Run) -> Receipt:
        """Hold it."""
        one = await self._waiting(run.work)
        wanted = NewHold(
            player_id=self.player_id,
            withdrawals=frozenset({self.withdrawal_id}),
            reason=self.reason,
            placed_by=run.requester.name,
            note=self.note,
            ticket=self.ticket,
            request_id=run.request_id,
        )
        row = await player_blocks.hold_withdrawals(run.work, wanted)
        lines = tuple(block_facts.money([one], key="held", label="Withdrawals held"))
        return Receipt(lines=lines, ids={"block": str(row.id), "player": str(self.player_id)})

    async def end(self, *, run: Run) -> Receipt:
        """Let it go again, where nothing else holds it."""
        if why := self.only_confirmed(run.work.office):
            raise OnlyConfirmed(why)
        by = run.undone_by or (run.authorisers[-1].name if run.authorisers else run.requester.name)
        why = "refused by the platform" if run.undone_by else "ended by the second person"
        ending = Ending(player_id=self.player_id, by=by, why=why, request_id=run.request_id)
        return block_facts.lifted(await player_blocks.undo(run.work, ending), run.work)

    async def order(self, *, run: Run, step: platform.Step) -> platform.Wish:
        """Tell the platform what is held now."""
        then = await platform.gate(run.work, self.player_id)
        if step is not platform.Step.DONE:
            return platform.LiftWish(of_requests=(run.request_id,), then=then)
        return platform.HoldWish(held=(self.withdrawal_id,), released=(), then=then)

    async def _waiting(self, work: Work) -> Withdrawal:
        """Read the withdrawal.

        Raises :class:`~core.errors.Conflict` where it waits no more, or is held already.
        """
        flight = await player_blocks.in_flight(work.db, self.player_id, now=work.now)
        one = next((each for each in flight.withdrawals if each.id == self.withdrawal_id), None)
        if one is None:
            raise Conflict("This withdrawal was paid or cancelled, so there is nothing to hold.", field="withdrawal_id")
        if one.held:
            raise Conflict("This withdrawal is held already. Nothing was changed.", field="withdrawal_id")
        return one
