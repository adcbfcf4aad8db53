"""What a query writes before it looks, in a transaction of its own, so that no number of calls at once escapes it."""

from collections.abc import Mapping
from typing import Any, Protocol, TypeAlias

from core.people import Actor
from core.work import Work

Arguments: TypeAlias = Mapping[str, Any]
"""What an operation is called with, by parameter name; ``work`` and ``actor`` are left out."""


class Preparation(Protocol):
    """Counts a call before it is carried out."""

    @property
    def records(self) -> tuple[str, ...]:
        """The actions of the records that it may write."""

    def due(self, work: Work, actor: Actor, arguments: Arguments) -> bool:
        """Tell, without the database, whether this call has anything to write."""

    async def write(self, work: Work, actor: Actor, arguments: Arguments) -> None:
        """Write it."""
