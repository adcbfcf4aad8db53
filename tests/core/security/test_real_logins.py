"""The rules on two thousand real logins (Wiefling et al. 2022): what each finds is counted, and plausible.

The data tell minutes and seconds only, round user ids so that some are two people, put every unknown username under
one id, and hold neither withdrawals nor coordinates: a country stands for its capital here.
"""

import csv
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from core.activity import Type
from core.office.security import Security, Severity
from core.security import configured_rules, rules
from core.security.configured_rules import Case
from core.security.verdicts import Happening, RuleOutcome
from tests.support.shared import shared
from tests.support.watching import happening, withdrawal

START = datetime(2020, 2, 3, 12, 0, tzinfo=UTC)
UNKNOWN_USERS = "-4.32E+18"
CAPITALS = {
    "NO": (59.9, 10.8), "US": (38.9, -77.0), "PL": (52.2, 21.0), "BR": (-15.8, -47.9), "DE": (52.5, 13.4),
    "IN": (28.6, 77.2), "UA": (50.5, 30.5), "ID": (-6.2, 106.8), "MY": (3.1, 101.7), "AU": (-35.3, 149.1),
    "GB": (51.5, -0.1), "RO": (44.4, 26.1), "FR": (48.9, 2.4), "AR": (-34.6, -58.4), "TR": (39.9, 32.9),
    "CN": (39.9, 116.4), "IR": (35.7, 51.4), "PH": (14.6, 121.0), "NG": (9.1, 7.5), "FI": (60.2, 24.9),
    "NL": (52.4, 4.9),
}  # fmt: skip
WATCHED = Security()
BY_NAME = {rule.name: rule for rule in rules.ALL}

Logins = dict[str, list[Happening]]


@pytest.fixture(scope="module")
def rows() -> list[tuple[dict[str, str], Happening]]:
    hour, before, read = timedelta(0), -1.0, []
    with shared("data", "rba", "logins.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            minute, second = row["Login Timestamp"].split(":")
            into = int(minute) * 60 + float(second)
            hour += timedelta(hours=1) if into < before - 60 else timedelta(0)
            before = into
            read.append((row, _login(row, START + hour + timedelta(seconds=into))))
    return read


def _login(row: dict[str, str], at: datetime) -> Happening:
    place = CAPITALS.get(row["Country"])
    where = {"latitude": place[0], "longitude": place[1]} if place else {}
    return happening(
        Type.LOGIN,
        at,
        success=row["Login Successful"] == "TRUE",
        ip=row["IP Address"],
        country=row["Country"],
        device=row["Device Type"] or None,
        **where,
    )


@pytest.fixture(scope="module")
def by_user(rows: list[tuple[dict[str, str], Happening]]) -> Logins:
    users: Logins = defaultdict(list)
    for row, event in rows:
        users[row["User ID"]].append(event)
    return users


def found(name: str, histories: Logins) -> Counter[str]:
    """Count the alerts of a rule by subject."""
    terms = configured_rules.agree(BY_NAME[name], WATCHED.rules)
    cases = {key: Case(key, sorted(several, key=lambda one: one.at), since=START) for key, several in histories.items()}
    return Counter({key: n for key, case in cases.items() if (n := len([*configured_rules.found(terms, case)]))})


def test_the_data_are_what_the_source_says(rows: list[tuple[dict[str, str], Happening]], by_user: Logins) -> None:
    failed = [row["User ID"] for row, event in rows if not event.body.success]

    assert (len(rows), len(failed), failed.count(UNKNOWN_USERS)) == (2000, 946, 666)
    assert rows[-1][1].at - rows[0][1].at < timedelta(minutes=30)


def test_no_single_user_failed_twenty_times_but_the_bucket_of_unknown_names_did(by_user: Logins) -> None:
    assert found("failed_logins", by_user) == {UNKNOWN_USERS: 1}


def test_no_address_failed_twenty_times(rows: list[tuple[dict[str, str], Happening]]) -> None:
    addresses: Logins = defaultdict(list)
    for _, event in rows:
        addresses[event.body.ip].append(event)

    worst = max(sum(not one.body.success for one in several) for several in addresses.values())

    assert found("failed_logins", addresses) == {}
    assert worst == 9


def test_impossible_travel_is_every_hop_to_a_far_country_within_the_half_hour(by_user: Logins) -> None:
    hops = Counter()
    for user, several in by_user.items():
        inside = [one for one in several if one.body.success]
        for one, other in pairwise(inside):
            hops[user] += one.body.country != other.body.country and one.body.ip != other.body.ip

    alerts = found("impossible_travel", by_user)

    assert alerts == +hops
    assert (len(alerts), alerts.total()) == (54, 62)
    assert len(alerts) < len(by_user) / 10


def test_a_withdrawal_at_the_end_would_alert_for_few_and_be_unknowable_for_most(by_user: Logins) -> None:
    rule = BY_NAME["new_place_withdrawal"]
    limits = rule.limits(WATCHED.rules)

    outcomes = Counter(
        rule.judge([*several, withdrawal(several[-1].at + timedelta(minutes=5))], limits).outcome
        for user, several in by_user.items()
        if user != UNKNOWN_USERS
    )

    assert outcomes.total() == len(by_user) - 1
    assert outcomes[RuleOutcome.NOT_ENOUGH] > outcomes.total() * 0.9
    assert 0 < outcomes[RuleOutcome.ALERT] < outcomes.total() * 0.05


@pytest.mark.parametrize("name", ["changed_then_withdrawal", "done_elsewhere", "new_place_withdrawal"])
def test_logins_alone_alert_nobody_about_what_is_not_in_them(by_user: Logins, name: str) -> None:
    rule = BY_NAME[name]

    assert found(name, by_user) == {}
    assert rule.limits(WATCHED.rules).severity is Severity.HIGH
