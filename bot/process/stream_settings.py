"""The settings of message streams that events are read from, of NATS JetStream and of Kafka."""

import re
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, SecretStr


class NatsSettings(BaseModel):
    """Which stream of which NATS server."""

    model_config = ConfigDict(frozen=True)

    url: SecretStr
    stream: str
    subject: str = ">"
    consumer: str = "pitboss"
    credentials: Path | None = None


class KafkaSettings(BaseModel):
    """Which topic of which Kafka cluster."""

    model_config = ConfigDict(frozen=True)

    servers: tuple[str, ...]
    topic: str
    group: str = "pitboss"
    user: str = ""
    password: SecretStr = SecretStr("")


class StreamSettings(BaseModel):
    """The streams that this process reads events from; Pitboss needs none."""

    model_config = ConfigDict(frozen=True)

    nats_url: SecretStr | None = None
    """A NATS server, ``nats://user:password@host:4222`` or ``tls://…``, whose JetStream holds events; needs the package
    ``nats-py`` (``pip install pitboss[nats]``)."""
    nats_stream: str = ""
    """The stream that is read."""
    nats_subject: str = ">"
    """Its subject, if not all of them are read."""
    nats_consumer: str = "pitboss"
    """The durable consumer that all processes share; it is made unless it is there."""
    nats_credentials: Path | None = None
    """A credentials file (.creds) for that server."""
    kafka_servers: tuple[str, ...] = ()
    """Servers of a Kafka cluster, ``host:port`` with commas between; needs the package ``aiokafka``
    (``pip install pitboss[kafka]``)."""
    kafka_topic: str = ""
    """The topic that is read."""
    kafka_group: str = "pitboss"
    """The consumer group that all processes share."""
    kafka_user: str = ""
    """A user of the cluster (SASL, SCRAM-SHA-512, over TLS)."""
    kafka_password: SecretStr = SecretStr("")
    """That user's password."""

    @property
    def nats(self) -> NatsSettings | None:
        """The stream of NATS, if one is read."""
        if self.nats_url is None:
            return None
        return NatsSettings(
            url=self.nats_url,
            stream=self.nats_stream,
            subject=self.nats_subject,
            consumer=self.nats_consumer,
            credentials=self.nats_credentials,
        )

    @property
    def kafka(self) -> KafkaSettings | None:
        """The topic of Kafka, if one is read."""
        if not self.kafka_servers:
            return None
        return KafkaSettings(
            servers=self.kafka_servers,
            topic=self.kafka_topic,
            group=self.kafka_group,
            user=self.kafka_user,
            password=self.kafka_password,
        )


def nats_url(text: str) -> str:
    """Read the address of a NATS server.

    Raises ``ValueError``.
    """
    parts = urlsplit(text)
    if parts.scheme not in {"nats", "tls"} or not parts.hostname:
        raise ValueError("is not the address of a NATS server; write it like nats://user:password@host:4222")
    return text


def name(text: str) -> str:
    """Read the name of a stream, consumer, topic or group.

    Raises ``ValueError``.
    """
    if not re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,199}", text):
        raise ValueError("is not a name; write letters, digits, dots, hyphens and underscores")
    return text


def subject(text: str) -> str:
    """Read a subject of NATS.

    Raises ``ValueError``.
    """
    if not re.fullmatch(r"[!-~]{1,200}", text):
        raise ValueError("is not a subject; write it like platform.events.>")
    return text


def servers(text: str) -> tuple[str, ...]:
    """Read the servers of a Kafka cluster.

    Raises ``ValueError``.
    """
    found = tuple(filter(None, re.split(r"[,\s]+", text)))
    if not found or not all(re.fullmatch(r"[A-Za-z0-9.-]+:[0-9]{1,5}", one) for one in found):
        raise ValueError("is not a list of servers; write host:port, with commas between")
    return found


def credentials(text: str) -> Path:
    """Read the name of a credentials file.

    Raises ``ValueError``.
    """
    if not (path := Path(text)).is_file():
        raise ValueError(f"names {text}, which is not a file")
    return path


READERS: Mapping[str, Callable[[str], Any]] = {
    "PITBOSS_NATS_URL": nats_url,
    "PITBOSS_NATS_STREAM": name,
    "PITBOSS_NATS_SUBJECT": subject,
    "PITBOSS_NATS_CONSUMER": name,
    "PITBOSS_NATS_CREDENTIALS": credentials,
    "PITBOSS_KAFKA_SERVERS": servers,
    "PITBOSS_KAFKA_TOPIC": name,
    "PITBOSS_KAFKA_GROUP": name,
    "PITBOSS_KAFKA_USER": str,
    "PITBOSS_KAFKA_PASSWORD": str,
}


def problems(given: Mapping[str, str]) -> list[str]:
    """Say what else a stream needs: what names it, and its package."""
    found = []
    for stream, other, package, extra in (
        ("PITBOSS_NATS_URL", "PITBOSS_NATS_STREAM", "nats", "nats"),
        ("PITBOSS_KAFKA_SERVERS", "PITBOSS_KAFKA_TOPIC", "aiokafka", "kafka"),
    ):
        if (stream in given) != (other in given):
            missing, there = (other, stream) if stream in given else (stream, other)
            found.append(f"{missing} is missing; {there} alone names no stream.")
        if stream in given and find_spec(package) is None:
            found.append(f"{stream} needs a package that is not installed: pip install pitboss[{extra}].")
    if ("PITBOSS_KAFKA_USER" in given) != ("PITBOSS_KAFKA_PASSWORD" in given):
        found.append("PITBOSS_KAFKA_USER and PITBOSS_KAFKA_PASSWORD are set together, or neither.")
    return found
