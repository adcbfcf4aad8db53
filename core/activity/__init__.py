"""Activity: what the gaming platform tells of its players, taken in once, each event on its own day."""

from core.activity.catalogue import Type
from core.activity.counting import ACTIVE, FAILED
from core.activity.events import Event, Ingested, Kept, because
from core.activity.ingesting import BATCH, ingest, strangers
from core.activity.logins import logins
from core.activity.movements import alarm_overdrawn
from core.activity.periods import Period, parted, read_period
from core.activity.rollups import behind, fold
from core.activity.sides import Side, Summary
from core.activity.summaries import summary
from core.activity.totals import DayTotal, active_players, day_totals
from core.activity.under_way import hold, unmirror

__all__ = [
    "ACTIVE",
    "BATCH",
    "FAILED",
    "DayTotal",
    "Event",
    "Ingested",
    "Kept",
    "Period",
    "Side",
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
