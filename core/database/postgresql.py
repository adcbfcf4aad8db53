"""PostgreSQL's addresses as libpq reads them: several hosts, encryption, and which of the servers is meant."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from sqlalchemy.engine import URL, make_url

DRIVER = "postgresql+asyncpg"
ADDRESS = re.compile(
    r"(?:(?P<username>[^:/?@]*)(?::(?P<password>[^@]*))?@)?(?P<hosts>[^/?@]*)(?:/(?P<database>[^?]*))?(?:\?(?P<query>.*))?",
    re.DOTALL,
)
HOST = re.compile(r"(?P<host>\[[^\]]+\]|[^:\[\]]*)(?::(?P<port>[0-9]*))?")
PORT = 5432
PORTS = range(1, 65_536)

CHOICES: Mapping[str, tuple[str, ...]] = {
    "sslmode": ("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
    "target_session_attrs": ("any", "read-write", "read-only", "primary", "standby", "prefer-standby"),
    "pgbouncer": ("true", "false"),
}
FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl")
SYSTEM = "system"
"""Instead of a file: the certificate authorities that this machine trusts."""
READ = frozenset({"sslmode", "target_session_attrs", *FILES, "sslpassword", "sslnegotiation"}) | {
    "ssl_min_protocol_version",
    "ssl_max_protocol_version",
}
"""What the driver takes as it is."""
OURS = frozenset({"connect_timeout", "application_name", "options", "pgbouncer"})
PASSED_OVER = frozenset(
    {"channel_binding", "gssencmode", "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count"}
    | {"tcp_user_timeout", "require_auth", "load_balance_hosts"}
)
"""What hosting companies write for libpq, and the driver has nothing like."""
KNOWN = READ | OURS | {"host", "port"}

WITHOUT_MEMORY = {"statement_cache_size": 0, "prepared_statement_cache_size": 0}
"""Tells the driver to leave nothing on a connection: behind PgBouncer each transaction may meet another server's."""
CONNECT_SECONDS = 10
"""How long one host may take to accept a connection: far less than anybody waits for an answer."""


def read(text: str) -> str:
    """Read what stands behind ``postgresql://``, and write it as SQLAlchemy does.

    Raises ``ValueError`` that says what is wrong.
    """
    found = ADDRESS.fullmatch(text)
    if found is None:
        raise ValueError("is not an address of PostgreSQL; write postgresql://user:password@host/name")
    query = _query(found["query"] or "")
    hosts = [*_hosts(found["hosts"]), *_query_hosts(query)]
    url = URL.create(
        DRIVER,
        username=_plain(found["username"]),
        password=_plain(found["password"]),
        database=_plain(found["database"]) or None,
    )
    if len(hosts) == 1 and not hosts[0][0].startswith("/"):
        url = url.set(host=hosts[0][0], port=hosts[0][1])
    elif hosts:
        query["host"] = tuple(f"{_bracketed(host)}:{port or PORT}" for host, port in hosts)
        if len(hosts) > 1:
            query.setdefault("target_session_attrs", "read-write")
    return url.set(query=query).render_as_string(hide_password=False)


def connecting(address: str) -> tuple[URL, dict[str, Any]]:
    """Split an address into what SQLAlchemy reads of it, and what the driver is told."""
    url = make_url(address)
    query = {name: value for name, value in url.query.items() if name not in PASSED_OVER}
    told: dict[str, Any] = {"timeout": float(_one(query.pop("connect_timeout", str(CONNECT_SECONDS))))}
    if _one(query.pop("pgbouncer", "false")) == "true":
        told |= WITHOUT_MEMORY
    if settings := {name: _one(query.pop(name)) for name in ("application_name", "options") if name in query}:
        told["server_settings"] = settings
    if several := query.pop("host", ()):
        hosts = [pair for each in _several(several) for pair in _hosts(each)]
        told |= {"host": [host for host, _ in hosts], "port": [port or PORT for _, port in hosts]}
        url = url.set(host=None, port=None)
    if query.get("sslrootcert") == SYSTEM:
        told["ssl"] = True
        query = {name: value for name, value in query.items() if name not in {"sslrootcert", "sslmode"}}
    if query:
        plain = {name: _one(value) for name, value in query.items()}
        told["dsn"] = f"postgresql://?{urlencode(plain, quote_via=quote)}"
    return url.set(query={}), told


def shown(address: str) -> str:
    """Write an address for people, without its password and parameters."""
    url = make_url(address)
    if not (several := url.query.get("host", ())):
        return url.set(query={}).render_as_string()
    who = f"{url.username}@" if url.username else ""
    return f"{DRIVER}://{who}{','.join(_several(several))}/{url.database or ''}"


def _query(text: str) -> dict[str, Any]:
    """Read the parameters behind the question mark, and refuse those that mean nothing here."""
    query: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        if name not in KNOWN | PASSED_OVER:
            raise ValueError(f"has the parameter {name}, which is not one of: {', '.join(sorted(KNOWN))}")
        if name in CHOICES and value not in CHOICES[name]:
            raise ValueError(f"has {name}={value}, which is not one of: {', '.join(CHOICES[name])}")
        if name in FILES and value != SYSTEM and not Path(value).is_file():
            raise ValueError(f"has {name}={value}, which is not a file")
        if name == "connect_timeout" and not re.fullmatch(r"[1-9][0-9]{0,3}", value):
            raise ValueError(f"has connect_timeout={value}, which is not a number of seconds")
        query[name] = (*query.get(name, ()), value) if name == "host" else value
    if query.get("sslrootcert") == SYSTEM and query.get("sslmode", "verify-full") != "verify-full":
        raise ValueError("has sslrootcert=system, which needs sslmode=verify-full")
    return query


def _query_hosts(query: dict[str, Any]) -> list[tuple[str, int | None]]:
    """Take the hosts out of the parameters: ``host=a,b&port=1,2``, or ``host=a:1&host=b:2``."""
    hosts = [pair for each in query.pop("host", ()) for pair in _hosts(each)]
    ports = [_port(each) for each in str(query.pop("port", "")).split(",") if each]
    if len(ports) not in {0, 1, len(hosts)}:
        raise ValueError("has another number of ports than of hosts")
    given = ports * len(hosts) if len(ports) == 1 else ports
    return [(host, given[place] if given else port) for place, (host, port) in enumerate(hosts)]


def _hosts(text: str) -> list[tuple[str, int | None]]:
    hosts = []
    for each in text.split(",") if text else ():
        found = HOST.fullmatch(unquote(each)) if not unquote(each).startswith("/") else None
        if found:
            hosts.append((found["host"].strip("[]"), _port(found["port"]) if found["port"] else None))
        elif unquote(each).startswith("/"):
            folder, _, port = unquote(each).partition(":")
            hosts.append((folder, _port(port) if port else None))
        else:
            raise ValueError(f"names the host {each}; write an address of IPv6 in brackets: [2001:db8::1]:5432")
    if any(not host for host, _ in hosts):
        raise ValueError("names an empty host; write hosts with commas: host1:5432,host2:5432")
    return hosts


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:9]) in PORTS):
        raise ValueError(f"names the port {text}; write a number from {PORTS[0]} to {PORTS[-1]}")
    return int(text)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _plain(text: str | None) -> str | None:
    return unquote(text) if text is not None else None


def _several(value: str | Sequence[str]) -> Sequence[str]:
    return (value,) if isinstance(value, str) else value


def _one(value: str | Sequence[str]) -> str:
    return _several(value)[-1]
