"""Every table and constraint, one file a topic."""

from core.tables.activity import events, received_events
from core.tables.audit import pending_records, record_keys, records
from core.tables.base import metadata
from core.tables.desk import outbox, posted_messages, seen_deliveries, typeahead_counts
from core.tables.money import ledger_entries, ledger_keys, ledger_transactions, wallets
from core.tables.players import (
    bets,
    play_sessions,
    player_blocks,
    player_instruments,
    player_lookups,
    player_notes,
    player_tags,
    players,
    withdrawals,
)
from core.tables.requests import requests, votes
from core.tables.staff import purposes, reveals, role_grants, staff

__all__ = [
    "bets",
    "events",
    "ledger_entries",
    "ledger_keys",
    "ledger_transactions",
    "metadata",
    "outbox",
    "pending_records",
    "play_sessions",
    "player_blocks",
    "player_instruments",
    "player_lookups",
    "player_notes",
    "player_tags",
    "players",
    "posted_messages",
    "purposes",
    "received_events",
    "record_keys",
    "records",
    "requests",
    "reveals",
    "role_grants",
    "seen_deliveries",
    "staff",
    "typeahead_counts",
    "votes",
    "wallets",
    "withdrawals",
]
