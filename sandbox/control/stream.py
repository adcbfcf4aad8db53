"""Server-sent events: a bell for pages, never the news itself."""

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web

from sandbox.delivery.sending import Delivery

CALM_SECONDS = 0.04
"""Changes closer together than this are told once."""

ALIVE_SECONDS = 15.0
"""A comment now and then, so that a dead page is noticed."""


async def handle(delivery: Delivery, request: web.Request) -> web.StreamResponse:
    """Ring for one page until it goes away."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    try:
        async for event in _events(delivery):
            await response.write(event)
    except ConnectionError:
        pass  # the page has gone
    return response


async def _events(delivery: Delivery) -> AsyncIterator[bytes]:
    state = delivery.state
    told = -1
    with state.changes.listener() as changed:
        while not delivery.closing:
            changed.clear()
            yield b"event: changed\ndata: {}\n\n"
            if state.traffic.count != told:
                told = state.traffic.count
                yield b"event: traffic\ndata: {}\n\n"
            await asyncio.sleep(CALM_SECONDS)
            while not changed.is_set():
                try:
                    await asyncio.wait_for(changed.wait(), ALIVE_SECONDS)
                except TimeoutError:
                    yield b": alive\n\n"
