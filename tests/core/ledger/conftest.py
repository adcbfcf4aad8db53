"""Every test of the ledger may ask for books of its own."""

from collections.abc import AsyncIterator

import pytest

from core.database.connections import Database
from tests.support.books import open_books


@pytest.fixture
async def books(database_url: str) -> AsyncIterator[Database]:
    opened = await open_books(database_url)
    yield opened
    await opened.close()
