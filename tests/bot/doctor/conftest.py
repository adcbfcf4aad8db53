"""The patient: a desk with which nothing is wrong yet."""

from collections.abc import AsyncIterator

import pytest

from tests.support.desk import Desk


@pytest.fixture
async def healthy(desk: Desk) -> AsyncIterator[Desk]:
    """A desk with which nothing is wrong; on PostgreSQL its role is a superuser, which is worth a warning."""
    yield desk
    desk.slack.faults.clear()
