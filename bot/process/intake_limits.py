"""What a process holds at most of events that are not stored yet."""

from dataclasses import dataclass

MEGABYTE = 2**20
"""Also the longest message, so that each limit has room for one."""


@dataclass(frozen=True, slots=True)
class IntakeLimits:
    """The limits of one process. One client may take half of what all may, so that another finds room."""

    batches: int
    """Verified messages that wait or are being stored."""
    memory: int
    """Bytes: half for bodies that are being received, half for verified messages."""
    lag: int
    """Intakes that the sums by day may be behind."""

    @property
    def half(self) -> int:
        """The bytes of bodies that are being received, and those of verified messages."""
        return max(self.memory // 2, MEGABYTE)

    @property
    def client_bytes(self) -> int:
        """The bytes of verified messages of one client."""
        return max(self.half // 2, MEGABYTE)

    @property
    def client_batches(self) -> int:
        """The verified messages of one client."""
        return max(self.batches // 2, 1)
