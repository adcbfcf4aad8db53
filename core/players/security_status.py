"""The security status of a player: what was changed last, what failed lately, what security was warned of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.players import profile_parts
from core.players.profile_parts import Values


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """Something security was warned of and that is not closed yet."""

    id: UUID
    rule: str
    severity: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SecurityStatus:
    """What somebody may know of it."""

    changes: Mapping[str, datetime]
    """When what the account is guarded by was last changed, by the type of the event, newest first."""
    failed_logins: int
    """Within the last day, and no more than are counted."""
    alerts: tuple[OpenAlert, ...]
    """The worst of those that are open."""
    open_alerts: int

    @property
    def failed_often(self) -> bool:
        """Whether more logins failed than are counted."""
        return self.failed_logins >= profile_parts.FAILURES_MOST

    @property
    def nothing_known(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.changes or self.failed_logins or self.open_alerts)


def of_sections(found: Mapping[str, Sequence[Values]]) -> SecurityStatus:
    """Read the parts that came with a profile."""
    changes = {row["type"]: profile_parts.instant(row["at"]) for row in found["changes"]}
    return SecurityStatus(
        changes=dict(sorted(changes.items(), key=lambda one: one[1], reverse=True)),
        failed_logins=found["failures"][0]["count"],
        alerts=tuple(
            OpenAlert(UUID(row["id"]), row["rule"], row["severity"], profile_parts.instant(row["found_at"]))
            for row in found["alerts"]
        ),
        open_alerts=next((row["in_all"] for row in found["alerts"]), 0),
    )
