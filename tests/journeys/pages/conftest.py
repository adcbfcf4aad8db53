"""The desk through the page: these tests share one browser and one event loop; each has a desk of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.support import browser
from tests.support.browser import Screen
from tests.support.desk import Desk, Plan, booted

looked_at: set[Path] = set()
"""Files whose page axe-core has looked at: once each, as a look takes as long as several steps."""


@pytest_asyncio.fixture(loop_scope="session")
async def desk(database_url: str, transport: str, patience: None) -> AsyncIterator[Desk]:
    """The desk as it ships, staffed with the cast."""
    async with booted(Plan(database_url, transport)) as desk:
        yield desk


@pytest_asyncio.fixture(loop_scope="session")
async def screen(desk: Desk, one_browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Screen]:
    """The page of the workspace, nothing opened yet; of each file one test ends on a page that shuts nobody out."""
    async with browser.visited(one_browser, desk.slack.url) as screen:
        yield screen
        assert screen.mishaps == []
        if request.path not in looked_at:
            looked_at.add(request.path)
            assert await screen.obstacles() == []
