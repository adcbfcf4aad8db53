"""PostgreSQL's addresses as hosting companies write them: read, refused in a sentence, and told to the driver."""

from typing import Any

import pytest
from sqlalchemy import text

from core.database import postgresql
from core.database.connections import Database, DatabaseUnavailable
from core.database.upgrade import migrate

SECONDS = {"timeout": 10.0}


@pytest.mark.parametrize(
    ("written", "host", "told"),
    [
        ("u:p@h/db", "h", {}),
        ("u:change me@127.0.0.1:5433/db", "127.0.0.1", {}),
        ("u:p@[2001:db8::1]:5433/db", "2001:db8::1", {}),
        ("u:p@h/db?sslmode=require", "h", {"dsn": "postgresql://?sslmode=require"}),
        ("u:p@h/db?sslmode=verify-full&sslrootcert=system", "h", {"ssl": True}),
        ("u:p@h/db?sslmode=require&channel_binding=require", "h", {"dsn": "postgresql://?sslmode=require"}),
        ("u:p@h/db?connect_timeout=3", "h", {"timeout": 3.0}),
        ("u:p@h/db?application_name=desk", "h", {"server_settings": {"application_name": "desk"}}),
        ("u:p@/db?host=/run/postgresql", None, {"host": ["/run/postgresql"], "port": [5432]}),
        ("u:p@%2Frun%2Fpostgresql/db", None, {"host": ["/run/postgresql"], "port": [5432]}),
        (
            "u:p@h1,h2:5433/db",
            None,
            {"host": ["h1", "h2"], "port": [5432, 5433], "dsn": "postgresql://?target_session_attrs=read-write"},
        ),
        (
            "u:p@/db?host=h1,h2&port=6432&target_session_attrs=primary",
            None,
            {"host": ["h1", "h2"], "port": [6432, 6432], "dsn": "postgresql://?target_session_attrs=primary"},
        ),
        (
            "u:p@[::1]:1,h2/db?target_session_attrs=any",
            None,
            {"host": ["::1", "h2"], "port": [1, 5432], "dsn": "postgresql://?target_session_attrs=any"},
        ),
    ],
)  # fmt: skip
def test_address_is_told_to_the_driver(written: str, host: str | None, told: dict[str, Any]) -> None:
    url, arguments = postgresql.connecting(postgresql.read(written))

    assert (url.username, url.database, url.host, dict(url.query)) == ("u", "db", host, {})
    assert arguments == SECONDS | told


@pytest.mark.parametrize(
    ("written", "because"),
    [
        ("u:p@h/db?sslmode=on", "sslmode=on, which is not one of: disable"),
        ("u:p@h/db?sslmod=require", "the parameter sslmod, which is not one of"),
        ("u:p@h/db?sslrootcert=/nowhere/ca.pem", "which is not a file"),
        ("u:p@h/db?sslmode=require&sslrootcert=system", "needs sslmode=verify-full"),
        ("u:p@h/db?target_session_attrs=master", "which is not one of: any"),
        ("u:p@h/db?connect_timeout=soon", "not a number of seconds"),
        ("u:p@h:port/db", "names the host h:port"),
        ("u:p@h:70000/db", "names the port 70000"),
        ("u:p@h1,,h2/db", "names an empty host"),
        ("u:p@2001:db8::1/db", "in brackets"),
        ("u:p@/db?host=h1,h2&port=1,2,3", "another number of ports"),
        ("u:p@h@i/db", "is not an address"),
    ],
)
def test_address_that_is_wrong_says_what_is_wrong(written: str, because: str) -> None:
    with pytest.raises(ValueError, match=because):
        postgresql.read(written)


def test_address_for_people_names_every_host_and_no_password() -> None:
    address = postgresql.read("u:hush@h1,h2:5433/db?sslmode=require")

    assert postgresql.shown(address) == "postgresql+asyncpg://u@h1:5432,h2:5433/db"


@pytest.fixture
def database_kind() -> str:
    return "postgres"


async def test_host_that_does_not_answer_is_passed_over(database_url: str) -> None:
    account, _, place = database_url.removeprefix("postgresql+asyncpg://").partition("@")
    database = Database.open(postgresql.read(f"{account}@127.0.0.1:1,{place}?sslmode=prefer"))

    async with database.read() as db:
        assert await db.scalar(text("SELECT NOT pg_is_in_recovery()"))

    await database.close()


async def test_server_without_encryption_is_refused_where_it_is_demanded(database_url: str) -> None:
    rest = database_url.removeprefix("postgresql+asyncpg://")

    with pytest.raises(DatabaseUnavailable, match="rejected SSL upgrade"):
        await migrate(postgresql.read(f"{rest}?sslmode=require"))
