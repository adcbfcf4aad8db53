"""The doors into core: every look and every change is declared here, with its right, its guards and its record."""

from core.operations.declarations import (
    GUARDS,
    guard,
    look_up_actions,
    operation,
    query,
    refuse_unguarded,
    registry,
    watch,
)
from core.operations.declared import Declaration, Declared, Guard, Need, Needs, Operation, Query, refuse_broken
from core.operations.preparations import Arguments, Preparation
from core.operations.refusals import Withheld, record_refusal, refused
from core.operations.seen import LookedAt, Recorded, Seen

__all__ = [
    "GUARDS",
    "Arguments",
    "Declaration",
    "Declared",
    "Guard",
    "LookedAt",
    "Need",
    "Needs",
    "Operation",
    "Preparation",
    "Query",
    "Recorded",
    "Seen",
    "Withheld",
    "guard",
    "look_up_actions",
    "operation",
    "query",
    "record_refusal",
    "refuse_broken",
    "refuse_unguarded",
    "refused",
    "registry",
    "watch",
]
