"""What players did in a period, from the totals of the days."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import func, select

from core import activity
from core.activity import DayTotal, measures
from core.activity.measures import Measure
from core.activity.misunderstood import QuarantineKind
from core.database.tables import players as players_table
from core.database.tables import quarantined_events
from core.digests.digest import Figure, Section, Series, Trend
from core.digests.query import Look, by_side

MOVED = measures.kinds(measures.MONEY)
CHARTED = measures.kinds((measures.DEPOSITS, measures.WITHDRAWALS_PAID))
Totals = tuple[DayTotal, ...]


async def totals(look: Look) -> Totals:
    """Read the days of the period, of the one before and of the trend, at once."""
    first = min(look.period.before.first, look.trend.first)
    whole = await activity.day_totals(
        look.db, since_day=first, until_day=look.period.last, office=look.office, brand=look.brand
    )
    if not look.partial:
        return whole
    last, until = look.period.before.last, look.compared_until
    part = await activity.beginning_of_day(look.db, day=last, before=until, office=look.office, brand=look.brand)
    return (*whole, *part)


async def players(look: Look, days: Totals) -> Section:
    """Count who came and who was there."""
    lines = [await _registrations(look)]
    now, before = await _active(look, days)
    lines.append(Figure(label="Active players", now=now, before=before))
    lines += [_count(look, _known(days), one) for one in (measures.LOGINS, measures.FAILED_LOGINS)]
    return Section(title="Players", lines=tuple(lines))


def money(look: Look, days: Totals) -> Section:
    """Add up what moved in each currency, deposits and withdrawals beside each other day by day."""
    known = _known(days)
    paid, _ = _moved(look, tuple(one for one in known if one.kind in CHARTED))
    trend = _money_trend(look, known, paid[0]) if paid else None
    _, lines = _moved(look, known)
    return Section(title="Money", lines=lines, trend=trend)


def unknown_players(look: Look, days: Totals) -> Section:
    """Tell apart what came in about players nobody knows here: it is in no figure of the others."""
    unknown = tuple(one for one in days if not one.known)
    every = Measure("Events", tuple({one.kind for one in unknown}))
    counted = (_count(look, unknown, one) for one in (every, measures.LOGINS, measures.FAILED_LOGINS))
    _, moved = _moved(look, unknown)
    return Section(title="Players nobody knows here", lines=(*filter(_some, counted), *moved))


def failed_logins(look: Look, days: Totals) -> Section:
    """Show how failed logins went lately, those of players nobody knows here apart."""
    unknown = tuple(one for one in days if not one.known)
    sides = {"Failed": _known(days), "Of unknown players": unknown}
    counts = {name: _by_day(look, some, activity.FAILED) for name, some in sides.items()}
    series = tuple(Series(name=name, values=of) for name, of in counts.items() if name == "Failed" or any(of))
    trend = Trend(title="Failed logins by day", days=tuple(look.days), series=series)
    line, strange = (_count(look, some, measures.FAILED_LOGINS) for some in sides.values())
    apart = (strange.model_copy(update={"label": "Failed logins of unknown players"}),) if _some(strange) else ()
    shown = any(any(of) for of in counts.values())
    return Section(title="Failed logins", lines=(line, *apart), trend=trend if shown else None)


async def _registrations(look: Look) -> Figure:
    """Count players by when they registered, however they came."""
    at = players_table.c.registered_at
    real = ~players_table.c.honey
    query = select(look.side(at), func.count()).where(look.either(at), look.of_brand(players_table.c.brand), real)
    numbers = by_side(await look.db.execute(query.group_by("side")))
    return Figure(label=measures.REGISTRATIONS, now=numbers.get(1, 0), before=numbers.get(0, 0))


async def _active(look: Look, days: Totals) -> tuple[int, int]:
    """Count different players: by the day's own count where it is one day, else anew, as days share players."""
    if look.period.days == 1:
        sides = [0, 0]
        for one in days:
            side = _side(look, one)
            if one.kind == activity.ACTIVE and side is not None:
                sides[side] += one.players
        return sides[1], sides[0]
    cuts = (None, look.compared_until if look.partial else None)
    now, before = [
        await activity.active_players(look.db, period=period, office=look.office, brand=look.brand, before=cut)
        for period, cut in zip((look.period, look.period.before), cuts, strict=True)
    ]
    return now, before


def _known(days: Totals) -> Totals:
    return tuple(one for one in days if one.known)


def _some(line: Figure) -> bool:
    return bool(line.now or line.before)


def _moved(look: Look, days: Totals) -> tuple[tuple[str, ...], tuple[Figure, ...]]:
    """Add up what moved in each currency, the one first in which most did."""
    sums: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for one in days:
        side = _side(look, one)
        if one.kind in MOVED and side is not None:
            sums[one.currency][one.kind][side] += one.amount_minor
    ordered = look.office.by_weight({currency: _weight(of) for currency, of in sums.items()})
    return ordered, tuple(line for currency in ordered for line in _of_currency(currency, sums[currency]))


def _of_currency(currency: str, sums: dict[str, list[int]]) -> Iterable[Figure]:
    for one in measures.MONEY:
        before, now = (one.of({kind: sides[side] for kind, sides in sums.items()}) for side in (0, 1))
        if before or now:
            yield Figure(label=one.label, now=now, before=before, unit=currency)


def _money_trend(look: Look, days: Totals, currency: str) -> Trend:
    series = []
    for one in (measures.DEPOSITS, measures.WITHDRAWALS_PAID):
        minor = _by_day(look, days, one.plus[0], currency)
        series.append(Series(name=one.label, values=minor, unit=currency))
    return Trend(title=f"Deposits and withdrawals by day, {currency}", days=tuple(look.days), series=tuple(series))


def _by_day(look: Look, days: Totals, kind: str, currency: str | None = None) -> tuple[int, ...]:
    sums = dict.fromkeys(look.days, 0)
    for one in days:
        if one.kind == kind and not one.part and one.day in sums and currency in (None, one.currency):
            sums[one.day] += one.count if currency is None else one.amount_minor
    return tuple(sums.values())


def _count(look: Look, days: Totals, measure: Measure) -> Figure:
    sides = [0, 0]
    for one in days:
        side = _side(look, one)
        if one.kind in measure.plus and side is not None:
            sides[side] += one.count
    return Figure(label=measure.label, now=sides[1], before=sides[0])


def _side(look: Look, one: DayTotal) -> int | None:
    """Tell the period's own (1) from the one before (0); None for days that only the trend shows."""
    if look.period.first <= one.day <= look.period.last:
        return 1
    before = look.period.before
    if one.part != (look.partial and one.day == before.last):
        return None
    return 0 if before.first <= one.day <= before.last else None


def _weight(sums: dict[str, list[int]]) -> int:
    return sum(now + before for before, now in sums.values())


async def quarantined(look: Look) -> list[Section]:
    """Count the events that wait in quarantine, by kind; no section where none do."""
    kind = quarantined_events.c.kind
    rows = await look.db.execute(select(kind, func.count()).group_by(kind).order_by(kind))
    lines = tuple(Figure(label=KINDS[QuarantineKind(one)], now=number) for one, number in rows)
    return [Section(title="Events that could not be understood", lines=lines, note=QUARANTINE)] if lines else []


QUARANTINE = "They wait in quarantine: whoever runs Pitboss replays or discards them."
KINDS = {
    QuarantineKind.MALFORMED: "Not an event",
    QuarantineKind.FUTURE: "In the future",
    QuarantineKind.CURRENCY: "Unknown currency",
    QuarantineKind.CONFLICT: "Id used twice",
    QuarantineKind.FAILED: "Failed here",
    QuarantineKind.TYPE: "Unknown type",
    QuarantineKind.VERSION: "Unknown version",
}
