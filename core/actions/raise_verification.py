"""Raising the verification of a player, once somebody agrees who has no part in what it would help through."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field

from core import platform
from core.action import (
    Choice,
    Command,
    Fact,
    Kind,
    Note,
    Pick,
    PlayerAction,
    Policy,
    Receipt,
    Run,
    Ticket,
    Totals,
    Usage,
)
from core.actions import player_facts, verification_facts
from core.actions.verification_facts import ExpiryDay, Level
from core.errors import Invalid
from core.people import Actor, Permission
from core.players import PlayerId, Situation, Verification, verification_levels
from core.players.verification_levels import VerificationState
from core.work import Work

REMEDIES = (
    "Identity document seen",
    "Proof of address seen",
    "Source of funds seen",
    "Spoke to the player on a number known before",
)
"""What was done to prove more; the approver reads which of it."""


class RaiseVerification(PlayerAction):
    """Say that more of a player's identity is proved, or for longer."""

    name: ClassVar[str] = "raise_verification"
    title: ClassVar[str] = "Raise verification"
    noun: ClassVar[str] = "higher verification"
    kind: ClassVar[Kind] = Kind.RELEASING
    recorded_as: ClassVar[str] = "verification.raised"
    ask: ClassVar[Permission] = Permission.ACCOUNT_CHANGE
    command: ClassVar[Command | None] = Command(
        "/player",
        verb="verify",
        usages=(Usage("anna42 verified because the passport was seen", "asks to raise the verification"),),
    )
    on_platform: ClassVar[bool] = True
    undone_by: ClassVar[str] = "“Lower verification”, at once."

    level: Level = Field(title="Level", description="A whole number from 0 to 9.")
    status: VerificationState = Field(title="Status")
    expires_on: ExpiryDay | None = Field(
        default=None, title="Valid until", description="A date such as 2027-05-31; empty: without an end."
    )
    remedies: Annotated[tuple[str, ...], Pick.OFFERED] = Field(title="Done before", min_length=1, max_length=10)
    note: Note = Field(title="What happened")
    ticket: Ticket | None = Field(default=None, title="Ticket")

    @classmethod
    async def offered(cls, *, work: Work, actor: Actor, player_id: PlayerId) -> Mapping[str, Sequence[Choice]]:
        """Offer what may have been done to prove it."""
        del work, actor, player_id
        return {"remedies": [Choice(each, each) for each in REMEDIES]}

    @classmethod
    async def suggested_of(cls, *, work: Work, player_id: PlayerId) -> Mapping[str, Any]:
        """Suggest the level as it is."""
        return await verification_facts.level_now(work, player_id)

    async def policy(self, *, work: Work, requester: Actor, totals: Totals) -> Policy:
        """Take the rule of the office file, without anybody behind a release that waits."""
        barred = await verification_facts.refuse_behind_release(work, self.player_id, requester)
        found = await super().policy(work=work, requester=requester, totals=totals)
        return found.model_copy(update={"barred_persons": found.barred_persons | barred})

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List the verification now and then, what was done, and how the account stands."""
        player = await player_facts.about(work, self.player_id)
        await self._refuse(work, player)
        return [
            *verification_facts.change(player.verification, self._after),
            *(
                Fact(key=f"remedy {number}", label="Done before", value=each, material=True)
                for number, each in enumerate(self.remedies, start=1)
            ),
            *player_facts.of_player(player),
            *await player_facts.of_alerts(work, self.player_id),
            Fact(key="in_flight", label="In flight", value=player_facts.in_flight(player.in_flight)),
            Fact(key="note", label="What happened", value=self.note),
        ]

    async def execute(self, *, run: Run) -> Receipt:
        """Raise it."""
        player = await player_facts.about(run.work, self.player_id)
        await self._refuse(run.work, player)
        return await self._carried_out(run, player)

    async def mirror(self, *, run: Run) -> Receipt:
        """Write what the platform has done, however the verification stood meanwhile."""
        return await self._carried_out(run, await player_facts.about(run.work, self.player_id))

    async def order(self, *, run: Run, step: platform.Step) -> platform.Wish:
        """Order the platform to raise it."""
        del run, step
        return platform.RaiseVerificationWish(level=self.level, status=self.status.value, expires_on=self.expires_on)

    @property
    def _after(self) -> Verification:
        return Verification(self.level, self.status.value, self.expires_on)

    async def _carried_out(self, run: Run, player: Situation) -> Receipt:
        return await verification_facts.carry_out(run, self.player_id, before=player.verification, after=self._after)

    async def _refuse(self, work: Work, player: Situation) -> None:
        await self.refuse_closed(work)
        if unknown := [each for each in self.remedies if each not in REMEDIES]:
            raise Invalid(f"“{unknown[0]}” is not offered; tick what was done.", field="remedies")
        if self.expires_on is not None and self.expires_on <= work.office.day(work.now):
            raise Invalid("This day is over. Write a later one, or leave it empty.", field="expires_on")
        if player.verification == self._after:
            raise Invalid("The verification is just so already. Nothing needs to be done.", field="level")
        if verification_levels.lowers(player.verification, self._after):
            raise Invalid(
                "This proves less than now. Ask for “Lower verification”; it is in force at once.", field="level"
            )
