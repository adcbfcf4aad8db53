"""Lowering the verification of a player, at once: confirmed or ended by a second person."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pydantic import Field

from core import platform
from core.action import Command, Fact, Kind, Note, PlayerAction, Policy, Receipt, Run, Ticket, Totals, Usage
from core.actions import player_facts, verification_facts
from core.actions.verification_facts import Level
from core.errors import Invalid
from core.people import Actor, Permission
from core.players import PlayerId, Situation, Verification, verification_levels
from core.players.verification_levels import VerificationState
from core.work import Work


class LowerVerification(PlayerAction):
    """Say at once that less of a player's identity is proved."""

    name: ClassVar[str] = "lower_verification"
    title: ClassVar[str] = "Lower verification"
    noun: ClassVar[str] = "lower verification"
    kind: ClassVar[Kind] = Kind.PROTECTIVE
    recorded_as: ClassVar[str] = "verification.lowered"
    ask: ClassVar[Permission] = Permission.ACCOUNT_PROTECT
    command: ClassVar[Command | None] = Command(
        "/player",
        verb="unverify",
        usages=(Usage("anna42 rejected because the passport was forged", "lowers the verification at once"),),
    )
    on_platform: ClassVar[bool] = True
    undone_by: ClassVar[str] = "The second person ends it; later, “Raise verification”."
    not_yet: ClassVar[str] = "Not lowered yet."
    acts_first: ClassVar[str] = "In force as soon as you send it. A second person then confirms it or ends it."
    not_in: ClassVar[frozenset[str]] = frozenset()

    level: Level = Field(title="Level", description="A whole number from 0 to 9, at most the level now.")
    status: VerificationState = Field(title="Status")
    note: Note = Field(title="What happened")
    ticket: Ticket | None = Field(default=None, title="Ticket")

    @classmethod
    async def suggested_of(cls, *, work: Work, player_id: PlayerId) -> Mapping[str, Any]:
        """Suggest the level as it is."""
        return await verification_facts.level_now(work, player_id)

    async def policy(self, *, work: Work, requester: Actor, totals: Totals) -> Policy:
        """Take the rule of the office file, without anybody behind a release that waits: ending it would help that."""
        found = await super().policy(work=work, requester=requester, totals=totals)
        behind = frozenset().union(*(await verification_facts.behind_releases(work, self.player_id)).values())
        return found.model_copy(update={"barred_persons": found.barred_persons | behind})

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List the verification now and then, and how the account stands."""
        player = await player_facts.about(work, self.player_id)
        after = await self._lowered(work, player)
        return [
            *verification_facts.change(player.verification, after),
            *player_facts.of_player(player),
            *await player_facts.of_alerts(work, self.player_id),
            Fact(key="in_flight", label="In flight", value=player_facts.in_flight(player.in_flight)),
            Fact(key="note", label="What happened", value=self.note),
        ]

    async def execute(self, *, run: Run) -> Receipt:
        """Lower it."""
        player = await player_facts.about(run.work, self.player_id)
        after = await self._lowered(run.work, player)
        return await verification_facts.carry_out(run, self.player_id, before=player.verification, after=after)

    async def end(self, *, run: Run) -> Receipt:
        """Put back what it was before, unless it was changed again since."""
        before = await verification_facts.before(run)
        player = await player_facts.about(run.work, self.player_id)
        if player.verification != self._after(before):
            words = "was changed again meanwhile, and stays as it is"
            return Receipt(lines=(Fact(key="after", label="Verification", value=words),))
        await verification_levels.change(run.work, self.player_id, before)
        return Receipt(lines=(Fact(key="after", label="Verification again", value=before),))

    async def order(self, *, run: Run, step: platform.Step) -> platform.Wish:
        """Order the platform to lower it, or to put back what it was."""
        player = await player_facts.about(run.work, self.player_id)
        wanted = player.verification if step is platform.Step.DONE else await verification_facts.before(run)
        return platform.LowerVerificationWish(level=wanted.level, status=wanted.status, expires_on=wanted.expires_on)

    def _after(self, before: Verification) -> Verification:
        return Verification(self.level, self.status.value, before.expires_on)

    async def _lowered(self, work: Work, player: Situation) -> Verification:
        """Give the lower verification; its end stays.

        Raises :class:`~core.errors.Invalid` where it is not lower.
        """
        await self.refuse_closed(work)
        after = self._after(player.verification)
        if not verification_levels.lowers(player.verification, after):
            words = "This proves no less than now. To prove more, ask for “Raise verification”; others agree first."
            raise Invalid(words, field="level")
        return after
