"""Digests: what happened in some days of the desk, told once to those who have to know."""

from core.digests.keeping import (
    HELD_TOPIC,
    TOPIC,
    Kept,
    Seen,
    entry,
    find,
    get,
    held,
    hold,
    keep,
    promise,
    release,
    see,
)
from core.digests.look import Look
from core.digests.making import TITLES, make
from core.digests.schedules import AlreadyScheduled, Due, Schedule, instant, standing, subscribe, unsubscribe
from core.digests.value import SECONDS, Digest, Finding, Line, Row, Section, Series, Table, Trend, Where, on

__all__ = [
    "HELD_TOPIC",
    "SECONDS",
    "TITLES",
    "TOPIC",
    "AlreadyScheduled",
    "Digest",
    "Due",
    "Finding",
    "Kept",
    "Line",
    "Look",
    "Row",
    "Schedule",
    "Section",
    "Seen",
    "Series",
    "Table",
    "Trend",
    "Where",
    "entry",
    "find",
    "get",
    "held",
    "hold",
    "instant",
    "keep",
    "make",
    "on",
    "promise",
    "release",
    "see",
    "standing",
    "subscribe",
    "unsubscribe",
]
