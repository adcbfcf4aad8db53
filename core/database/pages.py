"""Lists in pages: some of a list, what asks for the page after it, and how many it holds in all."""

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
"""Where a page of what happened ended: when, and which of what happened then."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DIGITS_MOST = 6
"""Of a page's number: no list has a million pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some of a list, in its order."""

    items: tuple[T, ...]
    next: str = ""
    """What the page after this one is asked for by; empty where nothing follows."""
    total: int | None = None
    """How many the list holds; None where nobody counts: what happened only goes on."""
    number: int = 1
    size: int = 1
    cut: bool = False
    """Whether the list was read so far and no further: then it holds the total at least."""

    def __iter__(self) -> Iterator[T]:
        """Go through what is on the page."""
        return iter(self.items)

    def __len__(self) -> int:
        """Count what is on the page."""
        return len(self.items)

    @property
    def pages(self) -> int:
        """How many pages there are of a list that is counted."""
        return max(-(-(self.total or 0) // self.size), 1)

    def of(self, make: Callable[[T], S]) -> "Page[S]":
        """Make something of each line."""
        return replace(cast("Any", self), items=tuple(map(make, self.items)))

    def only(self, wanted: Callable[[T], bool]) -> "Page[T]":
        """Leave out what is not for the reader."""
        return replace(self, items=tuple(filter(wanted, self.items)))


async def counted(db: Connection, query: Select[Any], *, at: str = "", size: int) -> Page[Row[Any]]:
    """Read one page of a list and count the list; a page beyond its end gives the last one."""
    count = query.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)
    total = (await db.execute(count)).scalar_one()
    number = _number(at, total=total, size=size)
    rows = (await db.execute(query.limit(size).offset((number - 1) * size))).all() if total else ()
    return _numbered(rows, number=number, size=size, total=total)


def numbered(items: Sequence[T], *, at: str = "", size: int, cut: bool = False) -> Page[T]:
    """Take one page out of a list that was read whole, or as far as ``cut`` says."""
    number = _number(at, total=len(items), size=size)
    shown = items[(number - 1) * size : number * size]
    return replace(_numbered(shown, number=number, size=size, total=len(items)), cut=cut)


def newest(read: Sequence[T], *, size: int, place: Callable[[T], Place]) -> Page[T]:
    """Make a page of what happened, newest first, from one line more than it holds: that tells whether more follow."""
    items = tuple(read[:size])
    return Page(items=items, next=mark(place(items[-1])) if len(read) > size else "")


def mark(place: Place) -> str:
    """Write a place for a button to carry."""
    at, row = place
    return f"{(at - EPOCH) // timedelta(microseconds=1)}-{row.hex}"


def after(at: str) -> Place | None:
    """Read where a page of what happened begins; None for the newest.

    Raises :class:`~core.errors.Invalid` for what names no place.
    """
    if not at:
        return None
    micros, _, row = at.partition("-")
    try:
        return EPOCH + timedelta(microseconds=int(micros)), UUID(row)
    except (ValueError, OverflowError):
        raise Invalid("That page is not known any more. Open the list anew.") from None


def _number(at: str, *, total: int, size: int) -> int:
    asked = int(at) if at.isascii() and at.isdigit() and len(at) <= DIGITS_MOST else 1
    return min(max(asked, 1), max(-(-total // size), 1))


def _numbered(items: Sequence[T], *, number: int, size: int, total: int) -> Page[T]:
    following = str(number + 1) if number * size < total else ""
    return Page(items=tuple(items), next=following, total=total, number=number, size=size)
