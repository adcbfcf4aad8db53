"""Everything Pitboss does in Slack: a new feature is a module of handlers and a line here."""

from bot.api import events, status
from bot.approvals import asking, drawing, listeners
from bot.feature import Feature
from bot.handlers import (
    activity,
    adjustments,
    alerts,
    approvals,
    audit,
    blocks,
    check,
    desk,
    digests,
    freezes,
    home,
    leavers,
    mentions,
    player_notes,
    player_reveal,
    players,
    roles,
    ticket_thread,
    tickets,
)
from bot.workflows import alarms, expiry, platform, rollups, security, ticket_replies, watching
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
    Feature(ticket_thread.ROUTES),
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
