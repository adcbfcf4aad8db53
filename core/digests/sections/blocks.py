"""Blocks of a period: placed and ended, by reason."""

from typing import Any

from sqlalchemy import Column, func, select

from core.database.tables import player_blocks as blocks
from core.digests.digest import Figure, Section
from core.digests.query import Look
from core.people import Visibility
from core.player_blocks.reasons import EXCLUSION_TITLES


async def blocked(look: Look) -> Section:
    """Count what was put between players and playing, and what was lifted or ran out by hand."""
    lines = [*await _counted(look, "Placed", blocks.c.from_at), *await _counted(look, "Ended", blocks.c.ended_at)]
    return Section(title="Blocks", lines=tuple(lines))


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
