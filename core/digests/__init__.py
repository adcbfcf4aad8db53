"""Digests: what happened in some days of the desk, told once to those who have to know."""

from core.digests.contents import TITLES, make
from core.digests.digest import SECONDS, Digest, Finding, Line, Row, Section, Series, Table, Trend, Where
from core.digests.query import Look
from core.digests.schedules import AlreadyScheduled, Due, Schedule, instant, standing, subscribe, unsubscribe
from core.digests.store import (
    DIGEST_CHANGED,
    DIGEST_HELD,
    DigestBody,
    Kept,
    Seen,
    entry,
    find,
    get,
    held,
    hold,
    keep,
    post,
    release,
    see,
)

__all__ = [
    "DIGEST_CHANGED",
    "DIGEST_HELD",
    "SECONDS",
    "TITLES",
    "AlreadyScheduled",
    "Digest",
    "DigestBody",
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
    "post",
    "release",
    "see",
    "standing",
    "subscribe",
    "unsubscribe",
]
