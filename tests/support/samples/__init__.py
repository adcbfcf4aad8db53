"""A sample of the arguments of every operation, so that each can be called by a test that knows none of them.

One module a room; a new operation needs a line there, and the test of every operation fails without it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.support.office import World

Make = Callable[[World], Awaitable[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Sample:
    """Arguments by name, made in a world; ``of_player`` says that they lead to the player of another brand."""

    make: Make
    of_player: bool = False


SAMPLES: dict[str, Sample] = {}


def sample(name: str, *, of_player: bool = False) -> Callable[[Make], Make]:
    """Register the arguments of the operation with this name."""

    def register(make: Make) -> Make:
        assert name not in SAMPLES, name
        SAMPLES[name] = Sample(make, of_player)
        return make

    return register


def loaded() -> dict[str, Sample]:
    """Give the samples of all rooms."""
    for path in sorted(Path(__file__).parent.glob("[a-z]*.py")):
        import_module(f"tests.support.samples.{path.stem}")
    return SAMPLES
