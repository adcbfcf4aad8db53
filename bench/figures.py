"""The result of a measurement: a ratio, its goal, and whether it is met."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: a short run, or a full run for the table."""

    pairs: int
    """Requests of each kind, one after the other, in turns with the baseline's."""
    rounds: int
    """Rounds of sixteen connections, in turns with the baselines'."""
    round_seconds: float
    votes: int
    batches: int
    """Batches of a thousand events."""
    events: int
    """Events of the day that the digests cover."""
    starts: int
    copies: int
    """How often the company is copied for the large desk."""
    whole: bool
    """Whether the first set-up of the demo is tried, which installs everything anew."""


SHORT = Size(
    pairs=150, rounds=4, round_seconds=1.5, votes=25, batches=40, events=100_000, starts=5, copies=9, whole=False
)
FULL = Size(
    pairs=1200, rounds=15, round_seconds=3.0, votes=120, batches=300, events=1_000_000, starts=15, copies=99, whole=True
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table. Without a goal it is for information."""

    name: str
    measured: float
    unit: str = "x"
    at_most: float | None = None
    at_least: float | None = None

    @property
    def value(self) -> str:
        return f"{self.measured:.2f} {self.unit}"

    @property
    def goal(self) -> str:
        if self.at_most is not None:
            return f"≤ {self.at_most}"
        return f"≥ {self.at_least}" if self.at_least is not None else "—"

    @property
    def verdict(self) -> str:
        if self.at_most is None and self.at_least is None:
            return "—"
        above = self.at_least is not None and self.measured < self.at_least
        return "missed" if above or (self.at_most is not None and self.measured > self.at_most) else "met"

    def line(self) -> str:
        return f"{self.name:<92} {self.value:>9}  {self.goal:>6}  {self.verdict}"


def ratio_of_each(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Take the median of the rounds' ratios, so that one busy round does not count."""
    return median([mine / other for mine, other in zip(ours, theirs, strict=True)])


def median(values: Sequence[float]) -> float:
    return percentile(values, 50)


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))]
