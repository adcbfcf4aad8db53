"""What all servers share: listen on a free port, print the address, and end when told."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def settings() -> tuple[str, str]:
    """Give the database's URL and the signing secret."""
    return os.environ["PITBOSS_DATABASE_URL"], os.environ["PITBOSS_SLACK_SIGNING_SECRET"]


def bare_bolt(*, answers_first: bool) -> AsyncApp:
    """Make a Bolt app as its documentation does, authorized without asking Slack again."""
    known = AuthorizeResult(enterprise_id=None, team_id="T0BENCH", bot_token="xoxb-bench", bot_user_id="U0BOT")

    async def authorize() -> AuthorizeResult:
        return known

    return AsyncApp(signing_secret=settings()[1], authorize=authorize, process_before_response=not answers_first)


def of_bolt(app: AsyncApp) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    return answer


@asynccontextmanager
async def listening(handler: Handler) -> AsyncIterator[str]:
    application = web.Application()
    application.router.add_post("/slack/events", handler)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def until_told(url: str) -> None:
    """Print the address, and wait until the starting process closes the pipe."""
    print(urlsplit(url).geturl(), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
