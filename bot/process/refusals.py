"""Requests over HTTP that are refused for their signature or key: counted, limited for each client, and logged."""

import logging
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from enum import StrEnum

from aiohttp import web

from bot.process import clients
from bot.process.clients import Networks
from bot.process.metrics import Meters

PER_MINUTE = 60
"""Refusals of one client that are told why; further ones are told to wait."""
LINES_PER_MINUTE = 600
"""Lines that the log gets of all clients together; further refusals are counted alone."""
WINDOW_SECONDS = 60.0
CLIENTS_MOST = 10_000
"""Clients that are remembered; of more, those that came first are forgotten."""

log = logging.getLogger(__name__)


class RefusalReason(StrEnum):
    """Why a request is refused before anything is done with it."""

    SIGNATURE = "signature"
    """It is not signed, or not with our secret, or at another time."""
    REPLAY = "replay"
    """Its signature was used before."""
    KEY = "key"
    """It carries no key, or one that nobody has."""
    CLIENT = "client"
    """Its key is that of a client who may not ask this."""


@dataclass(slots=True)
class _Window:
    began: float
    refused: int = 0

    @property
    def over(self) -> bool:
        """Whether another one begins with what comes now."""
        return time.monotonic() - self.began >= WINDOW_SECONDS


@dataclass(slots=True)
class Refusals:
    """The refusals of one process. A request that is signed is never held up by those that are not."""

    meters: Meters
    trusted: Networks = ()
    _windows: OrderedDict[str, _Window] = field(default_factory=OrderedDict)
    _lines: _Window = field(default_factory=lambda: _Window(time.monotonic()))
    """How many were logged, of whichever client."""

    def told(self, request: web.Request, reason: RefusalReason, answer: web.Response) -> web.Response:
        """Count a refusal, and give the answer that the client gets: this one, or 429 after too many."""
        client = clients.address(request, self.trusted)
        window = self._window(clients.block(client))
        window.refused += 1
        limited = window.refused > PER_MINUTE
        door = _door(request)
        self.meters.refused.labels(door, reason.value, "limited" if limited else "told").inc()
        if not limited:
            self._log("Refused %s from %s: %s", door, client, reason)
            return answer
        if window.refused == PER_MINUTE + 1:
            self._log("More than %d refusals of %s within a minute; further ones get 429", PER_MINUTE, client)
        wait = max(1, round(window.began + WINDOW_SECONDS - time.monotonic()))
        return web.Response(status=429, text="too many refused requests", headers={"Retry-After": str(wait)})

    def _log(self, line: str, *about: object) -> None:
        """Log a refusal, unless many clients fill the log already."""
        if self._lines.over:
            self._lines = _Window(time.monotonic())
        self._lines.refused += 1
        if self._lines.refused <= LINES_PER_MINUTE:
            log.warning(line, *about)
        elif self._lines.refused == LINES_PER_MINUTE + 1:
            log.warning("More than %d refusals within a minute; further ones are only counted", LINES_PER_MINUTE)

    def _window(self, client: str) -> _Window:
        window = self._windows.get(client)
        if window is None or window.over:
            window = self._windows[client] = _Window(time.monotonic())
            self._windows.move_to_end(client)
        while len(self._windows) > CLIENTS_MOST:
            self._windows.popitem(last=False)
        return window


def _door(request: web.Request) -> str:
    """Name the endpoint as it is declared: paths of requests may hold names."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "unknown"
