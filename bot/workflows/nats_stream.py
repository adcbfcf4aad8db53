"""A stream of NATS JetStream, read by a durable pull consumer that several processes share."""

from importlib import import_module
from typing import Any

from bot.process.stream_settings import NatsSettings

AT_ONCE = 16
"""Messages of one request: each may be as long as the server lets one be."""
MESSAGES_MOST = 500
"""Messages that are committed together."""
ACKNOWLEDGED_WITHIN_SECONDS = 60
"""After that the server sends a message again."""
ANSWER_SECONDS = 30.0
"""For an answer of the server, which may be busy."""
WAIT_SECONDS = 1.0
"""For the first message."""
NEXT_SECONDS = 0.02
"""For further ones that are committed with it."""


class NatsStream:
    """One stream on a NATS server."""

    def __init__(self, settings: NatsSettings) -> None:
        self.name = f"nats:{settings.stream}"
        self._settings = settings
        self._connection: Any = None
        self._subscription: Any = None
        self._pulled: list[Any] = []

    async def open(self) -> None:
        """Connect, and make the consumer unless it is there."""
        library, api = import_module("nats"), import_module("nats.js.api")
        settings = self._settings
        options = {"user_credentials": str(settings.credentials)} if settings.credentials else {}
        self._connection = await library.connect(
            settings.url.get_secret_value(), name="pitboss", allow_reconnect=False, **options
        )
        wanted = api.ConsumerConfig(ack_policy=api.AckPolicy.EXPLICIT, ack_wait=ACKNOWLEDGED_WITHIN_SECONDS)
        self._subscription = await self._connection.jetstream(timeout=ANSWER_SECONDS).pull_subscribe(
            settings.subject, durable=settings.consumer, stream=settings.stream, config=wanted
        )

    async def pull(self, *, most_bytes: int) -> list[bytes]:
        """Gather messages request by request, so that they never take more than so many bytes."""
        self._pulled, size, wait = [], 0, WAIT_SECONDS
        longest = AT_ONCE * self._connection.max_payload
        while len(self._pulled) < MESSAGES_MOST and (not size or size + longest <= most_bytes):
            try:
                came = await self._subscription.fetch(AT_ONCE, timeout=wait)
            except TimeoutError:  # the library's own is one, and it raises the plain one as well
                break
            self._pulled += came
            size, wait = size + sum(len(one.data) for one in came), NEXT_SECONDS
        return [one.data for one in self._pulled]

    async def acknowledge(self) -> None:
        """Acknowledge what was pulled, and wait until the server has heard the last of it."""
        for one in self._pulled[:-1]:
            await one.ack()
        if self._pulled:
            await self._pulled[-1].ack_sync(timeout=ANSWER_SECONDS)
        self._pulled = []

    async def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            await self._connection.close()
