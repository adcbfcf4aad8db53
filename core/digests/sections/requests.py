"""Requests of a period: what waits, what stands unconfirmed, how the others ended and how long that took."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row as Found
from sqlalchemy import Select, func, select

from core.database.tables import requests, staff
from core.database.tables.requests import State
from core.digests.digest import SECONDS, DigestFinding, Figure, Section, Table, TableRow, Where
from core.digests.query import Look, by_side, seconds_between, worded
from core.phrases import Phrase
from core.platform import orders
from core.requests import open_at

DECIDED = (State.DONE, State.CONFIRMED, State.DECLINED, State.ENDED, State.FAILED)
CLOSED = (State.DONE, State.CONFIRMED, State.ENDED, State.DECLINED, State.FAILED, State.EXPIRED, State.TAKEN_BACK)


async def waiting(look: Look) -> tuple[Section, list[DigestFinding]]:
    """List what waits for a second person now, what is in force unconfirmed first."""
    query = _open(look).order_by(requests.c.state, requests.c.due_at, requests.c.id).limit(look.most)
    rows = (await look.db.execute(query)).all()
    total, unconfirmed = (rows[0].total, rows[0].unconfirmed) if rows else (0, 0)
    lines = (
        Figure(label="In force, unconfirmed", now=unconfirmed),
        Figure(label="Waiting for approval", now=total - unconfirmed),
    )
    section = Section(title="Waiting for a second person", lines=lines, table=_table(look, rows))
    return section, [_unconfirmed(row) for row in rows if row.state == State.IN_FORCE and row.due_at <= look.now]


async def unconfirmed(look: Look) -> tuple[Section, list[DigestFinding]]:
    """List protective acts that nobody confirmed or ended in time."""
    late = _open(look).where(requests.c.state == State.IN_FORCE, requests.c.due_at <= look.now)
    rows = (await look.db.execute(late.order_by(requests.c.due_at, requests.c.id).limit(look.most))).all()
    lines = (Figure(label="In force past their time", now=rows[0].total if rows else 0),)
    section = Section(title="Protective acts nobody confirmed", lines=lines, table=_table(look, rows))
    return section, [_unconfirmed(row) for row in rows]


async def stranded(look: Look) -> Section:
    """List requests that still wait although their requester may no longer work here."""
    gone = _open(look).where(staff.c.state != "active", requests.c.state == State.PENDING)
    rows = (await look.db.execute(gone.order_by(requests.c.due_at, requests.c.id).limit(look.most))).all()
    lines = (Figure(label="Requests to take over", now=rows[0].total if rows else 0),)
    return Section(title="Asked by somebody who left or is frozen", lines=lines, table=_table(look, rows))


async def outcomes(look: Look, *states: State) -> Section:
    """Count how requests ended, beside the period before, and how long the second person took."""
    asked = await look.db.execute(
        select(look.side(requests.c.asked_at), func.count())
        .where(look.either(requests.c.asked_at), look.ours(requests.c.player_id))
        .group_by("side")
    )
    closed = await look.db.execute(
        select(look.side(requests.c.closed_at), requests.c.state, func.count())
        .where(look.either(requests.c.closed_at), look.ours(requests.c.player_id))
        .group_by("side", requests.c.state)
    )
    ended = {(side, State(state)): int(number) for side, state, number in closed}
    numbers = by_side(asked)
    lines = [Figure(label="Asked", now=numbers.get(1, 0), before=numbers.get(0, 0))] if not states else []
    for state in states or CLOSED:
        before, now = (ended.get((side, state), 0) for side in (0, 1))
        lines.append(Figure(label=orders.counted_word(state), now=now, before=before))
    if not states:
        decided = [sum(ended.get((side, state), 0) for state in DECIDED) for side in (0, 1)]
        took = [await _median(look, side, of=number) for side, number in enumerate(decided)]
        if took[1] is not None:
            median = Figure(label="Time to a decision, median", now=took[1], before=took[0], unit=SECONDS)
            lines.append(median)
    return Section(title="Requests", lines=tuple(lines))


def _open(look: Look) -> Select[Any]:
    return (
        select(
            requests,
            staff.c.name.label("requester"),
            func.count().over().label("total"),
            func.count().filter(requests.c.state == State.IN_FORCE).over().label("unconfirmed"),
        )
        .join(staff, staff.c.id == requests.c.requester_id)
        .where(open_at(look.now), look.ours(requests.c.player_id))
    )


def _table(look: Look, rows: Sequence[Found[Any]]) -> Table | None:
    if not rows:
        return None
    heads = ("Code", "What", "Player", "Asked by", "Asked", "How far")
    return Table(heads=heads, rows=tuple(_row(look, row) for row in rows), total=rows[0].total, where=Where.APPROVALS)


def _row(look: Look, row: Found[Any]) -> TableRow:
    late = row.due_at <= look.now
    verb = "to be confirmed" if row.state == State.IN_FORCE else "waits"
    until = Phrase(f"{verb} until {{due}}{', late' if late else ''}", due=row.due_at)
    player = str(row.player_id) if row.player_id is not None else ""
    return TableRow(cells=(row.code, worded(row.action), player, row.requester, row.asked_at, until))


def _unconfirmed(row: Found[Any]) -> DigestFinding:
    about = f" of player {row.player_id}" if row.player_id is not None else ""
    words = f"{row.code}, {worded(row.action).lower()}{about}: in force, unconfirmed since {{due}}."
    return DigestFinding(key=f"request:{row.id}", sentence=Phrase(words, due=row.due_at))


async def _median(look: Look, side: int, *, of: int) -> int | None:
    """Find the median time of as many decisions, in the database; None where nothing was decided."""
    if not of:
        return None
    took = seconds_between(look.db, requests.c.asked_at, requests.c.closed_at).label("took")
    middle = (
        select(took)
        .where(look.either(requests.c.closed_at), look.side(requests.c.closed_at) == side)
        .where(requests.c.state.in_(DECIDED), look.ours(requests.c.player_id))
        .order_by(took)
        .offset((of - 1) // 2)
        .limit(2 - of % 2)
        .subquery()
    )
    return round(await look.db.scalar(select(func.avg(middle.c.took))) or 0)
