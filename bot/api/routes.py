"""The HTTP doors that features open beside Slack's: each a method, a path and who answers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from bot.process.services import Services

Answering = Callable[[Services, web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Door:
    """One way in. Whoever answers verifies who knocks, and never lets an exception out."""

    method: str
    path: str
    """As aiohttp reads it: ``/v1/players/{player}/status``."""
    answer: Answering
