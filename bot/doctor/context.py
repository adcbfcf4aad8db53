"""What is examined: settings, office file, database and Slack, as far as each of them answers."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.process import replicas
from bot.process.configuration import Settings
from bot.process.services import SLACK_TIMEOUT_SECONDS, EntryPoints, Services
from core import office as offices
from core.database.connections import Database
from core.errors import Refused
from core.office import Office


@dataclass(slots=True, kw_only=True)
class Patient:
    """Everything the checks look at. Opening it changes nothing, migrates nothing, makes no key."""

    settings: Settings
    office: Office | None
    office_problem: str
    """Why the office file cannot be used; empty where it can."""
    database: Database
    slack: AsyncWebClient
    http: aiohttp.ClientSession
    now: datetime
    entry_points: EntryPoints
    """What this version registers with Slack."""
    answers: bool = False
    """Whether the database does; until it was asked, it does not."""
    bot: Mapping[str, Any] = field(default_factory=dict)
    """What ``auth.test`` said; empty until asked, or where Slack does not take the token."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """What came with it, names in small letters."""


def of(services: Services) -> Patient:
    """Examine the bot that runs here."""
    return Patient(
        settings=services.settings,
        office=services.office,
        office_problem="",
        database=services.database,
        slack=services.slack,
        http=services.http,
        now=datetime.now(UTC),
        entry_points=services.entry_points,
    )


@asynccontextmanager
async def opened(
    settings: Settings, entry_points: EntryPoints, *, office: Office | None = None
) -> AsyncIterator[Patient]:
    """Open what these settings name until the block ends; a bot may run on it meanwhile."""
    decided, problem = (office, "") if office else _office(settings)
    database = Database.open(settings.database_url, replica=replicas.of(settings))
    timeout = aiohttp.ClientTimeout(total=SLACK_TIMEOUT_SECONDS)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as http:
            slack = AsyncWebClient(
                token=settings.slack_bot_token.get_secret_value(),
                base_url=settings.slack_api_url,
                session=http,
                retry_handlers=[],
            )
            yield Patient(
                settings=settings,
                office=decided,
                office_problem=problem,
                database=database,
                slack=slack,
                http=http,
                now=datetime.now(UTC),
                entry_points=entry_points,
            )
    finally:
        await database.close()


def _office(settings: Settings) -> tuple[Office | None, str]:
    if settings.office is None:
        return offices.default(), ""
    try:
        return offices.load_file(settings.office), ""
    except Refused as problem:
        return None, problem.message
