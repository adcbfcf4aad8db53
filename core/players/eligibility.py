"""Who gets no gift because of the account or the age."""

from sqlalchemy import select

from core.database.tables import players
from core.errors import Unknown
from core.players import oddities
from core.work import Work

CLOSED = frozenset({"closed", "self_closed"})
"""Accounts that were closed, by the desk or by the player."""


async def why_no_gift(work: Work, player_id: int) -> str:
    """Say why the player must not get a bonus or goodwill; empty where nothing of the account is against it.

    Raises :class:`~core.errors.Unknown` when there is no such player.
    """
    query = select(players.c.lifecycle, players.c.born_on).where(players.c.id == player_id)
    row = (await work.db.execute(query)).one_or_none()
    if row is None:
        raise Unknown(f"There is no player {player_id}.", field="player_id")
    if row.lifecycle in CLOSED:
        return f"The account of player {player_id} is closed: no bonus and no goodwill, only money owed, in cash."
    if oddities.under_age(work, [(player_id, row.born_on)]):
        return f"Player {player_id} is under age by the birth date on record: no bonus and no goodwill."
    return ""


async def under_age(work: Work, player_id: int) -> bool:
    """Tell whether a player is too young to play, by the birth date on record."""
    born_on = await work.db.scalar(select(players.c.born_on).where(players.c.id == player_id))
    return bool(oddities.under_age(work, [(player_id, born_on)]))
