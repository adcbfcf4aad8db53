"""How fast Slack lets us post into a channel: who waits for whom once it has said that we are too fast."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.slack.api_errors import RATE_LIMITED, Unsent

EACH_SECONDS = 1.0
"""Between two messages in one channel: Slack's documented limit is one a second, with short bursts."""
LIMITED = "ratelimited"
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class _Turns:
    refused_at: datetime = NEVER
    closed_until: datetime = NEVER
    next_turn: datetime = NEVER


@dataclass(slots=True)
class ChannelPace:
    """The turns of one process: after a refusal each message that waits gets one of its own, instead of all at once."""

    _channels: dict[str, _Turns] = field(default_factory=dict)

    def refuse_early(self, channel: str, now: datetime, *, again: bool) -> None:
        """Refuse what Slack would refuse, without asking it.

        Raises :class:`~bot.slack.api_errors.Unsent` with the seconds until its turn.
        """
        turns = self._channels.get(channel)
        if turns is not None and turns.refused_at <= now < turns.closed_until:
            raise _wait(turns, now, again=again)

    def refused(self, channel: str, now: datetime, until: datetime, *, again: bool) -> Unsent:
        """Remember that Slack takes nothing there until then, and give the fault with the seconds until its turn.

        A message that had a turn before (``again``) comes as soon as the channel is open; others queue behind those
        that have one.
        """
        turns = self._channels.setdefault(channel, _Turns())
        turns.refused_at, turns.closed_until = now, until
        return _wait(turns, now, again=again)


def _wait(turns: _Turns, now: datetime, *, again: bool) -> Unsent:
    at = turns.closed_until if again else max(turns.next_turn, turns.closed_until)
    if not again:
        turns.next_turn = at + timedelta(seconds=EACH_SECONDS)
    return Unsent(LIMITED, status=RATE_LIMITED, wait_seconds=(at - now).total_seconds())
