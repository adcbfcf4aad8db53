"""A digest in plain words: read aloud, printed in a terminal, and shown where no chart or table can be."""

from collections.abc import Iterator

from bot import kit
from core.digests import Digest, Section, Table, Trend, Where, on

NO_ACTIVITY = "No activity."
WHERE = {
    Where.ALERTS: "/alerts",
    Where.APPROVALS: "/approvals",
    Where.AUDIT: "/audit",
    Where.TICKETS: "/ticket",
    Where.EXPORT: "pitboss digest",
}
"""Where the whole of a list that was cut can be seen."""


def title(digest: Digest) -> str:
    """Head it: which digest, of which days."""
    return f"{digest.title}, {digest.covers}"


def about(digest: Digest) -> str:
    """Say by which rules it counts: zone, version, filters, when it was made, what it is held against."""
    filters = "; ".join(f"{name} {value}" for name, value in digest.filters.items()) or "all brands"
    before = digest.period.before
    days = on(before.first) if before.days == 1 else f"{on(before.first)} to {on(before.last)}"
    days += ", whole" if digest.partial else ""
    made = kit.moment(digest.generated_at)
    return f"Time zone {digest.zone} · {filters} · made {made} · against {days} · version {digest.version}"


def missed(digest: Digest) -> str:
    """Say which days before no digest told of; empty where none is missing."""
    if digest.missed_from is None:
        return ""
    last = digest.period.before.last
    return (
        f"Pitboss was away: no digest told of {on(digest.missed_from)} to {on(last)}. "
        f"Ask for it: /digest {digest.name} {digest.missed_from}..{last}"
    )


def hidden(number: int) -> str:
    """Say that there is more that this audience is not shown."""
    return f"{number} more, not for everybody here." if number else ""


def left_out(table: Table, digest: Digest, *, shown: int) -> str:
    """Say how many rows more there are, and where; empty where all are shown."""
    more = table.total - shown
    if not more:
        return ""
    where = WHERE[table.where]
    whole = f"{where} {digest.name} --date {digest.period}" if table.where is Where.EXPORT else where
    return f"{more} more: {whole}"


def trend(told: Trend) -> str:
    """Say a chart in words: each day with its numbers."""
    names = [series.name for series in told.series]
    days = (
        f"{day} {' / '.join(f'{number:,g}' for number in numbers)}"
        for day, *numbers in zip(told.days, *(series.values for series in told.series), strict=True)
    )
    return f"{told.title} ({' / '.join(names)}): {', '.join(days)}"


def worth_telling(section: Section) -> bool:
    """Tell whether a section has anything to say, be it that something is no more."""
    return not section.empty or any(line.before for line in section.lines) or bool(section.note)


def spelled(digest: Digest) -> Iterator[str]:
    """Say all of it, line by line."""
    yield title(digest)
    yield kit.plain(about(digest), zone=digest.zone)
    if told := missed(digest):
        yield told
    if digest.empty:
        yield NO_ACTIVITY
    for finding in digest.findings:
        yield f"! {finding.sentence}"
    if digest.hidden_findings:
        yield f"! {hidden(digest.hidden_findings)}"
    for section in filter(worth_telling, digest.sections):
        yield ""
        yield from _section(section, digest)


def _section(section: Section, digest: Digest) -> Iterator[str]:
    yield section.title
    yield from (f"  {line.label}: {line.said()}" for line in section.lines if line.now or line.before)
    if section.trend:
        yield f"  {trend(section.trend)}"
    if section.note:
        yield f"  {section.note}"
    if table := section.table:
        yield f"  {' | '.join(table.heads)}"
        yield from (f"  {' | '.join(row.cells)}" for row in table.rows)
        if more := left_out(table, digest, shown=len(table.rows)):
            yield f"  {more}"
    if section.hidden:
        yield f"  {hidden(section.hidden)}"
