"""What a digest is made from: the database, the days, and whose players; and the words all digests share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Float, Text, and_, case, cast, exists, func, literal, or_, true

from core import masks
from core.activity.periods import DAY, Period, same_hour
from core.database.connections import Connection
from core.database.tables import players
from core.office import Office

MOST = 5_000
"""Rows of a list that a digest keeps: a message shows the first of them, a file holds all."""
TREND_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at some days of the desk."""

    db: Connection
    office: Office
    period: Period
    now: datetime
    brand: str | None = None
    """Only players of this brand; what is about the desk itself is then left out."""
    most: int = MOST

    @property
    def since(self) -> datetime:
        """When the period began."""
        return self.office.day_bounds(self.period.first)[0]

    @property
    def until(self) -> datetime:
        """When the period ends."""
        return self.office.day_bounds(self.period.last)[1]

    @property
    def earlier(self) -> datetime:
        """When the period before began."""
        return self.office.day_bounds(self.period.before.first)[0]

    @property
    def partial(self) -> bool:
        """Whether the period is not over."""
        return self.until > self.now

    @property
    def compared_until(self) -> datetime:
        """When the part of the period before ends that is compared: its end, or the hour that it is on the last day."""
        return same_hour(self.period.before, self.now, zone=self.office.zone) if self.partial else self.since

    @property
    def trend(self) -> Period:
        """The days up to the end of the period that a trend shows."""
        days = max(TREND_DAYS, min(self.period.days, 2 * TREND_DAYS))
        return Period.ending(self.period.last, days=days)

    @property
    def days(self) -> list[date]:
        """The days of the trend, one by one."""
        return [self.trend.first + each * DAY for each in range(self.trend.days)]

    def within(self, column: Any) -> ColumnElement[bool]:
        """Choose what lies in the period."""
        return and_(column >= self.since, column < self.until)

    def either(self, column: Any) -> ColumnElement[bool]:
        """Choose what lies in the period, or in what it is compared with."""
        return or_(self.before(column), self.within(column))

    def before(self, column: Any) -> ColumnElement[bool]:
        """Choose what lies in the part of the period before that is compared."""
        return and_(column >= self.earlier, column < self.compared_until)

    def side(self, column: Any) -> ColumnElement[int]:
        """Tell the period's own (1) from the one before (0)."""
        return case((column >= literal(self.since, column.type), 1), else_=0).label("side")

    def ours(self, player_id: Any) -> ColumnElement[bool]:
        """Choose what is about players of the brand, where one is asked for."""
        if self.brand is None:
            return true()
        return exists().where(players.c.id == player_id, players.c.brand == self.brand)

    def of_brand(self, brand: Any) -> ColumnElement[bool]:
        """Choose what is filed under the brand, where one is asked for."""
        return true() if self.brand is None else brand == self.brand


def by_side(rows: Iterable[Any]) -> dict[int, int]:
    """Give the numbers of rows of a side and a number."""
    return {int(side): int(number) for side, number in rows}


def seconds_between(db: Connection, begins: ColumnElement[Any], ends: ColumnElement[Any]) -> ColumnElement[float]:
    """Give, within a statement, how long something took."""
    if db.dialect.name == "sqlite":
        return (func.julianday(ends) - func.julianday(begins)) * DAY.total_seconds()
    return cast(func.extract("epoch", ends - begins), Float)


def recorded(db: Connection, content: ColumnElement[Any], *path: str) -> ColumnElement[str]:
    """Give, within a statement, what the content of a record says under a path of keys."""
    if db.dialect.name == "sqlite":
        return func.json_extract(cast(content, Text), f"$.{'.'.join(path)}")
    return func.json_extract_path_text(cast(func.convert_from(content, "UTF8"), JSON), *path)


def worded(name: str) -> str:
    """Say a name of the code in words: ``block_player`` is ``Block player``."""
    return name.replace(".", " ").replace("_", " ").capitalize()


def subject(name: str) -> str:
    """Say what an alert is about, with nothing in it that is masked elsewhere."""
    kind, _, key = name.partition(":")
    return f"IP {masks.ip(key)}" if kind == "ip" else f"{kind} {key}".strip()
