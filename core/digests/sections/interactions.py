"""Safer-gambling interactions of a period, as a regulator's return counts them, and those not looked at in time."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from core.database.tables import interactions, players
from core.digests.digest import DigestFinding, Figure, Section, Table, TableRow, Where
from core.digests.query import Look, worded
from core.interactions import InteractionAct, InteractionOutcome
from core.people import Visibility
from core.phrases import Phrase

ACTS: Mapping[InteractionAct, str] = {
    InteractionAct.MESSAGE: "Messages",
    InteractionAct.CALL: "Calls",
    InteractionAct.LIMIT_SUGGESTED: "Limits suggested",
    InteractionAct.COOL_OFF_OFFERED: "Cool-offs offered",
    InteractionAct.NOT_CONTACTED: "Decided not to contact",
}
OUTCOMES: Mapping[InteractionOutcome, str] = {
    InteractionOutcome.CHANGED: "Play changed",
    InteractionOutcome.UNCHANGED: "Play unchanged",
    InteractionOutcome.WORSE: "Play worse",
}


async def recorded(look: Look) -> Section:
    """Count what was done, by act, and the players concerned."""
    query = (
        select(
            interactions.c.act, interactions.c.visibility, look.side(interactions.c.at), func.count().label("number")
        )
        .where(look.either(interactions.c.at), look.ours(interactions.c.player_id))
        .group_by(interactions.c.act, interactions.c.visibility, "side")
    )
    lines = _figures((row.act, row.visibility, row.side, row.number) for row in await look.db.execute(query))
    labels = {act.value: label for act, label in ACTS.items()}
    return Section(title="Interactions recorded", lines=_lines(lines, labels), compared=True)


async def evaluated(look: Look) -> Section:
    """Count what came of those whose outcome was looked at, by outcome."""
    at = interactions.c.evaluated_at
    query = (
        select(interactions.c.outcome, interactions.c.visibility, look.side(at), func.count().label("number"))
        .where(at.isnot(None), look.either(at), look.ours(interactions.c.player_id))
        .group_by(interactions.c.outcome, interactions.c.visibility, "side")
    )
    lines = _figures((row.outcome, row.visibility, row.side, row.number) for row in await look.db.execute(query))
    labels = {outcome.value: label for outcome, label in OUTCOMES.items()}
    return Section(title="Outcomes looked at", lines=_lines(lines, labels))


async def by_licence(look: Look) -> Section:
    """Count for each licence what was recorded: interactions, players, each act, each outcome so far."""
    one = interactions.c
    acts = (func.count().filter(one.act == act.value).label(act.value) for act in ACTS)
    ends = (func.count().filter(one.outcome == outcome.value).label(outcome.value) for outcome in OUTCOMES)
    query = (
        select(
            players.c.licence,
            one.visibility,
            func.count().label("all"),
            func.count(one.player_id.distinct()).label("players"),
            *acts,
            *ends,
        )
        .join(players, players.c.id == one.player_id)
        .where(look.within(one.at), look.of_brand(players.c.brand))
        .group_by(players.c.licence, one.visibility)
        .order_by(players.c.licence, one.visibility)
    )
    rows = (await look.db.execute(query)).all()
    heads = ("Licence", "Visible to", "Interactions", "Players", *ACTS.values(), *OUTCOMES.values())
    shown = tuple(TableRow(cells=tuple(row), needs=Visibility(row.visibility)) for row in rows)
    table = Table(heads=heads, rows=shown, total=len(rows), where=Where.EXPORT) if rows else None
    return Section(title="By licence", table=table)


async def due(look: Look, *, overdue: bool = False) -> tuple[Section, list[DigestFinding]]:
    """List what has no outcome yet, the longest due first; or only what is ``overdue``. Those are findings."""
    today = look.office.day(look.now)
    waiting = [interactions.c.outcome.is_(None), look.ours(interactions.c.player_id)]
    waiting += [interactions.c.due_on < today] if overdue else []
    late = func.count().filter(interactions.c.due_on < today)
    by_level = select(interactions.c.visibility, func.count(), late).where(*waiting).group_by(interactions.c.visibility)
    lines = [
        Figure(label=label, now=number, needs=Visibility(level))
        for level, waits, missed in await look.db.execute(by_level)
        for label, number in ((("Wait for an outcome", waits),) if not overdue else ()) + (("Overdue", missed),)
        if number
    ]
    query = (
        select(interactions, func.count().over().label("total"))
        .where(*waiting)
        .order_by(interactions.c.due_on, interactions.c.at, interactions.c.id)
        .limit(look.most)
    )
    rows = (await look.db.execute(query)).all()
    shown = tuple(TableRow(cells=_waiting(row), needs=Visibility(row.visibility)) for row in rows)
    heads = ("Due", "Player", "Recorded", "What", "By")
    table = Table(heads=heads, rows=shown, total=rows[0].total, where=Where.INTERACTIONS) if rows else None
    title = "Interactions whose outcome is overdue" if overdue else "Interactions without an outcome"
    return Section(title=title, lines=tuple(lines), table=table), [_finding(row) for row in rows if row.due_on < today]


def _waiting(row: Any) -> tuple[Any, ...]:
    return (row.due_on, f"player {row.player_id}", row.at, worded(row.act), row.by_name)


def _finding(row: Any) -> DigestFinding:
    words = Phrase(
        "The outcome of an interaction with {player} was due {due}; nobody looked at it.",
        player=f"player {row.player_id}",
        due=row.due_on,
    )
    return DigestFinding(key=f"interaction:{row.id}", sentence=words, needs=Visibility(row.visibility))


def _figures(rows: Any) -> dict[tuple[str, str], list[int]]:
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for name, level, side, number in rows:
        sums[name, level][side] += number
    return sums


def _lines(sums: Mapping[tuple[str, str], list[int]], labels: Mapping[str, str]) -> tuple[Figure, ...]:
    """Give a line for each label, also where there was nothing, as a return wants it."""
    lines = [
        Figure(label=labels[name], now=now, before=before, needs=Visibility(level))
        for (name, level), (before, now) in sorted(sums.items())
        if name in labels
    ]
    missing = [Figure(label=label, now=0, before=0) for name, label in labels.items() if (name, "staff") not in sums]
    order = list(labels.values())
    return tuple(sorted([*lines, *missing], key=lambda line: order.index(line.label)))
