"""The message streams that the settings name."""

from bot.process.stream_settings import StreamSettings
from bot.workflows.event_streams import EventStream
from bot.workflows.kafka_stream import KafkaStream
from bot.workflows.nats_stream import NatsStream


def of(settings: StreamSettings) -> list[EventStream]:
    """Make them; their packages are loaded once they are opened."""
    found: list[EventStream] = []
    if settings.nats:
        found.append(NatsStream(settings.nats))
    if settings.kafka:
        found.append(KafkaStream(settings.kafka))
    return found
