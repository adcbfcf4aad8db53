"""Security: rules over what players do, the alerts they raise, and the check that asks them all about one player."""

from core.office.security import Severity
from core.security.alert_lifecycle import (
    OUTCOMES,
    ClosedAlready,
    Closing,
    StillOpen,
    TakenAlready,
    close,
    hand_back,
    hand_on,
    may_work,
    remind,
    reopen,
    take,
)
from core.security.alerts import (
    Alert,
    Shelf,
    State,
    about,
    get,
    history_of,
    listed,
    of_player,
)
from core.security.new_alerts import NewAlert, raise_alert
from core.security.player_check import Answer, check
from core.security.rules import title
from core.security.snoozes import Quiet, Snooze, quiet, snooze, wake
from core.security.verdicts import Outcome

__all__ = [
    "OUTCOMES",
    "Alert",
    "Answer",
    "ClosedAlready",
    "Closing",
    "NewAlert",
    "Outcome",
    "Quiet",
    "Severity",
    "Shelf",
    "Snooze",
    "State",
    "StillOpen",
    "TakenAlready",
    "about",
    "check",
    "close",
    "get",
    "hand_back",
    "hand_on",
    "history_of",
    "listed",
    "may_work",
    "of_player",
    "quiet",
    "raise_alert",
    "remind",
    "reopen",
    "snooze",
    "take",
    "title",
    "wake",
]
