"""Correcting an exclusion that was set for the wrong player: two people agree, one of them compliance."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from core import platform, player_blocks
from core.action import NOT_TOLD, Action, Command, Fact, Kind, Note, Pick, Policy, Receipt, Run, Ticket, Totals, Usage
from core.actions import block_facts, block_owners, player_facts
from core.errors import Conflict
from core.office import Office
from core.people import Actor, Permission
from core.phrases import Phrase, PlayerRef
from core.player_blocks import Block, Ending
from core.players import PlayerId
from core.work import Work


class CorrectExclusion(Action):
    """End a self-exclusion or cool-off that was set for the wrong player, with evidence."""

    name: ClassVar[str] = "correct_exclusion"
    title: ClassVar[str] = "Correct exclusion"
    noun: ClassVar[str] = "correction of an exclusion"
    kind: ClassVar[Kind] = Kind.RELEASING
    module: ClassVar[str] = "player_blocks"
    recorded_as: ClassVar[str] = "exclusion.corrected"
    ask: ClassVar[Permission] = Permission.UNBLOCK_ASK
    undone_by: ClassVar[str] = "A new exclusion on the word of the player."
    agreed_by: ClassVar[str] = "Compliance, and one person more"
    command: ClassVar[Command | None] = Command(
        "/unblock",
        verb="correct",
        hint="player",
        usages=(
            Usage(
                "anna42 because the form named another player",
                "asks to end an exclusion of the wrong player; two people must agree",
            ),
        ),
    )
    changes_blocks: ClassVar[bool] = True
    on_platform: ClassVar[bool] = True

    player_id: Annotated[PlayerId, Pick.PLAYER] = Field(title="Player")
    exclusions: Annotated[tuple[UUID, ...], Pick.OPEN_EXCLUSIONS] = Field(
        title="Set for the wrong player", min_length=1, max_length=20
    )
    note: Note = Field(title="Evidence")
    ticket: Ticket | None = Field(default=None, title="Ticket")

    def about(self) -> PlayerId:
        """Give the player."""
        return self.player_id

    def subject(self) -> str:
        """Allow one pending request per player."""
        return f"exclusions of player {self.player_id}"

    def headline(self) -> str:
        """Say whose exclusion it is; which one is a fact."""
        return Phrase("Correct an exclusion of {player}", player=PlayerRef(self.player_id))

    def told(self, office: Office) -> "CorrectExclusion":
        """Give it without anything that was written."""
        del office
        return self.model_copy(update={"note": NOT_TOLD, "ticket": None})

    async def policy(self, *, work: Work, requester: Actor, totals: Totals) -> Policy:
        """Require two people besides the requester, one of them compliance."""
        del requester, totals
        chosen, _ = await self._chosen(work)
        return Policy(
            rule="Correcting an exclusion",
            quorum=block_owners.by_two(block_owners.together((row.kind for row in chosen), work.office)),
            permission=Permission.UNBLOCK_APPROVE,
        )

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List what would be ended, what would stay in force, and the evidence."""
        chosen, left = await self._chosen(work)
        return [
            *(block_facts.line(row, work, label="End", material=True) for row in chosen),
            *(block_facts.line(row, work, label="Still in force", material=True) for row in left),
            Fact(key="then", label="Then", value=player_blocks.standing(left, work.now), material=True, private=False),
            *player_facts.of_player(await player_facts.about(work, self.player_id)),
            Fact(key="note", label="Evidence", value=self.note),
        ]

    async def execute(self, *, run: Run) -> Receipt:
        """End exactly the chosen exclusions."""
        await self._chosen(run.work)
        return block_facts.lifted(await player_blocks.correct(run.work, self._ending(run)), run.work)

    async def mirror(self, *, run: Run) -> Receipt:
        """End each of them that is left."""
        ending = replace(self._ending(run), by=player_blocks.CORRECTION)
        return block_facts.lifted(await player_blocks.follow_lift(run.work, ending), run.work)

    async def order(self, *, run: Run, step: platform.Step) -> platform.Wish:
        """Order the platform to lift what stands there under these exclusions."""
        del step
        work = run.work
        ordered = await player_blocks.requests_of(work.db, self.player_id, self.exclusions)
        others = await player_blocks.other_accounts(work.db, self.player_id, self.exclusions)
        also = await platform.other_accounts(work, others)
        return platform.LiftWish(of_requests=tuple(ordered), also=also, then=await platform.gate(work, self.player_id))

    async def touches(self, *, work: Work) -> Collection[PlayerId]:
        """Give the other accounts on which these exclusions hold."""
        return await player_blocks.other_accounts(work.db, self.player_id, self.exclusions)

    def _ending(self, run: Run) -> Ending:
        return Ending(
            player_id=self.player_id,
            block_ids=self.exclusions,
            by=run.requester.name,
            why=self.note,
            request_id=run.request_id,
        )

    async def _chosen(self, work: Work) -> tuple[list[Block], list[Block]]:
        """Read the chosen exclusions, and what else stands.

        Raises :class:`~core.errors.Conflict` where a chosen one is not in force any more.
        """
        rows = await player_blocks.open_rows(work.db, self.player_id, now=work.now)
        chosen = [row for row in rows if row.id in self.exclusions and row.excludes]
        if len(chosen) < len(set(self.exclusions)):
            raise Conflict(
                "An exclusion you chose is not in force any more; look at the player's card again.", field="exclusions"
            )
        return chosen, [row for row in rows if row.id not in self.exclusions]
