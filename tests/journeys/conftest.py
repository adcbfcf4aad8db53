"""Every journey may ask for the whole desk, and for the page in front of it."""

from collections.abc import AsyncIterator

import pytest

from tests.support import browser
from tests.support.browser import Screen
from tests.support.desk import Desk, database_kind, desk, patience, transport, wiring

__all__ = ["database_kind", "desk", "patience", "transport", "wiring"]


@pytest.fixture
async def screen(desk: Desk) -> AsyncIterator[Screen]:
    """The page of the workspace, nothing opened yet."""
    async with browser.opened(desk.slack.url) as screen:
        yield screen
        assert screen.mishaps == []
