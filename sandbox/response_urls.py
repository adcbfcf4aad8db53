"""Response URLs: five messages within half an hour of an act."""

from dataclasses import dataclass

from sandbox.clock import Clock
from sandbox.errors import SlackError
from sandbox.ids import Ids

USES = 5
"""Messages one response_url carries."""

LIFE_SECONDS = 30 * 60.0
"""How long it works."""


@dataclass(slots=True)
class ResponseUrl:
    """Whom it answers, where, and about which message."""

    user: str
    channel: str
    made_at: float
    message_ts: str | None = None
    left: int = USES


class ResponseUrls:
    """Every response_url handed out."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self._ids = ids
        self._urls: dict[str, ResponseUrl] = {}

    def make(self, user: str, channel: str, message_ts: str | None = None) -> str:
        """Hand out the last part of a response_url."""
        name = self._ids.secret()
        self._urls[name] = ResponseUrl(user, channel, self._clock.now(), message_ts)
        return name

    def use(self, name: str) -> ResponseUrl:
        """Use it once; raise SlackError invalid_url, expired_url or used_url."""
        url = self._urls.get(name)
        if url is None:
            raise SlackError("invalid_url")
        if self._clock.now() - url.made_at > LIFE_SECONDS:
            raise SlackError("expired_url")
        if url.left == 0:
            raise SlackError("used_url")
        url.left -= 1
        return url
