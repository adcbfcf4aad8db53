"""The whole desk in one event loop: the sandbox's Slack, the bot, a database with the cast on the staff."""

import base64
import copy
import json
import os
from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import features
from bot.features import Feature
from bot.process.configuration import Settings
from bot.process.services import Services
from bot.slack import dispatch, responder
from bot.startup import Running, running
from bot.workflows.outbox_worker import OutboxWorker
from core import office as offices
from core import outbox, staff
from core.database.tables import records
from core.moment import Moment
from core.office import Office
from core.outbox import TOPICS, TopicRegistry
from core.staff import ChatAccount
from core.work import Work
from sandbox import Slack, clock, triggers
from sandbox.changes import WAIT_SECONDS
from sandbox.delivery import sending
from sandbox.people import Person
from tests.support import hiring, sent
from tests.support.hiring import CAST

ROOT = Path(__file__).parents[2]
WORKSPACE = ROOT / "bot/demo/workspace.yml"
MANIFEST = ROOT / "manifest.yml"
PACE = 0.01
"""How many seconds pass on the desk in one of the machine's: a busy machine brings nothing due and nothing too late."""
MASTER_KEY = base64.b64encode(b"k" * 32).decode()

PLACES = ("player-desk", "approvals", "security", "managers", "support")


def kept_record() -> Path | None:
    """Name this process's file in the folder of `make test RECORD=DIR`, if that was asked for."""
    folder = os.environ.get("PITBOSS_RECORD")
    return Path(folder) / f"{os.getpid()}.jsonl" if folder else None


@dataclass
class Plan:
    """How to boot a desk."""

    database_url: str
    transport: str = "sockets"
    features: Iterable[Feature] = features.ALL
    commands: Iterable[str] = ()
    """Declared beside those of the manifest."""
    settings: dict[str, str] = field(default_factory=dict)
    rates: str = "generous"
    staffed: bool = True
    authority: str = "here"
    """Who keeps balances and blocks: `here`, or the `platform`."""
    topics: TopicRegistry = TOPICS
    """The outbox topics that the features must handle."""
    record: Path | None = field(default_factory=kept_record)
    """Where all that the bot sends is kept, beside memory."""


@dataclass
class Desk:
    """Everything a test takes hold of."""

    slack: Slack
    bot: Running
    office: Office

    @property
    def services(self) -> Services:
        return self.bot.services

    def person(self, key: str) -> Person:
        return self.slack.person(key)

    def __getattr__(self, key: str) -> Person:
        """desk.alice is alice."""
        if key in CAST or key in {"gus", "eve"}:
            return self.slack.person(key)
        raise AttributeError(key)

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        """A written transaction of the test's own."""
        async with self.services.database.write() as db:
            yield self.services.work(db)

    @asynccontextmanager
    async def look(self) -> AsyncIterator[Work]:
        """A look into the database."""
        async with self.services.database.read() as db:
            yield self.services.work(db)

    async def staff_id(self, key: str) -> Any:
        async with self.look() as work:
            user = self.person(key).id
            found = await staff.by_account(work.db, user, office=work.office, now=work.now)
        return found[0].id

    async def recorded(self, action: str) -> list[dict[str, Any]]:
        """The contents of the records of an action, oldest first."""
        async with self.look() as work:
            query = records.select().where(records.c.action == action).order_by(records.c.at, records.c.id)
            return [json.loads(row.content) for row in await work.db.execute(query)]

    def advance(self, **amount: float) -> None:
        """Move the clock of Slack and bot alike."""
        self.slack.clock.advance(**amount)

    async def settled(self) -> None:
        """Wait until at one moment Slack has every answer, nothing of the bot is under way and nothing is due.

        What a process holds that died over it is not waited for; it comes due again when a test moves the clock.
        """
        while True:
            await self.slack.settled()
            await self.services.tasks.settled()
            delivered = [await worker.deliver_due() for worker in self._workers]  # waits for the bot's own rounds
            if not any(delivered) and not await self._due() and not self._busy():
                return

    async def _due(self) -> bool:
        async with self.look() as work:
            return await outbox.due(work)

    @property
    def _workers(self) -> tuple[OutboxWorker, ...]:
        return (self.bot.message_worker, self.bot.background_worker, self.bot.webhook_worker)

    def _busy(self) -> bool:
        rounds = any(worker._round.locked() for worker in self._workers)
        return rounds or self.services.tasks.busy or bool(self.slack.delivery.under_way)


def slack_of(plan: Plan) -> AbstractAsyncContextManager[Slack]:
    """Run the workspace alone, with no bot in it yet."""
    return Slack.running(_workspace(plan), manifest=_manifest(plan), record=plan.record)


@asynccontextmanager
async def booted(plan: Plan) -> AsyncIterator[Desk]:
    async with slack_of(plan) as slack, started(slack, plan) as desk:
        yield desk


@asynccontextmanager
async def started(slack: Slack, plan: Plan) -> AsyncIterator[Desk]:
    """Start the bot at a Slack that runs already; a second time it is a restart."""
    office = _office(plan.authority, **{name: slack.channel(name).id for name in PLACES})
    settings = Settings.read(environment(slack, plan))
    async with running(settings, plan.features, office=office, topics=plan.topics) as bot:
        bot.services.clock = lambda: Moment(now=datetime.fromtimestamp(slack.clock.now(), UTC))
        desk = Desk(slack, bot, office)
        if plan.staffed:
            await hire_the_cast(desk)
        if plan.transport == "http":
            slack.deliver_to(f"{bot.url}/slack/events")
        else:
            await slack.connected()
        try:
            yield desk
            assert sent.wrong(slack.record.calls) == []
        finally:
            slack.deliver_to(None)


@cache
def _office(authority: str, **channels: str) -> Office:
    """Read the office file once for all desks alike: checking it takes longer than starting one."""
    return offices.default().with_channels(channels).model_copy(update={"authority": authority})


async def hire_the_cast(desk: Desk) -> None:
    """Put the cast on the staff, unless somebody administers the desk already."""
    async with desk.work() as work:
        if not await staff.administered(work.db, office=work.office):
            await hiring.hire(work, {key: _account(desk.person(key)) for key in CAST})


def _account(person: Person) -> ChatAccount:
    user = person.user
    return ChatAccount(user_id=user.id, team_id=user.team_id, name=user.name, zone=user.tz)


def environment(slack: Slack, plan: Plan) -> dict[str, str]:
    """Give the settings of a process that works for this Slack."""
    way_in = {"PITBOSS_SLACK_SIGNING_SECRET": slack.signing_secret}
    if plan.transport == "sockets":
        way_in = {"PITBOSS_SLACK_APP_TOKEN": slack.app_token}
    return {
        "PITBOSS_SLACK_BOT_TOKEN": slack.bot_token,
        "PITBOSS_SLACK_API_URL": slack.api_url,
        "PITBOSS_DATABASE_URL": plan.database_url,
        "PITBOSS_MASTER_KEY": MASTER_KEY,
        "PITBOSS_PORT": "0",
        **way_in,
        **plan.settings,
    }


def _workspace(plan: Plan) -> dict[str, Any]:
    return {**_read(WORKSPACE), "rates": plan.rates}


def _manifest(plan: Plan) -> dict[str, Any]:
    manifest = _read(MANIFEST)
    declared = manifest["features"]["slash_commands"]
    declared += [{"command": command, "description": "of a test"} for command in plan.commands]
    return manifest


def _read(path: Path) -> dict[str, Any]:
    """Give a copy of what a file says; reading YAML takes longer than starting the desk."""
    return copy.deepcopy(_parsed(path))


@cache
def _parsed(path: Path) -> dict[str, Any]:
    plain: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return plain


@pytest.fixture
def wiring(request: pytest.FixtureRequest) -> str:
    """Transport and database, as tests/support/wirings.py deals them."""
    return request.param


@pytest.fixture
def transport(wiring: str) -> str:
    return wiring.partition("-")[0]


@pytest.fixture
def database_kind(wiring: str) -> str:
    return wiring.rpartition("-")[2]


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack's three seconds are sixty, an answer may take as long, and time passes only when a test moves it.

    So no busy machine fails a test of something else. What is about time itself boots a desk of its own, with Slack's
    own limits and the machine's own time.
    """
    monkeypatch.setattr(clock, "PACE", PACE)
    monkeypatch.setattr(dispatch, "IN_ACKNOWLEDGEMENT", dict.fromkeys(dispatch.IN_ACKNOWLEDGEMENT, WAIT_SECONDS))
    monkeypatch.setattr(responder, "LOADING_SECONDS", WAIT_SECONDS)
    monkeypatch.setattr(sending, "ACK_SECONDS", WAIT_SECONDS)
    monkeypatch.setattr(triggers, "LIFE_SECONDS", WAIT_SECONDS)


@pytest.fixture
async def desk(database_url: str, transport: str, patience: None) -> AsyncIterator[Desk]:
    """The desk as it ships, staffed with the cast."""
    async with booted(Plan(database_url, transport)) as desk:
        yield desk
