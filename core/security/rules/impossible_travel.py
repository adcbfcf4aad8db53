"""Two people use one account: logins further apart than anybody travels in the time between."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import asin, cos, radians, sin, sqrt

from core.activity import Type
from core.activity.catalogue import LoginBody
from core.office.security import ImpossibleTravel, Severity
from core.security.verdicts import Happening, Rule, RuleOutcome, RuleVerdict, long, not_enough, nothing

EARTH_RADIUS_KM = 6371.0088
"""The mean radius of the Earth (IUGG)."""
FURTHEST_KM = 20_016
"""Half way round: no two places lie further apart."""
HOUR = timedelta(hours=1)


def judge(events: Sequence[Happening], limits: ImpossibleTravel) -> RuleVerdict:
    """Alert where the way from the login before to this one was faster than the limit.

    From the same address nobody has travelled. Where one of both came through a VPN, the place is the provider's:
    that informs, at the lowest severity.
    """
    placed = [(one, visit) for one in events if (visit := _visit(one))]
    if not placed or placed[-1][0] is not events[-1]:
        return not_enough("The last login does not tell from where.")
    if len(placed) < 2:  # noqa: PLR2004 - a way has two ends
        return not_enough("Only one login tells from where.")
    (before, here), (newest, there) = placed[-2:]
    elapsed, distance_km = newest.at - before.at, km_apart(here, there)
    if here.ip is not None and here.ip == there.ip:
        return nothing("The last two logins came from the same address.")
    if distance_km < limits.near_km and elapsed < limits.soon:
        return nothing(
            "The last two logins are nearer to each other, in place and time, than addresses can be located."
        )
    if not too_fast(distance_km, elapsed, limits.over_kmh):
        return nothing(f"{_way(distance_km, elapsed)} between the last two logins.")
    by_vpn = here.vpn or there.vpn
    hint = " One of them came through a VPN, so this only informs." if by_vpn else ""
    return RuleVerdict(
        RuleOutcome.ALERT,
        f"{_way(distance_km, elapsed)} between two logins, from {here.country} to {there.country}: "
        f"faster than {limits.over_kmh} km/h.{hint}",
        window=str(newest.id),
        severity=Severity.LOW if by_vpn else None,
        evidence={"from": str(before.id), "to": str(newest.id), "km": round(distance_km)},
    )


@dataclass(frozen=True, slots=True)
class Visit:
    """A successful login that tells from where."""

    latitude: float
    longitude: float
    country: str
    ip: str | None
    vpn: bool


def km_apart(one: Visit, other: Visit) -> float:
    """Measure the shortest way over the ground (haversine), across the antimeridian and the poles alike."""
    phi, psi = radians(one.latitude), radians(other.latitude)
    half_north, half_east = (psi - phi) / 2, radians(other.longitude - one.longitude) / 2
    chord = sin(half_north) ** 2 + cos(phi) * cos(psi) * sin(half_east) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, chord)))


def too_fast(distance_km: float, elapsed: timedelta, over_kmh: float) -> bool:
    """Tell whether a way took less time than it does at this speed; exactly this speed is possible."""
    return distance_km > over_kmh * (elapsed / HOUR)


def _visit(one: Happening) -> Visit | None:
    login = one.body
    if not isinstance(login, LoginBody) or not login.success or login.latitude is None or login.longitude is None:
        return None
    country = login.country or "a country not known"
    return Visit(login.latitude, login.longitude, country, login.ip, vpn=login.vpn is True)


def _way(distance_km: float, elapsed: timedelta) -> str:
    return f"{distance_km:,.0f} km in {long(elapsed)}"


LOGINS = frozenset({Type.LOGIN.value})

RULE = Rule(
    name="impossible_travel",
    title="Impossible travel",
    judge=judge,
    judges=LOGINS,
    reads=LOGINS,
    past=LOGINS,
    back=lambda limits: HOUR * (FURTHEST_KM / limits.over_kmh),
    remembers=lambda _limits: 5,
    words=lambda limits: (
        f"faster than {limits.over_kmh} km/h between two logins; not between logins from one address, "
        f"nor less than {limits.near_km} km apart and within {long(limits.soon)}"
    ),
)
