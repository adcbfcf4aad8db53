"""Bad weather on request: slow, refusing, forgetful, repeating, gone."""

import random
from dataclasses import dataclass, field, fields
from typing import Any

USUAL = ("fail_429", "fail_500", "lose_reply")
"""What befalls calls in a whole run under a rate."""

SWITCHES = (*USUAL, "duplicate", "drop_socket")


@dataclass(slots=True)
class Faults:
    """A number means the next so many calls, True every call; `rate` makes it a share of them.

    A rate with nothing switched on spreads over the usual faults of calls.
    """

    latency_ms: int = 0
    slow_motion_ms: int = 0
    fail_429: int | bool = 0
    fail_500: int | bool = 0
    lose_reply: int | bool = 0
    duplicate: int | bool = 0
    drop_socket: int | bool = 0
    down: bool = False
    refuse: str = ""
    """Slack's own error, such as account_inactive, which every call is answered with."""
    rate: float = 0.0
    only: str | None = None
    dice: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311 - repeatable, not secret

    def strikes(self, fault: str, what: str) -> bool:
        """Tell whether this fault befalls this call, and count it."""
        left: int | bool = getattr(self, fault)
        if self.only not in (None, what) or not self._falls(fault, on=bool(left)):
            return False
        if left is not True and left > 0:
            setattr(self, fault, left - 1)
        return True

    def _falls(self, fault: str, *, on: bool) -> bool:
        """Throw the dice: for what is switched on, else for the usual three in equal parts."""
        if not self.rate:
            return on
        if not on and (fault not in USUAL or any(getattr(self, each) for each in SWITCHES)):
            return False
        return self.dice.random() < (self.rate if on else self.rate / len(USUAL))

    @property
    def delay_seconds(self) -> float:
        """Return how long everything is held back."""
        return (self.latency_ms + self.slow_motion_ms) / 1000

    def show(self) -> dict[str, Any]:
        """Return the switches as they stand."""
        return {each.name: getattr(self, each.name) for each in fields(self) if each.name != "dice"}

    def set(self, **switches: Any) -> None:
        """Set some switches; raise AttributeError for one that does not exist."""
        known = self.show()
        for name, value in switches.items():
            if name not in known:
                raise AttributeError(f"no fault {name!r}: there are {sorted(known)}")
            setattr(self, name, value)

    def clear(self) -> None:
        """Let the sun shine again."""
        self.set(**{each.name: each.default for each in fields(self) if each.name != "dice"})
