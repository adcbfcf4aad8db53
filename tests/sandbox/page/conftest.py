from collections.abc import AsyncIterator

import pytest

from tests.sandbox.page.gallery import Gallery, running
from tests.support import browser
from tests.support.browser import Screen


@pytest.fixture
async def gallery() -> AsyncIterator[Gallery]:
    async with running() as gallery:
        yield gallery


@pytest.fixture
async def screen(gallery: Gallery) -> AsyncIterator[Screen]:
    """The page, with alice on the left and bob on the right in the hall."""
    async with browser.opened(gallery.slack.url) as screen:
        await screen.show("alice:hall", "bob:hall")
        yield screen
        assert screen.mishaps == []
