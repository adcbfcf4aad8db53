"""A bare Bolt app in its default mode that only acknowledges."""

import asyncio
from typing import Any

from bench.servers.serving import bare_bolt, listening, of_bolt, until_told


async def main() -> None:
    app = bare_bolt(answers_first=True)

    @app.command("/player")
    async def acknowledge(ack: Any) -> None:
        await ack()

    async with listening(of_bolt(app)) as url:
        await until_told(url)


if __name__ == "__main__":
    asyncio.run(main())
