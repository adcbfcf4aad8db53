"""A digest as text: read aloud, printed in a terminal, and shown where charts and tables are impossible."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from bot import kit
from bot.cards.ticket_card import KEPT
from bot.kit import values
from core.digests import SECONDS, Digest, Figure, Section, Series, Table, Trend, Where
from core.money import Money
from core.phrases import Phrase

NO_ACTIVITY = "No activity."
NONE = "none"
WHERE = {
    Where.ALERTS: "/alerts",
    Where.APPROVALS: "/approvals",
    Where.AUDIT: "/audit",
    Where.TICKETS: "/ticket",
    Where.INTERACTIONS: "/player interactions",
    Where.EXPORT: "pitboss digest",
}
"""Where to see a shortened list in full."""
OPENED = frozenset({Where.ALERTS, Where.APPROVALS, Where.INTERACTIONS, Where.TICKETS})
"""Lists that show more to those who may see more."""
MINUTE = 60
"""Seconds."""


def title(digest: Digest) -> str:
    """Write the title: which digest, for which days."""
    return f"{digest.title}, {covers(digest)}"


def covers(digest: Digest) -> str:
    """Name the days: ``2 May 2026``, ``1 May 2026 to 3 May 2026``."""
    return f"{kit.period(digest.period)}, so far" if digest.partial else kit.period(digest.period)


def about(digest: Digest) -> str:
    """Write how it was computed: zone, version, filters, when, and the period it is compared with."""
    filters = "; ".join(f"{name} {value}" for name, value in digest.filters.items()) or "all brands"
    before = digest.period.before
    days = kit.period(before)
    if digest.compared_until:
        days += f", up to {digest.compared_until.astimezone(ZoneInfo(digest.zone)):%H:%M}"
    elif digest.partial:
        days += ", whole"
    made = kit.moment(digest.generated_at)
    return f"Time zone {digest.zone} · {filters} · made {made} · compared with {days} · version {digest.version}"


def missed(digest: Digest) -> str:
    """Name the earlier days that no digest covered; empty if there are none."""
    if digest.missed_from is None:
        return ""
    last = digest.period.before.last
    return (
        f"Pitboss was not running: no digest covers {kit.day(digest.missed_from)} to {kit.day(last)}. "
        f"Ask for it: /digest {digest.name} {digest.missed_from}..{last}"
    )


def hidden(number: int, where: Where | None = None) -> str:
    """Say how many findings this audience may not see, and where each person sees theirs."""
    if not number:
        return ""
    named = f"; {WHERE[where]} shows each what they may see" if where in OPENED else ""
    return f"{kit.number(number)} more that not everybody here may see{named}."


def other_findings(digest: Digest) -> Iterator[str]:
    """Say how many findings are not named one by one."""
    if digest.more_findings:
        yield f"{kit.number(digest.more_findings)} more findings stand in the lists below."
    if digest.hidden_findings:
        yield f"Findings: {hidden(digest.hidden_findings)}"


def left_out(table: Table, digest: Digest, *, shown: int) -> str:
    """Say how many more rows there are and where to find them; empty if all are shown."""
    more = table.total - shown
    if not more:
        return ""
    where = WHERE[table.where]
    whole = f"{where} {digest.name} --date {digest.period}" if table.where is Where.EXPORT else where
    return f"{kit.number(more)} more: {whole}"


def trend(told: Trend) -> str:
    """Write a chart as text: each day with its numbers."""
    names = [series.name for series in told.series]
    days = (
        f"{day} {' / '.join(numbers)}" for day, *numbers in zip(labels(told), *map(_points, told.series), strict=True)
    )
    return f"{told.title} ({' / '.join(names)}): {', '.join(days)}"


def points(series: Series) -> list[float]:
    """Give the values of a series as a chart takes them."""
    return [kit.point(Money(int(each), series.unit)) if series.unit else each for each in series.values]


def labels(told: Trend) -> list[str]:
    """Name the days of a chart, in short: ``2 May``."""
    return [f"{day.day} {day:%b}" if isinstance(day, date) else str(day) for day in told.days]


def words(value: object, digest: Digest) -> str:
    """Write a value of a digest, times by the clock of its zone: ``2 May, 14:05``."""
    if isinstance(value, Phrase):
        return value.written(lambda each: words(each, digest))
    if isinstance(value, datetime):
        local = value.astimezone(ZoneInfo(digest.zone))
        return f"{local.day} {local:%b, %H:%M}"
    return values.text(value)


def exported(value: object, digest: Digest) -> str:
    """Write a value where rows are handed out, in files and on the command line: ids are whole there."""
    return str(value) if isinstance(value, UUID) else words(value, digest)


def number(line: Figure) -> str:
    """Write a number and its change: ``12 (9 before, +3)``."""
    now, before = (line.now, line.before)
    if line.unit == SECONDS:
        now, before = _in_one_unit(now, before)
    if before is None:
        return in_unit(now, line.unit)
    if before == now:
        return f"{in_unit(now, line.unit)} (as before)"
    change = in_unit(now - before, line.unit, signed=True)
    return f"{in_unit(now, line.unit)} ({in_unit(before, line.unit)} before, {change})"


def in_unit(amount: int, unit: str, *, signed: bool = False) -> str:
    """Write a number in a line's unit: a duration, money, or a count; as a change it has its sign."""
    if unit and unit != SECONDS:
        return kit.money(Money(amount, unit), signed=signed)
    sign = "-" if amount < 0 else "+" if signed and amount else ""
    return sign + (duration(abs(amount)) if unit else kit.number(abs(amount)))


def duration(seconds: int) -> str:
    """Write how long something took: ``42 s``, ``12 min``, ``2 h 05 min``."""
    if 0 < seconds < MINUTE:
        return f"{seconds} s"
    minutes = round(seconds / MINUTE)
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"  # noqa: PLR2004 - minutes of an hour


def labelled(section: Section) -> Iterator[tuple[str, Figure]]:
    """Give each line under its label; where two have the same, the currency or who may see it tells them apart."""
    often = Counter((line.label, line.unit) for line in section.lines)
    units = Counter(label for label, _ in often)
    for line in section.lines:
        label = f"{line.label} in {line.unit}" if units[line.label] > 1 and line.unit else line.label
        yield f"{label} ({KEPT[line.needs]})" if often[line.label, line.unit] > 1 else label, line


def _in_one_unit(now: int, before: int | None) -> tuple[int, int | None]:
    """Round two durations to minutes together, unless both are shorter: a difference of seconds says nothing then."""
    if max(now, before or 0) < MINUTE:
        return now, before
    return _whole_minutes(now), None if before is None else _whole_minutes(before)


def _whole_minutes(seconds: int) -> int:
    return round(seconds / MINUTE) * MINUTE


def worth_telling(section: Section) -> bool:
    """Say whether a section has content, including figures that fell to zero."""
    return section.stated or not section.empty or any(line.before for line in section.lines) or bool(section.note)


def told_lines(section: Section) -> list[tuple[str, Figure]]:
    """Give the lines that say something, under their labels; all of them where zeros are to be stated."""
    return [(label, line) for label, line in labelled(section) if section.stated or line.now or line.before]


def spelled(digest: Digest, *, rows: int | None = None) -> Iterator[str]:
    """Write the whole digest, line by line; of its lists so many rows, or all."""
    yield title(digest)
    yield kit.plain(about(digest), zone=digest.zone)
    if told := missed(digest):
        yield told
    if digest.empty:
        yield NO_ACTIVITY
    for finding in digest.findings:
        yield f"! {words(finding.sentence, digest)}"
    yield from (f"! {more}" for more in other_findings(digest))
    for section in filter(worth_telling, digest.sections):
        yield ""
        yield from _section(section, digest, rows=rows)


def _points(series: Series) -> list[str]:
    if series.unit:
        return [kit.bare(Money(int(each), series.unit)) for each in series.values]
    return [kit.number(each) for each in series.values]


def _section(section: Section, digest: Digest, *, rows: int | None) -> Iterator[str]:
    yield section.title
    lines = told_lines(section)
    yield from (f"  {label}: {number(line)}" for label, line in lines)
    if section.stated and not lines and not section.table:
        yield f"  {NONE}"
    if section.trend:
        yield f"  {trend(section.trend)}"
    if section.note:
        yield f"  {words(section.note, digest)}"
    if table := section.table:
        yield f"  {' | '.join(table.heads)}"
        shown = table.rows[:rows]
        written = exported if rows is None else words
        yield from (f"  {' | '.join(written(cell, digest) for cell in row.cells)}" for row in shown)
        if more := left_out(table, digest, shown=len(shown)):
            yield f"  {more}"
    if section.hidden:
        yield f"  {hidden(section.hidden, table.where if table else None)}"
