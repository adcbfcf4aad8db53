"""What one process builds once and everything uses: database, desk, Slack client, tasks, clock."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.process import geography, master_key, replicas
from bot.process.addresses import SLACK_API
from bot.process.client_keys import ClientKeys
from bot.process.configuration import Settings, SettingsRefused
from bot.process.intake import Intake
from bot.process.metrics import Meters, Vitals
from bot.process.refusals import Refusals
from bot.process.status_reads import StatusReads
from core import office as offices
from core.database import poolers
from core.database.connections import Connection, Database
from core.database.upgrade import migrate
from core.moment import Moment
from core.office import Office
from core.work import Desk, Work

SLACK_TIMEOUT_SECONDS = 10
"""The timeout of calls to Slack; the outbox retries."""
DRAIN_SECONDS = 10.0
"""How long running tasks may take when the process shuts down."""
HOOKS = "https://hooks.slack.com/"

log = logging.getLogger(__name__)


class Tasks:
    """Tasks that continue after their answer to Slack; each is awaited at shutdown."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        """Start a task and hold a reference until it ends."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    @property
    def busy(self) -> bool:
        """Whether any task is running."""
        return bool(self._running)

    async def settled(self) -> None:
        """Wait until no task is running, without a timeout."""
        while self.busy:
            await asyncio.wait(self._running)

    async def drain(self, seconds: float = DRAIN_SECONDS) -> None:
        """Wait until all tasks have ended; cancel those that take too long. The outbox keeps their messages."""
        deadline = asyncio.get_running_loop().time() + seconds
        while self._running and (left := deadline - asyncio.get_running_loop().time()) > 0:
            await asyncio.wait(self._running, timeout=left)
        for task in self._running:
            log.warning("Cancelled while ending: %s", task.get_name())
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class EntryPoints:
    """What Slack can call here, by the names its manifest declares. :func:`bot.slack.dispatch.build` fills it in."""

    commands: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """With its entry in the manifest."""
    shortcuts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """By their ids, likewise."""
    events: frozenset[str] = frozenset()


@dataclass(slots=True)
class Services:
    """Everything one process builds once and closes at the end."""

    settings: Settings
    database: Database
    desk: Desk
    slack: AsyncWebClient
    """Never retries by itself: a post whose reply was lost must not be posted twice."""
    http: aiohttp.ClientSession
    tasks: Tasks = field(default_factory=Tasks)
    clock: Callable[[], Moment] = Moment.real
    reads: Counter[str] = field(default_factory=Counter)
    """Players' statuses read by machines since the last write, by client."""
    meters: Meters = field(default_factory=Meters)
    loaded: Office = field(init=False)
    """The office file as this process loaded it; it may wait for a second person."""
    office_waits: bool = False
    """Whether it does, so that this process goes by the one before."""
    refusals: Refusals = field(init=False)
    vitals: Vitals = field(default_factory=Vitals)
    client_keys: ClientKeys = field(init=False)
    intake: Intake = field(init=False)
    status_reads: StatusReads = field(default_factory=StatusReads)
    entry_points: EntryPoints = field(default_factory=EntryPoints)
    outbox_changed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once the outbox may hold a message that is due; a new one then takes its place for the next look."""

    def __post_init__(self) -> None:
        self.loaded = self.desk.office
        self.refusals = Refusals(self.meters, self.settings.trusted_proxies)
        self.client_keys = ClientKeys(self.settings, self.meters)
        self.intake = Intake(self.settings.intake, self.meters, clock=lambda: self.clock())  # noqa: PLW0108 - the clock may be set later

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: Settings, *, office: Office | None = None) -> AsyncIterator["Services"]:
        """Migrate the database and open everything; close it all at the end."""
        database = Database.open(settings.database_url, exclusive=True, replica=replicas.of(settings))
        http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SLACK_TIMEOUT_SECONDS))
        try:
            await migrate(settings.database_url)
            await poolers.refuse_unnamed(database)
            desk = Desk(
                office=_decided(settings, office),
                keyring=await master_key.fitting(settings, database),
                platform_connected=settings.platform_url is not None,
                country_of=geography.load(settings.geoip_file).country_of,
            )
            services = cls(settings, database, desk, _client(settings, http), http)
            try:
                yield services
            finally:
                await services.tasks.drain()
        finally:
            await http.close()
            await database.close()

    @property
    def office(self) -> Office:
        """The office file."""
        return self.desk.office

    def work(self, db: Connection) -> Work:
        """Return the work of a transaction on this connection, at the current time."""
        return Work(db=db, desk=self.desk, at=self.clock())

    def wake_outbox(self) -> None:
        """Wake the workers of the outbox: a message may be due."""
        changed, self.outbox_changed = self.outbox_changed, asyncio.Event()
        changed.set()

    def may_post_to(self, url: str) -> bool:
        """Say whether a response_url belongs to Slack: nothing is sent anywhere else."""
        api = urlsplit(self.settings.slack_api_url)
        here = urlsplit(url)
        own = self.settings.slack_api_url != SLACK_API and (here.scheme, here.netloc) == (api.scheme, api.netloc)
        return own or url.startswith(HOOKS)


def _client(settings: Settings, http: aiohttp.ClientSession) -> AsyncWebClient:
    return AsyncWebClient(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url,
        timeout=SLACK_TIMEOUT_SECONDS,
        session=http,
        retry_handlers=[],
    )


def platform_problem(settings: Settings, office: Office) -> str | None:
    """Say why the platform cannot decide although the office file says so; None if it can."""
    if office.authority == "here" or settings.platform_url:
        return None
    return (
        "The office file says authority: platform, and no platform is connected. Set PITBOSS_PLATFORM_URL and "
        "PITBOSS_PLATFORM_SECRET, or write authority: here."
    )


def _decided(settings: Settings, given: Office | None) -> Office:
    office = given or _office(settings)
    if problem := platform_problem(settings, office):
        raise SettingsRefused((problem,))
    return office


def _office(settings: Settings) -> Office:
    return offices.load_file(settings.office) if settings.office else offices.default()
