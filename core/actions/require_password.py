"""Requiring a new password of a player, at once."""

from collections.abc import Sequence
from typing import ClassVar

from pydantic import Field

from core import platform
from core.action import Command, Fact, Kind, Note, PlayerAction, Receipt, Run, Ticket, Usage
from core.actions import player_facts
from core.people import Permission
from core.phrases import Phrase
from core.players import requirements
from core.players.requirements import NEW_PASSWORD, AlreadyRequired
from core.work import Work


class RequirePassword(PlayerAction):
    """Let a player in only with a new password, from now on."""

    name: ClassVar[str] = "require_password"
    title: ClassVar[str] = "Require a new password"
    noun: ClassVar[str] = "new password"
    kind: ClassVar[Kind] = Kind.PROTECTIVE
    recorded_as: ClassVar[str] = "account.password_required"
    ask: ClassVar[Permission] = Permission.ACCOUNT_PROTECT
    command: ClassVar[Command | None] = Command(
        "/player",
        verb="password",
        usages=(
            Usage(
                "anna42 because the password was shared", "requires a new password at once; a second person confirms"
            ),
        ),
    )
    on_platform: ClassVar[bool] = True
    undone_by: ClassVar[str] = "The second person ends it; it is over once the player has changed the password."
    not_yet: ClassVar[str] = "Not sent."
    acts_first: ClassVar[str] = "In force as soon as you send it. A second person then confirms it or ends it."

    note: Note = Field(title="What happened")
    ticket: Ticket | None = Field(default=None, title="Ticket")

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List what the player has to do, and how the account stands."""
        await self._refuse(work)
        player = await player_facts.about(work, self.player_id)
        return [
            Fact(key="then", label="Then", value="The player logs in with a new password only", private=False),
            *player_facts.of_player(player),
            *await player_facts.of_alerts(work, self.player_id),
            Fact(key="in_flight", label="In flight", value=player_facts.in_flight(player.in_flight)),
            Fact(key="note", label="What happened", value=self.note),
        ]

    async def execute(self, *, run: Run) -> Receipt:
        """Require it."""
        await self._refuse(run.work)
        await requirements.require(
            run.work, self.player_id, NEW_PASSWORD, by=run.requester.name, request_id=run.request_id
        )
        return Receipt(lines=(Fact(key="required", label="New password", value="required from now on"),))

    async def end(self, *, run: Run) -> Receipt:
        """Let the player in with the old password again, where it was not changed."""
        by = run.undone_by or (run.authorisers[-1].name if run.authorisers else run.requester.name)
        ended = await requirements.end(run.work, self.player_id, by=by, request_id=run.request_id)
        value = "not required any more" if ended else "was changed by the player meanwhile"
        return Receipt(lines=(Fact(key="required", label="New password", value=value),))

    async def order(self, *, run: Run, step: platform.Step) -> platform.Wish:
        """Order the platform to require it, or not to any more."""
        del run
        return platform.RequirePasswordWish(required=step is platform.Step.DONE)

    async def _refuse(self, work: Work) -> None:
        await self.refuse_closed(work)
        for each in await requirements.of_player(work.db, self.player_id):
            words = "A new password is required already, since {at}, by {by}. Nothing needs to be done."
            raise AlreadyRequired(Phrase(words, at=each.required_at, by=each.by))
