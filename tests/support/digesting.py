"""Days with something in them, and the digests made of them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import insert

from bot.cards import digest_text
from core import activity, digests
from core.activity import Event, Period
from core.database.tables import alerts
from core.digests import Digest, Look, Section
from core.office import DigestName
from core.people import Visibility
from tests.support.office import World

EVERYBODY = frozenset({Visibility.STAFF})
DAY = timedelta(days=1)
NATIVE = frozenset({"table", "data_table", "data_visualization"})
"""Blocks that a Slack from before charts and data tables does not know."""


def refuse_native(blocks: list[Any], at: str, problems: list[str]) -> None:
    """Be a Slack from before charts and data tables."""
    problems += [f"unsupported type: {block['type']} ({at})" for block in blocks if block["type"] in NATIVE]


async def made(office: World, name: str, *, days: int = 1, brand: str | None = None, most: int = 60) -> Digest:
    """The digest of yesterday, or of as many days."""
    yesterday = office.desk.office.day(office.now) - DAY
    period = Period.ending(yesterday, days=days)
    async with office.read() as db:
        look = Look(db=db, office=office.desk.office, period=period, now=office.now, brand=brand, most=most)
        return await digests.make(look, DigestName(name))


def section(digest: Digest, title: str) -> Section:
    return next(each for each in digest.sections if each.title == title)


def lines(digest: Digest, title: str) -> dict[str, tuple[int, int | None]]:
    return {line.label: (line.now, line.before) for line in section(digest, title).lines if line.now or line.before}


def rows(digest: Digest, title: str) -> list[tuple[str, ...]]:
    table = section(digest, title).table
    return [tuple(digest_text.words(cell, digest) for cell in row.cells) for row in table.rows] if table else []


async def alert(office: World, rule: str, subject: str, **more: Any) -> None:
    """An alert found now, as the sweep writes it."""
    kind, _, key = subject.partition(":")
    row = {"id": uuid4(), "rule": rule, "subject": subject, "window": str(uuid4()), "severity": "medium"} | {
        "player_id": int(key) if kind == "player" else None,
        "visibility": "security",
        "sentence": "why",
        "evidence": {},
        "state": "open",
        "happened_at": office.now,
        "found_at": office.now,
        "due_at": office.now + timedelta(hours=4),
        "changed_at": office.now,
    }
    async with office.work() as work:
        await work.db.execute(insert(alerts).values(row | more))


async def tell(office: World, *told: tuple[str, Mapping[str, Any]], player: str = "x-anna") -> None:
    """Let the platform tell what just happened."""
    events = [
        Event(source="games", event_id=str(uuid4()), type=type_, at=office.now, brand="royal", player=player, body=body)
        for type_, body in told
    ]
    async with office.work() as work:
        await activity.ingest(work, events)


def eur(minor: int) -> dict[str, Any]:
    return {"amount": {"amount_minor": minor, "currency": "EUR"}}
