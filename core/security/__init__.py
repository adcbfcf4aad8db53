"""Security: rules over what players do, the alerts they raise, and the check that runs them all over one player."""

from core.office.security import Severity
from core.security.alert_lifecycle import (
    OUTCOMES,
    AlertClosing,
    ClosedAlready,
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
from core.security.alert_queries import list_alerts, list_alerts_of_player, prepare_form, view_alert
from core.security.alerts import Alert, AlertState, Shelf, Snooze, about, get, of_player, page_of
from core.security.caller_check import CallerAnswers, CallerForm, CallerLocked, CheckedAnswers
from core.security.gathering import raise_alerts
from core.security.intake_findings import report
from core.security.linked_news import of_registrations
from core.security.new_alerts import ALERT_CHANGED, ALERT_RAISED, AlertBody, NewAlert, raise_alert
from core.security.player_check import Check, RuleAnswer, check, prepare_check
from core.security.rules import title
from core.security.snoozes import snooze, wake
from core.security.staff_monitoring import COLLEAGUE_WATCHED, WatchBody
from core.security.tried_accounts import TriedAccount, TriedAccounts, accounts_tried
from core.security.verdicts import RuleOutcome

__all__ = [
    "ALERT_CHANGED",
    "ALERT_RAISED",
    "COLLEAGUE_WATCHED",
    "OUTCOMES",
    "Alert",
    "AlertBody",
    "AlertClosing",
    "AlertState",
    "CallerAnswers",
    "CallerForm",
    "CallerLocked",
    "Check",
    "CheckedAnswers",
    "ClosedAlready",
    "NewAlert",
    "RuleAnswer",
    "RuleOutcome",
    "Severity",
    "Shelf",
    "Snooze",
    "StillOpen",
    "TakenAlready",
    "TriedAccount",
    "TriedAccounts",
    "WatchBody",
    "about",
    "accounts_tried",
    "check",
    "close",
    "get",
    "hand_back",
    "hand_on",
    "list_alerts",
    "list_alerts_of_player",
    "may_work",
    "of_player",
    "of_registrations",
    "page_of",
    "prepare_check",
    "prepare_form",
    "raise_alert",
    "raise_alerts",
    "remind",
    "reopen",
    "report",
    "snooze",
    "take",
    "title",
    "view_alert",
    "wake",
]
