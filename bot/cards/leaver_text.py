"""What a leaver leaves behind, in words."""

from bot import kit
from core.leavers import LeftBehind


def left_behind(left: LeftBehind) -> str:
    """Count it: ``2 requests, 1 ticket and 0 alerts``."""
    counts = [("request", left.requests), ("ticket", left.tickets), ("alert", left.alerts)]
    return kit.listed([kit.counted(count, thing) for thing, count in counts])
