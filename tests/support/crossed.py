"""Which files of ours a piece of work crosses: every one of core and bot with a function that ran for it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).parents[2]
OURS = (f"{ROOT}/core/", f"{ROOT}/bot/")
ROUNDS = f"{ROOT}/bot/workflows/"
"""What begins here is a round of the bot's own, and no part of what a person waits for."""


@dataclass
class Crossed:
    """What ran, by file."""

    files: dict[str, set[str]] = field(default_factory=dict)

    @property
    def functions(self) -> int:
        return sum(map(len, self.files.values()))

    def __str__(self) -> str:
        return f"{len(self.files)} files, {self.functions} functions: {', '.join(sorted(self.files))}"


@contextmanager
def crossing() -> Iterator[Crossed]:
    """Note what runs on this thread until it is over."""
    crossed = Crossed()

    def note(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(OURS) and not begun_by(frame).startswith(ROUNDS):
            name = code.co_filename.removeprefix(f"{ROOT}/")
            crossed.files.setdefault(name, set()).add(code.co_qualname)

    sys.setprofile(note)
    try:
        yield crossed
    finally:
        sys.setprofile(None)


def begun_by(frame: FrameType) -> str:
    """Give our file in which the task of a frame began."""
    began, above = frame.f_code.co_filename, frame.f_back
    while above is not None:
        if above.f_code.co_filename.startswith(OURS):
            began = above.f_code.co_filename
        above = above.f_back
    return began
