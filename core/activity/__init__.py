"""Activity: what the gaming platform tells of its players, taken in once, each event on its own day."""

from core.activity.catalogue import Type
from core.activity.events import Event, Ingested
from core.activity.ingesting import BATCH, ingest, strangers

__all__ = ["BATCH", "Event", "Ingested", "Type", "ingest", "strangers"]
