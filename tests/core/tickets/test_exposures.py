"""When the author of a message that still holds a card number is reminded, and when security is told."""

from datetime import UTC, datetime, timedelta

from core.tickets.exposures import next_reminder

FOUND = datetime(2026, 5, 3, 14, tzinfo=UTC)


def test_reminders_come_whenever_it_has_stood_twice_as_long_and_daily_at_the_end() -> None:
    at, minutes = FOUND + timedelta(minutes=15), []
    for _ in range(9):
        minutes.append(round((at - FOUND).total_seconds() / 60))
        at = next_reminder(FOUND, at)

    assert minutes == [15, 30, 60, 120, 240, 480, 960, 1920, 3360]


def test_the_alarm_is_not_late_because_a_reminder_was() -> None:
    assert next_reminder(FOUND, FOUND + timedelta(minutes=31)) == FOUND + timedelta(hours=1)
