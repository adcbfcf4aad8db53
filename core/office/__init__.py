"""The office file: one company's roles, rules, reasons, limits and channels. It knows actions by name only."""

from core.office.channels import Channel
from core.office.digests import DigestName, DigestSchedule
from core.office.exclusions import ExclusionTerms, Reach
from core.office.field_types import Quorum
from core.office.loader import OfficeRefused, default, load, load_file
from core.office.office_file import Limits, Office
from core.office.reasons import AdjustmentReason, Reason, Scope
from core.office.roles import Role
from core.office.rules import ApprovalRules, Tier
from core.office.staff_monitoring import DeskWatch
from core.office.tickets import Category, Priority, Tickets, Weekday

__all__ = [
    "AdjustmentReason",
    "ApprovalRules",
    "Category",
    "Channel",
    "DeskWatch",
    "DigestName",
    "DigestSchedule",
    "ExclusionTerms",
    "Limits",
    "Office",
    "OfficeRefused",
    "Priority",
    "Quorum",
    "Reach",
    "Reason",
    "Role",
    "Scope",
    "Tickets",
    "Tier",
    "Weekday",
    "default",
    "load",
    "load_file",
]
