"""The measured servers: each a process of its own that ends with the process that started it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")
START_SECONDS = 60


@asynccontextmanager
async def started(name: str, environment: dict[str, str]) -> AsyncIterator[str]:
    """Run ``bench.servers.<name>`` and give its address."""
    kept = {key: os.environ[key] for key in PASSED_ON if key in os.environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        f"bench.servers.{name}",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=kept | environment,
    )
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("a process without pipes")
    try:
        url = (await asyncio.wait_for(process.stdout.readline(), START_SECONDS)).decode().strip()
        if not url:
            raise RuntimeError(f"the server {name} did not start")
        yield url
    finally:
        process.stdin.close()
        await process.wait()
