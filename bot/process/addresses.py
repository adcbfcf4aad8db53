"""Addresses among the settings: of databases, of web servers, and of what this process listens on."""

import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from core.database import postgresql

SLACK_API = "https://slack.com/api/"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": postgresql.DRIVER, "postgres": postgresql.DRIVER}
"""What people write before ``://``, and what it means here."""
PORTS = range(65_536)


def api_url(text: str) -> str:
    """Read the address of Slack's API.

    Raises ``ValueError`` when it is invalid.
    """
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"is not a web address; write for example {SLACK_API}")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("must begin with https:// because it carries tokens; http:// is only for this machine")
    return text if text.endswith("/") else f"{text}/"


def database_url(text: str) -> str:
    """Read a database's address and add the driver we use.

    Raises ``ValueError`` when it is invalid.
    """
    scheme, separator, rest = text.partition("://")
    if not separator or DRIVERS.get(scheme, scheme) not in DRIVERS.values():
        raise ValueError("is not a database; write sqlite:///pitboss.sqlite3 or postgresql://user:password@host/name")
    if DRIVERS.get(scheme, scheme) == postgresql.DRIVER:
        return postgresql.read(rest)
    try:
        url = make_url(f"{DRIVERS.get(scheme, scheme)}://{rest}")
    except (ArgumentError, ValueError):
        raise ValueError("is not the address of a file; write sqlite:///pitboss.sqlite3") from None
    if url.host or url.query:
        raise ValueError("names more than a file; write sqlite:///pitboss.sqlite3, with four slashes for a whole path")
    if url.database in {None, "", ":memory:"}:
        raise ValueError("must name a file: what is only in memory is lost when the bot stops")
    return url.render_as_string(hide_password=False)


def replica_url(text: str) -> str:
    """Read the address of a standby and add the driver we use.

    Raises ``ValueError`` when it is invalid, or a file: only PostgreSQL has standbys.
    """
    url = database_url(text)
    if not url.startswith(postgresql.DRIVER):
        raise ValueError("is no standby; only PostgreSQL has one. Write postgresql://user:password@host/name")
    return url


def platform_url(text: str) -> str:
    """Read the gaming platform's address.

    Raises ``ValueError`` when it is invalid.
    """
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError("is not a web address; write for example https://platform.example/pitboss")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("must begin with https:// because it carries orders; http:// is only for this machine")
    return text.rstrip("/")


def host(text: str) -> str:
    """Read an address to listen on.

    Raises ``ValueError`` when it is invalid.
    """
    if not re.fullmatch(r"[0-9A-Za-z.:-]+", text):
        raise ValueError("is not an address to listen on; write for example 127.0.0.1")
    return text


def port(text: str) -> int:
    """Read a port to listen on.

    Raises ``ValueError`` when it is invalid.
    """
    if not (text.isascii() and text.isdigit() and int(text) in PORTS):
        raise ValueError(f"is not a port; write a number from {PORTS[0]} to {PORTS[-1]}")
    return int(text)


def networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Read addresses and networks, separated by commas or spaces.

    Raises ``ValueError`` when one of them is invalid.
    """
    try:
        return tuple(ip_network(each) for each in filter(None, re.split(r"[,\s]+", text)))
    except ValueError:
        raise ValueError("is not a list of addresses; write for example 10.0.0.7, 192.168.4.0/24") from None
