"""Twenty failed logins within sixty minutes: exactly so many, exactly so long, and one alert a burst."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.office.security import FailedLogins
from core.security.rules.failed_logins import judge
from core.security.verdicts import Happening, RuleOutcome
from tests.support.watching import NOON, failure, login, minutes

LIMITS = FailedLogins()


def burst(number: int, over: timedelta) -> list[Happening]:
    """So many failures, evenly over the time, the first at noon and the last at its end."""
    return [failure(NOON + over * place / max(number - 1, 1)) for place in range(number)]


@pytest.mark.parametrize(
    ("number", "over", "outcome"),
    [
        pytest.param(19, minutes(60), RuleOutcome.NOTHING, id="nineteen are not enough"),
        pytest.param(20, minutes(60), RuleOutcome.ALERT, id="exactly twenty in exactly sixty minutes"),
        pytest.param(
            20, minutes(60) + timedelta(microseconds=1), RuleOutcome.NOTHING, id="a microsecond longer is too long"
        ),
        pytest.param(20, timedelta(0), RuleOutcome.ALERT, id="all at one instant"),
        pytest.param(2, minutes(1), RuleOutcome.NOTHING, id="somebody forgot a password"),
    ],
)
def test_the_twentieth_failure_within_sixty_minutes_is_an_alert(
    number: int, over: timedelta, outcome: RuleOutcome
) -> None:
    assert judge(burst(number, over), LIMITS).outcome is outcome


def test_a_burst_that_goes_on_is_one_alert() -> None:
    events = burst(500, minutes(90))

    alerts = [place for place in range(500) if judge(events[: place + 1], LIMITS).outcome is RuleOutcome.ALERT]

    assert alerts == [19]


def test_a_second_burst_after_quiet_is_another_alert() -> None:
    first = burst(20, minutes(5))
    second = [failure(event.at + timedelta(hours=3)) for event in first]

    alert, again = judge(first, LIMITS), judge([*first, *second], LIMITS)

    assert alert.outcome is again.outcome is RuleOutcome.ALERT
    assert alert.window != again.window


def test_successes_neither_count_nor_alert() -> None:
    failed = burst(19, minutes(10))

    assert judge([*failed, login(NOON + minutes(11))], LIMITS).outcome is RuleOutcome.NOTHING
    assert judge([*failed, login(NOON + minutes(11)), failure(NOON + minutes(12))], LIMITS).outcome is RuleOutcome.ALERT


def test_without_any_login_it_cannot_tell() -> None:
    assert judge([], LIMITS).outcome is RuleOutcome.NOT_ENOUGH


def test_it_says_how_many_and_how_quick_and_names_the_events() -> None:
    events = burst(20, minutes(19))

    verdict = judge(events, LIMITS)

    assert verdict.sentence == "20 failed logins within 19 minutes; 20 within 60 minutes are an alert."
    assert verdict.evidence == {"first": str(events[0].id), "last": str(events[-1].id), "tries": 20}


def test_it_counts_no_seconds_where_all_come_at_once() -> None:
    verdict = judge([failure(NOON) for _ in range(20)], LIMITS)

    assert verdict.sentence == "20 failed logins at once; 20 within 60 minutes are an alert."


@given(st.lists(st.tuples(st.integers(0, 4 * 3600), st.booleans()), max_size=120), st.integers(2, 25))
def test_it_alerts_exactly_where_counting_by_hand_begins_to_exceed(told: list[tuple[int, bool]], tries: int) -> None:
    limits = FailedLogins(tries=tries)
    events = [login(NOON + timedelta(seconds=at), success=success) for at, success in sorted(told)]

    by_hand = []
    before = False
    for place, event in enumerate(events):
        if event.body.success:
            continue
        recent = [one for one in events[: place + 1] if not one.body.success and event.at - one.at <= minutes(60)]
        if len(recent) >= tries and not before:
            by_hand.append(place)
        before = len(recent) >= tries

    found = [place for place in range(len(events)) if judge(events[: place + 1], limits).outcome is RuleOutcome.ALERT]
    assert found == by_hand


@given(st.lists(st.integers(0, 5 * 3600), min_size=20, max_size=80))
def test_looking_back_twice_as_long_as_the_limit_is_far_enough(told: list[int]) -> None:
    events = [failure(NOON + timedelta(seconds=at)) for at in sorted(told)]
    recent = [event for event in events if events[-1].at - event.at <= minutes(120)]

    assert judge(events, LIMITS).outcome is judge(recent, LIMITS).outcome
