"""Activity: what the gaming platform tells of its players, taken in once, each event on its own day."""

from core.activity.catalogue import Type
from core.activity.events import Event, Ingested
from core.activity.ingesting import BATCH, ingest, strangers
from core.activity.movements import alarm_overdrawn

__all__ = ["BATCH", "Event", "Ingested", "Type", "alarm_overdrawn", "ingest", "strangers"]
