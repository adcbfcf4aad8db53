"""Alerts through Slack, in the words of a test: raised, posted, looked at."""

from typing import Any
from uuid import UUID

from core import security
from core.security import NewAlert, Severity
from sandbox.messages import Message
from tests.support.desk import Desk


async def raised(desk: Desk, player_id: int | None, **more: Any) -> UUID:
    about = {"rule": "impossible_travel", "subject": f"player:{player_id}", "window": "w1", "severity": Severity.HIGH}
    async with desk.work() as work:
        new = NewAlert(**{**about, "sentence": "3,460 km in 40 minutes.", "player_id": player_id, **more})
        alert_id = await security.raise_alert(work, new)
    assert alert_id is not None
    desk.services.wake_outbox()
    await desk.settled()
    return alert_id


def card(desk: Desk, who: str = "sam") -> Message:
    [message] = [each for each in desk.person(who).messages("security") if "alert" in each.shown]
    return message


def message_of(desk: Desk) -> Message:
    [message] = [each for each in desk.sam.messages("security") if "High alert: " in each.shown]
    return message


def card_of(desk: Desk) -> str:
    return message_of(desk).shown
