"""Pitboss's statements by hand over asyncpg behind bare aiohttp: the minimum for any bot in Python."""

import asyncio
import hashlib
import hmac
from datetime import UTC, datetime
from urllib.parse import parse_qsl

import asyncpg
from aiohttp import web

from bench.servers import statements
from bench.servers.serving import listening, settings, until_told
from bench.servers.statements import ByHand
from core.database.engines import ASYNC_COMMIT, POOL_SIZE, UNLOGGED_POOL_SIZE
from core.links import account_links
from core.people import Visibility
from core.players import profile_card, profile_parts

NOW = datetime.now(UTC)
HUB = 20
"""Accounts that one device links at most, as the office file that ships says."""
SEEN = ByHand(statements.SEEN.values(statements.seen("", NOW)))
MEMBER = ByHand(statements.MEMBER, {"user_id": ""})
FIND = ByHand(statements.FIND, statements.found_by(""))
PROFILE = ByHand(
    profile_parts.statement(profile_card.FIRST).made("postgresql"),
    {"player_id": 0, "person": "", **profile_parts.times(NOW), **profile_parts.seen_by(frozenset({Visibility.STAFF}))},
)
LINKS = ByHand(account_links.SHARED.made("postgresql"), account_links.parameters(0, hub=HUB))
RECORD = ByHand(statements.RECORD.values(statements.record("", 0, NOW)))


async def _looked_up(pool: asyncpg.Pool, unlogged: asyncpg.Pool, body: dict[str, str]) -> str:
    now, user = datetime.now(UTC), body["user_id"]
    await unlogged.execute(SEEN.text, *SEEN.values(**statements.seen(body["trigger_id"], now)))
    async with pool.acquire() as db:
        await db.fetch(MEMBER.text, *MEMBER.values(user_id=user))
        found = await db.fetch(FIND.text, *FIND.values(**statements.found_by(body["text"])))
        player_id = found[0][0]
        profile = await db.fetchrow(
            PROFILE.text, *PROFILE.values(player_id=player_id, person=user, **profile_parts.times(now))
        )
        await db.fetch(LINKS.text, *LINKS.values(**account_links.parameters(player_id, hub=HUB)))
        await db.execute(RECORD.text, *RECORD.values(**statements.record(user, player_id, now)))
    return str(profile[0])


async def main() -> None:
    url, secret = settings()

    async def answer(request: web.Request) -> web.StreamResponse:
        body = await request.read()
        signed = b"v0:" + request.headers["X-Slack-Request-Timestamp"].encode() + b":" + body
        wanted = "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(wanted, request.headers["X-Slack-Signature"]):
            return web.Response(status=401)
        text = await _looked_up(pool, unlogged, dict(parse_qsl(body.decode())))
        return web.json_response({"response_type": "ephemeral", "text": text})

    server = url.replace("+asyncpg", "")
    async with (
        asyncpg.create_pool(server, min_size=POOL_SIZE, max_size=POOL_SIZE) as pool,
        asyncpg.create_pool(
            server, min_size=UNLOGGED_POOL_SIZE, max_size=UNLOGGED_POOL_SIZE, **ASYNC_COMMIT
        ) as unlogged,
        listening(answer) as address,
    ):
        await until_told(address)


if __name__ == "__main__":
    asyncio.run(main())
