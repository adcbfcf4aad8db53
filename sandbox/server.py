"""A small strict Slack on this machine, started and ended in one line."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from aiohttp import web

from sandbox import manifest as manifests
from sandbox import weather, workspace_file
from sandbox.changes import WAIT_SECONDS
from sandbox.clock import Clock
from sandbox.control import guard
from sandbox.control.routes import Control
from sandbox.delivery import events
from sandbox.delivery.sending import Delivery
from sandbox.faults import Faults
from sandbox.interactions import response_hooks
from sandbox.people import Person
from sandbox.record import Record
from sandbox.state import State
from sandbox.traffic import Traffic
from sandbox.web_api import files, users
from sandbox.web_api.endpoint import Endpoint
from sandbox.workspace import Channel

LOOPBACK = "127.0.0.1"
BIGGEST_BODY = 16 * 2**20
"""Uploads of exports have to fit."""

Source = Path | str | dict[str, Any]


class Slack:
    """The running sandbox."""

    def __init__(self, workspace: Source, manifest: Source, record: Path | str | None = None) -> None:
        read = manifests.parse(manifest) if isinstance(manifest, dict) else manifests.read(manifest)
        self.state = State(workspace_file.read(workspace), read, Record(record))
        self.delivery = Delivery(self.state)
        self._runner: web.AppRunner | None = None
        events.start(self.delivery)

    @classmethod
    @asynccontextmanager
    async def running(
        cls, workspace: Source, *, manifest: Source, record: Path | str | None = None, port: int = 0
    ) -> AsyncIterator[Self]:
        """Run a Slack on 127.0.0.1 until the block ends."""
        slack = cls(workspace, manifest, record)
        try:
            await slack.start(port)
            yield slack
        finally:
            await slack.close()

    async def start(self, port: int = 0) -> None:
        """Listen; port 0 takes a free one."""
        await self.delivery.start()
        self._runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, LOOPBACK, port)
        await site.start()
        self.state.base_url = f"http://{LOOPBACK}:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        """End everything that runs."""
        await self.delivery.close()
        if self._runner:
            await self._runner.cleanup()
        self.state.record.close()

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=BIGGEST_BODY, middlewares=[guard.loopback_only, weather.over(self.state)])
        endpoint = Endpoint(self.state)
        self.state.ticket = self.delivery.sockets.ticket
        app.router.add_route("*", "/api/{method}", endpoint.handle)
        app.router.add_get("/socket/", self.delivery.sockets.handle)
        app.router.add_post("/response/{name}", response_hooks.handler(self.state))
        app.router.add_post("/files/{name}", files.receiver(self.state))
        Control(self.delivery).add_to(app)
        return app

    @property
    def url(self) -> str:
        """Return the address of the page."""
        return self.state.base_url

    @property
    def api_url(self) -> str:
        """Return the base of the Web API, for slack_sdk's base_url."""
        return f"{self.url}/api/"

    @property
    def bot_token(self) -> str:
        """Return the app's bot token."""
        return self.state.workspace.app.bot_token

    @property
    def app_token(self) -> str:
        """Return the app-level token for Socket Mode."""
        return self.state.workspace.app.app_token

    @property
    def signing_secret(self) -> str:
        """Return what requests to the app are signed with."""
        return self.state.workspace.app.signing_secret

    @property
    def faults(self) -> Faults:
        """Return the switches for simulated faults."""
        return self.state.faults

    @property
    def record(self) -> Record:
        """Return everything the app sent."""
        return self.state.record

    @property
    def clock(self) -> Clock:
        """Return the movable clock."""
        return self.state.clock

    @property
    def traffic(self) -> Traffic:
        """Return all traffic in both directions."""
        return self.state.traffic

    def deliver_to(self, url: str | None) -> None:
        """Deliver by signed HTTP to this URL; None goes back to Socket Mode."""
        self.delivery.url = url

    def person(self, key: str) -> Person:
        """Return somebody by key or id."""
        return Person(self.delivery, self.state.workspace.person(key))

    def channel(self, key: str) -> Channel:
        """Return a channel by key, name or id."""
        return self.state.workspace.place(key)

    def add_person(self, key: str, **about: Any) -> Person:
        """Add somebody, described as in a workspace file."""
        workspace_file.add_person(self.state.workspace, key, **about)
        return self.person(key)

    def add_channel(self, key: str, **about: Any) -> Channel:
        """Add a channel, described as in a workspace file."""
        return workspace_file.add_channel(self.state.workspace, key, **about)

    def change_person(self, key: str, **changes: Any) -> None:
        """Change somebody (`deleted=True`, `guest=True`, `title=…`); the app hears user_change."""
        user = self.state.workspace.person(key)
        for name, value in changes.items():
            setattr(user, name, value)
        self._tell({"type": "user_change", "user": users.describe(self.state, user)})

    def share_channel(self, key: str, *, with_team: str = "T0OTHER") -> None:
        """Share a channel with another company; the app hears channel_shared."""
        channel = self.channel(key)
        channel.shared = True
        self._tell({"type": "channel_shared", "connected_team_id": with_team, "channel": channel.id})

    def join(self, key: str, channel: str) -> None:
        """Make somebody (or `bot`) a member of a channel; the app hears member_joined_channel."""
        app, place = self.state.workspace.app, self.channel(channel)
        user_id = app.bot_user if key == "bot" else self.state.workspace.person(key).id
        if user_id not in place.members:
            place.members.append(user_id)
        self._tell({"type": "member_joined_channel", "user": user_id, "channel": place.id})

    def leave(self, key: str, channel: str) -> None:
        """Take somebody (or `bot`) out of a channel; the app hears member_left_channel."""
        app, place = self.state.workspace.app, self.channel(channel)
        user_id = app.bot_user if key == "bot" else self.state.workspace.person(key).id
        place.members.remove(user_id)
        self._tell({"type": "member_left_channel", "user": user_id, "channel": place.id})

    def _tell(self, event: dict[str, Any]) -> None:
        self.state.changes.ring()
        self.state.emit({**event, "event_ts": self.state.ids.ts()})

    async def settled(self) -> None:
        """Wait until the app has answered everything under way."""
        await self.delivery.settled()

    async def connected(self, connections: int = 1, seconds: float = WAIT_SECONDS) -> None:
        """Wait until the app has opened this many Socket Mode connections."""
        sockets = self.delivery.sockets
        if not await self.state.changes.until(lambda: len(sockets.staying) >= connections, seconds):
            raise TimeoutError(f"{len(sockets.staying)} of {connections} connections within {seconds} s")
