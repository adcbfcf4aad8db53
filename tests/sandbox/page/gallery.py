"""A bare Bolt app which shows every block and asks for every input, and remembers what it was sent."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Slack
from tests.sandbox.page import blocks
from tests.support.waiting import until

HOSTILE = "<img src=x onerror=alert(1)>"

WORKSPACE = {
    "team": {"id": "T0GALLERY", "name": "Gallery", "domain": "gallery"},
    "app": {
        "id": "A0GUIDE",
        "bot_user": "U0GUIDE",
        "bot_id": "B0GUIDE",
        "bot_name": "Guide",
        "bot_token": "xoxb-guide",
        "app_token": "xapp-guide",
        "signing_secret": "frame",
    },
    "rates": "generous",
    "people": [
        {"key": "alice", "id": "U0ALICE", "name": "Alice Adams", "title": "Support", "tz": "Europe/Malta"},
        {"key": "bob", "id": "U0BOB", "name": "Bob Brown", "title": "Finance", "tz": "America/New_York"},
        {"key": "mallory", "id": "U0MALLORY", "name": HOSTILE, "title": "<b>nobody</b>"},
        {"key": "gus", "id": "U0GUS", "name": "Gus Guest", "guest": True},
    ],
    "channels": [
        {"key": "hall", "id": "C0HALL", "name": "hall", "members": ["alice", "bob", "mallory", "bot"]},
        {"key": "vault", "id": "C0VAULT", "name": "vault", "private": True, "members": ["alice", "bob", "bot"]},
    ],
    "stories": [
        {
            "title": "Greet the guide",
            "for": "Newcomers",
            "about": "Ask for a secret, then look into the vault.",
            "steps": [
                {"as": "bob", "side": "left", "say": "Ask for it", "type": "/secret please"},
                {"as": "alice", "side": "right", "say": "Open #vault", "open": "vault"},
            ],
        },
        {
            "title": "Leave again",
            "for": "Old hands",
            "about": "Say goodbye.",
            "steps": [
                {"as": "alice", "side": "left", "say": "Say it", "type": "Goodbye"},
                {"as": "bob", "side": "right", "say": "Press it", "open": "hall", "press": "Agree", "card": "Offer 7"},
            ],
        },
    ],
}

MANIFEST = {
    "display_information": {"name": "Guide"},
    "features": {
        "bot_user": {"display_name": "Guide"},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [
            {"command": "/secret", "description": "Tell only me", "usage_hint": "word"},
            {"command": "/form", "description": "Open every input"},
            {"command": "/silent", "description": "Never answer"},
        ],
        "shortcuts": [
            {"name": "Open the form", "type": "global", "callback_id": "form", "description": "Every input"},
            {"name": "Keep this", "type": "message", "callback_id": "keep", "description": "Remember a message"},
        ],
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write", "im:history", "users:read"]}},
    "settings": {
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": False,
        "event_subscriptions": {"bot_events": ["app_home_opened"]},
    },
}


class Gallery:
    """The running app and what reached it."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack
        self.client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        self.app = AsyncApp(
            client=self.client, token=None, signing_secret=slack.signing_secret, process_before_response=True
        )
        self.submitted: dict[str, Any] = {}
        self.actions: list[dict[str, Any]] = []
        self.pressed_on: list[str] = []
        self.kept: list[str] = []
        self.silence = asyncio.Event()
        self._listen()

    def _listen(self) -> None:
        self.app.command("/secret")(self.secret)
        self.app.command("/form")(self.form)
        self.app.command("/silent")(self.silent)
        self.app.shortcut("form")(self.form)
        self.app.shortcut("keep")(self.keep)
        self.app.options("city")(self.cities)
        self.app.view("form")(self.submit)
        self.app.action(re.compile(".*"))(self.act)
        self.app.event("app_home_opened")(self.home)

    async def secret(self, ack: Any, command: dict[str, Any]) -> None:
        await ack(f"Only for you: {command['text']}")

    async def form(self, ack: Any, body: dict[str, Any]) -> None:
        await ack()
        await self.client.views_open(trigger_id=body["trigger_id"], view=blocks.FORM)

    async def silent(self) -> None:
        await self.silence.wait()

    async def keep(self, ack: Any, body: dict[str, Any]) -> None:
        await ack()
        self.kept.append(body["message"]["text"])

    async def cities(self, ack: Any, payload: dict[str, Any]) -> None:
        wanted = payload["value"].lower()
        found = [city for city in ("Riga", "Rome", "Rotterdam", "Valletta") if city.lower().startswith(wanted)]
        await ack(options=[blocks.option(city) for city in found])

    async def submit(self, ack: Any, view: dict[str, Any]) -> None:
        self.submitted = view["state"]["values"]
        if self.submitted["line"]["it"]["value"] == "wrong":
            await ack(response_action="errors", errors={"line": "Not that word, please."})
            return
        if self.submitted["line"]["it"]["value"] == "more":
            await ack(response_action="update", view=blocks.PAGE)
            return
        await ack()

    async def act(self, ack: Any, action: dict[str, Any], body: dict[str, Any]) -> None:
        await ack()
        self.actions.append(action)
        self.pressed_on.append(body.get("message", {}).get("ts", ""))

    async def acted(self, times: int) -> None:
        """Wait until so many actions have come; the page sends each as a request of its own."""

        async def enough() -> bool:
            return len(self.actions) >= times

        await until(enough)

    async def home(self, event: dict[str, Any]) -> None:
        view = {"type": "home", "blocks": [blocks.header(f"Welcome, {event['user']}"), blocks.BUTTONS]}
        await self.client.views_publish(user_id=event["user"], view=view)

    async def post(self, *shown: dict[str, Any], channel: str = "C0HALL", text: str = "see blocks") -> str:
        """Post blocks and return the message's ts."""
        answer = await self.client.chat_postMessage(channel=channel, text=text, blocks=list(shown) or None)
        return str(answer["ts"])


@asynccontextmanager
async def running() -> AsyncIterator[Gallery]:
    """Run a sandbox with this app behind it, over signed HTTP."""
    async with Slack.running(WORKSPACE, manifest=MANIFEST) as slack:
        gallery = Gallery(slack)

        async def receive(request: web.Request) -> web.Response:
            return await to_aiohttp_response(await gallery.app.async_dispatch(await to_bolt_request(request)))

        server = web.Application()
        server.router.add_post("/slack/events", receive)
        runner = web.AppRunner(server, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.deliver_to(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
        try:
            yield gallery
        finally:
            gallery.silence.set()
            await runner.cleanup()
