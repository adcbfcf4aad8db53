"""Every test of the sandbox may ask for a workspace, an app that Slack delivers to, and alice in front of it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Person, Slack, clock
from tests.support.app import app

__all__ = ["app"]

HERE = Path(__file__).parent


@pytest.fixture
async def slack(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Slack]:
    """A workspace in which time passes only when a test moves it."""
    monkeypatch.setattr(clock, "PACE", 0.001)
    async with Slack.running(HERE / "workspace.yml", manifest=HERE / "manifest.yml") as slack:
        yield slack


@pytest.fixture
def web(slack: Slack) -> AsyncWebClient:
    """The bot's Web API client; it never retries by itself."""
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])


@pytest.fixture
def alice(slack: Slack) -> Person:
    return slack.person("alice")
