"""Every table and constraint, one file a topic."""

from core.database.tables.account_acts import counter_resets, player_requirements
from core.database.tables.activity import event_ids, events, orphan_events, payment_references, quarantined_events
from core.database.tables.alerts import address_logins, alert_snoozes, alerts
from core.database.tables.audit import pending_records, record_keys, records
from core.database.tables.base import metadata
from core.database.tables.callers import caller_checks
from core.database.tables.desk import (
    channel_audiences,
    freezes,
    look_counts,
    lookup_days,
    office_files,
    outbox,
    posted_messages,
    seen_deliveries,
)
from core.database.tables.digests import digest_subscriptions, digests, job_runs, seen_findings
from core.database.tables.in_flight import bets, play_sessions, withdrawals
from core.database.tables.interactions import interactions
from core.database.tables.links import link_decisions
from core.database.tables.money import (
    bonuses,
    ledger_entries,
    ledger_keys,
    ledger_transactions,
    receivables,
    wallets,
)
from core.database.tables.peers import peer_quantiles
from core.database.tables.platform import client_keys, platform_orders, platform_reads
from core.database.tables.players import (
    external_ids,
    name_words,
    player_blocks,
    player_documents,
    player_instruments,
    player_limits,
    player_lookups,
    player_notes,
    player_tags,
    players,
    profile_times,
)
from core.database.tables.requests import requests, votes
from core.database.tables.rollups import daily_origins, daily_rollups, desk_presence, desk_rollups, watermarks
from core.database.tables.staff import (
    chat_accounts,
    persons,
    purposes,
    role_grants,
    saved_searches,
    search_tries,
    separations,
    staff,
)
from core.database.tables.tickets import (
    exposed_messages,
    past_ticket_clocks,
    ticket_clocks,
    ticket_edits,
    ticket_messages,
    tickets,
)
from core.database.tables.watches import watches

__all__ = [
    "address_logins",
    "alert_snoozes",
    "alerts",
    "bets",
    "bonuses",
    "caller_checks",
    "channel_audiences",
    "chat_accounts",
    "client_keys",
    "counter_resets",
    "daily_origins",
    "daily_rollups",
    "desk_presence",
    "desk_rollups",
    "digest_subscriptions",
    "digests",
    "event_ids",
    "events",
    "exposed_messages",
    "external_ids",
    "freezes",
    "interactions",
    "job_runs",
    "ledger_entries",
    "ledger_keys",
    "ledger_transactions",
    "link_decisions",
    "look_counts",
    "lookup_days",
    "metadata",
    "name_words",
    "office_files",
    "orphan_events",
    "outbox",
    "past_ticket_clocks",
    "payment_references",
    "peer_quantiles",
    "pending_records",
    "persons",
    "platform_orders",
    "platform_reads",
    "play_sessions",
    "player_blocks",
    "player_documents",
    "player_instruments",
    "player_limits",
    "player_lookups",
    "player_notes",
    "player_requirements",
    "player_tags",
    "players",
    "posted_messages",
    "profile_times",
    "purposes",
    "quarantined_events",
    "receivables",
    "record_keys",
    "records",
    "requests",
    "role_grants",
    "saved_searches",
    "search_tries",
    "seen_deliveries",
    "seen_findings",
    "separations",
    "staff",
    "ticket_clocks",
    "ticket_edits",
    "ticket_messages",
    "tickets",
    "votes",
    "wallets",
    "watches",
    "watermarks",
    "withdrawals",
]
