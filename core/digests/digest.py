"""What a digest is: a title, a period, lines with their change, rows, findings; a value that can be kept as JSON."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from core.activity.periods import Period
from core.money import Money
from core.office import DigestName
from core.people import Visibility

VERSION = 1
"""Of what the digests say and how they count; stands in each."""
SECONDS = "seconds"
"""The unit of a duration; another unit is a currency, none is a count."""
NOT_FOR_ALL = "Not for everybody here"


class Part(BaseModel):
    """A part of a digest: frozen, and the same again after it was kept as JSON."""

    model_config = ConfigDict(frozen=True)


class Where(StrEnum):
    """Where the whole of a list that was cut can be seen."""

    ALERTS = "alerts"
    APPROVALS = "approvals"
    AUDIT = "audit"
    TICKETS = "tickets"
    EXPORT = "export"
    """The same digest on the command line, which cuts nothing."""


class Line(Part):
    """One number, and what it was in the period before."""

    label: str
    now: int
    before: int | None = None
    """None where the past is not to be told: what stands open now."""
    unit: str = ""
    needs: Visibility = Visibility.STAFF
    """Whoever does not see this is shown the number among others, without what it is about."""

    def said(self) -> str:
        """Say the number and its change: ``12 (9 before, +3)``."""
        if self.before is None:
            return self.shown(self.now)
        if self.before == self.now:
            return f"{self.shown(self.now)} (as before)"
        change = self.now - self.before
        sign = "+" if change > 0 else "-"
        return f"{self.shown(self.now)} ({self.shown(self.before)} before, {sign}{self.shown(abs(change))})"

    def shown(self, number: int) -> str:
        """Write a number in the line's unit."""
        if self.unit == SECONDS:
            return _duration(number)
        return Money(number, self.unit).show() if self.unit else f"{number:,}"


class Row(Part):
    """One line of a table."""

    cells: tuple[str, ...]
    needs: Visibility = Visibility.STAFF


class Table(Part):
    """Rows, as many as fit, and how many there are."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    total: int
    where: Where

    @property
    def left_out(self) -> int:
        """How many more there are."""
        return self.total - len(self.rows)


class Series(Part):
    """One line of a chart."""

    name: str
    values: tuple[float, ...]


class Trend(Part):
    """Some days in a row, the last of them the period's own."""

    title: str
    days: tuple[str, ...]
    series: tuple[Series, ...]


class Section(Part):
    """Lines and rows about one thing."""

    title: str
    lines: tuple[Line, ...] = ()
    table: Table | None = None
    trend: Trend | None = None
    compared: bool = False
    """Whether the lines make a chart: now beside before."""
    aside: bool = False
    """About the desk itself: what stands here makes no day eventful."""
    note: str = ""
    hidden: int = 0
    """Rows that this audience is not shown."""

    @property
    def empty(self) -> bool:
        """Whether nothing happened and nothing waits."""
        return not any(line.now for line in self.lines) and not (self.table and self.table.total) and not self.hidden


class Finding(Part):
    """Something that somebody has to look at; ``key`` is the same in every digest that finds it again."""

    key: str
    sentence: str
    needs: Visibility = Visibility.STAFF


class Digest(Part):
    """Everything one digest says."""

    name: DigestName
    title: str
    version: int = VERSION
    first: date
    last: date
    zone: str
    filters: dict[str, str]
    generated_at: datetime
    partial: bool
    """Whether the period was not over when it was made."""
    missed_from: date | None = None
    """The first of the days just before that no digest told of, as nobody was there to make one."""
    sections: tuple[Section, ...]
    findings: tuple[Finding, ...] = ()
    hidden_findings: int = 0

    @property
    def period(self) -> Period:
        """The days it covers."""
        return Period(self.first, self.last)

    @property
    def empty(self) -> bool:
        """Whether there was no activity."""
        return all(section.empty or section.aside for section in self.sections) and not self.findings

    @property
    def covers(self) -> str:
        """Name the period: ``2 May 2026``, ``1 May 2026 to 3 May 2026``."""
        days = on(self.first) if self.first == self.last else f"{on(self.first)} to {on(self.last)}"
        return f"{days}, so far" if self.partial else days

    def shown_to(self, sees: frozenset[Visibility]) -> "Digest":
        """Give what an audience may be shown: of what it may not see, how much there is."""
        shown = tuple(finding for finding in self.findings if finding.needs in sees)
        return self.model_copy(
            update={
                "sections": tuple(_section_for(section, sees) for section in self.sections),
                "findings": shown,
                "hidden_findings": len(self.findings) - len(shown),
            }
        )


def on(day: date) -> str:
    """Write a day: ``2 May 2026``."""
    return f"{day.day} {day:%b %Y}"


def _section_for(section: Section, sees: frozenset[Visibility]) -> Section:
    shown = [line for line in section.lines if line.needs in sees]
    held = [line for line in section.lines if line.needs not in sees]
    units = dict.fromkeys(line.unit for line in held)
    shown += [_together([line for line in held if line.unit == unit]) for unit in units]
    table = section.table
    if table is None:
        return section.model_copy(update={"lines": tuple(shown)})
    rows = tuple(row for row in table.rows if row.needs in sees)
    hidden = len(table.rows) - len(rows)
    kept = table.model_copy(update={"rows": rows, "total": table.total - hidden})
    return section.model_copy(update={"lines": tuple(shown), "table": kept, "hidden": hidden})


def _together(lines: Iterable[Line]) -> Line:
    several = list(lines)
    before = sum(line.before or 0 for line in several) if all(line.before is not None for line in several) else None
    return Line(label=NOT_FOR_ALL, now=sum(line.now for line in several), before=before, unit=several[0].unit)


def _duration(seconds: int) -> str:
    minutes = round(seconds / 60)
    if minutes < 60:  # noqa: PLR2004 - minutes of an hour
        return f"{minutes} min" if seconds >= 30 or not seconds else f"{seconds} s"  # noqa: PLR2004 - rounds to none
    return f"{minutes // 60} h {minutes % 60:02} min"
