"""The office file: roles, rules, reasons, limits and channels of one company; knows actions by name only."""

from core.office.file import Channel, Limits, Office
from core.office.reading import OfficeRefused, default, load
from core.office.reasons import AdjustmentReason, Reason, Scope
from core.office.roles import Role
from core.office.rules import Quorum, Rules, Tier

__all__ = [
    "AdjustmentReason",
    "Channel",
    "Limits",
    "Office",
    "OfficeRefused",
    "Quorum",
    "Reason",
    "Role",
    "Rules",
    "Scope",
    "Tier",
    "default",
    "load",
]
