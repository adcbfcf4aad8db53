"""A bare Bolt app that opens one and the same form, reading nothing: how much sixteen at once wait for a process."""

import asyncio
import os
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bench.servers.serving import bare_bolt, listening, of_bolt, until_told

TITLE = {"type": "plain_text", "text": "Block"}
BLOCK = {"type": "section", "text": {"type": "plain_text", "text": "What happened?"}}
VIEW = {"type": "modal", "callback_id": "block", "title": TITLE, "blocks": [BLOCK]}


async def main() -> None:
    app = bare_bolt(answers_first=False)
    async with aiohttp.ClientSession() as session:
        slack = AsyncWebClient("xoxb-bench", base_url=os.environ["PITBOSS_SLACK_API_URL"], session=session)

        async def opened(ack: Any, body: dict[str, Any]) -> None:
            await slack.views_open(trigger_id=body["trigger_id"], view=VIEW)
            await ack()

        for name in ("/block", "/adjust"):
            app.command(name)(opened)
        async with listening(of_bolt(app)) as url:
            await until_told(url)


if __name__ == "__main__":
    asyncio.run(main())
