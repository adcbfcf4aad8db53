"""Bad weather on request: slow, refusing, forgetful, repeating, gone."""

import random
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(slots=True)
class Faults:
    """A number means the next so many calls, True means every call, `rate` a share of all."""

    latency_ms: int = 0
    slow_motion_ms: int = 0
    fail_429: int | bool = 0
    fail_500: int | bool = 0
    lose_reply: int | bool = 0
    duplicate: int | bool = 0
    drop_socket: int | bool = 0
    down: bool = False
    rate: float = 0.0
    only: str | None = None
    dice: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311 - repeatable, not secret

    def strikes(self, fault: str, what: str) -> bool:
        """Tell whether this fault befalls this call, and count it."""
        if self.only not in (None, what):
            return False
        left: int | bool = getattr(self, fault)
        if left is True:
            return True
        if left > 0:
            setattr(self, fault, left - 1)
            return True
        return self.rate > 0 and self.dice.random() < self.rate

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
