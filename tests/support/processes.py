"""Bots as they run at a company: each `pitboss run` a process of its own, none outliving its test."""

import os
import shutil
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from tests.support.desk import ROOT

START_SECONDS = 60.0
"""How long a process may take to connect on a busy machine."""
ORPHANED = ("setpriv", "--pdeathsig", "KILL") if shutil.which("setpriv") else ()
"""Lets Linux end a process also where the tests were killed and can end nothing any more."""
Bots = Mapping[int, Process]
"""By process id."""


@asynccontextmanager
async def bots(number: int, settings: Mapping[str, str], *, logs: Path) -> AsyncIterator[Bots]:
    """Run this many bots until the block ends; where it fails, tell what they said."""
    running: dict[int, Process] = {}
    try:
        for each in range(number):
            process = await _started(settings, logs / f"bot {each + 1}.log")
            running[process.pid] = process
        yield running
    except BaseException as error:
        error.add_note(_said(logs))
        raise
    finally:
        for process in running.values():
            await ended(process)


async def ended(process: Process) -> None:
    """Kill a process, unless it has ended by itself."""
    if process.returncode is None:
        process.kill()
    await process.wait()


async def _started(settings: Mapping[str, str], log: Path) -> Process:
    environ = {"PATH": os.environ["PATH"], **settings}
    command = (*ORPHANED, sys.executable, "-m", "bot", "run")
    with log.open("wb") as said:
        return await create_subprocess_exec(*command, cwd=ROOT, env=environ, stdout=said, stderr=said)


def _said(logs: Path) -> str:
    return "\n".join(f"{log.stem} said:\n{log.read_text(encoding='utf-8')}" for log in sorted(logs.glob("bot *.log")))
