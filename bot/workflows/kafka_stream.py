"""A topic of Kafka, read by a consumer group that several processes share."""

from importlib import import_module
from typing import Any

from bot.process.stream_settings import KafkaSettings

MESSAGES_MOST = 500
"""Messages that are committed together."""
WAIT_MILLISECONDS = 1_000
FETCHED_MOST = 4 * 2**20
"""Bytes that are fetched of one partition ahead."""


class KafkaStream:
    """One topic of a Kafka cluster."""

    def __init__(self, settings: KafkaSettings) -> None:
        self.name = f"kafka:{settings.topic}"
        self._settings = settings
        self._consumer: Any = None

    async def open(self) -> None:
        """Join the group; offsets are committed by us, after the events are."""
        library = import_module("aiokafka")
        settings, secured = self._settings, dict[str, Any]()
        if settings.user:
            secured = {
                "security_protocol": "SASL_SSL",
                "sasl_mechanism": "SCRAM-SHA-512",
                "sasl_plain_username": settings.user,
                "sasl_plain_password": settings.password.get_secret_value(),
                "ssl_context": import_module("aiokafka.helpers").create_ssl_context(),
            }
        consumer = library.AIOKafkaConsumer(
            settings.topic,
            bootstrap_servers=list(settings.servers),
            group_id=settings.group,
            client_id="pitboss",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            fetch_max_bytes=FETCHED_MOST,
            max_partition_fetch_bytes=FETCHED_MOST,
            **secured,
        )
        self._consumer = consumer
        await consumer.start()

    async def pull(self, *, most_bytes: int) -> list[bytes]:
        """Give what came of all partitions; the client fetches no more than a part of the memory ahead."""
        del most_bytes  # bounded by what is fetched: FETCHED_MOST of each partition
        came = await self._consumer.getmany(timeout_ms=WAIT_MILLISECONDS, max_records=MESSAGES_MOST)
        return [one.value or b"" for messages in came.values() for one in messages]

    async def acknowledge(self) -> None:
        """Commit the offsets of what was pulled."""
        await self._consumer.commit()

    async def close(self) -> None:
        """Leave the group; what was not committed is read again."""
        if self._consumer is not None:
            await self._consumer.stop()
