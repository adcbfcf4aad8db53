"""Take the picture in README.md: ``python -m tests.support.picture`` writes docs/pictures/desk.png from the demo."""

import asyncio
import re
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import expect

from tests.support import palette
from tests.support.browser import Screen, launched

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs/pictures/desk.png"
SIZE = {"width": 1440, "height": 900}
SHARPNESS = 2
"""Device pixels a point, so that letters are crisp on good screens."""
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
TO_THE_TOP = """card => {
  const log = card.closest("[role=log]");
  log.scrollTop += card.getBoundingClientRect().top - log.getBoundingClientRect().top - 12;
}"""
BLOCK = "/block anna42 takeover because she did not change her e-mail and is not abroad"


@asynccontextmanager
async def demo() -> AsyncIterator[str]:
    """Run the demo with its pretend company; give the address of its page."""
    with TemporaryDirectory() as folder:
        words = ("-m", "bot", "demo", "--port", "0")
        environ = {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        process = await asyncio.create_subprocess_exec(sys.executable, *words, cwd=folder, env=environ, stdout=PIPE)
        try:
            yield await _address(process)
        finally:
            process.terminate()
            await process.wait()


async def _address(process: Process) -> str:
    assert process.stdout
    async for line in process.stdout:
        if found := ADDRESS.search(line.decode()):
            return found[0]
    raise RuntimeError("the demo ended before it told its address")


async def stage(screen: Screen) -> None:
    """Play the story until Alice's block is in force and Sam is about to confirm it."""
    await screen.show("alice:player-desk", "sam:approvals")
    alice, sam = screen.left, screen.right
    await alice.say(BLOCK)
    await expect(alice.dialog).to_contain_text("What would happen")
    await alice.press("Block player")
    await expect(sam.message("Block player")).to_contain_text("In force, unconfirmed")
    await alice.say("/player anna42")
    card = alice.message("anna42")
    await expect(card).to_contain_text("Account taken over")
    await card.evaluate(TO_THE_TOP)
    await screen.page.mouse.move(0, 0)


async def take() -> bytes:
    """Take the picture."""
    async with demo() as url, launched() as browser:
        page = await browser.new_page(viewport=SIZE, device_scale_factor=SHARPNESS)
        await stage(Screen(page, url))
        return palette.lighter(await page.screenshot(animations="disabled"))


if __name__ == "__main__":
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_bytes(asyncio.run(take()))
