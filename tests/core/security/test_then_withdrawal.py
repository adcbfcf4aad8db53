"""Something new about an account, then its money asked for: within a day, and never without a history to tell by."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.activity import Type
from core.office.security import ChangedThenWithdrawal, NewPlaceWithdrawal
from core.security.rules import changed_then_withdrawal, new_place_withdrawal
from core.security.verdicts import Happening, RuleOutcome
from tests.support.watching import NOON, happening, login, minutes, withdrawal

PLACE, CHANGED = NewPlaceWithdrawal(), ChangedThenWithdrawal()
DAY = timedelta(hours=24)
KNOWN = {"device": "phone-1", "country": "MT"}
INSTANT = timedelta(microseconds=1)


def usual(number: int = 3) -> list[Happening]:
    return [login(NOON - timedelta(days=number - place), **KNOWN) for place in range(number)]


def placed(*events: Happening) -> RuleOutcome:
    return new_place_withdrawal.judge([*usual(), *events], PLACE).outcome


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ({"device": "phone-2", "country": "MT"}, "a new device."),
        ({"device": "phone-1", "country": "NG"}, "a new country (NG)."),
        ({"device": "phone-2", "country": "NG"}, "a new device and a new country (NG)."),
    ],
)
def test_withdrawal_after_a_login_from_somewhere_new_is_an_alert(new: dict, said: str) -> None:
    verdict = new_place_withdrawal.judge([*usual(), login(**new), withdrawal(NOON + minutes(31))], PLACE)

    assert verdict.outcome is RuleOutcome.ALERT
    assert verdict.sentence == f"A withdrawal was asked for 31 minutes after the first login from {said}"


@pytest.mark.parametrize(("after", "outcome"), [(DAY, RuleOutcome.ALERT), (DAY + INSTANT, RuleOutcome.NOTHING)])
def test_a_day_after_the_new_login_counts_and_no_longer(after: timedelta, outcome: RuleOutcome) -> None:
    assert placed(login(device="phone-2"), withdrawal(NOON + after)) is outcome


def test_coming_again_from_there_does_not_make_it_old() -> None:
    again = [login(NOON + minutes(place), device="phone-2") for place in (0, 10, 20)]

    first = new_place_withdrawal.judge([*usual(), *again, withdrawal(NOON + minutes(30))], PLACE)

    assert first.outcome is RuleOutcome.ALERT
    assert first.window == str(again[0].id)


def test_where_one_always_comes_from_is_nothing() -> None:
    assert placed(login(**KNOWN), withdrawal(NOON + minutes(5))) is RuleOutcome.NOTHING


def test_what_is_not_told_is_not_new() -> None:
    assert placed(login(), withdrawal(NOON + minutes(5))) is RuleOutcome.NOTHING


@pytest.mark.parametrize("known", [0, 1, 2])
def test_with_too_few_logins_before_it_cannot_tell(known: int) -> None:
    events = [*usual(known), login(device="phone-2"), withdrawal(NOON + minutes(5))]

    assert new_place_withdrawal.judge(events, PLACE).outcome is RuleOutcome.NOT_ENOUGH


def test_the_withdrawal_before_the_new_login_is_nothing() -> None:
    assert placed(withdrawal(NOON - minutes(1)), login(device="phone-2")) is RuleOutcome.NOTHING


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Type.PASSWORD_CHANGED, "the password was changed."),
        (Type.EMAIL_CHANGED, "the e-mail address was changed."),
        (Type.PHONE_CHANGED, "the phone number was changed."),
        (Type.INSTRUMENT_CHANGED, "a payment instrument was changed."),
    ],
)
def test_withdrawal_after_what_guards_the_account_was_changed_is_an_alert(change: Type, said: str) -> None:
    events = [happening(change, NOON), withdrawal(NOON + timedelta(hours=2))]

    verdict = changed_then_withdrawal.judge(events, CHANGED)

    assert verdict.outcome is RuleOutcome.ALERT
    assert verdict.sentence == f"A withdrawal was asked for 2 hours after {said}"


@pytest.mark.parametrize(("after", "outcome"), [(DAY, RuleOutcome.ALERT), (DAY + INSTANT, RuleOutcome.NOTHING)])
def test_a_day_after_the_change_counts_and_no_longer(after: timedelta, outcome: RuleOutcome) -> None:
    events = [happening(Type.PASSWORD_CHANGED, NOON), withdrawal(NOON + after)]

    assert changed_then_withdrawal.judge(events, CHANGED).outcome is outcome


def test_several_withdrawals_after_one_change_are_one_alert() -> None:
    events = [happening(Type.PASSWORD_CHANGED, NOON), withdrawal(NOON + minutes(1)), withdrawal(NOON + minutes(2))]

    windows = {changed_then_withdrawal.judge(events[:end], CHANGED).window for end in (2, 3)}

    assert windows == {str(events[0].id)}


def test_without_a_change_or_a_withdrawal_nothing_is_said() -> None:
    changed = happening(Type.EMAIL_CHANGED, NOON)

    assert changed_then_withdrawal.judge([withdrawal(NOON)], CHANGED).outcome is RuleOutcome.NOTHING
    assert changed_then_withdrawal.judge([changed], CHANGED).outcome is RuleOutcome.NOTHING
    assert changed_then_withdrawal.judge([], CHANGED).outcome is RuleOutcome.NOT_ENOUGH


EVENTS = st.lists(
    st.builds(
        lambda seconds, make: make(NOON + timedelta(seconds=seconds)),
        st.integers(0, 3 * 86_400),
        st.sampled_from(
            [
                withdrawal,
                lambda at: happening(Type.PASSWORD_CHANGED, at),
                lambda at: login(at, device="a", country="MT"),
                lambda at: login(at, device="b", country="NG"),
                lambda at: login(at, success=False),
            ]
        ),
    ),
    max_size=40,
).map(lambda events: sorted(events, key=lambda event: event.at))


@given(EVENTS)
def test_only_a_withdrawal_ever_trips_and_always_by_something_of_the_day_before(events: list[Happening]) -> None:
    by_id = {str(event.id): event for event in events}
    for rule, limits in ((new_place_withdrawal, PLACE), (changed_then_withdrawal, CHANGED)):
        reads = [event for event in events if event.type in rule.RULE.reads]
        for end in range(len(reads) + 1):
            verdict = rule.judge(reads[:end], limits)
            if verdict.outcome is RuleOutcome.ALERT:
                cause = by_id[verdict.window]
                assert reads[end - 1].type == Type.WITHDRAWAL_REQUESTED
                assert timedelta(0) <= reads[end - 1].at - cause.at <= DAY
                assert cause.type != Type.WITHDRAWAL_REQUESTED
