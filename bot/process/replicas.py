"""The standby that the settings name, and how far behind it is, for those who run Pitboss."""

from datetime import timedelta

from bot.process.configuration import Settings
from core.database.replica import Replica, ReplicaState


def of(settings: Settings) -> Replica | None:
    """Prepare the standby of these settings; None where they name none."""
    if settings.replica_url is None:
        return None
    return Replica.open(settings.replica_url, most_behind=timedelta(seconds=settings.replica_behind))


def words(state: ReplicaState) -> str:
    """Say how a replica is, for ``/readyz`` and the doctor."""
    if state.problem:
        return f"not used: it {state.problem}"
    behind = state.behind or timedelta(0)
    return f"used, {behind.total_seconds():.1f} s behind"
