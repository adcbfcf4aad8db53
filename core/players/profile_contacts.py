"""The parts of a profile about contact with the player: the last interaction, checked callers, locked checks."""

from sqlalchemy import func, select

from core.database.tables import caller_checks, interactions
from core.players.profile_parameters import DAY_AGO, NOW, PLAYER, SEES

INTERACTIONS = (
    select(*interactions.c["act", "at", "due_on", "outcome"], func.count().over().label("in_all"))
    .where(interactions.c.player_id == PLAYER, interactions.c.visibility.in_(SEES))
    .order_by(interactions.c.at.desc(), interactions.c.id.desc())
    .limit(1)
)
"""The last safer-gambling interaction that this person may see."""
CALLERS = (
    select(*caller_checks.c["at", "until_at", "person", "by_name", "ticket", "asked", "needed"])
    .where(
        caller_checks.c.player_id == PLAYER,
        caller_checks.c.until_at.isnot(None),
        caller_checks.c.at > DAY_AGO,
    )
    .order_by(caller_checks.c.at.desc(), caller_checks.c.id.desc())
    .limit(1)
)
"""The last caller of a day who was checked, for the player's card."""
CALLER_LOCKS = (
    select(caller_checks.c.locked_until_at.label("until_at"))
    .where(caller_checks.c.player_id == PLAYER, caller_checks.c.locked_until_at > NOW)
    .order_by(caller_checks.c.locked_until_at.desc())
    .limit(1)
)
