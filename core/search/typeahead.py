"""Players offered while somebody types: masked labels, no record per key pressed, tries counted per minute."""

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import Row, select

from core import masks
from core.database.connections import Connection, insert_or_else
from core.database.tables import player_lookups, players, typeahead_counts
from core.errors import Invalid, Refused
from core.people import Actor
from core.players import PlayerId, brand_scope, search_terms
from core.search.query_parts import FEWEST_LETTERS, player_id, readable
from core.work import Work

OFFERED_BY = ("external_id", "username", "name")
TERMS_PER_PLAYER = 6
"""Terms of one player that may begin alike: names in both orders and spellings, username."""
MINUTE_SECONDS = 60


class TooManyTries(Refused):
    """More tries in one minute than a person types."""

    code: ClassVar[str] = "too_many_tries"


async def suggest(db: Connection, text: str, *, actor: Actor, limit: int = 10) -> list[tuple[PlayerId, str]]:
    """Offer players whose id is, or whose username, name or external id begins with, what somebody typed so far.

    Nothing is offered for text that is too short or cannot be looked for: whoever types is not done yet.
    """
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
    if len(folded) < FEWEST_LETTERS:
        return _labels(by_id)
    beginning = (
        select(player_lookups.c.player_id, player_lookups.c.term)
        .where(
            player_lookups.c.term >= folded,
            player_lookups.c.term < search_terms.following(folded),
            player_lookups.c.kind.in_(OFFERED_BY),
            brand_scope.keys_known_to(actor),
        )
        .order_by(player_lookups.c.term)
        .limit(limit * TERMS_PER_PLAYER)
        .subquery()
    )
    query = select(players).join(beginning, beginning.c.player_id == players.c.id).order_by(beginning.c.term)
    return _labels([*by_id, *(await db.execute(query))])[:limit]


async def count_try(work: Work, person: str) -> None:
    """Count one key pressed.

    Raises :class:`TooManyTries` above the office's limit for a person and minute.
    """
    minute = int(work.now.timestamp()) // MINUTE_SECONDS
    statement = insert_or_else(work.db, typeahead_counts).values(person=person, minute=minute, count=1)
    counted = statement.on_conflict_do_update(
        index_elements=["person", "minute"], set_={"count": typeahead_counts.c.count + 1}
    ).returning(typeahead_counts.c.count)
    if (await work.db.execute(counted)).scalar_one() > work.office.limits.typeahead_per_minute:
        raise TooManyTries("You look for players faster than anybody types. Wait a minute, then go on.")


def _labels(rows: Sequence[Row[Any]]) -> list[tuple[PlayerId, str]]:
    return list({row.id: _label(row) for row in rows}.items())


def _label(row: Row[Any]) -> str:
    parts = (str(row.id), row.username, masks.name(row.first_name, row.last_name), row.country)
    return " · ".join(part for part in parts if part and part != masks.DOTS)
