"""Faster than nine hundred kilometres an hour: measured round the Earth, wherever its map is cut."""

from datetime import timedelta
from math import inf, nextafter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.office.security import ImpossibleTravel, Severity
from core.security.rules.impossible_travel import FURTHEST_KM, RULE, Visit, judge, km_apart, too_fast
from core.security.verdicts import RuleOutcome
from tests.support.watching import LAGOS, MALTA, NOON, failure, login, minutes

LIMITS = ImpossibleTravel()
HOUR = timedelta(hours=1)
PLACES = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def visit(latitude: float, longitude: float) -> Visit:
    return Visit(latitude, longitude, "MT", None, vpn=False)


@pytest.mark.parametrize(
    ("distance_km", "elapsed", "fast"),
    [
        pytest.param(900.0, HOUR, False, id="exactly the limit is possible"),
        pytest.param(nextafter(900.0, inf), HOUR, True, id="the next number is not"),
        pytest.param(900.0, HOUR - timedelta(microseconds=1), True, id="nor a microsecond sooner"),
        pytest.param(450.0, HOUR / 2, False, id="half the way in half the time"),
        pytest.param(60.0, timedelta(0), True, id="two places at once"),
        pytest.param(0.0, timedelta(0), False, id="one place at once"),
    ],
)
def test_faster_than_the_limit_and_not_just_as_fast(distance_km: float, elapsed: timedelta, *, fast: bool) -> None:
    assert too_fast(distance_km, elapsed, 900) is fast


@pytest.mark.parametrize(
    ("here", "there", "km"),
    [
        pytest.param(visit(0, 179.9), visit(0, -179.9), 22.24, id="across the antimeridian"),
        pytest.param(visit(0, 180), visit(0, -180), 0, id="the antimeridian itself"),
        pytest.param(visit(90, 0), visit(90, 137), 0, id="a pole has no longitude"),
        pytest.param(visit(90, 0), visit(-90, 0), 20_015.1, id="pole to pole"),
        pytest.param(visit(89.9, 0), visit(89.9, 180), 22.24, id="over the pole"),
        pytest.param(visit(0, 0), visit(0, 180), 20_015.1, id="half way round"),
        pytest.param(visit(35.9, 14.5), visit(51.5, -0.1), 2_090, id="Malta to London"),
    ],
)
def test_distances_hold_where_maps_are_cut(here: Visit, there: Visit, km: float) -> None:
    assert km_apart(here, there) == pytest.approx(km, rel=0.005, abs=0.01)


@given(PLACES, PLACES)
def test_a_way_is_as_long_back_and_never_further_than_half_way_round(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    way = km_apart(visit(*one), visit(*other))

    assert 0 <= way <= FURTHEST_KM
    assert way == pytest.approx(km_apart(visit(*other), visit(*one)), abs=1e-6)


@given(PLACES, PLACES, st.integers(0, 10**6))
def test_what_lies_further_back_than_it_looks_was_never_impossible(
    one: tuple[float, float], other: tuple[float, float], seconds: int
) -> None:
    later = NOON + RULE.back(LIMITS) + timedelta(seconds=seconds)

    assert judge([login(place=one), login(later, place=other)], LIMITS).outcome is RuleOutcome.NOTHING


def test_malta_and_lagos_within_an_hour_is_an_alert_that_says_why() -> None:
    events = [login(place=MALTA, country="MT"), login(NOON + minutes(40), place=LAGOS, country="NG")]

    verdict = judge(events, LIMITS)

    assert verdict.outcome is RuleOutcome.ALERT
    assert verdict.sentence == "3,460 km in 40 minutes between two logins, from MT to NG: faster than 900 km/h."
    assert verdict.evidence == {"from": str(events[0].id), "to": str(events[1].id), "km": 3460}
    assert verdict.severity is None


def test_the_same_address_never_travels() -> None:
    events = [login(place=MALTA, ip="81.2.69.142"), login(NOON + minutes(1), place=LAGOS, ip="81.2.69.142")]

    assert judge(events, LIMITS).outcome is RuleOutcome.NOTHING


def test_two_logins_without_an_address_are_not_the_same_address() -> None:
    assert judge([login(place=MALTA), login(NOON + minutes(1), place=LAGOS)], LIMITS).outcome is RuleOutcome.ALERT


@pytest.mark.parametrize("which", [0, 1])
def test_a_vpn_only_informs(which: int) -> None:
    vpn = [{}, {}]
    vpn[which] = {"vpn": True}

    verdict = judge([login(place=MALTA, **vpn[0]), login(NOON + minutes(40), place=LAGOS, **vpn[1])], LIMITS)

    assert verdict.outcome is RuleOutcome.ALERT
    assert verdict.severity is Severity.LOW
    assert "VPN" in verdict.sentence


@pytest.mark.parametrize(
    ("north", "after", "outcome"),
    [
        pytest.param(0.44, minutes(1), RuleOutcome.NOTHING, id="49 km in a minute: geography is wrong"),
        pytest.param(0.46, minutes(1), RuleOutcome.ALERT, id="51 km in a minute"),
        pytest.param(0.44, minutes(10), RuleOutcome.NOTHING, id="49 km in ten minutes is slow enough"),
        pytest.param(1.35, minutes(9.99), RuleOutcome.ALERT, id="150 km in under ten minutes"),
        pytest.param(1.34, minutes(10), RuleOutcome.NOTHING, id="149 km in ten minutes is 894 km/h"),
    ],
)
def test_near_and_soon_is_an_error_of_geography(north: float, after: timedelta, outcome: RuleOutcome) -> None:
    events = [login(place=(0, 0)), login(NOON + after, place=(north, 0))]

    assert judge(events, LIMITS).outcome is outcome


@pytest.mark.parametrize(
    "events",
    [
        pytest.param([], id="none"),
        pytest.param([login(place=MALTA)], id="one"),
        pytest.param([login(), login(NOON + minutes(5))], id="none tells from where"),
        pytest.param([login(place=MALTA), login(NOON + minutes(5))], id="the last does not tell"),
        pytest.param([failure(NOON), login(NOON + minutes(5), place=MALTA)], id="who failed was nowhere"),
    ],
)
def test_without_two_places_it_cannot_tell(events: list) -> None:
    assert judge(events, LIMITS).outcome is RuleOutcome.NOT_ENOUGH


@pytest.mark.parametrize("body", [{"latitude": 1.0}, {"longitude": 1.0}, {"latitude": None, "longitude": None}])
def test_half_a_place_is_none(body: dict) -> None:
    assert judge([login(place=MALTA), login(NOON + minutes(5), **body)], LIMITS).outcome is RuleOutcome.NOT_ENOUGH


def test_a_login_that_does_not_tell_is_passed_over() -> None:
    events = [login(place=MALTA), login(NOON + minutes(5)), login(NOON + minutes(10), place=LAGOS)]

    assert judge(events, LIMITS).outcome is RuleOutcome.ALERT
