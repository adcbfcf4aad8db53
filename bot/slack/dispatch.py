"""Every Slack event passes here: who sent it, which handler answers, within which time, and with what."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from bot.process import logs
from bot.process.services import Services
from bot.slack import failures, payloads, responder, responses, stale_copies
from bot.slack.identity import Identity
from bot.slack.incoming import MESSAGE, Call, Incoming, IncomingKind
from bot.slack.responses import Answer, Form, Shown
from bot.slack.routes import Listener, Routes
from core.errors import Refused

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
                payloads.refuse_broken(incoming)
            actor = await self._identity.actor(incoming)
            if incoming.kind is IncomingKind.FORM:
                payloads.refuse_numbers(incoming)
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
