"""Slack's faults: which pass by themselves, and patience with those."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError

T = TypeVar("T")
log = logging.getLogger(__name__)

RATE_LIMITED = 429
SERVER_ERROR = 500
PASSING = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"})
"""What Slack says with status 200 when the trouble is its own."""
AGAIN_AFTER_SECONDS = 0.5
"""First wait where Slack names none; it doubles."""
TRIES = 5
LONGEST_WAIT_SECONDS = 30.0


class Unsent(Exception):  # noqa: N818 - names what became of the message
    """A response_url did not take a message; the message is Slack's word for why."""

    def __init__(self, error: str, *, status: int, wait_seconds: float | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.status = status
        self.wait_seconds = wait_seconds


FAULTS = (SlackApiError, Unsent, aiohttp.ClientError, TimeoutError, ConnectionError)
"""Everything by which Slack or the way there fails us."""


def error_of(fault: BaseException) -> str:
    """Say what went wrong in Slack's word, or the exception's name where nothing came back."""
    if isinstance(fault, Unsent):
        return fault.error
    if isinstance(fault, SlackApiError):
        data = fault.response.data if hasattr(fault.response, "data") else None
        if isinstance(data, dict):
            return str(data.get("error") or "no_error_named")
        return f"status_{status_of(fault)}"
    return type(fault).__name__


def status_of(fault: BaseException) -> int:
    """Tell the HTTP status, 0 where nothing came back."""
    if isinstance(fault, Unsent):
        return fault.status
    response = getattr(fault, "response", None)
    return int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)


def passing(fault: BaseException) -> bool:
    """Tell whether trying again later is worth it."""
    if isinstance(fault, SlackApiError | Unsent):
        status = status_of(fault)
        return status == RATE_LIMITED or status >= SERVER_ERROR or error_of(fault) in {*PASSING, "ratelimited"}
    return isinstance(fault, aiohttp.ClientError | TimeoutError | ConnectionError)


def asked_wait(fault: BaseException) -> float | None:
    """Tell how many seconds Slack asks us to wait, where it does."""
    if isinstance(fault, Unsent):
        return fault.wait_seconds
    headers = getattr(getattr(fault, "response", None), "headers", None) or {}
    return seconds(headers.get("Retry-After"))


def seconds(text: str | None) -> float | None:
    """Read a Retry-After header."""
    return float(text) if text and text.isascii() and text.isdigit() else None


async def patiently(send: Callable[[], Awaitable[T]]) -> T:
    """Send again while the fault is a passing one; only for what may safely arrive twice."""
    wait = AGAIN_AFTER_SECONDS
    for _ in range(TRIES - 1):
        try:
            return await send()
        except FAULTS as fault:
            if not passing(fault):
                raise
            log.warning("Slack: %s; trying again", error_of(fault))
            await asyncio.sleep(min(asked_wait(fault) or wait, LONGEST_WAIT_SECONDS))
            wait *= 2
    return await send()
