"""Closing an account because its player asked for it, at once."""

from typing import ClassVar

from pydantic import Field

from core import platform
from core.action import Command, Kind, Note, OnlyConfirmed, Receipt, Run, Ticket, Usage
from core.actions.closing_acts import ClosingAct
from core.office import Office
from core.people import Permission

ONLY_CONFIRMED = "The player asked to close the account, so it can only be confirmed. To undo it, ask to reopen it."


class CloseForPlayer(ClosingAct):
    """Close an account at once, because its player asked for it."""

    name: ClassVar[str] = "close_for_player"
    title: ClassVar[str] = "Close for the player"
    noun: ClassVar[str] = "closing for the player"
    kind: ClassVar[Kind] = Kind.PROTECTIVE
    ask: ClassVar[Permission] = Permission.ACCOUNT_PROTECT
    command: ClassVar[Command | None] = Command(
        "/player",
        verb="selfclose",
        usages=(
            Usage(
                "anna42 because she asked to close it",
                "closes the account on the player's word, at once; a second person confirms",
            ),
        ),
    )
    undone_by: ClassVar[str] = "“Reopen account”, within the term of the licence."
    not_yet: ClassVar[str] = "Not closed yet."
    acts_first: ClassVar[str] = "In force as soon as you send it. A second person then confirms it."
    becomes: ClassVar[str] = "self_closed"

    note: Note = Field(title="What the player said")
    ticket: Ticket | None = Field(default=None, title="Ticket")

    def only_confirmed(self, office: Office) -> str:
        """Say that the player asked for it."""
        del office
        return ONLY_CONFIRMED

    async def end(self, *, run: Run) -> Receipt:
        """Refuse it: what a player asked for is not ended by a colleague."""
        del run
        raise OnlyConfirmed(ONLY_CONFIRMED)

    async def order(self, *, run: Run, step: platform.Step) -> platform.Wish:
        """Order the platform to close it."""
        del step
        return platform.SelfCloseWish(pay_out=await self._pay_out(run.work))
