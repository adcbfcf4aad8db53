"""The sandbox's page in a real browser: one screen, two sides, in the words of the persons before it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from sandbox.changes import WAIT_SECONDS
from tests.support.require import require

SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = WAIT_SECONDS * 1000
expect.set_options(timeout=PATIENCE_MS)


class Side:
    """One pane: what one person sees and does."""

    def __init__(self, page: Page, side: str) -> None:
        self.page = page
        self.pane = page.get_by_test_id(side)

    @property
    def dialog(self) -> Locator:
        """Return the open modal."""
        return self.pane.get_by_role("dialog")

    @property
    def composer(self) -> Locator:
        """Return where this person writes."""
        return self.pane.locator(".composer-field")

    @property
    def log(self) -> Locator:
        """Return the messages on this person's screen."""
        return self.pane.get_by_role("log")

    @property
    def notices(self) -> Locator:
        """Return what Slack itself says to this person."""
        return self.pane.get_by_role("status", name="Notices")

    def message(self, text: str) -> Locator:
        """Return the newest message that says this."""
        return self.log.get_by_role("article").filter(has_text=text).last

    def field(self, label: str) -> Locator:
        """Return a text field of the open modal."""
        return self.dialog.get_by_role("textbox", name=label)

    async def say(self, text: str) -> None:
        """Write into the open conversation and press Enter."""
        await self.composer.fill(text)
        await self.composer.press("Enter")

    async def open(self, place: str) -> None:
        """Go to Home, Messages, a channel or a person."""
        await self.pane.get_by_role("navigation").get_by_role("button", name=place).click()

    async def press(self, button: str) -> None:
        """Press the one button of this name on top: in the modal if there is one."""
        where = self.dialog if await self.dialog.count() else self.pane
        await self._pressed(where, button)

    async def press_on(self, text: str, button: str) -> None:
        """Press a button of the newest message that says this."""
        await self._pressed(self.message(text), button)

    async def _pressed(self, where: Locator, button: str) -> None:
        """Press a button; what stands in an overflow menu is chosen there."""
        own = where.get_by_role("button", name=button, exact=True)
        menus = where.get_by_role("button", name="More actions", exact=True)
        await expect(own.or_(menus).first).to_be_visible()
        if await own.count():
            await own.last.click()
            return
        for menu in await menus.all():
            await menu.click()
            choice = self.pane.get_by_role("menuitem", name=button, exact=True)
            if await choice.count():
                await choice.first.click()
                return
            await menu.click()
        await own.last.click()

    async def ask(self, button: str = "Ask") -> None:
        """Send the form of a request, and close the page that says what happens next."""
        await self.press(button)
        await expect(self.dialog).to_contain_text("Next:")
        await self.press("Close")

    async def confirm(self, text: str, button: str) -> None:
        """Press a button of the modal once it says this."""
        await expect(self.dialog).to_contain_text(text)
        await self.press(button)

    async def pick(self, label: str, option: str, typed: str | None = None) -> None:
        """Choose an option of a select, after typing into it if it wants that."""
        box = self.pane.get_by_role("combobox", name=label, exact=True)
        await box.click()
        if typed is not None:
            await box.fill(typed)
        await self.pane.get_by_role("option", name=option).first.click()

    async def become(self, name: str) -> None:
        """Let another person sit down here."""
        await self.pane.get_by_role("button", name="Acting as").click()
        await self.pane.get_by_role("menuitemradio", name=name).click()


class Screen:
    """The page with its two sides."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.left, self.right = Side(page, "left"), Side(page, "right")
        self.mishaps: list[str] = []
        page.on("pageerror", lambda error: self.mishaps.append(str(error)))
        page.on("console", lambda line: self.mishaps.append(line.text) if line.type == "error" else None)
        page.set_default_timeout(PATIENCE_MS)

    async def obstacles(self) -> list[str]:
        """Say what of the page as it is keeps somebody from using it: axe-core's findings with their places."""
        found = await Axe().run(self.page)
        return [
            f"{each['id']}: {', '.join(node['html'] for node in each['nodes'])}"
            for each in found.response["violations"]
        ]

    async def show(self, left: str, right: str) -> Self:
        """Open `person:place` on each side, such as alice:approvals."""
        await self.page.goto("about:blank")
        await self.page.goto(f"{self.url}/#left={left}&right={right}")
        await self.left.pane.locator(".room").wait_for(state="attached")
        await self.right.pane.locator(".room").wait_for(state="attached")
        return self


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """Start the machine's own browser; skip or fail where there is none."""
    path = require("chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=SWITCHES)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def visited(browser: Browser, url: str) -> AsyncIterator[Screen]:
    """Open the page of the sandbox at `url` as somebody who was never there."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        yield Screen(await context.new_page(), url)
    finally:
        await context.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def one_browser() -> AsyncIterator[Browser]:
    """The browser of a test process: it takes longer to start than a test takes."""
    async with launched() as browser:
        yield browser
