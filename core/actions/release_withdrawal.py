"""Letting one held withdrawal go: the owners of what holds it agree, and as many people as its amount takes."""

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from core import platform, player_blocks
from core.action import NOT_TOLD, Action, Command, Fact, Kind, Note, Pick, Policy, Receipt, Run, Ticket, Totals, Usage
from core.actions import block_facts, block_owners, player_facts, verification_facts
from core.actions.money_acts import Ladder
from core.errors import Conflict
from core.fact_values import FactValue
from core.money import Direction, Money
from core.office import Office, Quorum
from core.people import Actor, Permission
from core.phrases import Phrase, PlayerRef
from core.player_blocks import Block, Release, Withdrawal
from core.players import PlayerId, Prerequisite
from core.work import Work


class ReleaseWithdrawal(Action):
    """Let one held withdrawal go; what holds it stays for the others."""

    name: ClassVar[str] = "release_withdrawal"
    title: ClassVar[str] = "Release withdrawal"
    noun: ClassVar[str] = "release of a withdrawal"
    kind: ClassVar[Kind] = Kind.RELEASING
    prerequisite: ClassVar[Prerequisite | None] = Prerequisite.HELD_WITHDRAWAL
    module: ClassVar[str] = "player_blocks"
    recorded_as: ClassVar[str] = "withdrawal.released"
    ask: ClassVar[Permission] = Permission.UNBLOCK_ASK
    undone_by: ClassVar[str] = "A new hold, at once, while it waits."
    agreed_by: ClassVar[str] = "The owner of the reason that holds it, with as many people as the amount takes"
    command: ClassVar[Command | None] = Command(
        "/player",
        verb="release",
        usages=(Usage("anna42 because the card is the player's own", "asks to let one held withdrawal go"),),
    )
    changes_blocks: ClassVar[bool] = True
    on_platform: ClassVar[bool] = True
    in_totals: ClassVar[bool] = True

    player_id: Annotated[PlayerId, Pick.PLAYER] = Field(title="Player")
    withdrawal_id: Annotated[UUID, Pick.HELD_WITHDRAWAL] = Field(title="Withdrawal")
    note: Note = Field(title="What happened")
    ticket: Ticket | None = Field(default=None, title="Ticket")

    def about(self) -> PlayerId:
        """Give the player."""
        return self.player_id

    def subject(self) -> str:
        """Allow one pending request per withdrawal."""
        return f"withdrawal {self.withdrawal_id}"

    def headline(self) -> str:
        """Say whose withdrawal; which one, its amount says."""
        return Phrase("Release a withdrawal of {player}", player=PlayerRef(self.player_id))

    def heading(self, facts: Mapping[str, FactValue]) -> str:
        """Say which amount."""
        if not isinstance(amount := facts.get("amount"), Money):
            return self.headline()
        return Phrase("Release a withdrawal of {amount} of {player}", amount=amount, player=PlayerRef(self.player_id))

    def told(self, office: Office) -> "ReleaseWithdrawal":
        """Give it without anything that was written."""
        del office
        return self.model_copy(update={"note": NOT_TOLD, "ticket": None})

    async def counts(self, *, work: Work) -> Money:
        """Count the withdrawal."""
        return (await self._held(work))[0].amount

    async def policy(self, *, work: Work, requester: Actor, totals: Totals) -> Policy:
        """Require the owners of the reasons, and as many people as the tier of the amount.

        Nobody behind a change that caused the hold may ask or agree.
        """
        one, rows = await self._held(work)
        tier = Ladder.of(Direction.GIVE, work.office, verb="Release a withdrawal").policy(one.amount, totals, work=work)
        barred = await block_owners.refuse_beneficiary(work, rows, requester.person)
        barred |= await verification_facts.refuse_behind_raise(work, self.player_id, requester.person)
        quorum = self._needed([row.reason or "" for row in rows], tier.quorum, work.office)
        shown = self._needed([work.office.told(row.reason or "") for row in rows], tier.quorum, work.office)
        return Policy(
            rule=Phrase("{rule}, which the owner of the reason agrees to", rule=tier.rule),
            quorum=quorum,
            permission=Permission.UNBLOCK_APPROVE,
            visibility=block_facts.most_hidden(rows),
            shown=shown if shown != quorum else None,
            barred_persons=barred,
        )

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List the withdrawal, what holds it, and the player's status."""
        one, rows = await self._held(work)
        return [
            Fact(key="amount", label="Withdrawal", value=one.amount, material=True, private=False),
            Fact(key="asked_at", label="Asked for", value=one.asked_at),
            *(block_facts.line(row, work, label="Held by", material=True) for row in rows),
            *player_facts.of_player(await player_facts.about(work, self.player_id)),
            *await player_facts.of_alerts(work, self.player_id),
            Fact(key="note", label="What happened", value=self.note, visibility=block_facts.most_hidden(rows)),
        ]

    async def execute(self, *, run: Run) -> Receipt:
        """Let it go from everything that holds it."""
        one, _ = await self._held(run.work)
        by = run.authorisers[-1].name if run.authorisers else run.requester.name
        release = Release(
            player_id=self.player_id,
            withdrawal_id=self.withdrawal_id,
            by=by,
            why=self.note,
            request_id=run.request_id,
        )
        rows = await player_blocks.release(run.work, release)
        lines = [
            *block_facts.money([one], key="released", label="Withdrawals released"),
            *(block_facts.line(row, run.work, label="Was held by") for row in rows),
        ]
        return Receipt(lines=tuple(lines), ids={"player": str(self.player_id)})

    async def order(self, *, run: Run, step: platform.Step) -> platform.Wish:
        """Tell the platform to pay it."""
        del step
        then = await platform.gate(run.work, self.player_id)
        return platform.ReleaseWish(released=(self.withdrawal_id,), then=then)

    def _needed(self, reasons: Sequence[str], tier: Quorum, office: Office) -> Quorum:
        owners = block_owners.together(reasons, office)
        within = min(owners.within, tier.within)
        return owners.model_copy(update={"people": max(owners.people, tier.people), "within": within})

    async def _held(self, work: Work) -> tuple[Withdrawal, tuple[Block, ...]]:
        """Read the withdrawal and what holds it.

        Raises :class:`~core.errors.Conflict` where it waits no more, or nothing holds it.
        """
        flight = await player_blocks.in_flight(work.db, self.player_id, now=work.now)
        one = next((each for each in flight.withdrawals if each.id == self.withdrawal_id), None)
        if one is None:
            raise Conflict("This withdrawal was paid or cancelled; nothing holds it any more.", field="withdrawal_id")
        rows = await player_blocks.open_rows(work.db, self.player_id, now=work.now)
        if not (holding := player_blocks.holding(rows, one.id, work.now)):
            raise Conflict("Nothing holds this withdrawal. Nothing was changed.", field="withdrawal_id")
        return one, holding
