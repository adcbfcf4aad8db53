"""The record: its exact bytes, what lies sealed in it, and what nobody can change unseen."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from core import audit
from core import office as offices
from core.audit import records as audit_records
from core.database.connections import Database
from core.database.tables import pending_records, record_keys, records
from core.errors import Unknown
from core.keyring import Keyring, MasterKeyWrong
from core.moment import Moment
from core.people import PITBOSS, Actor, Origin
from core.work import Desk, Work

pytestmark = pytest.mark.every_wiring

NOW = datetime(2026, 11, 22, 14, 3, 22, 5, tzinfo=UTC)
DESK = Desk(offices.default(), Keyring(bytes(range(32))))
ALICE = Actor(
    staff_id=UUID(int=7),
    person="alice",
    name="Alice Adams",
    roles=frozenset({"support", "finance"}),
    origin=Origin(surface="slash_command", workspace="T1", channel="C1", address="not available from Slack"),
)
NOTED = audit.Entry(
    actor=ALICE,
    action="note.added",
    module="players",
    subject=audit.Subject("player", "42"),
    player_id=42,
    private={"text": "caller said: “my card is gone” 🃏"},
    identity={"name": "Ann"},
)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database.open(database_url)
    yield database
    await database.close()


async def write(database: Database, entry: audit.Entry, *, now: datetime = NOW) -> UUID:
    async with database.write() as db:
        return await audit.record(Work(db, DESK, Moment(now)), entry)


async def opened(database: Database, record_id: UUID, desk: Desk = DESK) -> audit.Opened:
    async with database.read() as db:
        return await audit_records.open_record(db, record_id, desk=desk)


async def test_a_record_says_who_what_when_and_from_where(database: Database) -> None:
    record = await opened(database, await write(database, NOTED))

    assert record.intact
    assert record.content["at"] == "2026-11-22T14:03:22.000005Z"
    assert record.content["actor"] == {
        "id": str(ALICE.staff_id),
        "person": "alice",
        "name": "Alice Adams",
        "roles": ["finance", "support"],
    }
    assert record.content["origin"]["address"] == "not available from Slack"
    assert record.content["subject"] == {"type": "player", "id": "42"}


async def test_the_same_act_gives_the_same_bytes_on_every_database(database: Database) -> None:
    record_id = await write(database, replace(NOTED, private={}, identity={}))
    async with database.read() as db:
        content = (await db.execute(select(records.c.content).where(records.c.id == record_id))).scalar_one()

    assert content.replace(str(record_id).encode(), b"ID") == (
        b'{"action":"note.added","actor":{"id":"00000000-0000-0000-0000-000000000007","name":"Alice Adams",'
        b'"person":"alice","roles":["finance","support"]},"at":"2026-11-22T14:03:22.000005Z","authorisers":[],'
        b'"code":null,"correlation":null,"facts":{},"format":1,"id":"ID","module":"players","origin":'
        b'{"address":"not available from Slack","channel":"C1","surface":"slash_command","workspace":"T1"},'
        b'"outcome":"success","player":"42","request":null,"sealed":{},"subject":{"id":"42","type":"player"},'
        b'"ticket":null,"visibility":{"clear":[],"sealed":[]}}'
    )


async def test_what_is_private_is_nowhere_in_clear(database: Database) -> None:
    record = await opened(database, await write(database, NOTED))
    async with database.read() as db:
        rows = (await db.execute(select(records))).mappings().all()

    assert record.private == {"text": "caller said: “my card is gone” 🃏"}
    assert record.identity == {"name": "Ann"}
    assert "card is gone" not in repr(rows)
    assert "Ann\\" not in repr(rows)


async def test_each_player_has_two_keys_of_its_own(database: Database) -> None:
    await write(database, NOTED)
    await write(database, replace(NOTED, player_id=43))
    async with database.read() as db:
        keys = (await db.execute(select(record_keys))).all()

    assert len({key.wrapped for key in keys}) == 4
    assert {(key.player_id, key.purpose) for key in keys} == {
        (player, purpose) for player in (42, 43) for purpose in ("identity", "records")
    }


async def test_a_destroyed_key_takes_what_it_sealed_and_nothing_else(database: Database) -> None:
    record_id = await write(database, NOTED)
    async with database.write() as db:
        await db.execute(
            update(record_keys).where(record_keys.c.purpose == "identity").values(wrapped=None, destroyed_at=NOW)
        )

    record = await opened(database, record_id)

    assert record.identity is None
    assert record.private is not None
    assert record.intact
    assert record.broken == ("the identity key of this player was destroyed",)


async def test_a_key_moved_to_another_player_opens_nothing(database: Database) -> None:
    record_id = await write(database, NOTED)
    await write(database, replace(NOTED, player_id=43))
    async with database.write() as db:
        other = select(record_keys.c.wrapped).where(record_keys.c.player_id == 43, record_keys.c.purpose == "records")
        stolen = (await db.execute(other)).scalar_one()
        await db.execute(
            update(record_keys)
            .where(record_keys.c.player_id == 42, record_keys.c.purpose == "records")
            .values(wrapped=stolen)
        )

    assert (await opened(database, record_id)).private is None


async def test_another_master_key_neither_reads_nor_vouches(database: Database) -> None:
    record_id = await write(database, NOTED)
    stranger = Desk(DESK.office, Keyring(bytes(32)))

    record = await opened(database, record_id, stranger)

    assert not record.intact
    assert record.private is None


@pytest.mark.parametrize(
    "change",
    [update(records).values(person="mallory"), delete(records)],
    ids=["changing", "deleting"],
)
async def test_a_record_is_never_changed_or_deleted(database: Database, change: object) -> None:
    await write(database, NOTED)

    with pytest.raises(DBAPIError, match="append-only"):
        async with database.write() as db:
            await db.execute(change)  # type: ignore[call-overload]


async def test_records_are_never_emptied_on_postgresql(database: Database) -> None:
    if database.gate is not None:
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.write() as db:
            await db.execute(text("TRUNCATE records"))


async def test_a_column_that_contradicts_the_content_is_found(database: Database) -> None:
    record_id = await write(database, NOTED)
    async with database.write() as db:
        row = (await db.execute(select(records).where(records.c.id == record_id))).one()
        forged = {**row._mapping, "id": UUID(int=1), "person": "mallory"}
        await db.execute(insert(records), forged)
    async with database.read() as db:
        row = (await db.execute(select(records).where(records.c.id == UUID(int=1)))).one()

    assert audit.verify_row(row, desk=DESK) == (
        "column id says other than the content",
        "column person says other than the content",
    )


async def test_content_without_its_writers_mac_is_found(database: Database) -> None:
    record_id = await write(database, NOTED)
    async with database.write() as db:
        row = (await db.execute(select(records).where(records.c.id == record_id))).one()
        content = row.content.replace(b"alice", b"mally")
        await db.execute(insert(records), {**row._mapping, "id": UUID(int=1), "content": content})

    record = await opened(database, UUID(int=1))

    assert not record.intact
    assert record.broken[0] == "the writer's MAC does not hold"


async def test_every_record_waits_to_be_sealed(database: Database) -> None:
    written = {await write(database, NOTED), await write(database, replace(NOTED, player_id=None))}
    async with database.read() as db:
        waiting = set((await db.execute(select(pending_records.c.record_id))).scalars())

    assert waiting == written


async def test_a_record_rolls_back_with_the_act_it_is_about(database: Database) -> None:
    async def fail_after_recording() -> None:
        async with database.write() as db:
            await audit.record(Work(db, DESK, Moment(NOW)), NOTED)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail_after_recording()
    async with database.read() as db:
        assert (await db.execute(select(records))).all() == []
        assert (await db.execute(select(pending_records))).all() == []


async def test_a_search_is_paged_newest_first_without_gaps(database: Database) -> None:
    instants = [NOW + timedelta(minutes=minute // 2) for minute in range(45)]
    for now in instants:
        await write(database, replace(NOTED, private={}, identity={}), now=now)

    async with database.read() as db:
        pages = [await audit_records.search(db, player_id=42)]
        while at := pages[-1].next:
            pages.append(await audit_records.search(db, player_id=42, at=at))

    found = [one for page in pages for one in page]
    assert [len(page) for page in pages] == [20, 20, 5]
    assert len({one.id for one in found}) == 45
    assert [one.at for one in found] == sorted(instants, reverse=True)


async def test_a_search_finds_by_person_and_request_only_what_is_asked(database: Database) -> None:
    request_id = UUID(int=99)
    await write(database, replace(NOTED, actor=PITBOSS))
    wanted = await write(database, replace(NOTED, request_id=request_id))

    async with database.read() as db:
        by_request = await audit_records.search(db, request_id=request_id)
        by_person = await audit_records.search(db, person="alice")

    assert [one.id for one in by_request] == [wanted]
    assert [one.id for one in by_person] == [wanted]


async def test_an_unknown_record_is_said_to_be_unknown(database: Database) -> None:
    with pytest.raises(Unknown):
        await opened(database, UUID(int=5))


def test_a_master_key_of_another_length_is_refused() -> None:
    with pytest.raises(MasterKeyWrong, match="16 bytes"):
        Keyring(bytes(16))


def test_a_keyring_never_shows_its_key() -> None:
    assert "0102" not in repr(Keyring(bytes(range(32))))
