"""Closing an account because the desk decides so, once others agree."""

from typing import ClassVar

from pydantic import Field

from core import platform
from core.action import Command, Kind, Note, Run, Ticket, Usage
from core.actions.closing_acts import ClosingAct
from core.people import Permission


class CloseAccount(ClosingAct):
    """Close a player's account for a reason of the company's own."""

    name: ClassVar[str] = "close_account"
    title: ClassVar[str] = "Close account"
    noun: ClassVar[str] = "closing of an account"
    kind: ClassVar[Kind] = Kind.RELEASING
    ask: ClassVar[Permission] = Permission.ACCOUNT_CHANGE
    command: ClassVar[Command | None] = Command(
        "/player",
        verb="close",
        usages=(
            Usage(
                "anna42 because the account is a duplicate",
                "asks to close the account for another reason; somebody must agree",
            ),
        ),
    )
    undone_by: ClassVar[str] = "“Reopen account”."
    becomes: ClassVar[str] = "closed"

    note: Note = Field(title="What happened")
    ticket: Ticket | None = Field(default=None, title="Ticket")

    async def order(self, *, run: Run, step: platform.Step) -> platform.Wish:
        """Order the platform to close it."""
        del step
        return platform.CloseWish(pay_out=await self._pay_out(run.work))
