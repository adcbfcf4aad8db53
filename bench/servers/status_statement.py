"""A player's status by hand: bare aiohttp with a key, and the one statement over asyncpg."""

import asyncio
import hmac
import os
from datetime import UTC, datetime

import asyncpg
from aiohttp import web

from bench.servers.serving import until_told
from core.database.engines import POOL_SIZE

STATUS = """
SELECT p.id, p.brand, p.external_id, p.lifecycle, b.kind, b.scopes, b.from_at, b.until_at, b.visibility,
  b.id AS block_id
FROM players p LEFT JOIN player_blocks b ON b.player_id = p.id AND b.ended_at IS NULL WHERE p.id = $1
"""


async def main() -> None:
    key = f"Bearer {os.environ['PITBOSS_API_KEYS'].partition(':')[2]}"

    async def answer(request: web.Request) -> web.StreamResponse:
        if not hmac.compare_digest(request.headers.get("Authorization", ""), key):
            return web.Response(status=401)
        rows = await pool.fetch(STATUS, int(request.match_info["player"]))
        if not rows:
            return web.Response(status=404)
        one, now = rows[0], datetime.now(UTC)
        standing = [row for row in rows if row["block_id"] and (row["until_at"] is None or row["until_at"] > now)]
        player = {"id": one["id"], "brand": one["brand"], "external_id": one["external_id"]}
        cannot = [{"scope": row["scopes"], "until": str(row["until_at"] or "")} for row in standing]
        told = {"player": player, "lifecycle": one["lifecycle"], "cannot": cannot, "as_of": now.isoformat()}
        return web.json_response(told)

    application = web.Application()
    application.router.add_get("/v1/players/{player}/status", answer)
    server = os.environ["PITBOSS_DATABASE_URL"].replace("+asyncpg", "")
    async with asyncpg.create_pool(server, min_size=POOL_SIZE, max_size=POOL_SIZE) as pool:
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        await until_told(f"http://127.0.0.1:{runner.addresses[0][1]}")
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
