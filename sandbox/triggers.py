"""Trigger ids: after a person acts, the app may open one view within three seconds."""

from dataclasses import dataclass

from sandbox.clock import Clock
from sandbox.errors import SlackError
from sandbox.ids import Ids

LIFE_SECONDS = 3.0
"""Slack's documented life of a trigger_id."""


@dataclass(slots=True)
class Trigger:
    """Whose act it was, when, and in which view."""

    user: str
    made_at: float
    view_id: str | None = None
    used: bool = False


class Triggers:
    """Every trigger handed out."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self._ids = ids
        self._triggers: dict[str, Trigger] = {}

    def make(self, user: str, view_id: str | None = None) -> str:
        """Hand out a trigger id."""
        name = f"{self._ids.ts()}.{self._ids.secret()}"
        self._triggers[name] = Trigger(user, self._clock.now(), view_id)
        return name

    def exchange(self, name: str) -> Trigger:
        """Use a trigger up.

        Raises SlackError: invalid_trigger_id, exchanged_trigger_id (used before), expired_trigger_id (over 3 s).
        """
        trigger = self._triggers.get(name)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock.now() - trigger.made_at > LIFE_SECONDS:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger
