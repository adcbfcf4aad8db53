"""Everything Pitboss does in Slack: a new feature is a module of handlers and a line here."""

from bot.api import events, status
from bot.approvals import asking, drawing, listeners
from bot.feature import Feature
from bot.handlers import mentions
from bot.handlers.activity import commands as activity
from bot.handlers.alerts import check
from bot.handlers.alerts import commands as alerts
from bot.handlers.audit import commands as audit
from bot.handlers.desk import commands as desk
from bot.handlers.desk import freezes, home, leavers
from bot.handlers.digests import commands as digests
from bot.handlers.players import commands as players
from bot.handlers.players import notes as player_notes
from bot.handlers.players import reveals as player_reveal
from bot.handlers.requests import adjustments, approvals, blocks, roles
from bot.handlers.tickets import commands as tickets
from bot.handlers.tickets import thread as ticket_thread
from bot.workflows import alarms, expiry, platform, rollups, security, ticket_replies, ticket_threads, watching
from bot.workflows import digests as digesting
from bot.workflows import freezes as stops
from bot.workflows import tickets as ticketing

ALL: tuple[Feature, ...] = (
    Feature(players.ROUTES),
    Feature(player_notes.ROUTES),
    Feature(player_reveal.ROUTES),
    Feature(blocks.ROUTES),
    Feature(adjustments.ROUTES),
    Feature(roles.ROUTES),
    Feature(asking.ROUTES),
    Feature(listeners.ROUTES, home.following(drawing.DRAWERS), expiry.JOBS),
    Feature(approvals.ROUTES),
    Feature(activity.ROUTES, jobs=rollups.JOBS),
    Feature(audit.ROUTES),
    Feature(tickets.ROUTES, ticketing.DRAWERS, ticketing.JOBS, senders=ticket_replies.SENDERS),
    Feature(ticket_thread.ROUTES, senders=ticket_threads.SENDERS),
    Feature(check.ROUTES),
    Feature(alerts.ROUTES, security.DRAWERS, security.JOBS),
    Feature(digests.ROUTES, digesting.DRAWERS, digesting.JOBS),
    Feature(desk.ROUTES),
    Feature(freezes.ROUTES, stops.DRAWERS),
    Feature(leavers.ROUTES),
    Feature(home.ROUTES, home.DRAWERS),
    Feature(mentions.ROUTES),
    Feature(drawers=watching.DRAWERS, jobs=watching.JOBS),
    Feature(drawers=alarms.DRAWERS),
    Feature(doors=events.DOORS),
    Feature(senders=platform.SENDERS, doors=status.DOORS),
)
