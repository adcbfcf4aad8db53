"""Blocking a player: in force at once, confirmed or ended by a second person."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar

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
from core.fact_values import Value
from core.office import Office, Reason
from core.people import Actor, Permission
from core.phrases import Phrase, PlayerRef
from core.player_blocks import AskedBy, Block, Ending, NewBlock, Withdrawal, placement
from core.players import PlayerId, Situation
from core.work import Work


class Lasts(StrEnum):
    """How long a block lasts."""

    UNTIL_ENDED = "until_ended"
    DAY = "24_hours"
    WEEK = "7_days"
    MONTH = "30_days"
    HALF_YEAR = "6_months"

    @property
    def span(self) -> timedelta | None:
        """The duration; None until somebody ends it."""
        return SPANS[self]

    @property
    def words(self) -> str:
        """The duration in words."""
        return self.replace("_", " ")


SPANS = {
    Lasts.UNTIL_ENDED: None,
    Lasts.DAY: timedelta(hours=24),
    Lasts.WEEK: timedelta(days=7),
    Lasts.MONTH: timedelta(days=30),
    Lasts.HALF_YEAR: timedelta(days=183),
}


class Withdrawals(StrEnum):
    """What happens to pending withdrawals."""

    AS_REASON = "as_the_reason_says"
    HOLD = "hold"
    LEAVE = "leave"


class BlockPlayer(Action):
    """Stop a player from what the reason names, at once."""

    name: ClassVar[str] = "block_player"
    title: ClassVar[str] = "Block player"
    noun: ClassVar[str] = "block"
    kind: ClassVar[Kind] = Kind.PROTECTIVE
    module: ClassVar[str] = "player_blocks"
    recorded_as: ClassVar[str] = "player.blocked"
    ask: ClassVar[Permission] = Permission.BLOCK_ASK
    undone_by: ClassVar[str] = "The second person ends it; later, “Unblock player”."
    command: ClassVar[Command | None] = Command(
        "/block",
        "Block a player at once; a second person confirms",
        hint="player [reason]",
        usages=(
            Usage("anna42", "opens the form; nothing happens before you submit it"),
            Usage(
                "anna42 takeover because the player called from a new phone",
                "opens it filled in, with what is in flight and what would happen",
            ),
        ),
    )
    shortcut: ClassVar[str | None] = "Block a player"
    replaces: ClassVar[tuple[str, ...]] = ("unblock_player",)
    changes_blocks: ClassVar[bool] = True
    on_platform: ClassVar[bool] = True
    not_yet: ClassVar[str] = "Not blocked yet."
    acts_first: ClassVar[str] = "In force as soon as you send it. A second person then confirms it or ends it."

    player_id: Annotated[PlayerId, Pick.PLAYER] = Field(title="Player")
    reason: Annotated[str, Pick.BLOCK_REASON] = Field(title="Reason")
    lasts: Lasts = Field(default=Lasts.UNTIL_ENDED, title="How long")
    asked_by: AskedBy = Field(default=AskedBy.OPERATOR, title="Who wants it")
    in_flight: Withdrawals = Field(default=Withdrawals.AS_REASON, title="Withdrawals that wait")
    note: Note = Field(title="What happened")
    ticket: Ticket | None = Field(default=None, title="Ticket")

    @classmethod
    def at_once(cls, office: Office) -> bool:
        """Tell whether the office file puts blocks in force at once."""
        return office.rules.block_player.first == "act"

    def about(self) -> PlayerId:
        """Give the player."""
        return self.player_id

    def subject(self) -> str:
        """Allow one pending request per player and reason."""
        return f"player {self.player_id} for {self.reason}"

    def subjects(self, office: Office) -> tuple[str, ...]:
        """Count the reasons that are drawn as this one as it: else the answer would tell that one is pending."""
        drawn = [key for key, reason in office.reasons.items() if reason.drawn_as == self.reason]
        return (self.subject(), *(self.model_copy(update={"reason": key}).subject() for key in drawn))

    def headline(self) -> str:
        """Say who is blocked; the reason is a separate fact, as not everybody may see it."""
        return Phrase("Block {player}", player=PlayerRef(self.player_id))

    async def policy(self, *, work: Work, requester: Actor, totals: Totals) -> Policy:
        """Take the office file's rule, limited to roles that may see the reason."""
        del totals
        return block_owners.confirming(work.office, self.reason, requester, rule="Blocking a player", doing="block")

    def told(self, office: Office) -> "BlockPlayer":
        """Give it with the reason that may be told, and nothing that was written."""
        return self.model_copy(update={"reason": office.told(self.reason), "note": NOT_TOLD, "ticket": None})

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List what it stops, what it affects, and the player's current status."""
        reason = placement.reason_of(work.office, self.reason)
        player = await player_facts.about(work, self.player_id)
        wanted, in_flight = self._placing(work), player.in_flight.withdrawals
        if same := placement.covering(player.blocks, wanted, work.office, in_flight):
            raise player_blocks.AlreadyBlocked(placement.existing(same), field="reason")
        return [
            *self._requested(work, player, reason),
            *player_facts.of_player(player),
            *await player_facts.of_alerts(work, self.player_id),
            Fact(key="in_flight", label="In flight", value=player_facts.in_flight(player.in_flight)),
            *self._meets(player, reason, placement.planned(player.blocks, wanted, work, in_flight)[0]),
            Fact(key="note", label="What happened", value=self.note, visibility=work.office.kept_for(self.reason)),
        ]

    async def execute(self, *, run: Run) -> Receipt:
        """Place the block, hold withdrawals and end sessions as the reason says."""
        work, reason = run.work, placement.reason_of(run.work.office, self.reason)
        placed = await player_blocks.place(work, self._placing(work, run))
        ended = None
        if reason.ends_sessions:
            ended = await player_blocks.end_sessions(work, player_id=self.player_id, request_id=run.request_id)
        waiting = (await player_blocks.in_flight(work.db, self.player_id, now=work.now)).withdrawals
        held = [each for each in waiting if placed.block.holds(each.id, work.now)]
        lines = [
            block_facts.now(await player_blocks.open_rows(work.db, self.player_id, now=work.now), work),
            *block_facts.money(held, key="held", label="Withdrawals held"),
            *block_facts.money([each for each in waiting if not each.held], key="left", label="Withdrawals left"),
            *([Fact(key="sessions", label="Sessions ended", value=ended)] if ended else []),
            *(block_facts.line(row, work, label="Replaces") for row in placed.replaced),
        ]
        return Receipt(lines=tuple(lines), ids={"block": str(placed.block.id), "player": str(self.player_id)})

    async def end(self, *, run: Run) -> Receipt:
        """End the block and release withdrawals; sessions stay ended, as the player can log in again."""
        if why := self.only_confirmed(run.work.office):
            raise OnlyConfirmed(why)
        by = run.undone_by or (run.authorisers[-1].name if run.authorisers else run.requester.name)
        why = "refused by the platform" if run.undone_by else "ended by the second person"
        wanted_end = Ending(player_id=self.player_id, by=by, why=why, request_id=run.request_id)
        return block_facts.lifted(await player_blocks.undo(run.work, wanted_end), run.work)

    async def order(self, *, run: Run, step: platform.Step) -> platform.Wish:
        """Order the platform to block or unblock; of a hidden reason it gets the one it is drawn as."""
        work, reason = run.work, placement.reason_of(run.work.office, self.reason)
        then = await platform.gate(work, self.player_id)
        if step is not platform.Step.DONE:
            return platform.LiftWish(of_requests=(run.request_id,), then=then)
        return platform.BlockWish(
            scopes=tuple(sorted(reason.scopes)),
            until=self._until(work),
            asked_by=self._asked_by(work.office),
            reason=work.office.told(self.reason),
            end_sessions=reason.ends_sessions,
            then=then,
        )

    def _requested(self, work: Work, player: Situation, reason: Reason) -> Iterator[Fact]:
        """List what is requested, and the player's status afterwards."""
        yield block_facts.reason(work.office, self.reason)
        yield Fact(key="stops", label="Stops", value=block_facts.words(reason.scopes), material=True, private=False)
        yield Fact(key="lasts", label="How long", value=self.lasts.words, private=False)
        yield Fact(key="asked_by", label="Who wants it", value=self._asked_by(work.office).value, private=False)
        then = player_blocks.PlayerStanding(
            {**player.standing.blocked, **dict.fromkeys(reason.scopes, self._until(work))}
        )
        # Not material: it follows from the status and the request, and its end time moves until the block begins.
        yield Fact(key="then", label="Then", value=then)

    def _meets(self, player: Situation, reason: Reason, row: Block) -> Iterator[Fact]:
        """List what happens to withdrawals, bets and sessions."""
        parts = list(_becomes(player.in_flight.withdrawals, row))
        if player.in_flight.open_bets:
            parts.append("bets settle as they would")
        if player.in_flight.sessions and reason.ends_sessions:
            parts.append("sessions end")
        if parts:
            yield Fact(key="becomes", label="What becomes of it", value=tuple(parts))

    def only_confirmed(self, office: Office) -> str:
        """Say that the player or an authority asked for it, where that is so."""
        asked_by = self._asked_by(office)
        if asked_by is AskedBy.OPERATOR:
            return ""
        wanted = "The player" if asked_by is AskedBy.PLAYER else "An authority"
        return (
            f"{wanted} asked for this block, so it can only be confirmed. If it was meant for another player, ask to "
            "unblock the player and tick that."
        )

    def _asked_by(self, office: Office) -> AskedBy:
        """Give who asked for it: the reason says so, and where it leaves that open, the requester."""
        reason = office.reasons.get(self.reason)
        by_reason = AskedBy(reason.asked_by) if reason else AskedBy.OPERATOR
        return self.asked_by if by_reason is AskedBy.OPERATOR else by_reason

    def _until(self, work: Work) -> datetime | None:
        return work.now + self.lasts.span if self.lasts.span else None

    def _placing(self, work: Work, run: Run | None = None) -> NewBlock:
        return NewBlock(
            player_id=self.player_id,
            reason=self.reason,
            asked_by=self._asked_by(work.office).value,
            placed_by=run.requester.name if run else "",
            until=self._until(work),
            holds={Withdrawals.HOLD: True, Withdrawals.LEAVE: False}.get(self.in_flight),
            note=self.note,
            ticket=self.ticket,
            request_id=run.request_id if run else None,
        )


def _becomes(waiting: Sequence[Withdrawal], row: Block) -> Iterator[Value]:
    """Say which withdrawals are held once the block is placed, and which it leaves."""
    held = [each.amount for each in waiting if each.held or row.holds(each.id, row.from_at)]
    if len(held) in {0, len(waiting)}:
        yield from ["withdrawals are held" if held else "withdrawals are left"] if waiting else []
        return
    left = [each.amount for each in waiting if not each.held and not row.holds(each.id, row.from_at)]
    yield Phrase("{held} is held, {left} is left", held=tuple(held), left=tuple(left))
