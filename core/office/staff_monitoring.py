"""Staff monitoring: when somebody's player lookups are unusually many, and who is notified."""

from pydantic import Field

from core.office.field_types import OfficePart, RoleName, SetOf


class DeskWatch(OfficePart):
    """The thresholds, and the roles that are notified; the person concerned never is."""

    roles: SetOf[RoleName] = frozenset({"compliance", "manager"})
    """Roles notified in private."""
    lookups_least: int = Field(default=30, ge=1, le=100_000)
    """Distinct players per day below which nothing is reported."""
    lookups_times: int = Field(default=5, ge=2, le=1_000)
    """Factor of the median of the same role above which a lookup count is reported."""
