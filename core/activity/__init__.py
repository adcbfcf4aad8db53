"""Activity: what the gaming platform tells of its players, taken in once, each event on its own day."""

from core.activity.catalogue import Type
from core.activity.company_totals import DayTotal, active_players, day_totals
from core.activity.comparison import Side, Summary
from core.activity.daily_aggregates import ACTIVE, FAILED
from core.activity.events import Event, Ingested, StoredEvent, because
from core.activity.ingestion import BATCH, ingest, strangers
from core.activity.login_history import logins
from core.activity.movements import alarm_overdrawn
from core.activity.pending_orders import hold, unmirror
from core.activity.periods import Period, parted, read_period
from core.activity.player_summary import summary
from core.activity.rollups import behind, fold

__all__ = [
    "ACTIVE",
    "BATCH",
    "FAILED",
    "DayTotal",
    "Event",
    "Ingested",
    "Period",
    "Side",
    "StoredEvent",
    "Summary",
    "Type",
    "active_players",
    "alarm_overdrawn",
    "because",
    "behind",
    "day_totals",
    "fold",
    "hold",
    "ingest",
    "logins",
    "parted",
    "read_period",
    "strangers",
    "summary",
    "unmirror",
]
