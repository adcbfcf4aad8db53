"""The app's answer to what a person did."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.delivery.acks import Ack
from sandbox.messages import Message


@dataclass(frozen=True, slots=True)
class Answer:
    """The app's acknowledgement and what of it the person sees."""

    ack: Ack = field(default_factory=Ack)
    text: str = ""
    message: Message | None = None
    error: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    options: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Tell whether it worked as far as the person can see."""
        return self.error is None and not self.errors

    @property
    def status(self) -> int:
        """Return the acknowledgement's HTTP status, 0 where nobody answered."""
        return self.ack.status
