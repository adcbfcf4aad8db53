"""Nora's account has been asked about twice today by somebody who does not know enough."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from bot.demo.stories.past import Past, player
from bot.demo.stories.stage import Stage
from bot.demo.stories.story import Story, StoryPart
from core.office.caller_check import CallerField
from core.players import CallerAnswer
from core.security import CallerAnswers, caller_check

BORN = date(1987, 7, 21)
WHERE: dict[str, Any] = {"city": "Valletta", "post_code": "VLT 1117", "phone": "+35699318802"}
TRIED = (("alice", 180.0, "22 July 1987"), ("sam", 95.0, "21 June 1987"))
"""Who took the calls, how many minutes ago, and the birth date that was said."""


def _parts(now: datetime) -> Iterator[StoryPart]:
    past = Past("nora87", now).earning(deposits=9, minor=4_000)
    yield StoryPart(player("nora87", now, "Nora", "Grech", born_on=BORN, **WHERE), past.told())


async def _called(stage: Stage) -> None:
    """Let two colleagues take calls of somebody who does not know the birth date."""
    for who, minutes_ago, said in TRIED:
        async with stage.work(minutes_ago) as work:
            answers = (CallerAnswer(CallerField.BORN_ON, said), CallerAnswer(CallerField.POST_CODE, "VLT 1117"))
            caller = CallerAnswers(stage.players["nora87"], answers)
            await caller_check.check(work, await stage.actor(work, who), caller)


STORY = Story(
    title="Who is calling",
    happened="Somebody called twice today about Nora and gave a wrong birth date both times. Now a third call "
    "comes in.",
    looks="Support",
    begin=("alice", "/player nora87 caller"),
    answer="Type what the caller says: Nora was born on 21 July 1987 and lives in VLT 1117. A match counts for half "
    "an hour; a third wrong answer locks the check for a day and warns security. Then call her back on the number "
    "on file.",
    parts=_parts,
    acts=_called,
)
