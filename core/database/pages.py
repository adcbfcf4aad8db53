"""Pagination: one page of a list, the cursor of the next page, and the total."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from sqlalchemy import Row, Select, func, literal_column, select

from core.database.connections import Connection
from core.errors import Invalid

T = TypeVar("T")
S = TypeVar("S")

Place = tuple[datetime, UUID]
"""Position in a time-ordered list: the time and id of a row."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DIGITS_MOST = 6
"""Digits accepted in a page number: no list has a million pages."""
COUNTED_MOST = 1_000
"""Rows that are counted for a list; of a longer one it is said that there are more."""


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
    """Whether there are more than ``total``, which is how far the list was read or counted."""

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
    """Read one page of a query, and count the list as far as that page and :data:`COUNTED_MOST`.

    A page number beyond the end gives the last page.
    """
    asked = _asked(at)
    most = max(COUNTED_MOST, asked * size)
    one: Select[Any] = query.order_by(None).with_only_columns(literal_column("1"), maintain_column_froms=True)
    some = one.limit(most + 1).subquery()
    found = (await db.execute(select(func.count()).select_from(some))).scalar_one()
    total, cut = min(found, most), found > most
    number = _number(asked, total=total, size=size)
    rows = (await db.execute(query.limit(size).offset((number - 1) * size))).all() if total else ()
    return _numbered(rows, number=number, size=size, total=total, cut=cut)


def numbered(items: Sequence[T], *, at: str = "", size: int, cut: bool = False) -> Page[T]:
    """Cut one page out of a list in memory; ``cut`` says that the list is incomplete."""
    number = _number(_asked(at), total=len(items), size=size)
    shown = items[(number - 1) * size : number * size]
    return _numbered(shown, number=number, size=size, total=len(items), cut=cut)


def reach(at: str, *, size: int) -> int:
    """Give how many items a list in memory needs for the page that is asked for."""
    return _asked(at) * size


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


def _asked(at: str) -> int:
    return max(int(at), 1) if at.isascii() and at.isdigit() and len(at) <= DIGITS_MOST else 1


def _number(asked: int, *, total: int, size: int) -> int:
    return min(asked, max(-(-total // size), 1))


def _numbered(items: Sequence[T], *, number: int, size: int, total: int, cut: bool) -> Page[T]:
    following = str(number + 1) if cut or number * size < total else ""
    return Page(items=tuple(items), next=following, total=total, number=number, size=size, cut=cut)
