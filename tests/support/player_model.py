"""What must be true of one player, said again as plainly as can be: blocks, stops, exclusions, withdrawals and money.

It shares no rule with the code: it keeps what was told and done, and answers from that each time it is asked.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

PLAYER_ASKED = frozenset({"player_request"})
HIDDEN = frozenset({"fraud"})
HOLDING = frozenset({"takeover", "chargeback", "fraud"})
SCOPES = {
    "takeover": {"login", "deposit", "bet", "withdraw", "profile"},
    "harm": {"deposit", "bet", "bonus", "marketing"},
    "chargeback": {"deposit", "withdraw"},
    "fraud": {"deposit", "bet", "withdraw"},
    "player_request": {"login", "deposit", "bet", "bonus", "marketing"},
}
STOPPED = {"login", "deposit", "bet", "withdraw", "bonus", "profile"}
EXCLUDED = {"deposit", "bet", "bonus", "marketing"}


@dataclass(eq=False)
class ModelBlock:
    """A block of the desk."""

    reason: str
    until: datetime | None
    holds: bool
    leaves: frozenset[str]
    request_id: UUID
    row_id: UUID
    replaced_by: "ModelBlock | None" = None
    undone: bool = False
    """Ended by the second person, or refused by a platform that decides: what it replaced stands again."""
    lifted: bool = False
    decided: bool = False
    """A second person confirmed or ended it."""

    def over(self, now: datetime) -> bool:
        return self.until is not None and self.until <= now

    def stands(self, now: datetime) -> bool:
        if self.undone or self.lifted or self.over(now):
            return False
        successor = self.replaced_by
        while successor is not None and successor.undone:
            successor = successor.replaced_by
        return successor is None

    def keeps(self, name: str) -> bool:
        return self.holds and name not in self.leaves


@dataclass(frozen=True)
class Stop:
    """The platform said that it stopped, or freed, the account."""

    suspended: bool
    at: datetime
    told_at: datetime

    @property
    def since(self) -> datetime:
        return min(self.at, self.told_at)


@dataclass(frozen=True)
class Exclusion:
    """The player excluded themselves; None is for good."""

    kind: str
    until: datetime | None


@dataclass(frozen=True, order=True)
class Step:
    """A step of a withdrawal: asked, cancelled or paid."""

    at: datetime
    what: str
    minor: int


@dataclass
class PlayerModel:
    """One player, and what was told and done."""

    blocks: list[ModelBlock] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    freed_here: list[datetime] = field(default_factory=list)
    exclusions: list[Exclusion] = field(default_factory=list)
    steps: dict[str, set[Step]] = field(default_factory=dict)
    booked: int = 0
    """Cash that deposits, bets, wins and adjustments moved, in cents."""
    bonus: int = 0
    """What the bonus wallet holds, in cents."""
    bets: dict[str, set[str]] = field(default_factory=dict)
    """By bet, what was told of it: bet, win, bet_voided."""

    def standing(self, now: datetime) -> list[ModelBlock]:
        return [each for each in self.blocks if each.stands(now)]

    def stopped(self) -> bool:
        """Tell whether a stop stands that nothing freed that is dated and told after it, nor the desk."""
        return any(stop.suspended and not self._freed(stop) for stop in self.stops)

    def plays(self, what: str, name: str, wallet: str, minor: int) -> None:
        """Book a stake, a win, or a stake given back, and remember that it was told."""
        self.bets.setdefault(name, set()).add(what)
        self.moves(wallet, -minor if what == "bet" else minor)

    def moves(self, wallet: str, minor: int) -> None:
        if wallet == "bonus":
            self.bonus += minor
        else:
            self.booked += minor

    def open_bets(self) -> list[str]:
        return [name for name, told in self.bets.items() if told == {"bet"}]

    def cannot(self, now: datetime) -> set[str]:
        scopes: set[str] = set(STOPPED) if self.stopped() else set()
        for block in self.standing(now):
            scopes |= SCOPES[block.reason]
        for one in self.exclusions:
            if one.kind == "self_exclusion" or one.until is None or one.until > now:
                scopes |= EXCLUDED
        return scopes

    def waiting(self) -> dict[str, int]:
        """Give the amounts of the withdrawals that wait, of those of which nothing is missing."""
        latest = {name: max(steps) for name, steps in self.steps.items() if self.whole(name)}
        return {name: step.minor for name, step in latest.items() if step.what == "asked"}

    def held(self, now: datetime) -> set[str]:
        blocks, stopped = self.standing(now), self.stopped()
        return {name for name in self.waiting() if stopped or any(block.keeps(name) for block in blocks)}

    def whole(self, name: str) -> bool:
        """Tell whether the events of a withdrawal alternate, from its first asking on."""
        asks = [step.what == "asked" for step in sorted(self.steps[name])]
        return asks == [place % 2 == 0 for place in range(len(asks))]

    def money(self) -> tuple[int, int] | None:
        """Give what cash and locked hold; None while something is missing of a withdrawal."""
        if not all(map(self.whole, self.steps)):
            return None
        locked = sum(self.waiting().values())
        paid = sum(step.minor for steps in self.steps.values() for step in steps if step.what == "paid")
        return self.booked - locked - paid, locked

    def covering(self, reason: str, until: datetime | None, now: datetime, *, holds: bool) -> bool:
        waiting = set(self.waiting())
        return any(
            block.reason == reason
            and _lasts(block.until, until)
            and (not holds or (block.holds and not block.leaves & waiting))
            for block in self.standing(now)
        )

    def replaced(self, reason: str, until: datetime | None, now: datetime) -> list[ModelBlock]:
        same = [block for block in self.standing(now) if block.reason == reason and _lasts(until, block.until)]
        return [] if reason in HIDDEN else same

    def left(self, replaced: Iterable[ModelBlock]) -> frozenset[str]:
        kept = list(replaced)
        return frozenset(name for name in self.waiting() if not any(block.keeps(name) for block in kept))

    def _freed(self, stop: Stop) -> bool:
        return any(lifted > stop.since for lifted in self.freed_here) or any(self._frees(stop))

    def _frees(self, stop: Stop) -> Iterator[bool]:
        for other in self.stops:
            yield not other.suspended and other.at >= stop.at and other.since >= stop.since


def _lasts(one: datetime | None, other: datetime | None) -> bool:
    return one is None or (other is not None and one >= other)
