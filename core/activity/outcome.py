"""What came of many events."""

from collections import Counter
from dataclasses import dataclass, field, fields

from core.activity.events import StoredEvent
from core.activity.findings import IntakeFinding
from core.activity.misunderstood import Misunderstood
from core.player_blocks import Block


@dataclass(slots=True)
class Ingested:
    """What came of many events."""

    added: int = 0
    again: int = 0
    """Told before, and therefore nothing."""
    conflicts: int = 0
    """Of the refused: another event came under the same id before."""
    nobody: int = 0
    """Of the added: their source names no player."""
    unknown_players: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Of the added: whose player is not registered here."""
    unknown_types: Counter[str] = field(default_factory=Counter)
    registered: int = 0
    """Players who opened an account, told so by their events."""
    overdrawn: int = 0
    """Movements recorded although the wallet held less; each alarms."""
    differing: int = 0
    """Balances reported that are not what the ledger says; each alarms, or is mirrored where the platform decides."""
    ours: list[StoredEvent] = field(default_factory=list)
    """Of the added: what proves an act of ours."""
    in_flight: list[int] = field(default_factory=list)
    """Players with withdrawals in these events, or whose account was stopped or freed."""
    reached: list[Block] = field(default_factory=list)
    """Rows by which exclusions came to hold on further accounts."""
    findings: list[IntakeFinding] = field(default_factory=list)
    """What security has to be told."""
    refused: list[tuple[int, str]] = field(default_factory=list)
    """Which of the given events were not taken, by position, and why."""
    misunderstood: dict[int, Misunderstood] = field(default_factory=dict)
    """These as they were told, by position."""

    def refuse(self, position: int, one: Misunderstood) -> None:
        """Note what was not taken, and why."""
        self.refused.append((position, one.because))
        self.misunderstood[position] = one

    def add(self, other: "Ingested") -> None:
        """Add what came of further events."""
        for each in fields(self):
            mine, theirs = getattr(self, each.name), getattr(other, each.name)
            setattr(self, each.name, mine | theirs if each.name == "misunderstood" else mine + theirs)
