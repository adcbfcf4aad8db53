"""What stands of a change of the office file that nobody has confirmed yet."""

from datetime import datetime

from bot import kit
from core.office_changes import WAITING, OfficeChange


def standing(change: OfficeChange, now: datetime) -> str:
    """Say whether it waits or is in use already, and since when."""
    since = kit.ago(change.at, now)
    if change.state == WAITING:
        return f"A change waits for a second person, announced {since}. The rules before it hold until then."
    return f"A change is in use since {since}, and no second person has confirmed it."
