"""What the record says of a call that was refused, or of which nothing was shown."""

from dataclasses import replace

from core import audit
from core.audit import Entry, Outcome
from core.errors import Refused
from core.work import Work


async def record_refusal(work: Work, attempt: Entry, refusal: Refused) -> None:
    """Record that a call was refused, and raise the alarm that goes with some refusals."""
    entry = refused(attempt, refusal)
    if refusal.alarms:
        await audit.alarm_of_colleague(work, entry)
    else:
        await (audit.alarm if refusal.betrays else audit.record)(work, entry)


def refused(attempt: Entry, refusal: Refused) -> Entry:
    """Say in a record that a call was refused."""
    action = refusal.recorded_as or attempt.action
    return replace(attempt, action=action, outcome=Outcome.REFUSED, code=refusal.code)


class Withheld(Exception):  # noqa: N818 - names what happened to what was found
    """A guard refused to show what a query found; its records say so, and what was searched until then."""

    def __init__(self, refusal: Refused, entries: list[Entry]) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal
        self.entries = entries
