"""HTTP endpoints of features: each a method, a path and a handler."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from bot.process.services import Services

Answering = Callable[[Services, web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Door:
    """One endpoint. Its handler verifies the caller and never raises."""

    method: str
    path: str
    """As aiohttp reads it: ``/v1/players/{player}/status``."""
    answer: Answering
