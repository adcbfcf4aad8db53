"""Every test of the platform may ask for one, and for a desk that is connected to it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.workflows import webhooks
from tests.support import contract
from tests.support.desk import Desk, Plan, booted
from tests.support.platform import Platform


@pytest.fixture
async def there() -> AsyncIterator[Platform]:
    async with Platform.running() as platform:
        yield platform
        assert platform.conflicts == 0
        sent = [*platform.orders.values(), *platform.replies.values()]
        assert [problem for message in sent for problem in contract.problems(message)] == []


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the bot give up on an answer within a test."""
    monkeypatch.setattr(webhooks, "TIMEOUT", aiohttp.ClientTimeout(total=0.3))


@pytest.fixture
def authority() -> str:
    return "here"


@pytest.fixture
async def desk(
    database_url: str, transport: str, patience: None, there: Platform, authority: str
) -> AsyncIterator[Desk]:
    """The desk, connected to the platform."""
    plan = Plan(database_url, transport, settings=there.settings, authority=authority)
    async with booted(plan) as desk:
        yield desk
