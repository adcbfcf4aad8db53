"""A process that has imported the bot and forks one bot after the other, so that a start costs no import.

Started as ``python -m tests.chaos.nursery``. Each line of its input is ``{"environ": {…}, "log": "path"}``; it answers
with the process id. It ends with its input, and its bots with it.
"""

import asyncio
import ctypes
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NoReturn

PARENT_DIED = 1
"""``PR_SET_PDEATHSIG`` of Linux's prctl."""


class Nursery:
    """Starts bots, and ends them without a word."""

    def __init__(self, process: Process, logs: Path) -> None:
        self._process, self._logs = process, logs
        self._number = 0

    async def bot(self, environ: Mapping[str, str]) -> int:
        """Start a bot with these settings; give its process id."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("a nursery without pipes")
        self._number += 1
        told = {"environ": dict(environ), "log": str(self._logs / f"bot {self._number:03}.log")}
        self._process.stdin.write(json.dumps(told).encode() + b"\n")
        await self._process.stdin.drain()
        return int(await self._process.stdout.readline())

    def said(self) -> str:
        """Give the last lines of every bot."""
        tails = (
            f"{log.stem} said:\n{log.read_text(encoding='utf-8')[-3000:]}" for log in sorted(self._logs.glob("*.log"))
        )
        return "\n".join(tails)


@asynccontextmanager
async def opened(logs: Path) -> AsyncIterator[Nursery]:
    """Keep a nursery until the block ends."""
    root = Path(__file__).parents[2]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.chaos.nursery", cwd=root, stdin=PIPE, stdout=PIPE, env={"PATH": os.environ["PATH"]}
    )
    try:
        yield Nursery(process, logs)
    finally:
        process.kill()
        await process.wait()


def _forks() -> None:
    import bot.features
    import bot.startup

    del bot
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that were killed
    for line in sys.stdin:
        told = json.loads(line)
        if child := os.fork():
            sys.stdout.write(f"{child}\n")
            sys.stdout.flush()
        else:
            _be_a_bot(told["environ"], told["log"])


def _be_a_bot(environ: Mapping[str, str], log: str) -> NoReturn:
    from bot.commands import run

    ctypes.CDLL(None).prctl(PARENT_DIED, signal.SIGKILL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(written, sys.stdout.fileno())
    os.dup2(written, sys.stderr.fileno())
    os.environ.clear()
    os.environ.update(environ)
    run.run()
    os._exit(0)


if __name__ == "__main__":
    _forks()
