"""What the Web API refused."""

from collections.abc import Awaitable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError


async def refused(call: Awaitable[Any]) -> dict[str, Any]:
    """Give the whole answer to a call that must be refused."""
    with pytest.raises(SlackApiError) as refusal:
        await call
    body: dict[str, Any] = refusal.value.response.data
    return body


async def refusal(call: Awaitable[Any]) -> str:
    """Give the name by which a call is refused."""
    return str((await refused(call))["error"])
