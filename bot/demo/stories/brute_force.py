"""One address tries passwords at many accounts, and gets into one."""

from datetime import timedelta
from typing import Any

from bot.demo.people import BRAND
from bot.demo.stories.past import SOURCE
from bot.demo.stories.stage import Stage
from bot.demo.stories.story import Story
from core import activity
from core.activity import Event, Type

ADDRESS = "45.155.205.233"
FROM: dict[str, Any] = {"ip": ADDRESS, "country": "NL", "user_agent": "python-requests/2.31"}
MINUTES_AGO = 26
TRIES = 48
STEP_SECONDS = 17


async def _attack(stage: Stage) -> None:
    """Report the attempts: at known players, and at names that do not exist."""
    async with stage.work() as work:
        await activity.ingest(work, [_tried(stage, number) for number in range(TRIES)])


def _tried(stage: Stage, number: int) -> Event:
    """Return one attempt; every second one is at an unknown name, the last one succeeds."""
    known = list(stage.crowd)
    got_in = number == TRIES - 1
    return Event(
        source=SOURCE,
        event_id=f"brute-force-{number}",
        type=Type.LOGIN,
        at=stage.now - timedelta(minutes=MINUTES_AGO) + timedelta(seconds=STEP_SECONDS * number),
        brand=BRAND,
        player=known[number // 2 % len(known)] if known and number % 2 else None,
        body={"success": got_in and bool(known), **FROM},
    )


STORY = Story(
    title="Brute force on many accounts",
    happened=f"From {ADDRESS} somebody tried 48 passwords at some twenty accounts and as many names that do not "
    "exist, within a quarter of an hour. The last try got in.",
    looks="Security",
    begin=("sam", "/alerts"),
    answer="Take the alert; it lists the accounts tried. Open the one that was entered, block it as taken over, and "
    "have the address stopped at the platform's gate. Close the alert as confirmed.",
    acts=_attack,
)
