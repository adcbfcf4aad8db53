"""Events from NATS JetStream and Kafka: once each however often they come, acknowledged once they are committed."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from bot.process.configuration import Settings, SettingsRefused
from bot.process.stream_settings import KafkaSettings, NatsSettings
from bot.workflows import event_streams
from bot.workflows.event_streams import EventStream
from bot.workflows.kafka_stream import KafkaStream
from bot.workflows.nats_stream import NatsStream
from core import players
from core.activity import quarantine
from core.database.connections import Database, DatabaseUnavailable
from core.database.tables import events, quarantined_events
from tests.support.desk import Desk, Plan, booted
from tests.support.streaming import STREAM, SUBJECT, committed, kafka_cluster, nats_server, publish
from tests.support.telling import login
from tests.support.waiting import until

FIRST = login("1")
TOLD = (
    FIRST,
    {"events": [login("2"), login("3")]},
    [login("4"), FIRST],
    b"no event at all",
    login("5") | {"at": "yesterday"},
    login("6", type="jackpot"),
)
"""Six messages with six different events, of which one cannot be read and one is of an unknown type."""


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    async with booted(Plan(database_url, "http", staffed=False)) as desk:
        await register(desk)
        yield desk


async def register(desk: Desk) -> None:
    anna = players.NewPlayer(
        brand="lucky",
        licence="MGA",
        external_id="anna",
        username="anna",
        currency="EUR",
        registered_at=datetime(2020, 1, 1, tzinfo=UTC),
    )
    async with desk.work() as work:
        await players.register(work, [anna])


async def kept(desk: Desk) -> int:
    async with desk.look() as work:
        return await work.db.scalar(select(func.count()).select_from(events)) or 0


async def waiting(desk: Desk) -> dict[str, int]:
    async with desk.look() as work:
        sums: Counter[str] = Counter()
        for one in await quarantine.counts(work.db):
            sums[one.kind.value] += one.number
        return sums


async def read_all(desk: Desk, stream: EventStream, *, acknowledge: bool = True) -> int:
    """Read a stream to its end as the bot does; give how many messages came."""
    await stream.open()
    number = 0
    while payloads := await stream.pull(most_bytes=2**25):
        await event_streams.take(desk.services, stream.name, payloads)
        number += len(payloads)
        if acknowledge:
            await stream.acknowledge()
    await stream.close()
    return number


def of_nats(url: str, consumer: str) -> NatsStream:
    return NatsStream(NatsSettings(url=SecretStr(url), stream=STREAM, subject=f"{SUBJECT}.>", consumer=consumer))


async def test_bot_reads_a_stream_of_nats_while_it_runs(database_url: str) -> None:
    async with nats_server() as (url, connection):
        await publish(connection, *TOLD)
        settings = {"PITBOSS_NATS_URL": url, "PITBOSS_NATS_STREAM": STREAM}
        async with booted(Plan(database_url, "http", settings=settings, staffed=False)) as desk:

            async def acknowledged() -> bool:
                info = await connection.jetstream().consumer_info(STREAM, "pitboss")
                return bool(info.ack_floor.stream_seq == len(TOLD))

            async def consumed() -> bool:
                return await kept(desk) >= 5 and await acknowledged()

            await until(consumed)

            assert await waiting(desk) == {"malformed": 2, "player": 5}
            [record] = await desk.recorded("events.received")
            assert (record["actor"]["person"], record["facts"]["added"]) == (f"nats:{STREAM}", 5)


@pytest.mark.parametrize("kind", ["asyncio", "nats.errors"])
async def test_a_stream_with_nothing_new_is_empty_however_the_library_says_so(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    timeout = getattr(pytest.importorskip(kind, reason="requirements/dev.txt names it"), "TimeoutError")  # noqa: B009

    async def nothing(*_: Any, **__: Any) -> Any:
        raise timeout

    async with nats_server() as (url, _):
        stream = of_nats(url, "one")
        await stream.open()
        monkeypatch.setattr(stream._subscription, "fetch", nothing)

        assert await stream.pull(most_bytes=2**25) == []
        await stream.close()


async def test_redelivery_of_everything_changes_nothing(desk: Desk) -> None:
    async with nats_server() as (url, connection):
        await publish(connection, *TOLD)
        first = await read_all(desk, of_nats(url, "one"))
        before = (await kept(desk), await waiting(desk))

        again = await read_all(desk, of_nats(url, "other"))
        nothing_left = await read_all(desk, of_nats(url, "one"))

    assert (first, again, nothing_left) == (6, 6, 0)
    assert before == (5, {"malformed": 2, "type": 1})
    assert (await kept(desk), await waiting(desk)) == before
    async with desk.look() as work:
        told = await work.db.execute(
            select(quarantined_events.c.origin).where(quarantined_events.c.kind == "malformed")
        )
    assert {row.origin for row in told} == {f"nats:{STREAM}"}


async def test_what_was_not_committed_comes_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async with nats_server() as (url, connection):
        await publish(connection, *TOLD)
        with monkeypatch.context() as patch:
            patch.setattr(Database, "write", _unavailable)
            stream = of_nats(url, "one")
            with pytest.raises(DatabaseUnavailable):
                await read_all(desk, stream)
            info = await connection.jetstream().consumer_info(STREAM, "one")
            unacknowledged = (info.num_ack_pending, info.ack_floor.stream_seq, await kept(desk))
            await stream.close()
        await connection.jetstream().delete_consumer(STREAM, "one")
        await read_all(desk, of_nats(url, "one"))

    assert unacknowledged == (6, 0, 0)
    assert await kept(desk) == 5


def _unavailable(_: Database) -> Any:
    raise DatabaseUnavailable("the database does not answer")


async def test_pull_takes_no_more_than_the_memory_allows(desk: Desk) -> None:
    async with nats_server() as (url, connection):
        await publish(connection, *(login(str(number)) for number in range(50)))
        stream = of_nats(url, "one")
        await stream.open()
        pulled = [len(await stream.pull(most_bytes=2**20)) for _ in range(2)]
        await stream.close()

    assert pulled == [16, 16]


async def test_topic_of_kafka_comes_again_until_its_offsets_are_committed(desk: Desk) -> None:
    def stream(server: str) -> KafkaStream:
        return KafkaStream(KafkaSettings(servers=(server,), topic="events"))

    with kafka_cluster("events", *TOLD) as server:
        uncommitted = await read_all(desk, stream(server), acknowledge=False)
        before = (await kept(desk), await waiting(desk), committed(server, "events"))
        again = await read_all(desk, stream(server))
        after = (await kept(desk), await waiting(desk), committed(server, "events"))

    assert (uncommitted, again) == (6, 6)
    assert before == (5, {"malformed": 2, "type": 1}, 0)
    assert after == (5, {"malformed": 2, "type": 1}, 6)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"NATS_URL": "http://here", "NATS_STREAM": "E"}, "PITBOSS_NATS_URL is not the address of a NATS server"),
        ({"NATS_URL": "nats://here"}, "PITBOSS_NATS_STREAM is missing"),
        ({"KAFKA_TOPIC": "events"}, "PITBOSS_KAFKA_SERVERS is missing"),
        ({"KAFKA_SERVERS": "here", "KAFKA_TOPIC": "events"}, "is not a list of servers"),
        ({"KAFKA_USER": "me"}, "are set together"),
    ],
    ids=str,
)
def test_settings_of_a_stream_that_cannot_be_are_refused(given: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsRefused, match=said):
        Settings.read({f"PITBOSS_{name}": value for name, value in given.items()}, slack=False)


def test_a_stream_without_its_package_is_refused_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.process.stream_settings.find_spec", lambda _: None)

    with pytest.raises(SettingsRefused, match=r"pip install pitboss\[nats\]"):
        Settings.read({"PITBOSS_NATS_URL": "nats://here", "PITBOSS_NATS_STREAM": "E"}, slack=False)


def test_secrets_of_streams_are_not_printed() -> None:
    given: Sequence[tuple[str, str]] = (("NATS_URL", "nats://me:hush@here"), ("NATS_STREAM", "E"))
    settings = Settings.read({f"PITBOSS_{name}": value for name, value in given}, slack=False)

    assert "hush" not in repr(settings) + repr(settings.nats)
