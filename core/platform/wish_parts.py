"""What every order to the gaming platform is made of: its kind, its base, and the state it leaves behind."""

from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from pydantic import Field

from core.office import Scope
from core.platform.messages import Instant, MessagePart, PlayerName


class OrderKind(StrEnum):
    """What the platform should do."""

    BLOCK = "block"
    LIFT = "lift"
    ADJUST = "adjust"
    REVERSE = "reverse"
    GRANT_BONUS = "grant_bonus"
    CONVERT_BONUS = "convert_bonus"
    VOID_BONUS = "void_bonus"
    REQUIRE_PASSWORD = "require_password"  # noqa: S105 - a kind of order
    END_SESSIONS = "end_sessions"
    RESET_COUNTERS = "reset_counters"
    RAISE_VERIFICATION = "raise_verification"
    LOWER_VERIFICATION = "lower_verification"
    RELEASE = "release"
    LOWER_LIMIT = "lower_limit"
    EXCLUDE = "exclude"
    CLOSE = "close"
    SELF_CLOSE = "self_close"
    """Closing on the player's own word."""
    REOPEN = "reopen"
    CONTACT_CHANGED = "contact_changed"
    HOLD = "hold"
    """Holding or releasing withdrawals as what stands changes: one told later, a block over by the clock."""


class StoppedScope(MessagePart):
    """Something a player cannot do."""

    scope: Scope
    until: Instant | None = Field(description="null: until it is lifted")


class HeldWithdrawal(MessagePart):
    """A withdrawal that must not be paid now."""

    id: UUID
    withdrawal: str | None = Field(description="the platform's own id, as the event that requested it named it")


class Gate(MessagePart):
    """All that a player cannot do now: always the complete state, so that a late order cannot be outdated."""

    cannot: tuple[StoppedScope, ...]
    held_withdrawals: tuple[HeldWithdrawal, ...]


class OtherAccount(MessagePart):
    """Another account of the same person, and all that it cannot do now."""

    player: PlayerName
    then: Gate


class Wish(MessagePart):
    """What an action needs the platform to do."""

    kind: ClassVar[OrderKind]
    protects: ClassVar[bool] = False
    """Whether it protects the player, so that it is in force here before the platform answers."""

    def content(self) -> dict[str, Any]:
        """Give it as plain JSON."""
        return self.model_dump(mode="json")
