"""Message streams of the tests' own: a NATS server, and a Kafka cluster that librdkafka plays."""

import asyncio
import contextlib
import json
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from sandbox.changes import WAIT_SECONDS
from tests.support import postgres
from tests.support.require import require

STREAM = "EVENTS"
SUBJECT = "platform.events"


@contextlib.asynccontextmanager
async def nats_server() -> AsyncIterator[tuple[str, Any]]:
    """Run a server with a stream until the block ends; yields its address and a connection."""
    pytest.importorskip("nats", reason="requirements/dev.txt names it")
    port = postgres.free_port()
    with tempfile.TemporaryDirectory(prefix="pitboss-nats-") as home:
        command = [require("nats-server"), "-js", "-sd", home, "-a", "127.0.0.1", "-p", str(port)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=Path(home)) as server:  # noqa: ASYNC220 - it starts at once
            try:
                connection = await _connected(f"nats://127.0.0.1:{port}")
                await connection.jetstream(timeout=WAIT_SECONDS).add_stream(name=STREAM, subjects=[f"{SUBJECT}.>"])
                yield f"nats://127.0.0.1:{port}", connection
                await connection.close()
            finally:
                server.terminate()


async def publish(connection: Any, *messages: Any) -> None:
    """Put messages into the stream, as JSON where they are not bytes."""
    for one in messages:
        payload = one if isinstance(one, bytes) else json.dumps(one).encode()
        await connection.jetstream(timeout=WAIT_SECONDS).publish(f"{SUBJECT}.casino", payload)


@contextlib.contextmanager
def kafka_cluster(topic: str, *messages: Any) -> Iterator[str]:
    """Run librdkafka's mock cluster with these messages in a topic until the block ends; yields its server."""
    import confluent_kafka

    producer = confluent_kafka.Producer({"test.mock.num.brokers": 1, "bootstrap.servers": "none", "log_level": 0})
    [broker] = producer.list_topics(timeout=WAIT_SECONDS).brokers.values()
    for one in messages:
        producer.produce(topic, one if isinstance(one, bytes) else json.dumps(one).encode())
    assert producer.flush(WAIT_SECONDS) == 0
    yield f"{broker.host}:{broker.port}"


def committed(server: str, topic: str, *, group: str = "pitboss") -> int:
    """Count the messages of a topic that a group has read for good."""
    import confluent_kafka

    asking = confluent_kafka.Consumer({"bootstrap.servers": server, "group.id": group, "log_level": 0})
    try:
        partitions = asking.list_topics(topic, timeout=WAIT_SECONDS).topics[topic].partitions
        places = [confluent_kafka.TopicPartition(topic, number) for number in partitions]
        return sum(max(place.offset, 0) for place in asking.committed(places, timeout=WAIT_SECONDS))
    finally:
        asking.close()


async def _connected(url: str) -> Any:
    library: Any = import_module("nats")
    async with asyncio.timeout(WAIT_SECONDS):
        while True:
            try:
                return await library.connect(url, allow_reconnect=False, error_cb=_unheard)
            except (library.errors.NoServersError, OSError):
                await asyncio.sleep(0.02)


async def _unheard(_: Exception) -> None:
    """Say nothing: the server has not started yet."""
