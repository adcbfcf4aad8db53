"""Starting: `pitboss --help` against importing all that the bot needs, and the demo from nothing."""

import asyncio
import os
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

from bench.figures import Figure, Size, median, ratio_of_each
from bench.world import FOLDER, ROOT

HELP = ("-m", "bot", "--help")
EVERYTHING = ("-c", "import bot.features, bot.startup, bot.demo.runner, core.database.upgrade, aiosqlite, asyncpg")
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info")


async def measured(size: Size) -> AsyncIterator[Figure]:
    taken: dict[tuple[str, ...], list[float]] = {HELP: [], EVERYTHING: []}
    for _ in range(size.starts):
        for arguments, seconds in taken.items():
            seconds.append(await _seconds([sys.executable, *arguments], ROOT))
    ratio = ratio_of_each(taken[HELP], taken[EVERYTHING])
    yield Figure(
        name="Cold start of pitboss --help, against importing all that the bot needs", measured=ratio, at_most=0.35
    )
    yield Figure(name="pitboss --help", measured=median(taken[HELP]), unit="s")
    async for figure in _demo(size):
        yield figure


async def _demo(size: Size) -> AsyncIterator[Figure]:
    """Set the demo up where nothing is installed, then start it again."""
    if not size.whole:
        yield Figure(name="make demo ARGS=--check, installed", measured=await _make_demo(ROOT), unit="s")
        return
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        clone = Path(folder) / "clone"
        shutil.copytree(ROOT, clone, ignore=LEFT_OUT)
        for name in ("the first time, installing everything", "the second time"):
            yield Figure(name=f"make demo ARGS=--check, {name}", measured=await _make_demo(clone), unit="s")


async def _make_demo(where: Path) -> float:
    return await _seconds(["make", "demo", "ARGS=--check --port 0"], where)


async def _seconds(command: list[str], where: Path) -> float:
    """Run a program to its end, without this desk's settings."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("PITBOSS_", "MAKE", "MFLAGS", "VIRTUAL_ENV"))
    }
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *command, cwd=where, env=kept, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed: {said.decode(errors='replace')[-500:]}")
    return time.perf_counter() - began
