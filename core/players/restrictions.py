"""What open blocks mean now: pure, derived each time, never stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from core.office import Reach, Scope
from core.people import Visibility

SELF_EXCLUSION = "self_exclusion"
COOL_OFF = "cool_off"

SCOPE_WORDS: Mapping[Scope, str] = {
    Scope.LOGIN: "log in",
    Scope.DEPOSIT: "deposit",
    Scope.BET: "bet",
    Scope.WITHDRAW: "withdraw",
    Scope.BONUS: "get a bonus",
    Scope.PROFILE: "change the profile",
    Scope.MARKETING: "get marketing",
}
"""Scopes as a person says them, after "can" or "cannot"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One row between a player and playing."""

    id: UUID
    player_id: int
    kind: str
    scopes: frozenset[Scope]
    reason: str | None
    """A key of the office file; for exclusions the kind again; None where it may not be told."""
    visibility: Visibility
    asked_by: str
    from_at: datetime
    until_at: datetime | None
    placed_by: str
    holds_withdrawals: bool = False
    """Whether it holds the withdrawals that wait, those told after it as well."""
    leaves: frozenset[UUID] = frozenset()
    """The withdrawals it does not hold, named one by one."""
    holds_only: frozenset[UUID] = frozenset()
    """The only withdrawals it holds; every one where it names none."""
    reach: Reach = Reach.ACCOUNT
    """For which accounts of the person an exclusion holds."""
    reached_from: UUID | None = None
    """The exclusion of a linked account that it follows."""
    request_id: UUID | None = None
    note: str | None = None
    ticket: str | None = None

    @property
    def excludes(self) -> bool:
        """Whether it is a self-exclusion or a cool-off, which no hand lifts."""
        return self.kind in {SELF_EXCLUSION, COOL_OFF}

    def stands(self, now: datetime) -> bool:
        """Tell whether an open row holds now; a self-exclusion outlives its term until it is ended."""
        over = self.until_at is not None and self.until_at <= now and self.kind != SELF_EXCLUSION
        return self.from_at <= now and not over

    def holds(self, withdrawal_id: UUID, now: datetime) -> bool:
        """Tell whether it holds a withdrawal that waits."""
        meant = withdrawal_id not in self.leaves and (not self.holds_only or withdrawal_id in self.holds_only)
        return self.holds_withdrawals and meant and self.stands(now)

    def ends(self, now: datetime) -> datetime | None:
        """Tell when the clock ends it; None when only people do."""
        return None if self.kind == SELF_EXCLUSION and self.until_at and self.until_at <= now else self.until_at


@dataclass(frozen=True, slots=True)
class PlayerStanding:
    """What a player can and cannot do."""

    blocked: Mapping[Scope, datetime | None]
    """Each blocked scope with the latest end of the blocks on it; None when open."""

    @property
    def can(self) -> tuple[Scope, ...]:
        """What nothing stands in the way of."""
        return tuple(scope for scope in Scope if scope not in self.blocked)

    @property
    def cannot(self) -> tuple[Scope, ...]:
        """What some block stands in the way of."""
        return tuple(scope for scope in Scope if scope in self.blocked)


def standing(rows: Iterable[Block], now: datetime) -> PlayerStanding:
    """Derive from a player's open rows what stands now."""
    blocked: dict[Scope, datetime | None] = {}
    for row in rows:
        if not row.stands(now):
            continue
        until = row.ends(now)
        for scope in row.scopes:
            before = blocked.get(scope, until)
            blocked[scope] = max(before, until) if before and until else None
    return PlayerStanding(blocked)


def excluded(rows: Iterable[Block], now: datetime) -> Block | None:
    """Find the self-exclusion or cool-off that stands: then no bonus and no goodwill, only money owed."""
    return next((row for row in rows if row.excludes and row.stands(now)), None)


def as_seen(rows: Iterable[Block], sees: frozenset[Visibility]) -> tuple[Block, ...]:
    """Give the rows as somebody may know of them.

    Of a reason they may not see, nothing is left that could tell it from the one it is drawn as: several such rows
    look like one, which lasts as long as the longest, as a longer block for the same reason replaces a shorter one.
    """
    shown: list[Block] = []
    hidden: Block | None = None
    for row in rows:
        if row.visibility in sees:
            shown.append(row)
        elif hidden is None or outlasts(row.until_at, hidden.until_at):
            hidden = row
    if hidden is not None:
        shown.append(replace(hidden, reason=None, note=None, ticket=None, visibility=Visibility.STAFF))
    return tuple(sorted(shown, key=lambda row: (row.from_at, row.id)))


def outlasts(one: datetime | None, other: datetime | None) -> bool:
    """Tell whether the first end is later than the other; None is no end at all."""
    return other is not None and (one is None or one > other)
