"""The record of everything anybody saw, asked, decided or did."""

from core.audit.alarms import ALARM, COLLEAGUE_ALARM, AlarmBody, alarm, alarm_of_colleague
from core.audit.counters import count, counted_since
from core.audit.entries import TICKET, Authoriser, Entry, Outcome, Subject, kept_for, levels, open_to, record
from core.audit.recent import count_since, home_viewers, players_viewed
from core.audit.records import (
    KEPT_BACK,
    FoundRecord,
    Opened,
    anything_recorded,
    refuse_other_key,
    sealed_of,
    verify_row,
)

__all__ = [
    "ALARM",
    "COLLEAGUE_ALARM",
    "KEPT_BACK",
    "TICKET",
    "AlarmBody",
    "Authoriser",
    "Entry",
    "FoundRecord",
    "Opened",
    "Outcome",
    "Subject",
    "alarm",
    "alarm_of_colleague",
    "anything_recorded",
    "count",
    "count_since",
    "counted_since",
    "home_viewers",
    "kept_for",
    "levels",
    "open_to",
    "players_viewed",
    "record",
    "refuse_other_key",
    "sealed_of",
    "verify_row",
]
