"""Every Slack event passes here: Bolt's app, who sent it, which handler answers, within which time, and with what."""

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.logger.messages import warning_client_prioritized_and_token_skipped
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.process import logs
from bot.process.services import Services
from bot.slack import failures, incoming, payloads, responder, responses, stale_copies
from bot.slack.api_errors import FAULTS
from bot.slack.identity import Identity
from bot.slack.incoming import MESSAGE, Call, Incoming, IncomingKind
from bot.slack.responses import Answer, Form, Shown
from bot.slack.routes import Listener, Routes
from core import operations, redaction
from core.errors import Refused

OK = 200
MISSHAPEN = 400
ANY = re.compile("")
"""Matches every id: our own routes distinguish features by prefix, since Bolt tries listeners one by one."""

log = logging.getLogger(__name__)
S = TypeVar("S", bound=Shown)
ANSWER_SECONDS = 1.5
"""How long an answer may take to be part of the acknowledgement; Slack gives up after 3 s."""
SUGGEST_SECONDS = 2.5
"""A menu has nowhere else to get its options from, so it waits longer."""
IN_ACKNOWLEDGEMENT = {
    IncomingKind.COMMAND: ANSWER_SECONDS,
    IncomingKind.FORM: ANSWER_SECONDS,
    IncomingKind.OPTIONS: SUGGEST_SECONDS,
}
"""Events whose answer may be part of it, and how long to wait; all others are acknowledged at once."""


OUTCOMES = ("answered", "refused", "failed")
"""How events are counted; each count stands at 0 from the start."""


class Dispatch:
    """The way from an event to its answer, for both transports."""

    def __init__(self, services: Services, routes: Routes) -> None:
        self._services = services
        self._routes = routes
        self._identity = Identity(services)
        for kind in IncomingKind:
            for outcome in OUTCOMES:
                services.meters.requests.labels(kind=kind.value, outcome=outcome)
        self._under_way: dict[str, asyncio.Task[Shown]] = {}
        """Events being handled now; a repeated delivery shares the answer."""

    async def take(self, incoming: Incoming) -> dict[str, Any]:
        """Handle an event and give the body of its acknowledgement. Raises nothing."""
        handling = self._under_way.get(incoming.key or "")
        if handling is not None:
            return await self._answer(incoming, handling, first=False)
        handling = self._services.tasks.start(self._handle(incoming))
        if incoming.key:
            self._under_way[incoming.key] = handling
            handling.add_done_callback(lambda _: self._under_way.pop(incoming.key or "", None))
        return await self._answer(incoming, handling, first=True)

    def tell(self, event: Mapping[str, Any]) -> None:
        """Pass on an event without an author to its listeners."""
        if listener := self._routes.news.get(str(event.get("type"))):
            self._services.tasks.start(self._told(listener, event))

    async def _answer(self, incoming: Incoming, handling: "asyncio.Task[Shown]", *, first: bool) -> dict[str, Any]:
        if wait := IN_ACKNOWLEDGEMENT.get(incoming.kind):
            await asyncio.wait({handling}, timeout=wait)
            body = responses.acknowledgement(incoming, handling.result()) if handling.done() else None
            if body is not None:
                return body
        if incoming.kind is IncomingKind.OPTIONS:
            return {"options": []}
        if first:
            self._services.tasks.start(self._show(incoming, handling))
        return responses.saving(incoming) if incoming.kind is IncomingKind.FORM else {}

    async def _handle(self, incoming: Incoming) -> Shown:
        logs.correlation.set(incoming.key or "")
        outcome, meters, began = "answered", self._services.meters, time.perf_counter()
        try:
            handler = self._routes.find(incoming.kind, incoming.name)
            if handler is None:
                return failures.strange(incoming)
            if incoming.name != MESSAGE:  # most are not for us; who takes one over refuses what is broken
                _refuse_broken(incoming)
            actor = await self._identity.actor(incoming)
            if incoming.kind is IncomingKind.FORM:
                _refuse_numbers(incoming)
            if incoming.kind is IncomingKind.BUTTON and (old := await stale_copies.removed(self._services, incoming)):
                return old
            call = Call.of(incoming, actor, self._services)
            shown = await self._shown(call, partial(handler, call))
            if isinstance(shown, Form) and shown.then:
                then = partial(self._shown, call, shown.then)
                return await then() if incoming.kind is IncomingKind.FORM else replace(shown, then=then)
        except Exception as error:  # noqa: BLE001 - traps 2 and 3: nothing may leave a listener
            outcome = "refused" if isinstance(error, Refused) else "failed"
            return failures.shown(error, incoming)
        finally:
            meters.requests.labels(kind=incoming.kind.value, outcome=outcome).inc()
            meters.seconds.labels(kind=incoming.kind.value).observe(time.perf_counter() - began)
        return shown

    async def _shown(self, call: Call, make: Callable[[], Awaitable[S]]) -> S | Answer:
        """Make what is shown; where a feature has more to say of a refusal than its words, show that."""
        try:
            return await make()
        except Refused as refusal:
            if asking := self._routes.refusals.get(type(refusal)):
                return await asking(call, refusal)
            raise

    async def _show(self, incoming: Incoming, handling: "asyncio.Task[Shown]") -> None:
        try:
            await responder.show(self._services, incoming, await handling)
        except Exception as error:  # noqa: BLE001 - nobody waits for this task, so it logs by itself
            failures.explain(error, f"showing {incoming.kind} {incoming.name}")

    async def _told(self, listener: Listener, event: Mapping[str, Any]) -> None:
        try:
            await listener(self._services, event)
        except Exception as error:  # noqa: BLE001 - same
            failures.explain(error, f"news {event.get('type')}")


def build(services: Services, features: Iterable[Routes]) -> AsyncApp:
    """Join all features into an app.

    Requests are verified before they come here, so Bolt's own verification, which logs bodies, is off.
    """
    logging.getLogger("slack_bolt.AsyncApp").addFilter(_concerns_us)
    app = AsyncApp(
        name="pitboss",  # else Bolt reads the source files of its callers to find one
        client=AsyncWebClient(
            base_url=services.settings.slack_api_url, session=services.http
        ),  # handlers use services'
        authorize=_authorize(services),
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    routes = Routes.joined(features)
    services.entry_points = routes.entry_points
    dispatch = Dispatch(services, routes)
    app.command(ANY)(_listener(dispatch, incoming.command))
    app.action(ANY)(_listener(dispatch, incoming.button))
    app.view_submission(ANY)(_listener(dispatch, incoming.form))
    app.view_closed(ANY)(_listener(dispatch, incoming.closed))
    app.options(ANY)(_listener(dispatch, incoming.options))
    app.shortcut(ANY)(_listener(dispatch, incoming.shortcut))
    app.event(ANY)(_event_listener(dispatch))
    return app


async def respond(app: AsyncApp, payload: Any) -> BoltResponse:
    """Let the app answer what Slack sent, over HTTP or Socket Mode.

    Always with 200, since anything else counts as our failure, but with 400 what is not shaped like Slack's payloads.
    """
    if (odd := payloads.misshapen(payload)) is not None:
        log.warning("A signed request is not shaped like Slack's: %s", odd)
        return BoltResponse(status=MISSHAPEN, body="not a Slack request")
    request = AsyncBoltRequest(mode="socket_mode", body=payload)  # as it was read: Bolt loses commands with "payload"
    try:
        response = await app.async_dispatch(request)
    except Exception as error:  # noqa: BLE001 - trap 1: nothing may leave without an answer
        failures.explain(error, "a request")
        return BoltResponse(status=OK)
    if response.status != OK:
        log.warning("No listener for a request of type %.40r", request.body.get("type"))
        return BoltResponse(status=OK)
    return response


def _listener(dispatch: Dispatch, read: Callable[[Any], Incoming]) -> Callable[..., Any]:
    async def listen(ack: Any, body: dict[str, Any]) -> None:
        answer = await dispatch.take(read(body))
        await (ack(answer) if answer else ack())

    return listen


def _event_listener(dispatch: Dispatch) -> Callable[..., Any]:
    async def listen(body: dict[str, Any]) -> None:
        dispatch.tell(body.get("event") or {})
        await dispatch.take(incoming.event(body))

    return listen


def _concerns_us(record: logging.LogRecord) -> bool:
    """Leave out that a SLACK_BOT_TOKEN in the environment is not used: ours is called otherwise."""
    return record.getMessage() != warning_client_prioritized_and_token_skipped()


def _authorize(services: Services) -> Callable[..., Any]:
    """Ask Slack who the bot is once; while it does not answer, do without."""
    known: list[AuthorizeResult] = []

    async def authorize(enterprise_id: str | None = None, team_id: str | None = None) -> AuthorizeResult:
        if known:
            return known[0]
        token = services.settings.slack_bot_token.get_secret_value()
        try:
            answer = await services.slack.auth_test()
        except FAULTS:
            return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)
        known.append(AuthorizeResult.from_auth_test_response(auth_test_response=answer, bot_token=token))
        return known[0]

    return authorize


def _refuse_broken(incoming: Incoming) -> None:
    """Refuse what cannot be stored, before anything is done with it.

    Raises :class:`~core.errors.Invalid`, beside the field of a form.
    """
    operations.refuse_broken({"text": incoming.text, **(incoming.values if incoming.screen else {})})


def _refuse_numbers(incoming: Incoming) -> None:
    """Refuse a form in whose notes and reasons stands a number that must not stand in Slack.

    Raises :class:`~core.redaction.HoldsNumbers`, beside the field.
    """
    for block_id, written in payloads.passages(incoming.screen).items():
        if written:
            redaction.refuse(written, field=block_id)
