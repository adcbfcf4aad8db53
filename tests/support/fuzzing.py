"""Signed requests of odd shapes at every route of a desk: `python -m tests.support.fuzzing [number] [seed]`."""

import asyncio
import copy
import hashlib
import hmac
import json
import logging
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote, unquote, unquote_plus, urlencode

from aiohttp import web
from aiohttp.base_protocol import BaseProtocol
from aiohttp.streams import StreamReader
from aiohttp.test_utils import make_mocked_request

from bot import features
from bot.api import http_server
from bot.slack.routes import Routes
from tests.support import sent, telling
from tests.support.desk import Desk, Plan, booted

KEY = "f" * 32
SETTINGS = {**telling.SETTINGS, "PITBOSS_API_KEYS": f"backoffice:{KEY} metrics:{'m' * 32}"}
WHO = {"id": "U0ALICE", "team_id": "T0LUCKY"}
PLACE = {"team": {"id": "T0LUCKY", "domain": "lucky"}, "user": WHO, "channel": {"id": "C0DESK"}, "trigger_id": "1.2.3"}
STATE = {
    "values": {
        "player": {"player": {"type": "external_select", "selected_option": {"value": "1", "text": {"text": "anna"}}}},
        "amount": {"amount": {"type": "plain_text_input", "value": "50"}},
        "scopes": {"scopes": {"type": "checkboxes", "selected_options": [{"value": "bets"}]}},
        "until": {"until": {"type": "datepicker", "selected_date": "2026-05-01"}},
    }
}
VIEW = {
    "id": "V1",
    "type": "modal",
    "callback_id": "adjust_balance",
    "hash": "1.a",
    "team_id": "T0LUCKY",
    "private_metadata": '{"player": 1}',
    "blocks": [{"type": "input", "block_id": "amount", "element": {"type": "plain_text_input", "multiline": True}}],
    "state": STATE,
}
BUTTON = {"type": "button", "action_id": "player:open", "block_id": "b", "value": "1", "action_ts": "1.2"}
SPOKEN = {"type": "app_mention", "user": "U0ALICE", "text": "<@U0PITBOSS> help", "channel": "C0DESK", "ts": "1.2"}
CHANGED = {"subtype": "message_changed", "message": {"user": "U0ALICE", "text": "x", "ts": "1.1"}, "hidden": True}
EVENT = {"type": "event_callback", "team_id": "T0LUCKY", "event_id": "Ev1", "authorizations": [{"team_id": "T0LUCKY"}]}
FORMS = [
    {"command": command, "text": text, "user_id": "U0ALICE", "team_id": "T0LUCKY", "channel_id": "C0DESK"}
    for command, text in {"/player": "anna42", "/adjust": "anna42 +5 EUR", "/pitboss": "status", "/ticket": "x"}.items()
]
PAYLOADS: list[dict[str, Any]] = [
    {"type": "block_actions", **PLACE, "container": {"type": "message", "message_ts": "1.2"}, "actions": [BUTTON]},
    {
        "type": "block_actions",
        **PLACE,
        "view": VIEW,
        "actions": [{**BUTTON, "type": "overflow", "selected_option": {"value": "x:y 1"}}],
    },
    {"type": "view_submission", **PLACE, "view": VIEW},
    {"type": "view_closed", **PLACE, "view": VIEW, "is_cleared": False},
    {"type": "block_suggestion", **PLACE, "view": VIEW, "action_id": "player", "block_id": "player", "value": "an"},
    {"type": "shortcut", **PLACE, "callback_id": "ticket:new"},
    {"type": "message_action", **PLACE, "callback_id": "ticket:from", "message": {"text": "hi", "ts": "1.2"}},
]
EVENTS: list[dict[str, Any]] = [
    {**EVENT, "event": SPOKEN},
    {**EVENT, "event": {**SPOKEN, "type": "message", "channel_type": "im", "files": [{"id": "F1"}]}},
    {**EVENT, "event": {**SPOKEN, "type": "message", **CHANGED}},
    {**EVENT, "event": {"type": "app_home_opened", "user": "U0ALICE", "tab": "home", "channel": "D1"}},
    {**EVENT, "event": {"type": "member_joined_channel", "user": "U0ALICE", "channel": "C0DESK", "team": "T0LUCKY"}},
    {**EVENT, "event": {"type": "user_change", "user": {"id": "U0ALICE", "profile": {"email": "a@b.example"}}}},
    {"type": "url_verification", "challenge": "c", "token": "t"},
]
TOLD = {"source": "w", "event_id": "1", "version": 1, "at": "2026-05-03T14:03:22Z", "brand": "lucky7", "player": "C-1"}
BATCH = {
    "events": [
        {**TOLD, "type": "deposit", "body": {"amount": {"amount_minor": 2500, "currency": "EUR"}, "method": "card"}},
        {**TOLD, "type": "login", "event_id": "2", "body": {"success": True, "ip": "192.0.2.1"}},
    ]
}
QUESTIONS = (
    "/v1/players/{player}/status",
    "/v1/players/status",
    "/v1/openapi.json",
    "/healthz",
    "/readyz",
    "/metrics",
)
HANDLERS = Routes.joined(feature.routes for feature in features.ALL)
SOME_ID = "0190a5b0-0000-4000-8000-000000000001"
VALUES = (
    "", "x", "1", "-1", "99999999999999999999", "K7QD", "T-1001", "C-1", "anna42", SOME_ID, f"{SOME_ID} 1",
    f"{SOME_ID}:1", f"1:{SOME_ID}", "1 1", "1 2026-05-03", "{}", "[]", "null", "5", '"x"', '{"player": 1}',
    '{"player": "x"}', '{"id": "x"}', f'{{"id": "{SOME_ID}"}}', f'{{"request": "{SOME_ID}"}}', "+5 EUR because x",
    "<@U0BOB> support", "7d",
    "from 2026-05-01 to 2026-05-03", "\u202e\u2066", "a|b|c", "a:b:c", "x" * 2_000,
)  # fmt: skip
"""What the buttons, forms and sentences of this desk hold, or what looks like it."""
ROUTES = {"/slack/events", "/v1/events", *QUESTIONS}
SETTLED_AFTER = 250
"""Requests after which all that they began is awaited; counting the reads of a second takes a second."""
ODD: list[Any] = [
    None, True, 0, -1, 5, 10**30, 1.5, "", " ", "x", "5", "\ufffd", "a" * 5_000, [], [None], [[]], [5], ["x"], {},
    {"id": 5}, {"id": None}, {"a": {"b": [None]}}, {"value": 5}, [{"value": None}],
]  # fmt: skip
"""What may stand where something else is expected."""


@dataclass
class Outcome:
    """How the desk answered."""

    seed: int
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    """Requests that were answered with 5xx, or over which the desk logged an error."""


async def run(desk: Desk, number: int, seed: int) -> Outcome:
    """Send that many requests, and tell how they were answered."""
    outcome, random = Outcome(seed), Random(seed)  # noqa: S311 - the same requests from the same seed
    doors = [door for feature in features.ALL for door in feature.doors]
    application = http_server.application(desk.services, desk.bot.app, doors)
    application.freeze()
    errors = _Errors()
    logging.getLogger().addHandler(errors)
    try:
        for position in range(number):
            method, path, body, headers = _request(desk, random, position)
            status = await _status(application, method, path, body, headers)
            if position % SETTLED_AFTER == 0:
                await desk.services.tasks.settled()
            outcome.statuses[status] += 1
            if status >= web.HTTPInternalServerError.status_code or errors.seen:
                outcome.wrong.append(
                    f"{position}: {status} {method} {unquote(path)} {unquote_plus(body.decode())[:3_000]} {errors.seen}"
                )
                errors.seen.clear()
    finally:
        logging.getLogger().removeHandler(errors)
    outcome.wrong += sent.wrong(desk.slack.record.calls)
    return outcome


def addressed(payload: dict[str, Any], random: Random) -> dict[str, Any]:
    """Give a copy that goes to any handler there is, with what one of ours may have put into it."""
    copied = copy.deepcopy(payload)
    view, event, value = copied.get("view"), copied.get("event"), random.choice(VALUES)
    command, _, verb = random.choice(sorted(HANDLERS.commands)).partition(" ")
    if "command" in copied:
        copied.update(command=command, text=f"{verb} {random.choice(VALUES)} {value}".strip())
    elif event is not None and "text" in event:
        event["text"] = f"<@U0PITBOSS> {verb or command.removeprefix('/')} {value}"
    if view is not None:
        view.update(callback_id=_handler("forms", random), private_metadata=random.choice(VALUES))
    for pressed in copied.get("actions", ()):
        pressed.update(action_id=_handler("buttons", random), value=value)
    if copied.get("type") == "block_suggestion":
        copied.update(action_id=_handler("options", random), value=value)
    return copied


def _handler(kind: str, random: Random) -> str:
    """Name somebody who handles this, alone or with something behind the name."""
    name = random.choice(sorted(getattr(HANDLERS, kind)))
    return f"{name}:{random.choice(VALUES)}" if random.random() < 0.5 else name


def mutated(payload: Any, random: Random) -> Any:
    """Give a copy with one to three places changed, lost or replaced."""
    changed = copy.deepcopy(payload)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        holder, key = random.choice([*_places(changed)] or [({"": changed}, "")])
        match random.randrange(6):
            case 0 if isinstance(holder, dict):
                del holder[key]
            case 1:
                holder[key] = [holder[key]]
            case 2:
                holder[key] = {"id": holder[key], "type": copy.deepcopy(random.choice(ODD))}
            case _:
                holder[key] = copy.deepcopy(random.choice(ODD))
    return random.choice(ODD) if random.random() < 0.01 else changed


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Go through every place of a JSON value."""
    keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    for key in keys:
        yield node, key
        yield from _places(node[key])


def _request(desk: Desk, random: Random, position: int) -> tuple[str, str, bytes, dict[str, str]]:
    """Make a request that is signed, and otherwise odd."""
    match position % 8:
        case 0 | 1:
            return _slack(
                desk, json.dumps(mutated(addressed(random.choice(EVENTS), random), random)), "application/json"
            )
        case 2:
            form = {
                name: str(value)
                for name, value in _mapping(mutated(addressed(random.choice(FORMS), random), random)).items()
            }
            return _slack(desk, urlencode(form), "application/x-www-form-urlencoded")
        case 3 | 4 | 5:
            form = {"payload": json.dumps(mutated(addressed(random.choice(PAYLOADS), random), random))}
            return _slack(desk, urlencode(form), "application/x-www-form-urlencoded")
        case 6:
            body = json.dumps(mutated(BATCH, random)).encode()
            return "POST", "/v1/events", body, telling.signed(body, name=f"fuzz_{random.getrandbits(64):x}")
    return _question(random)


def _question(random: Random) -> tuple[str, str, bytes, dict[str, str]]:
    """Ask one of the endpoints that only tell."""
    names = _mapping(mutated({"brand": "lucky7", "external_id": "C-1"}, random))
    odd = urlencode({name: str(value)[:300] for name, value in names.items()})
    player = quote(str(random.choice(ODD))[:300], safe="") or "0"
    path = random.choice((QUESTIONS[0], QUESTIONS[0], *QUESTIONS)).replace("{player}", player)
    headers = {"Authorization": f"Bearer {KEY}", "If-None-Match": str(random.choice(ODD))[:99]}
    return "GET", f"{path}?{odd}", b"", headers


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {"text": value}


def _slack(desk: Desk, text: str, content_type: str) -> tuple[str, str, bytes, dict[str, str]]:
    body, timestamp = text.encode(), str(int(time.time()))
    secret = desk.slack.signing_secret.encode()
    digest = hmac.new(secret, b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    signed = {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}", "Content-Type": content_type}
    return "POST", "/slack/events", body, signed


async def _status(app: web.Application, method: str, path: str, body: bytes, headers: dict[str, str]) -> int:
    """Ask the application itself, without a socket; a bug counts as the 500 that a server makes of it."""
    content = StreamReader(BaseProtocol(asyncio.get_running_loop()), 2**20)
    content.feed_data(body)
    content.feed_eof()
    request = make_mocked_request(method, path, headers=headers, payload=content, app=app)
    try:
        match = await app.router.resolve(request)
        request._match_info = match
        return (await match.handler(request)).status
    except web.HTTPException as answer:
        return answer.status
    except Exception:
        logging.getLogger(__name__).exception("%s %s", method, path)
        return web.HTTPInternalServerError.status_code


class _Errors(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        caught = record.exc_info[1] if record.exc_info else None
        self.seen.append(f"{record.getMessage()[:200]} {caught!r}"[:400])


async def _fuzzed(number: int, seed: int) -> Outcome:
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        async with booted(
            Plan(f"sqlite+aiosqlite:///{Path(folder) / 'desk.sqlite3'}", "http", settings=SETTINGS)
        ) as desk:
            made = await run(desk, number, seed)
            desk.slack.record.calls.clear()  # what is wrong with them has been listed
            return made


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    made = asyncio.run(_fuzzed(given[0] if given else 100_000, given[1] if given[1:] else secrets.randbits(32)))
    sys.stdout.write("\n".join([f"seed {made.seed}: {dict(made.statuses)}", *made.wrong[:20], ""]))
    sys.exit(bool(made.wrong))
