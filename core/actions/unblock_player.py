"""Lifting blocks: the owner of each reason must agree, and every remedy must be ticked."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from core import platform, player_blocks
from core.action import NOT_TOLD, Action, Command, Fact, Kind, Note, Pick, Policy, Receipt, Run, Ticket, Totals, Usage
from core.actions import block_facts, block_owners, player_facts
from core.errors import Conflict, Invalid
from core.office import Office, Quorum
from core.people import Actor, Permission, Visibility
from core.phrases import Phrase, PlayerRef
from core.player_blocks import Block, Ending
from core.players import PlayerId
from core.work import Work


class UnblockPlayer(Action):
    """Lift blocks of a player, once the owners of their reasons agree."""

    name: ClassVar[str] = "unblock_player"
    title: ClassVar[str] = "Unblock player"
    noun: ClassVar[str] = "unblocking"
    kind: ClassVar[Kind] = Kind.RELEASING
    module: ClassVar[str] = "player_blocks"
    recorded_as: ClassVar[str] = "player.unblocked"
    ask: ClassVar[Permission] = Permission.UNBLOCK_ASK
    undone_by: ClassVar[str] = "A new block, at once."
    agreed_by: ClassVar[str] = "The owner of the block's reason"
    command: ClassVar[Command | None] = Command(
        "/unblock",
        "Ask to lift a block of a player",
        hint="player",
        usages=(
            Usage("anna42", "opens the form with the blocks in force"),
            Usage(
                "anna42 because identity was checked by phone",
                "opens it with your note; the owner of the reason must agree",
            ),
        ),
    )
    changes_blocks: ClassVar[bool] = True
    on_platform: ClassVar[bool] = True

    player_id: Annotated[PlayerId, Pick.PLAYER] = Field(title="Player")
    blocks: Annotated[tuple[UUID, ...], Pick.OPEN_BLOCKS] = Field(title="Blocks to lift", min_length=1, max_length=20)
    remedies: Annotated[tuple[str, ...], Pick.REMEDIES] = Field(
        default=(),
        title="Done before",
        description="Tick what has been done. A block is lifted only once all of it was.",
        max_length=40,
    )
    note: Note = Field(title="What happened")
    ticket: Ticket | None = Field(default=None, title="Ticket")

    def about(self) -> PlayerId:
        """Give the player."""
        return self.player_id

    def subject(self) -> str:
        """Allow one pending request per player."""
        return f"player {self.player_id}"

    def headline(self) -> str:
        """Say how many blocks of which player; which ones is a fact, as not everybody may see them."""
        blocks = "1 block" if len(self.blocks) == 1 else f"{len(self.blocks)} blocks"
        return Phrase(f"Lift {blocks} of {{player}}", player=PlayerRef(self.player_id))

    async def policy(self, *, work: Work, requester: Actor, totals: Totals) -> Policy:
        """Require the owners of all chosen reasons; refuse what cannot be lifted and what is not remedied.

        For a block of the wrong player two must agree; the end of a self-exclusion waits a day for its approval.
        """
        del totals
        chosen, _ = await self._chosen(work)
        office, seen = work.office, player_blocks.as_seen(chosen, requester.sees)
        block_owners.refuse_mixed(seen, office)
        self._refuse_unticked(seen, office)
        told = [office.told(row.reason or "") for row in chosen]
        quorum = self._needed((row.reason or "" for row in chosen), office)
        shown = self._needed(told, office)
        barred = await block_owners.refuse_beneficiary(work, chosen, requester.person)
        barred |= await block_owners.refuse_behind_raise(work, self.player_id, chosen, requester.person)
        returns = any(row.excludes for row in chosen)
        if returns:
            quorum = shown = quorum.model_copy(update={"within": quorum.within + player_blocks.RETURN_DELAY})
        return Policy(
            rule=self._rule(returns=returns),
            quorum=quorum,
            permission=Permission.UNBLOCK_APPROVE,
            visibility=block_facts.most_hidden(chosen),
            shown=shown if shown != quorum else None,
            not_before=work.now + player_blocks.RETURN_DELAY if returns else None,
            barred_persons=barred,
        )

    def told(self, office: Office) -> "UnblockPlayer":
        """Give it without anything that was written or ticked."""
        del office
        return self.model_copy(update={"note": NOT_TOLD, "remedies": (), "ticket": None})

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List what would be lifted, what would stay in force, and the ticked remedies."""
        chosen, left = await self._chosen(work)
        hidden = block_facts.most_hidden(chosen)
        self._refuse_unremedied(chosen, work.office)
        return [
            *(block_facts.line(row, work, label="Lift", material=True) for row in chosen),
            *(block_facts.line(row, work, label="Still in force", material=True) for row in left),
            Fact(key="then", label="Then", value=player_blocks.standing(left, work.now), material=True, private=False),
            *(
                Fact(
                    key=f"remedy {number}",
                    label="Done before",
                    value=remedy,
                    visibility=block_facts.most_hidden(chosen),
                )
                for number, remedy in enumerate(self.remedies, start=1)
            ),
            *self._stated_by_approving(chosen, work.office),
            *player_facts.of_player(await player_facts.about(work, self.player_id)),
            *await player_facts.of_alerts(work, self.player_id),
            Fact(key="note", label="What happened", value=self.note, visibility=hidden),
        ]

    async def execute(self, *, run: Run) -> Receipt:
        """End exactly the chosen blocks and release the withdrawals they held."""
        chosen, _ = await self._chosen(run.work)
        self._refuse_unremedied(chosen, run.work.office)
        return block_facts.lifted(await player_blocks.end(run.work, self._ending(run)), run.work)

    async def mirror(self, *, run: Run) -> Receipt:
        """End each of them that is left; the remedies are not checked again, as their titles may have changed."""
        return block_facts.lifted(await player_blocks.follow_lift(run.work, self._ending(run)), run.work)

    async def order(self, *, run: Run, step: platform.Step) -> platform.Wish:
        """Order the platform to lift what the blocks' requests ordered."""
        del step
        work = run.work
        ordered = await player_blocks.requests_of(work.db, self.player_id, self.blocks)
        also = await platform.other_accounts(work, await self.touches(work=work))
        return platform.LiftWish(of_requests=tuple(ordered), also=also, then=await platform.gate(work, self.player_id))

    async def touches(self, *, work: Work) -> Collection[PlayerId]:
        """Give the other accounts on which exclusions among them hold."""
        return await player_blocks.other_accounts(work.db, self.player_id, self.blocks)

    def _ending(self, run: Run) -> Ending:
        return Ending(
            player_id=self.player_id,
            block_ids=self.blocks,
            by=run.requester.name,
            why=self.note,
            request_id=run.request_id,
            player_returns=True,
        )

    async def _chosen(self, work: Work) -> tuple[list[Block], list[Block]]:
        """Read the chosen blocks, and the other open ones.

        Raises :class:`~core.errors.Conflict` where a chosen block is no longer open,
        :class:`~core.player_blocks.ExclusionInForce` for a self-exclusion or cool-off.
        """
        rows = await player_blocks.open_rows(work.db, self.player_id, now=work.now)
        chosen = [row for row in rows if row.id in self.blocks]
        if len(chosen) < len(set(self.blocks)):
            raise _gone()
        for row in chosen:
            player_blocks.refuse_lifting(row, ended_by=work.now)
        return chosen, [row for row in rows if row.id not in self.blocks]

    @property
    def _wrong_player(self) -> bool:
        return player_blocks.WRONG_PLAYER in self.remedies

    def _rule(self, *, returns: bool) -> str:
        if self._wrong_player:
            return "Lifting a block of the wrong player"
        if returns:
            return "Ending a self-exclusion after its term"
        return "Lifting several blocks" if len(self.blocks) > 1 else "Lifting a block"

    def _needed(self, reasons: Iterable[str], office: Office) -> Quorum:
        quorum = block_owners.together(reasons, office)
        return block_owners.by_two(quorum) if self._wrong_player else quorum

    def _refuse_unticked(self, rows: Sequence[Block], office: Office) -> None:
        """Refuse while the remedies of these blocks are not ticked."""
        if self._wrong_player and any(row.excludes for row in rows):
            raise Invalid(
                "An exclusion of the wrong player is corrected instead: use “Correct exclusion”.",
                field="remedies",
            )
        lacking = [remedy for remedy in player_blocks.remedies(office, rows) if remedy not in self.remedies]
        if lacking and not self._wrong_player:
            raise Invalid(f"Before this can be lifted, tick what was done: {'; '.join(lacking)}.", field="remedies")

    def _refuse_unremedied(self, chosen: Sequence[Block], office: Office) -> None:
        """Refuse while remedies are not ticked; for a hidden reason those of the one it is drawn as are enough.

        A requester who may not see the reason can tick no others. The owner who approves states the rest.
        """
        told = player_blocks.as_seen(chosen, frozenset({Visibility.STAFF}))
        try:
            self._refuse_unticked(chosen, office)
        except Invalid:
            self._refuse_unticked(told, office)

    def _stated_by_approving(self, chosen: Sequence[Block], office: Office) -> Iterator[Fact]:
        for row in chosen:
            for remedy in () if self._wrong_player else player_blocks.remedies(office, [row]):
                if remedy not in self.remedies:
                    yield Fact(
                        key=f"stated {row.id} {remedy}",
                        label="You state by approving",
                        value=remedy,
                        material=True,
                        visibility=row.visibility,
                    )


def _gone() -> Conflict:
    return Conflict("A block you chose is no longer open; look at the player's card again.", field="blocks")
