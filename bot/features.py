"""Everything Pitboss does in Slack: a new feature is a package of handlers and a line here."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.api import events, openapi, status
from bot.api.routes import Door
from bot.approvals import ballot, submission
from bot.approvals import commands as asking
from bot.handlers import spoken
from bot.handlers.activity import commands as activity
from bot.handlers.activity import statements as account_statements
from bot.handlers.alerts import check
from bot.handlers.alerts import commands as alerts
from bot.handlers.audit import commands as audit
from bot.handlers.desk import commands as desk
from bot.handlers.desk import freezes, home, leavers, memberships, newcomers, office_files, roles
from bot.handlers.digests import commands as digests
from bot.handlers.links import commands as links
from bot.handlers.links import decisions as link_decisions
from bot.handlers.players import callers as player_callers
from bot.handlers.players import commands as players
from bot.handlers.players import interactions as player_interactions
from bot.handlers.players import notes as player_notes
from bot.handlers.players import reveals as player_reveal
from bot.handlers.players import saved_searches, watch_list
from bot.handlers.requests import approvals
from bot.handlers.tickets import commands as tickets
from bot.handlers.tickets import thread as ticket_thread
from bot.process.services import EntryPoints
from bot.slack import accounts
from bot.slack.routes import Routes
from bot.workflows import (
    alarms,
    alert_cards,
    audience_changes,
    exposures,
    orphan_events,
    platform_orders,
    request_cards,
    request_expiry,
    retracted_notes,
    rollups,
    staff_monitoring,
    ticket_replies,
    ticket_threads,
)
from bot.workflows import digests as digesting
from bot.workflows import freezes as freeze_notices
from bot.workflows import home as home_drawing
from bot.workflows import office_files as office_announcements
from bot.workflows import tickets as ticketing
from bot.workflows.schedule import Job
from bot.workflows.topic_handlers import Drawers, Senders
from core import actions
from core.action import Action


@dataclass(frozen=True, slots=True)
class Feature:
    """What one feature adds: handlers, drawers and senders of outbox topics, timers, HTTP routes."""

    routes: Routes = field(default_factory=Routes)
    drawers: Drawers = ()
    jobs: tuple[Job, ...] = ()
    doors: tuple[Door, ...] = ()
    senders: Senders = ()


def of(several: Iterable[type[Action]]) -> tuple[Feature, ...]:
    """Put everything together around these actions."""
    features = (
        Feature(players.ROUTES),
        Feature(player_notes.ROUTES),
        Feature(saved_searches.ROUTES),
        Feature(watch_list.ROUTES),
        Feature(player_reveal.ROUTES),
        Feature(player_callers.ROUTES),
        Feature(player_interactions.ROUTES),
        Feature(links.ROUTES),
        Feature(account_statements.ROUTES),
        Feature(link_decisions.ROUTES),
        Feature(activity.ROUTES, jobs=(*orphan_events.JOBS, *rollups.JOBS)),
        Feature(asking.routes(several)),
        Feature(submission.ROUTES),
        Feature(tickets.ROUTES, ticketing.DRAWERS, ticketing.JOBS, senders=ticket_replies.SENDERS),
        Feature(ticket_thread.ROUTES, senders=ticket_threads.SENDERS),
        Feature(drawers=exposures.DRAWERS, senders=exposures.SENDERS),
        Feature(ballot.ROUTES, request_cards.DRAWERS, request_expiry.JOBS),
        Feature(approvals.ROUTES),
        Feature(check.ROUTES),
        Feature(alerts.ROUTES, alert_cards.DRAWERS, alert_cards.JOBS),
        Feature(audit.ROUTES),
        Feature(digests.ROUTES, digesting.DRAWERS, digesting.JOBS),
        Feature(desk.ROUTES),
        Feature(roles.ROUTES),
        Feature(newcomers.ROUTES),
        Feature(freezes.ROUTES, freeze_notices.DRAWERS),
        Feature(leavers.ROUTES),
        Feature(office_files.ROUTES, drawers=office_announcements.DRAWERS),
        Feature(memberships.ROUTES, drawers=audience_changes.DRAWERS, jobs=audience_changes.JOBS),
        Feature(home.ROUTES, home_drawing.DRAWERS),
        Feature(accounts.ROUTES),
        Feature(drawers=retracted_notes.DRAWERS),
        Feature(drawers=staff_monitoring.DRAWERS, jobs=staff_monitoring.JOBS),
        Feature(drawers=alarms.DRAWERS),
        Feature(doors=(*events.DOORS, *openapi.DOORS)),
        Feature(senders=platform_orders.SENDERS, doors=status.DOORS, jobs=platform_orders.JOBS),
    )
    return *features, Feature(spoken.routes(each.routes for each in features))


ALL = of(actions.ALL)


def entry_points() -> EntryPoints:
    """Name everything that Slack can call in the whole bot."""
    return Routes.joined(each.routes for each in ALL).entry_points
