"""Activity: what the gaming platform tells of its players, taken in once, each event on its own day."""

from core.activity import measures
from core.activity.account_statements import (
    PlayerStatement,
    StatementWish,
    export_statement,
    find_statement,
    view_statement,
)
from core.activity.admission import Admission, admit
from core.activity.catalogue import Type
from core.activity.company_totals import DayTotal, active_players, beginning_of_day, day_totals
from core.activity.comparison import Side, Summary
from core.activity.daily_sums import behind, fold, lag
from core.activity.events import Event, StoredEvent, because
from core.activity.exclusions import hold_for, weaker_links
from core.activity.findings import IntakeFinding
from core.activity.ingestion import BATCH, ingest, strangers
from core.activity.movements import alarm_overdrawn
from core.activity.outcome import Ingested
from core.activity.peer_measures import AccountAge
from core.activity.peers import PeerComparison, PeerLine
from core.activity.pending_orders import unmirror
from core.activity.periods import Period, parted, read_period
from core.activity.play_pattern import GamePlay, PlayHours, PlayPattern, SessionFigures
from core.activity.player_activity import (
    PlayerActivity,
    PlayerPeers,
    PlayerPlay,
    beside_peers,
    blocks,
    logins,
    look_up,
    play,
    summary,
    transactions,
    weeks,
)
from core.activity.rollup_columns import ACTIVE, FAILED
from core.activity.rollup_verification import differing_days, differing_players

__all__ = [
    "ACTIVE",
    "BATCH",
    "FAILED",
    "AccountAge",
    "Admission",
    "DayTotal",
    "Event",
    "GamePlay",
    "Ingested",
    "IntakeFinding",
    "PeerComparison",
    "PeerLine",
    "Period",
    "PlayHours",
    "PlayPattern",
    "PlayerActivity",
    "PlayerPeers",
    "PlayerPlay",
    "PlayerStatement",
    "SessionFigures",
    "Side",
    "StatementWish",
    "StoredEvent",
    "Summary",
    "Type",
    "active_players",
    "admit",
    "alarm_overdrawn",
    "because",
    "beginning_of_day",
    "behind",
    "beside_peers",
    "blocks",
    "day_totals",
    "differing_days",
    "differing_players",
    "export_statement",
    "find_statement",
    "fold",
    "hold_for",
    "ingest",
    "lag",
    "logins",
    "look_up",
    "measures",
    "parted",
    "play",
    "read_period",
    "strangers",
    "summary",
    "transactions",
    "unmirror",
    "view_statement",
    "weaker_links",
    "weeks",
]
