"""Blocks of a period: placed and ended, by reason."""

from typing import Any

from sqlalchemy import Column, func, select

from core.database.tables import player_blocks as blocks
from core.database.tables import requests, staff
from core.database.tables.requests import State
from core.digests.digest import Figure, Section, Table, TableRow, Where
from core.digests.query import Look, worded
from core.people import Visibility
from core.player_blocks.reasons import EXCLUSION_TITLES, WRONG_PLAYER


async def blocked(look: Look) -> Section:
    """Count what was put between players and playing, and what was lifted or ran out by hand."""
    lines = [*await _counted(look, "Placed", blocks.c.from_at), *await _counted(look, "Ended", blocks.c.ended_at)]
    return Section(title="Blocks", lines=tuple(lines))


async def wrong_players(look: Look) -> Section:
    """List the blocks and exclusions that were lifted because they were set for the wrong player."""
    lifting = requests.c.action.in_(("unblock_player", "correct_exclusion"))
    query = (
        select(requests, staff.c.name.label("requester"))
        .join(staff, staff.c.id == requests.c.requester_id)
        .where(
            lifting, requests.c.state == State.DONE, look.within(requests.c.closed_at), look.ours(requests.c.player_id)
        )
        .order_by(requests.c.closed_at, requests.c.id)
    )
    found = [row for row in await look.db.execute(query) if _wrong_player(row)]
    lines = (Figure(label="Lifted, meant for another player", now=len(found)),)
    heads = ("Code", "What", "Player", "Asked by", "Agreed last", "When")
    rows = tuple(
        TableRow(
            cells=(row.code, worded(row.action), str(row.player_id), row.requester, row.closed_by or "", row.closed_at)
        )
        for row in found[: look.most]
    )
    table = Table(heads=heads, rows=rows, total=len(found), where=Where.APPROVALS) if found else None
    return Section(title="Set for the wrong player", lines=lines, table=table)


def _wrong_player(row: Any) -> bool:
    return row.action == "correct_exclusion" or WRONG_PLAYER in row.payload.get("remedies", ())


async def _counted(look: Look, word: str, column: Column[Any]) -> list[Figure]:
    query = (
        select(blocks.c.reason, blocks.c.visibility, look.side(column), func.count())
        .where(look.either(column), look.ours(blocks.c.player_id))
        .group_by(blocks.c.reason, blocks.c.visibility, "side")
    )
    sums: dict[tuple[str, str], list[int]] = {}
    for reason, visibility, side, number in await look.db.execute(query):
        sums.setdefault((_title(look, reason), visibility), [0, 0])[side] += number
    return [
        Figure(
            label=f"{word}: {title}",
            now=now,
            before=before,
            needs=Visibility(visibility),
            instead=_instead(look, word, visibility),
        )
        for (title, visibility), (before, now) in sorted(sums.items(), key=lambda item: (-item[1][1], item[0]))
    ]


def _instead(look: Look, word: str, visibility: str) -> str:
    """Give the label under which those count it who may not see the reason."""
    cover = look.office.cover
    return f"{word}: {_title(look, cover)}" if cover and visibility != Visibility.STAFF else ""


def _title(look: Look, reason: str) -> str:
    known = look.office.reasons.get(reason)
    return known.title if known else EXCLUSION_TITLES.get(reason, reason)
