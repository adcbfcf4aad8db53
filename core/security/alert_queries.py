"""Looking at alerts: lists, the alerts of one player, one alert, and the forms about it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from core import audit, operations, players
from core.database.pages import Page
from core.operations import Seen
from core.people import Actor, Permission
from core.security import alerts
from core.security.alerts import Alert, Shelf
from core.work import Work

LOOKING = "look at alerts"


@operations.query("alerts.listed", module="security", needs=Permission.ALERT_VIEW, doing=LOOKING)
async def list_alerts(work: Work, actor: Actor, shelf: Shelf, *, at: str = "") -> Seen[Page[Alert]]:
    """List a page of a shelf: open ones worst first, closed ones newest first."""
    found = await alerts.page_of(work.db, shelf, actor=actor, now=work.now, at=at)
    return Seen(found, facts={"which": shelf.value, **_counted(found)})


@operations.query("alerts.listed", module="security", needs=Permission.ALERT_VIEW, doing=LOOKING, looks_at_player=True)
async def list_alerts_of_player(work: Work, actor: Actor, player_id: int, *, at: str = "") -> Seen[Page[Alert]]:
    """List a page of all alerts about a player, open or closed, newest first.

    Raises :class:`~core.errors.Unknown` for a player whom this person may not know of.
    """
    player = await players.introduction(work.db, player_id, actor=actor, now=work.now)
    found = await alerts.history_of(work.db, player_id, actor=actor, at=at)
    return Seen(found, looked_at=player, facts=_counted(found))


@operations.query("alert.viewed", module="security", needs=Permission.ALERT_VIEW, doing=LOOKING, looks_at_player=True)
async def view_alert(work: Work, actor: Actor, alert_id: UUID) -> Seen[Alert]:
    """Open one alert.

    Raises :class:`~core.errors.Unknown` for one that this person may not see.
    """
    alert = await alerts.get(work.db, alert_id, actor=actor)
    if alert.player_id is None:
        return Seen(alert, **_about(alert))
    player = await players.introduction(work.db, alert.player_id, actor=actor, now=work.now)
    return Seen(alert, looked_at=player, **_about(alert))


@operations.query(
    "alert.viewed", module="security", needs=(Permission.ALERT_VIEW, Permission.ALERT_WORK), doing="work alerts"
)
async def prepare_form(work: Work, actor: Actor, alert_id: UUID) -> Seen[Alert]:
    """Read an alert for a form about it: nobody fills one in who may not work alerts.

    Raises :class:`~core.errors.Unknown` for an alert that this person may not see.
    """
    alert = await alerts.get(work.db, alert_id, actor=actor)
    return Seen(alert, **_about(alert))


def _about(alert: Alert) -> dict[str, Any]:
    facts = {"rule": alert.rule, "visibility": alert.visibility.value}
    return {"player_id": alert.player_id, "facts": facts}


def _counted(found: Iterable[Alert]) -> dict[str, Any]:
    shown = list(found)
    return {"count": len(shown), **audit.kept_for(each.visibility for each in shown)}
