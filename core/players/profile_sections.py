"""What the sections of a profile become: what surrounds the player, security status, watches, the last interaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from core.database.connections import Connection
from core.money import Money
from core.people import Visibility
from core.players import profile_parts
from core.players.profile_parts import Values
from core.players.requirements import DONE_BY, Requirement


@dataclass(frozen=True, slots=True)
class LastInteraction:
    """The last safer-gambling interaction with a player, and how many there were."""

    act: str
    at: datetime
    due_on: date
    outcome: str | None
    in_all: int


@dataclass(frozen=True, slots=True)
class Watch:
    """That a player is on the watch list."""

    visibility: Visibility
    why: str
    since_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """A ticket that is not solved."""

    id: UUID
    number: int
    category: str
    priority: str
    state: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that the player set; without an amount where the platform gave none in money."""

    kind: str
    period: str
    amount: Money | None
    set_here: bool = False
    """Whether the desk set it, on the player's word."""


@dataclass(frozen=True, slots=True)
class OrderProgress:
    """What the gaming platform was told to do, and how far it is."""

    kind: str
    step: str
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Open tickets, limits and orders, as one person may see them."""

    tickets: tuple[OpenTicket, ...] = ()
    open_tickets: int = 0
    limits: tuple[Limit, ...] = ()
    orders: tuple[OrderProgress, ...] = ()
    """The newest first."""


def surroundings_of(found: Mapping[str, Sequence[Values]]) -> Surroundings:
    """Read what surrounds the player from the sections."""
    return Surroundings(
        tickets=tuple(
            OpenTicket(UUID(row["id"]), row["number"], row["category"], row["priority"], row["state"])
            for row in found["tickets"]
        ),
        open_tickets=next((row["in_all"] for row in found["tickets"]), 0),
        limits=tuple(_limit(row) for row in found["limits"]),
        orders=tuple(
            OrderProgress(row["kind"], row["step"], row["state"], profile_parts.instant(row["changed_at"]))
            for row in found["orders"]
        ),
    )


def _limit(row: Values) -> Limit:
    amount = Money(row["amount_minor"], row["currency"]) if row["currency"] else None
    return Limit(row["kind"], row["period"], amount, set_here=row["request_id"] is not None)


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """Something security was warned of and that is not closed yet."""

    id: UUID
    rule: str
    severity: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LinkedAccount:
    """Another account that is linked to the player: see :mod:`core.links`."""

    player_id: int
    evidence: tuple[str, ...]
    """The kinds of evidence, the most telling first."""
    household: bool
    reopened: bool
    """Whether hard evidence came after a decision that explained the link."""


@dataclass(frozen=True, slots=True)
class SecurityStatus:
    """What was changed last, what failed lately, what security was warned of, as one person may see it."""

    changes: Mapping[str, datetime]
    """When what the account is guarded by was last changed, by the type of the event, newest first."""
    failed_logins: int
    """Within the last day, and no more than are counted."""
    alerts: tuple[OpenAlert, ...]
    """The worst of those that are open."""
    open_alerts: int
    requirements: tuple[Requirement, ...] = ()
    """What the player still has to do."""

    @property
    def failed_often(self) -> bool:
        """Whether more logins failed than are counted."""
        return self.failed_logins >= profile_parts.FAILURES_MOST

    @property
    def nothing_known(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.changes or self.failed_logins or self.open_alerts or self.requirements)


def security_status_of(found: Mapping[str, Sequence[Values]]) -> SecurityStatus:
    """Read the security status from the sections."""
    changes = {row["type"]: profile_parts.instant(row["at"]) for row in found["changes"]}
    return SecurityStatus(
        changes=dict(sorted(changes.items(), key=lambda one: one[1], reverse=True)),
        failed_logins=found["failures"][0]["count"],
        alerts=tuple(
            OpenAlert(UUID(row["id"]), row["rule"], row["severity"], profile_parts.instant(row["found_at"]))
            for row in found["alerts"]
        ),
        open_alerts=next((row["in_all"] for row in found["alerts"]), 0),
        requirements=tuple(
            one for one in map(_requirement, found["requirements"]) if not one.done(changes.get(DONE_BY[one.kind]))
        ),
    )


def _requirement(row: Values) -> Requirement:
    return Requirement(row["kind"], profile_parts.instant(row["required_at"]), row["by_name"])


async def failed_logins(db: Connection, player_id: int, *, now: datetime) -> int:
    """Count the failed logins of a day, and no more than are counted."""
    found = await profile_parts.read(db, "failures", player_id=player_id, day_ago=now - profile_parts.DAY)
    count: int = found["failures"][0]["count"]
    return count


def last_interaction(rows: Sequence[Values]) -> LastInteraction | None:
    """Read the last interaction; None where there was none, or none that this person may see."""
    if not rows:
        return None
    row = rows[0]
    at, due_on = profile_parts.instant(row["at"]), date.fromisoformat(row["due_on"])
    return LastInteraction(row["act"], at, due_on, row["outcome"], row["in_all"])


def watch(row: Values) -> Watch:
    """Read a watch from a row of its section."""
    return Watch(Visibility(row["visibility"]), row["why"], profile_parts.instant(row["since_at"]), row["by_name"])
