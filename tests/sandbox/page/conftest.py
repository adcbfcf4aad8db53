"""The page before two persons: all of these tests share one browser and one event loop; each has its own workspace."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser

from tests.sandbox.page.gallery import Gallery, running
from tests.support import browser
from tests.support.browser import Screen


@pytest_asyncio.fixture(loop_scope="session")
async def gallery() -> AsyncIterator[Gallery]:
    async with running() as gallery:
        yield gallery


@pytest_asyncio.fixture(loop_scope="session")
async def screen(gallery: Gallery, one_browser: Browser) -> AsyncIterator[Screen]:
    """The page, with alice on the left and bob on the right in the hall."""
    async with browser.visited(one_browser, gallery.slack.url) as screen:
        await screen.show("alice:hall", "bob:hall")
        yield screen
        assert screen.mishaps == []
