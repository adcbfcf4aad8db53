"""Take the pictures of the documents from the demo: ``python -m tests.support.picture``, or some of them by name."""

import asyncio
import re
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import expect

from tests.support import palette
from tests.support.browser import Screen, Side, launched

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs/pictures"
SIZE = {"width": 1440, "height": 900}
SHARPNESS = 2
"""Device pixels a point, so that letters are crisp on good screens."""
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
TO_THE_TOP = """card => {
  const log = card.closest("[role=log]");
  log.scrollTop += card.getBoundingClientRect().top - log.getBoundingClientRect().top - 12;
}"""
FIRST_SWEEP_SECONDS = 12
"""After which the first alerts stand."""
Stage = Callable[[Screen], Awaitable[None]]
BLOCK = "/block anna42 takeover because she did not change her e-mail and is not abroad"


@asynccontextmanager
async def demo() -> AsyncIterator[str]:
    """Run the demo with its pretend company; give the address of its page."""
    with TemporaryDirectory() as folder:
        words = ("-m", "bot", "demo", "--port", "0", "--still")
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


async def desk(screen: Screen) -> None:
    """Play the story until Alice's block is in force and Sam is about to confirm it."""
    await screen.show("alice:player-desk", "sam:approvals")
    alice, sam = screen.left, screen.right
    await alice.say(BLOCK)
    await expect(alice.dialog).to_contain_text("What would happen")
    await alice.ask("Block player")
    await expect(sam.message("Block player")).to_contain_text("In force, unconfirmed")
    await alice.say("/player anna42")
    await _to_the_top(alice, "anna42", "Account taken over")


async def player(screen: Screen) -> None:
    """Show the card of a player."""
    await _typed(screen, "alice:player-desk", "/player bjorn84", "Björn Lindqvist")


async def acts(screen: Screen) -> None:
    """Show what can be done about a player without a block: the menu of actions on the card."""
    await _typed(screen, "alice:player-desk", "/player bella88", "Bella Farrugia")
    await screen.left.message("Bella Farrugia").get_by_role("combobox", name="Actions").click()
    await expect(screen.left.pane.get_by_role("option", name="Check caller…")).to_be_visible()


async def caller(screen: Screen) -> None:
    """Show the form that checks who is calling."""
    await screen.show("alice:player-desk", "sam:security")
    await screen.left.say("/player nora87 caller")
    await screen.left.field("Birth date").fill("21.7.87")
    await screen.left.field("Post code").fill("VLT 1117")


async def links(screen: Screen) -> None:
    """Show the accounts linked to a player, with the evidence and what can be decided."""
    await _typed(screen, "fred:player-desk", "/links hana31", "Linked accounts of hana31")


async def statement(screen: Screen) -> None:
    """Show every movement of a player with the balance before and after."""
    await _typed(screen, "bob:player-desk", "/player clara55 statement 30d", "Statement of clara55")


async def activity(screen: Screen) -> None:
    """Show what a player did, against the time before, with its chart."""
    await _typed(screen, "alice:player-desk", "/activity vera88 30d because phone", "Deposits")
    await screen.left.message("Activity of").locator("svg.chart, figure svg").first.scroll_into_view_if_needed()


async def adjust(screen: Screen) -> None:
    """Show a form with what would happen."""
    await screen.show("alice:player-desk", "bob:approvals")
    await screen.left.say("/adjust bjorn84 +750 EUR tournament prize because it was never credited")
    await screen.left.field("What it is for").fill("T-4711")
    await screen.left.press("What would happen?")
    await expect(screen.left.dialog).to_contain_text("EUR 1,200.00")
    await screen.left.dialog.get_by_text("What would happen").last.scroll_into_view_if_needed()


async def ticket(screen: Screen) -> None:
    """Show a ticket with all that can be done."""
    await _typed(screen, "alice:player-desk", "/ticket T-1002", "Carla Spiteri writes")


async def alerts(screen: Screen) -> None:
    """Show what is open, worst first."""
    await _typed(screen, "sam:security", "/alerts", "Open alerts")


async def check(screen: Screen) -> None:
    """Show the answer of every rule."""
    await _typed(screen, "sam:security", "/check anna42", "Security check of player")


async def reverse(screen: Screen) -> None:
    """Show the form that undoes an adjustment."""
    await screen.show("carol:player-desk", "bob:approvals")
    await screen.left.say("/adjust reverse clara55 because it was meant for Carla")
    await screen.left.dialog.get_by_text("EUR 620.00 given").click()
    await screen.left.press("What would happen?")
    await expect(screen.left.dialog).to_contain_text("What would happen")


async def digest(screen: Screen) -> None:
    """Show a digest made now."""
    await _typed(screen, "maya:managers", "/digest activity now", "Activity digest")


async def home(screen: Screen) -> None:
    """Show what waits for somebody."""
    await screen.show("sam:security", "maya:managers")
    await screen.left.open("Home")
    await expect(screen.left.pane).to_contain_text("Waits for your vote")
    await expect(screen.left.pane).to_contain_text("Block player")


async def audit(screen: Screen) -> None:
    """Show what the record says of a colleague."""
    await _typed(screen, "olga:player-desk", "/audit staff @carol", "looked at")


PICTURES: Mapping[str, tuple[Stage, str]] = {
    "player": (player, "left"),
    "actions": (acts, "left"),
    "caller": (caller, "left"),
    "links": (links, "left"),
    "statement": (statement, "left"),
    "activity": (activity, "left"),
    "ticket": (ticket, "left"),
    "adjust": (adjust, "left"),
    "alerts": (alerts, "left"),
    "check": (check, "left"),
    "reverse": (reverse, "left"),
    "digest": (digest, "left"),
    "audit": (audit, "left"),
    "desk": (desk, "both"),
    "home": (home, "left"),
}
"""Name → how it is staged, and which side it shows; later ones stand on what earlier ones did."""


async def _typed(screen: Screen, seat: str, text: str, says: str) -> None:
    await screen.show(seat, "olga:player-desk")
    await screen.left.say(text)
    await _to_the_top(screen.left, says, says)


async def _to_the_top(side: Side, text: str, says: str) -> None:
    card = side.message(text)
    await expect(card).to_contain_text(says)
    await card.evaluate(TO_THE_TOP)
    await side.page.mouse.move(0, 0)


async def take(names: Iterable[str]) -> None:
    """Take the pictures of these names, in the order in which they are staged."""
    async with demo() as url, launched() as browser:
        await asyncio.sleep(FIRST_SWEEP_SECONDS)
        for name in (name for name in PICTURES if name in set(names)):
            stage, shows = PICTURES[name]
            page = await browser.new_page(viewport=SIZE, device_scale_factor=SHARPNESS)
            screen = Screen(page, url)
            await stage(screen)
            shown = page if shows == "both" else screen.left.pane
            (FOLDER / f"{name}.png").write_bytes(palette.lighter(await shown.screenshot(animations="disabled")))
            if await screen.left.dialog.count():
                await screen.left.press("Cancel")
            await page.close()


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(sys.argv[1:] or PICTURES))
