"""Digests: what happened in some days of the desk, told once to those who have to know."""

from core.digests.contents import TITLES, make
from core.digests.digest import SECONDS, Digest, DigestFinding, Figure, Section, Series, Table, TableRow, Trend, Where
from core.digests.query import Look
from core.digests.schedules import AlreadyScheduled, DueDigest, Schedule, instant, standing, subscribe, unsubscribe
from core.digests.store import (
    DIGEST_CHANGED,
    DIGEST_HELD,
    DigestBody,
    FindingSeen,
    StoredDigest,
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
    "DigestFinding",
    "DueDigest",
    "Figure",
    "FindingSeen",
    "Look",
    "Schedule",
    "Section",
    "Series",
    "StoredDigest",
    "Table",
    "TableRow",
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
