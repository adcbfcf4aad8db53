"""Opening a closed account again, once somebody agrees; never that of an excluded player."""

from collections.abc import Sequence
from typing import ClassVar

from pydantic import Field

from core import platform, player_blocks
from core.action import Command, Fact, Kind, Note, PlayerAction, Receipt, Run, Ticket, Usage
from core.actions import player_facts
from core.errors import Conflict, Refused
from core.people import Permission
from core.phrases import Phrase
from core.players import Prerequisite, Situation, accounts, closures
from core.players.restrictions import excluded
from core.work import Work


class NotClosed(Conflict):
    """The account is open."""

    code: ClassVar[str] = "not_closed"


class StaysClosed(Refused):
    """The account is not opened again: its player is excluded or a minor, or closed it too long ago."""

    code: ClassVar[str] = "stays_closed"


class ReopenAccount(PlayerAction):
    """Open a closed account again; what blocks it goes on standing."""

    name: ClassVar[str] = "reopen_account"
    title: ClassVar[str] = "Reopen account"
    noun: ClassVar[str] = "reopening"
    kind: ClassVar[Kind] = Kind.RELEASING
    prerequisite: ClassVar[Prerequisite | None] = Prerequisite.CLOSED_ACCOUNT
    recorded_as: ClassVar[str] = "account.reopened"
    ask: ClassVar[Permission] = Permission.ACCOUNT_CHANGE
    command: ClassVar[Command | None] = Command(
        "/player",
        verb="reopen",
        usages=(Usage("anna42 because she asked to play again", "asks to open it again; somebody must agree"),),
    )
    on_platform: ClassVar[bool] = True
    undone_by: ClassVar[str] = "“Close account”."
    not_in: ClassVar[frozenset[str]] = frozenset()

    note: Note = Field(title="Why")
    ticket: Ticket | None = Field(default=None, title="Ticket")

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List since when it is closed, and how the account stands."""
        player = await self._reopenable(work)
        at = await closures.since(work.db, self.player_id)
        return [
            Fact(key="closed", label="Closed since", value=at or "not known", private=False),
            *player_facts.of_player(player),
            *await player_facts.of_alerts(work, self.player_id),
            Fact(key="note", label="Why", value=self.note),
        ]

    async def execute(self, *, run: Run) -> Receipt:
        """Open it."""
        await self._reopenable(run.work)
        return await self.mirror(run=run)

    async def mirror(self, *, run: Run) -> Receipt:
        """Record that it is open."""
        await closures.change_lifecycle(run.work, self.player_id, "active")
        rows = await player_blocks.open_rows(run.work.db, self.player_id, now=run.work.now)
        standing = player_blocks.standing(rows, run.work.now)
        lines = (
            Fact(key="account", label="Account", value="active", private=False),
            Fact(key="standing", label="Now", value=standing, private=False),
        )
        return Receipt(lines=lines, ids={"player": str(self.player_id)})

    async def order(self, *, run: Run, step: platform.Step) -> platform.Wish:
        """Order the platform to open it."""
        del step
        return platform.ReopenWish(then=await platform.gate(run.work, self.player_id))

    async def _reopenable(self, work: Work) -> Situation:
        """Read the player.

        Raises :class:`NotClosed` for an open account, and :class:`StaysClosed`.
        """
        player = await player_facts.about(work, self.player_id)
        if player.account.lifecycle not in accounts.CLOSED:
            raise NotClosed("The account is not closed, so there is nothing to open again.", field="player_id")
        if row := excluded(player.blocks, work.now):
            words = "The player is excluded until {until}, so the account stays closed."
            raise StaysClosed(Phrase(words, until=row.until_at or "they come back"), field="player_id")
        if await accounts.is_under_age(work, self.player_id):
            raise StaysClosed("By the birth date on record the player is under age, so the account stays closed.")
        if player.account.lifecycle == "self_closed":
            await self._refuse_late(work)
        return player

    async def _refuse_late(self, work: Work) -> None:
        terms = await player_blocks.terms(work, self.player_id)
        at = await closures.since(work.db, self.player_id)
        if at is None or work.now - at > terms.reopened_within:
            words = (
                "The player closed the account, {since}. Under this licence it is opened again within {term} only; "
                "after that the player opens a new one."
            )
            since = at or "and it is not known when"
            raise StaysClosed(Phrase(words, since=since, term=terms.reopened_within), field="player_id")
