"""What was told and could not be understood, and why."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class QuarantineKind(StrEnum):
    """Why something told was not understood."""

    MALFORMED = "malformed"
    """It is not an event, or its body is not what its type says."""
    FUTURE = "future"
    """It lies in the future."""
    CURRENCY = "currency"
    """Its money is of a currency that there is not, or was no more."""
    CONFLICT = "conflict"
    """Its id came before with other content."""
    FAILED = "failed"
    """Taking it in failed here; the log explains the reference."""
    TYPE = "type"
    """The catalogue does not have its type; it lies among the events."""
    VERSION = "version"
    """The catalogue does not have its version; it lies among the events."""
    PLAYER = "player"
    """Its player is not known here; it lies among the events and joins the player by itself once that registers."""


@dataclass(frozen=True, slots=True)
class Misunderstood:
    """Something told that was not understood: why, and what was told, as JSON or as it came."""

    kind: QuarantineKind
    because: str
    told: Any
