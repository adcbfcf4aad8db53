"""Resetting the counters of a player's failed tries, once somebody agrees."""

from collections.abc import Sequence
from typing import ClassVar

from pydantic import Field

from core import platform
from core.action import Command, Fact, Kind, Note, PlayerAction, Receipt, Run, Ticket, Usage
from core.actions import player_facts
from core.errors import Conflict
from core.people import Permission
from core.players import profile_sections, requirements
from core.players.requirements import Counter
from core.work import Work


class NothingFailed(Conflict):
    """No try has failed that the counter would count."""

    code: ClassVar[str] = "nothing_failed"


class ResetCounters(PlayerAction):
    """Count failed tries of a player from nothing again, so that they can log in, confirm or deposit."""

    name: ClassVar[str] = "reset_counters"
    title: ClassVar[str] = "Reset counters"
    noun: ClassVar[str] = "reset of counters"
    kind: ClassVar[Kind] = Kind.RELEASING
    recorded_as: ClassVar[str] = "account.counters_reset"
    ask: ClassVar[Permission] = Permission.ACCOUNT_CHANGE
    command: ClassVar[Command | None] = Command(
        "/player",
        verb="counters",
        usages=(Usage("anna42 because she forgot the password", "asks to forget failed tries; one person must agree"),),
    )
    on_platform: ClassVar[bool] = True
    undone_by: ClassVar[str] = "Nothing; new failed tries count again."

    counter: Counter = Field(default=Counter.LOGINS, title="Counter")
    note: Note = Field(title="Why")
    ticket: Ticket | None = Field(default=None, title="Ticket")

    def subject(self) -> str:
        """Allow one pending request per player and counter."""
        return f"{self.counter} of player {self.player_id}"

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List how often the player failed, and how the account stands."""
        await self.refuse_closed(work)
        player = await player_facts.about(work, self.player_id)
        failed = await self._failed(work)
        return [
            Fact(key="counter", label="Counter", value=self.counter.replace("_", " "), private=False),
            Fact(key="failed", label="Failed logins within a day", value=failed, private=False),
            *player_facts.of_player(player),
            *await player_facts.of_alerts(work, self.player_id),
            Fact(key="note", label="Why", value=self.note),
        ]

    async def execute(self, *, run: Run) -> Receipt:
        """Reset it."""
        await self.refuse_closed(run.work)
        await self._failed(run.work)
        return await self._reset(run)

    async def mirror(self, *, run: Run) -> Receipt:
        """Write down what the platform has reset, whatever has failed meanwhile."""
        return await self._reset(run)

    async def order(self, *, run: Run, step: platform.Step) -> platform.Wish:
        """Order the platform to reset it."""
        del run, step
        return platform.ResetCountersWish(counter=self.counter)

    async def _reset(self, run: Run) -> Receipt:
        by, request_id = run.requester.name, run.request_id
        await requirements.reset(run.work, self.player_id, self.counter, by=by, request_id=request_id)
        return Receipt(lines=(Fact(key="counter", label="Reset", value=self.counter.replace("_", " ")),))

    async def _failed(self, work: Work) -> int:
        """Count the failed logins of a day; the platform alone counts codes and deposits.

        Raises :class:`NothingFailed` where logins are to be reset and none failed.
        """
        failed = await profile_sections.failed_logins(work.db, self.player_id, now=work.now)
        if self.counter is Counter.LOGINS and not failed:
            words = "No login has failed within a day, or since the last reset, so there is nothing to reset."
            raise NothingFailed(words, field="counter")
        return failed
