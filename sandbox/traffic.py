"""Everything that went between Slack and the app, for the inspector and for tests."""

from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

KEPT = 2_000
"""Entries kept, so that a long demo does not fill the memory."""


@dataclass(slots=True)
class Entry:
    """One request and its answer."""

    n: int
    at: float
    direction: str
    what: str
    status: int
    took_ms: float
    request: Any
    response: Any
    note: str = ""


class Traffic:
    """The newest entries, numbered from 1."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._count = 0

    def add(self, **entry: Any) -> Entry:
        """Keep one exchange."""
        self._count += 1
        made = Entry(n=self._count, **entry)
        self._entries.append(made)
        return made

    def after(self, n: int = 0, limit: int = KEPT) -> list[dict[str, Any]]:
        """Return entries later than number n, oldest first."""
        return [asdict(each) for each in self._entries if each.n > n][:limit]

    def of(self, what: str) -> list[Entry]:
        """Return the entries of one kind, such as chat.postMessage or block_actions."""
        return [each for each in self._entries if each.what == what]

    @property
    def count(self) -> int:
        """Return how many there ever were."""
        return self._count

    @property
    def notes(self) -> list[str]:
        """Return what the app did that Slack would have swallowed silently."""
        return [f"{each.what}: {each.note}" for each in self._entries if each.note]
