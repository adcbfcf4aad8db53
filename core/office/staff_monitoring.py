"""Who watches the desk itself: when looking players up is too much, and who is told in private."""

from pydantic import Field

from core.office.field_types import OfficePart, SetOf
from core.office.roles import RoleName


class DeskWatch(OfficePart):
    """What counts as far more than others do, and whose matter that is; never that of the person it is about."""

    roles: SetOf[RoleName] = frozenset({"compliance", "manager"})
    """Who is told in private; one of these at least beside the person concerned."""
    lookups_least: int = Field(default=30, ge=1, le=100_000)
    """Different players a day, below which nothing is said."""
    lookups_times: int = Field(default=5, ge=2, le=1_000)
    """How many times the median of the same role is too much."""
