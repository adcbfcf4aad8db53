"""Money moved by hand in a period: every movement with all who stand behind it, and subtotals."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row as Found
from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.sql import literal_column

from core.activity import measures
from core.database.tables import ledger_entries, ledger_transactions, records, requests, staff
from core.digests.digest import Figure, Section, Table, TableRow, Where
from core.digests.query import Look
from core.money import Money
from core.phrases import Phrase

HEADS = ("When", "Transaction", "Player", "What", "Before", "After", "Reason", "Asked by", "Approved by")
RECORDED = (
    "balance.adjusted",
    "adjustment.reversed",
    "bonus.granted",
    "bonus.converted",
    "bonus.voided",
    "receivable.settled",
)
posted, entries = ledger_transactions.c, ledger_entries.c
BY_HAND = posted.kind.in_([literal_column("'adjustment'"), literal_column("'reversal'")])
"""Said in the statement itself, as their index is one of these alone."""
OF_DESK = or_(BY_HAND, and_(posted.kind == literal_column("'bonus'"), posted.request_id.isnot(None)))
"""What people at the desk asked for: bonuses as well, which the platform moves too."""
TITLES = {"bonus": "Bonus", "receivable": "Owed by the player"}
"""Of what has no reason of the office file."""


async def subtotals(look: Look) -> Section:
    """Add up by reason, currency and direction, beside the period before (58 Pa. Code 811a.9)."""
    given = case((entries.amount_minor > 0, 1), else_=0).label("given")
    columns = (posted.kind, posted.reason, entries.currency, given)
    query = (
        _moved(look, *columns, look.side(posted.at), func.count().label("number"), func.sum(entries.amount_minor))
        .where(OF_DESK, look.either(posted.at))
        .group_by(*columns[:3], "given", "side")
    )
    sums: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for kind, reason, currency, gave, side, number, minor in await look.db.execute(query):
        place = sums[f"{_title(look, kind, reason)}, {'given' if gave else 'taken'}", currency]
        place[side] += abs(int(minor))
        place[2] += number if side else 0

    def biggest_first(item: tuple[tuple[str, str], list[int]]) -> tuple[int, tuple[str, str]]:
        (label, currency), (_, now, _) = item
        return -look.office.weight(Money(now, currency)), (label, currency)

    lines = (
        Figure(label=f"{label} ({number})", now=now, before=before, unit=currency)
        for (label, currency), (before, now, number) in sorted(sums.items(), key=biggest_first)
    )
    return Section(title="Subtotals by reason, direction and currency", lines=tuple(lines))


async def sums(look: Look) -> Section:
    """Add up what was given and taken by hand in each currency, and what reversals took and gave back."""
    given = case((entries.amount_minor > 0, 1), else_=0).label("given")
    columns = (posted.kind, entries.currency)
    query = (
        _moved(look, *columns, given, look.side(posted.at), func.sum(entries.amount_minor))
        .where(BY_HAND, look.either(posted.at))
        .group_by(*columns, "given", "side")
    )
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for kind, currency, gave, side, minor in await look.db.execute(query):
        found[currency, measures.by_hand(kind, gave=bool(gave))][side] += abs(int(minor))
    order = (measures.GIVEN, measures.TAKEN, measures.TAKEN_BACK, measures.GIVEN_BACK)
    lines = (
        Figure(label=label, now=now, before=before, unit=currency)
        for currency in look.office.by_weight(_moved_in(found))
        for label in order
        if (currency, label) in found
        for before, now in [found[currency, label]]
    )
    return Section(title="Adjustments", lines=tuple(lines))


def _moved_in(found: Mapping[tuple[str, str], Iterable[int]]) -> dict[str, int]:
    moved: defaultdict[str, int] = defaultdict(int)
    for (currency, _), sides in found.items():
        moved[currency] += sum(sides)
    return moved


async def movements(look: Look) -> Section:
    """List every movement: time, id, who asked and who agreed, what, before, after, why (Indiana 68 IAC 25-3-8)."""
    query = (
        _moved(
            look,
            ledger_transactions,
            ledger_entries,
            staff.c.name.label("requester"),
            func.count().over().label("total"),
        )
        .outerjoin(requests, requests.c.id == posted.request_id)
        .outerjoin(staff, staff.c.id == requests.c.requester_id)
        .where(OF_DESK, look.within(posted.at))
        .order_by(posted.at, posted.id)
        .limit(look.most)
    )
    rows = (await look.db.execute(query)).all()
    total = rows[0].total if rows else 0
    lines = (Figure(label="Movements by hand", now=total),)
    if not rows:
        return Section(title="Every adjustment", lines=lines)
    agreed = await _agreed(look, [row.request_id for row in rows if row.request_id])
    shown = tuple(_row(look, row, agreed.get(row.request_id, "")) for row in rows)
    table = Table(heads=HEADS, rows=shown, total=total, where=Where.EXPORT)
    return Section(title="Every adjustment", lines=lines, table=table)


def _moved(look: Look, *columns: Any) -> Select[Any]:
    wallets = and_(
        entries.player_id == posted.player_id,
        entries.transaction_id == posted.id,
        entries.balance_after_minor.isnot(None),
    )
    road = ledger_transactions.join(ledger_entries, wallets)
    return select(*columns).select_from(road).where(look.ours(posted.player_id))


async def _agreed(look: Look, request_ids: Sequence[UUID]) -> dict[UUID, Phrase]:
    """Read from the records whose word each act rests on, and when it was given."""
    if not request_ids:
        return {}
    query = select(records.c.request_id, records.c.content).where(
        records.c.request_id.in_(request_ids), records.c.action.in_(RECORDED)
    )
    found = {row.request_id: json.loads(row.content)["authorisers"] for row in await look.db.execute(query)}
    return {request_id: _people(authorisers) for request_id, authorisers in found.items()}


def _people(authorisers: Iterable[dict[str, Any]]) -> Phrase:
    people = [
        Phrase("{name} ({roles}), {at}", name=one["name"], roles=tuple(one["roles"]), at=_instant(one["at"]))
        for one in authorisers
    ]
    places = "; ".join(f"{{person_{place}}}" for place in range(len(people)))
    return Phrase(places, **{f"person_{place}": each for place, each in enumerate(people)})


def _instant(written: str) -> datetime:
    """Read a time as records write it."""
    return datetime.fromisoformat(written)


def _row(look: Look, row: Found[Any], agreed: Phrase | str) -> TableRow:
    amount, after = Money(row.amount_minor, row.currency), Money(row.balance_after_minor, row.currency)
    verb = "given" if row.amount_minor > 0 else "taken"
    source = f": {row.source_ref}" if row.source_ref else ""
    reason = f"{_title(look, row.kind, row.reason)}{source}"
    who = row.requester or "not asked for here"
    what = Phrase("{amount} {verb}, {wallet}", amount=abs(amount), verb=verb, wallet=row.account.partition(":")[2])
    balances = (after - amount, after)
    return TableRow(
        cells=(row.at, UUID(int=row.id.int), str(row.player_id), what, *balances, reason, who, agreed or "nobody")
    )


def _title(look: Look, kind: str, reason: str | None) -> str:
    known = look.office.adjustment_reasons.get(reason or "")
    title = known.title if known else TITLES.get(reason or kind, reason or "No reason")
    return f"Reversal of {title}" if kind == "reversal" else title
