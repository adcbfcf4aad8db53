"""Pagination: one page of a list, the cursor of the next page, and the total."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from sqlalchemy import Row, Select, func

from core.database.connections import Connection
from core.errors import Invalid

T = TypeVar("T")
S = TypeVar("S")

Place = tuple[datetime, UUID]
"""Position in a time-ordered list: the time and id of a row."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DIGITS_MOST = 6
"""Digits accepted in a page number: no list has a million pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """One page of a list, in the list's order."""

    items: tuple[T, ...]
    next: str = ""
    """The cursor of the next page; empty on the last page."""
    total: int | None = None
    """Length of the whole list; None where it is not counted, as for ever-growing histories."""
    number: int = 1
    size: int = 1
    cut: bool = False
    """Whether reading stopped at a limit; ``total`` is then a minimum."""

    def __iter__(self) -> Iterator[T]:
        """Iterate over the items of the page."""
        return iter(self.items)

    def __len__(self) -> int:
        """Count the items of the page."""
        return len(self.items)

    @property
    def pages(self) -> int:
        """Number of pages of a counted list."""
        return max(-(-(self.total or 0) // self.size), 1)

    def of(self, make: Callable[[T], S]) -> "Page[S]":
        """Convert each item."""
        return replace(cast("Any", self), items=tuple(map(make, self.items)))

    def only(self, wanted: Callable[[T], bool]) -> "Page[T]":
        """Keep only the wanted items."""
        return replace(self, items=tuple(filter(wanted, self.items)))


async def counted(db: Connection, query: Select[Any], *, at: str = "", size: int) -> Page[Row[Any]]:
    """Read one page of a query and count the whole list; a page number beyond the end gives the last page."""
    count = query.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)
    total = (await db.execute(count)).scalar_one()
    number = _number(at, total=total, size=size)
    rows = (await db.execute(query.limit(size).offset((number - 1) * size))).all() if total else ()
    return _numbered(rows, number=number, size=size, total=total)


def numbered(items: Sequence[T], *, at: str = "", size: int, cut: bool = False) -> Page[T]:
    """Cut one page out of a list in memory; ``cut`` says that the list is incomplete."""
    number = _number(at, total=len(items), size=size)
    shown = items[(number - 1) * size : number * size]
    return replace(_numbered(shown, number=number, size=size, total=len(items)), cut=cut)


def newest(read: Sequence[T], *, size: int, place: Callable[[T], Place]) -> Page[T]:
    """Make a page of a history, newest first; ``read`` holds one row more than the page where more rows follow."""
    items = tuple(read[:size])
    return Page(items=items, next=mark(place(items[-1])) if len(read) > size else "")


def mark(place: Place) -> str:
    """Encode a position as the cursor in a button's value."""
    at, row = place
    return f"{(at - EPOCH) // timedelta(microseconds=1)}-{row.hex}"


def after(at: str) -> Place | None:
    """Decode a cursor; None for the newest page.

    Raises :class:`~core.errors.Invalid` for a malformed cursor.
    """
    if not at:
        return None
    micros, _, row = at.partition("-")
    try:
        return EPOCH + timedelta(microseconds=int(micros)), UUID(row)
    except (ValueError, OverflowError):
        raise Invalid("That page no longer exists. Open the list again.") from None


def _number(at: str, *, total: int, size: int) -> int:
    asked = int(at) if at.isascii() and at.isdigit() and len(at) <= DIGITS_MOST else 1
    return min(max(asked, 1), max(-(-total // size), 1))


def _numbered(items: Sequence[T], *, number: int, size: int, total: int) -> Page[T]:
    following = str(number + 1) if number * size < total else ""
    return Page(items=tuple(items), next=following, total=total, number=number, size=size)
