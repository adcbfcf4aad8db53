"""Players offered while somebody types: masked labels; keys pressed are counted per minute, not recorded."""

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from sqlalchemy import Row, select, union_all

from core import audit, foldings, masks, operations, quotas
from core.database.connections import Connection
from core.database.tables import player_lookups, players
from core.errors import Invalid, Refused
from core.operations import Recorded, Seen
from core.people import Actor, Permission
from core.players import PlayerId, brand_scope
from core.quotas import Quota, Within
from core.search import similar
from core.search.lookup import player_id, readable
from core.search.parts import FEWEST_LETTERS, beginnings, begins
from core.work import Work

SUGGESTED = "player.suggested"


class TooManyTries(Refused):
    """More suggestions asked for than the office allows; its words fit a line of a menu."""

    code: ClassVar[str] = "too_many_tries"


class SuggestionsUsedUp(TooManyTries):
    """As many as somebody who goes through all players asks for."""

    code: ClassVar[str] = "suggestions_used_up"
    recorded_as: ClassVar[str | None] = "suggestions.used_up"
    alarms: ClassVar[bool] = True


A_MINUTE = quotas.declare(
    Quota(
        key="limits.typeahead_per_minute",
        within=Within.MINUTE,
        most=lambda office, _: office.limits.typeahead_per_minute,
        count=partial(audit.counted_since, action=SUGGESTED),
        refusal=TooManyTries,
        words="That was more than {most} tries within a minute. Wait a minute, then go on.",
    )
)
AN_HOUR = quotas.declare(
    Quota(
        key="limits.typeahead_per_hour",
        within=Within.HOUR,
        most=lambda office, _: office.limits.typeahead_per_hour,
        count=partial(audit.counted_since, action=SUGGESTED),
        refusal=SuggestionsUsedUp,
        words="More than {most} lists within an hour. Go on later, or use the search.",
    )
)
A_DAY = quotas.declare(
    Quota(
        key="limits.typeahead_per_day",
        within=Within.DAY,
        most=lambda office, _: office.limits.typeahead_per_day,
        count=partial(audit.counted_since, action=SUGGESTED),
        refusal=SuggestionsUsedUp,
        words="More than {most} lists today. Use the search; lists come again tomorrow.",
    )
)
FEW = 5
"""Players who begin with what was typed: with fewer, those with a similar name are offered too."""
TERMS_PER_PLAYER = 10
"""Terms of one player that may begin alike: a name with and without its middle names, username."""


@operations.query(
    SUGGESTED,
    module="players",
    needs=Permission.PLAYER_VIEW,
    doing="look for players",
    recorded=Recorded.COUNTED,
    quotas=(A_MINUTE, AN_HOUR, A_DAY),
    records=("suggestions.used_up", "honey.seen"),
)
async def suggest(work: Work, actor: Actor, text: str, *, limit: int = 10) -> Seen[list[tuple[PlayerId, str]]]:
    """Offer players for what somebody typed so far; see :func:`beginning_with`."""
    rows = await _beginning_with(work.db, text, actor=actor, limit=limit)
    near = await _similar(work.db, text, rows, actor=actor, limit=limit)
    return Seen([*_labels(rows), *near], honey=frozenset(row.id for row in rows if row.honey))


async def beginning_with(db: Connection, text: str, *, actor: Actor, limit: int = 10) -> list[tuple[PlayerId, str]]:
    """List players whose id is, or whose username, name or external id begins with, a text; where few do, similar ones.

    Nothing is given for text that is too short or cannot be looked for: the person is still typing.
    """
    rows = await _beginning_with(db, text, actor=actor, limit=limit)
    return [*_labels(rows), *await _similar(db, text, rows, actor=actor, limit=limit)]


async def _beginning_with(db: Connection, text: str, *, actor: Actor, limit: int) -> list[Row[Any]]:
    try:
        folded = readable(text)
    except Invalid:
        return []
    exact = player_id(folded)
    by_id = (
        (await db.execute(select(players).where(players.c.id == exact, brand_scope.known_to(actor)))).all()
        if exact is not None
        else []
    )
    if len(folded) < foldings.fewest_letters(folded, otherwise=FEWEST_LETTERS):
        return list(by_id)
    each = (
        select(player_lookups.c.player_id, player_lookups.c.term)
        .where(begins(prefix, kinds), brand_scope.keys_known_to(actor))
        .order_by(player_lookups.c.term)
        .limit(limit * TERMS_PER_PLAYER)
        .subquery()
        for prefix, kinds in beginnings(folded, also=("external_id",)).items()
    )
    beginning = union_all(*map(select, each)).subquery()
    query = select(players).join(beginning, beginning.c.player_id == players.c.id).order_by(beginning.c.term)
    return list({row.id: row for row in [*by_id, *(await db.execute(query))]}.values())[:limit]


async def _similar(
    db: Connection, text: str, listed: Sequence[Row[Any]], *, actor: Actor, limit: int
) -> list[tuple[PlayerId, str]]:
    """List players whose name is only similar, where few begin with what was typed; each says how it matched.

    None where what was typed is somebody's whole username or id: nobody else is meant.
    """
    try:
        folded = readable(text)
    except Invalid:
        return []
    whole = any(folded in {foldings.fold(row.username or ""), str(row.id)} for row in listed)
    if whole or len(listed) >= FEW:
        return []
    there = {row.id for row in listed}
    near = [each for each in await similar.nearest(db, text, actor=actor, limit=limit) if each.player_id not in there]
    known = select(players).where(players.c.id.in_([each.player_id for each in near]), brand_scope.known_to(actor))
    rows = {row.id: row for row in (await db.execute(known) if near else ())}
    named = ((rows[each.player_id], each.how) for each in near if each.player_id in rows)
    return [(row.id, f"{_label(row)} · {how}") for row, how in named][: limit - len(listed)]


def _labels(rows: Sequence[Row[Any]]) -> list[tuple[PlayerId, str]]:
    return [(row.id, _label(row)) for row in rows]


def _label(row: Row[Any]) -> str:
    parts = (str(row.id), row.username, masks.name(row.first_name, row.last_name), row.country)
    return " · ".join(part for part in parts if part and part != masks.DOTS)
