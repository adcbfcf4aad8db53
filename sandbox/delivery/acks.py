"""What came back from the app."""

from dataclasses import dataclass
from typing import Any

OK = 200


@dataclass(frozen=True, slots=True)
class Ack:
    """The app's acknowledgement, or why there was none."""

    status: int = 0
    body: Any = None
    error: str | None = None

    @property
    def ok(self) -> bool:
        """Tell whether Slack takes it for an acknowledgement."""
        return self.status == OK and self.error is None


TIMEOUT = Ack(error="operation_timeout")
FAILED = Ack(error="dispatch_failed")
