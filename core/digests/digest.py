"""What a digest is: a title, a period, lines with their change, rows, findings; a value that can be kept as JSON."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from core.activity.periods import Period
from core.fact_values import FactValue
from core.office import DigestName
from core.people import Visibility
from core.phrases import Words

VERSION = 1
"""Of what the digests say and how they count; stands in each."""
SECONDS = "seconds"
"""The unit of a duration; another unit is a currency, none is a count."""
NOT_FOR_ALL = "Not for everybody here"


class DigestPart(BaseModel):
    """A part of a digest: frozen, and the same again after it was kept as JSON."""

    model_config = ConfigDict(frozen=True)


class Where(StrEnum):
    """Where the whole of a list that was cut can be seen."""

    ALERTS = "alerts"
    APPROVALS = "approvals"
    AUDIT = "audit"
    TICKETS = "tickets"
    INTERACTIONS = "interactions"
    EXPORT = "export"
    """The same digest on the command line, which cuts nothing."""


class Figure(DigestPart):
    """One number, and what it was in the period before."""

    label: str
    now: int
    before: int | None = None
    """None where the past is not to be told: what stands open now."""
    unit: str = ""
    needs: Visibility = Visibility.STAFF
    """People without this visibility see the number added to others, without what it is about."""
    instead: str = ""
    """The label of the line that people without this visibility see it added to."""


class TableRow(DigestPart):
    """One line of a table."""

    cells: tuple[FactValue, ...]
    needs: Visibility = Visibility.STAFF


class Table(DigestPart):
    """Rows, as many as fit, and how many there are."""

    heads: tuple[str, ...]
    rows: tuple[TableRow, ...]
    total: int
    where: Where

    @property
    def left_out(self) -> int:
        """How many more there are."""
        return self.total - len(self.rows)


class Series(DigestPart):
    """One line of a chart: counts, or amounts in minor units of a currency."""

    name: str
    values: tuple[int | float, ...]
    """Digests stored before units were hold amounts as plain numbers."""
    unit: str = ""


class Trend(DigestPart):
    """Some days in a row, the last of them the period's own."""

    title: str
    days: tuple[FactValue, ...]
    series: tuple[Series, ...]


class Section(DigestPart):
    """Lines and rows about one thing."""

    title: str
    lines: tuple[Figure, ...] = ()
    table: Table | None = None
    trend: Trend | None = None
    compared: bool = False
    """Whether the lines make a chart: now beside before."""
    aside: bool = False
    """About the desk itself: what stands here makes no day eventful."""
    stated: bool = False
    """Whether its lines stand there also when they are zero, as regulators want them."""
    filed: bool = False
    """Whether its lines come as a file as well, for the books."""
    note: Words = ""
    hidden: int = 0
    """Rows that this audience is not shown."""

    @property
    def empty(self) -> bool:
        """Whether nothing happened and nothing waits."""
        return not any(line.now for line in self.lines) and not (self.table and self.table.total) and not self.hidden


class DigestFinding(DigestPart):
    """Something that somebody has to look at; ``key`` is the same in every digest that finds it again."""

    key: str
    sentence: Words
    needs: Visibility = Visibility.STAFF


class Digest(DigestPart):
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
    compared_until: datetime | None = None
    """Where the part of the period before ends with which one that is not over is compared; older ones have none."""
    missed_from: date | None = None
    """The first of the days just before that have no digest, because the bot was not running."""
    sections: tuple[Section, ...]
    findings: tuple[DigestFinding, ...] = ()
    hidden_findings: int = 0
    """Findings that this audience is not shown."""
    more_findings: int = 0
    """Findings that only the lists below name."""

    @property
    def period(self) -> Period:
        """The days it covers."""
        return Period(self.first, self.last)

    @property
    def empty(self) -> bool:
        """Whether there was no activity."""
        return all(section.empty or section.aside for section in self.sections) and not self.findings

    def shown_to(self, sees: frozenset[Visibility]) -> "Digest":
        """Give what an audience may be shown: of what it may not see, how much there is."""
        shown = tuple(finding for finding in self.findings if finding.needs in sees)
        return self.model_copy(
            update={
                "sections": tuple(_section_for(section, sees) for section in self.sections),
                "findings": shown,
                "hidden_findings": self.hidden_findings + len(self.findings) - len(shown),
            }
        )


def _section_for(section: Section, sees: frozenset[Visibility]) -> Section:
    lines = _relabelled(section.lines, sees)
    shown = [line for line in lines if line.needs in sees]
    held = [line for line in lines if line.needs not in sees]
    units = dict.fromkeys(line.unit for line in held)
    shown += [_together([line for line in held if line.unit == unit]) for unit in units]
    table = section.table
    if table is None:
        return section.model_copy(update={"lines": tuple(shown)})
    rows = tuple(row for row in table.rows if row.needs in sees)
    hidden = len(table.rows) - len(rows)
    kept = table.model_copy(update={"rows": rows, "total": table.total - hidden})
    return section.model_copy(update={"lines": tuple(shown), "table": kept, "hidden": section.hidden + hidden})


def _relabelled(lines: Sequence[Figure], sees: frozenset[Visibility]) -> list[Figure]:
    """Count the lines that are not for this audience under the labels that may be told."""
    hidden = [line for line in lines if line.instead and line.needs not in sees]
    shown = [line for line in lines if line not in hidden]
    for label in dict.fromkeys(line.instead for line in hidden):
        several = [line for line in shown if line.label == label] + [line for line in hidden if line.instead == label]
        shown = [line for line in shown if line.label != label]
        shown.append(_together(several).model_copy(update={"label": label}))
    return shown


def _together(lines: Iterable[Figure]) -> Figure:
    several = list(lines)
    before = sum(line.before or 0 for line in several) if all(line.before is not None for line in several) else None
    return Figure(label=NOT_FOR_ALL, now=sum(line.now for line in several), before=before, unit=several[0].unit)
