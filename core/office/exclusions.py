"""Exclusions: the terms a licence allows, how far they reach, and when a closed account may be opened again."""

from datetime import timedelta
from enum import StrEnum

from pydantic import Field, ValidationInfo, field_validator

from core.office.field_types import OfficePart, Span, TableOf, Title


class Reach(StrEnum):
    """For which accounts of one person an exclusion holds, beside the one it was set on; the widest last."""

    ACCOUNT = "account"
    BRAND = "brand"
    LICENCE = "licence"

    def covers(self, other: "Reach") -> bool:
        """Tell whether it reaches at least as far."""
        order = list(Reach)
        return order.index(self) >= order.index(other)


class ExclusionTerms(OfficePart):
    """What one licence allows."""

    cool_off_least: Span = Field(default="24h", validate_default=True)
    cool_off_most: Span = Field(default="6w", validate_default=True)
    self_exclusion_least: Span = Field(default="26w", validate_default=True)
    """The shortest self-exclusion; a shorter break is a cool-off."""
    for_good: bool = True
    """Whether a self-exclusion may have no end."""
    reach: Reach = Reach.LICENCE
    """How far an exclusion reaches that names nothing else, and every one that the platform reports."""
    reopened_within: Span = Field(default="180d", validate_default=True)
    """How long after its player closed it an account may be opened again."""

    @field_validator("cool_off_most")
    @classmethod
    def _at_least(cls, most: timedelta, info: ValidationInfo) -> timedelta:
        least = info.data.get("cool_off_least")
        if least is not None and most < least:
            raise ValueError("is shorter than cool_off_least; write a longer duration, e.g. 6w")
        return most


class ExclusionRules(OfficePart):
    """The terms of each licence, and those of all others."""

    default: ExclusionTerms = ExclusionTerms()
    licences: TableOf[Title, ExclusionTerms] = Field(default_factory=dict, validate_default=True)

    def of(self, licence: str) -> ExclusionTerms:
        """Give what holds for a licence."""
        return self.licences.get(licence, self.default)
