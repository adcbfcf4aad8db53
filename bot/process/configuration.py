"""The settings of one process, read from its environment; all mistakes are reported at once."""

import base64
import binascii
import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, SecretBytes, SecretStr
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from core.database.connections import is_sqlite
from core.errors import Refused
from core.keyring import MASTER_KEY_BYTES

PREFIX = "PITBOSS_"
SLACK_API = "https://slack.com/api/"
DATABASE = "sqlite+aiosqlite:///pitboss.sqlite3"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
"""What people write before ``://``, and what it means here."""
PORTS = range(65_536)
NO_KEY = (
    "PITBOSS_MASTER_KEY is missing; with PostgreSQL you provide it, the same for every process. "
    "Make one with `openssl rand -base64 32`."
)

WEBHOOK = "whsec_"
WEBHOOK_BYTES = range(24, 65)
"""Bytes of a secret, as Standard Webhooks advises."""
KEY_LEAST = 24
"""The least characters of a machine's key, long enough not to be guessed."""

T = TypeVar("T")


class SettingsRefused(Refused):
    """The settings are invalid; ``problems`` lists everything that is wrong."""

    code = "settings_refused"

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(BaseModel):
    """How this process runs. Secrets do not show when printed."""

    model_config = ConfigDict(frozen=True)

    slack_bot_token: SecretStr = SecretStr("")
    """The bot token, ``xoxb-…``."""
    slack_app_token: SecretStr | None = None
    """The app-level token, ``xapp-…``. Set, Pitboss opens the connection itself (Socket Mode); else Slack comes to
    ``/slack/events`` over signed HTTP."""
    slack_signing_secret: SecretStr | None = None
    """What Slack signs its requests with; needed for signed HTTP."""
    slack_api_url: str = SLACK_API
    """Another host that speaks Slack's API."""
    database_url: str = DATABASE
    """``postgresql://user:password@host/name`` for several processes; else a SQLite file for one."""
    office: Path | None = None
    """The office file; without it the default file is used."""
    administrators: tuple[str, ...] = ()
    """Slack user ids, read only while there is no administrator."""
    master_key: SecretBytes | None = None
    """32 bytes in base64 over all keys of the record; without it one is created beside the SQLite file. With
    PostgreSQL you provide it, the same for every process."""
    events_secret: tuple[SecretStr, ...] = ()
    """The secrets that sign incoming events (Standard Webhooks); several while one is rotated."""
    platform_url: str | None = None
    """The gaming platform's address for orders; without it no orders are sent."""
    platform_secret: SecretStr | None = None
    """The secret that signs those orders."""
    api_keys: Mapping[str, SecretStr] = {}
    """Keys of the machines that may read a player's status, by client."""
    host: str = "127.0.0.1"
    """Where HTTP listens: Slack's requests, events, status, health."""
    port: int = 3000
    """The port that it listens on."""

    @classmethod
    def read(cls, environ: Mapping[str, str], *, slack: bool = True, key: bool = True) -> "Settings":
        """Read the environment; commands that never call Slack, or never open a record, need no secrets for these.

        Raises :class:`SettingsRefused` listing every problem.
        """
        given = {name: value.strip() for name, value in environ.items() if name.startswith(PREFIX) and value.strip()}
        problems = [*_misspelt(given)]
        values: dict[str, Any] = {}
        for name, read in READERS.items():
            if name in given:
                try:
                    values[name.removeprefix(PREFIX).lower()] = read(given[name])
                except ValueError as wrong:
                    problems.append(f"{name} {wrong}.")
        problems += _missing_slack(given) if slack else []
        problems += _missing_key(given) if key else []
        problems += _missing_platform(given)
        if problems:
            raise SettingsRefused(tuple(problems))
        return cls.model_validate(values)


def _starting(start: str, what: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not re.fullmatch(rf"{start}[\x21-\x7e]+", text):
            raise ValueError(f"is not {what}; copy it from your app's pages at api.slack.com, it begins with {start}")
        return text

    return read


def _secret(text: str) -> str:
    if not re.fullmatch(r"[\x21-\x7e]+", text):
        raise ValueError("is not a signing secret; copy it from Basic Information at api.slack.com")
    return text


def _api_url(text: str) -> str:
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
    try:
        url = make_url(f"{DRIVERS.get(scheme, scheme)}{separator}{rest}")
    except ArgumentError:
        url = None
    if url is None or url.drivername not in DRIVERS.values():
        raise ValueError("is not a database; write sqlite:///pitboss.sqlite3 or postgresql://user:password@host/name")
    if is_sqlite(str(url)) and url.database in {None, "", ":memory:"}:
        raise ValueError("must name a file: what is only in memory is lost when the bot stops")
    return url.render_as_string(hide_password=False)


def _file(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise ValueError(f"names {text}, which is not a file")
    return path


def _user_ids(text: str) -> tuple[str, ...]:
    ids = tuple(filter(None, re.split(r"[,\s]+", text)))
    if wrong := [each for each in ids if not re.fullmatch(r"[UW][A-Z0-9]{2,20}", each)]:
        raise ValueError(f"names {', '.join(wrong)}; write Slack user ids with commas, for example U0123ABCD")
    return ids


def master_key(text: str) -> bytes:
    """Read a master key from base64.

    Raises ``ValueError`` when it is invalid.
    """
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != MASTER_KEY_BYTES:
        raise ValueError(f"is not {MASTER_KEY_BYTES} bytes in base64; make one with `openssl rand -base64 32`")
    return key


def webhook_secret(text: str) -> str:
    """Read a secret of Standard Webhooks: ``whsec_`` and 24 to 64 bytes in base64.

    Raises ``ValueError`` when it is invalid.
    """
    try:
        key = base64.b64decode(text.removeprefix(WEBHOOK), validate=True)
    except ValueError:
        key = b""
    if not text.startswith(WEBHOOK) or len(key) not in WEBHOOK_BYTES:
        raise ValueError("is not a webhook secret; make one with `echo whsec_$(openssl rand -base64 32)`")
    return text


def _webhook_secrets(text: str) -> tuple[str, ...]:
    return tuple(webhook_secret(each) for each in text.split())


def _platform_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError("is not a web address; write for example https://platform.example/pitboss")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("must begin with https:// because it carries orders; http:// is only for this machine")
    return text.rstrip("/")


def _api_keys(text: str) -> dict[str, str]:
    keys = dict(each.partition(":")[::2] for each in text.split())
    if wrong := [
        client for client, key in keys.items() if not re.fullmatch(r"[a-z0-9-]{1,40}", client) or len(key) < KEY_LEAST
    ]:
        raise ValueError(
            f"has no valid key for {len(wrong)} of {len(keys)} clients; write name:key, separated by spaces, the "
            f"name in small letters, the key of at least {KEY_LEAST} characters, e.g. from `openssl rand -hex 32`"
        )
    return keys


def _host(text: str) -> str:
    if not re.fullmatch(r"[0-9A-Za-z.:-]+", text):
        raise ValueError("is not an address to listen on; write for example 127.0.0.1")
    return text


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) in PORTS):
        raise ValueError(f"is not a port; write a number from {PORTS[0]} to {PORTS[-1]}")
    return int(text)


READERS: Mapping[str, Callable[[str], Any]] = {
    "PITBOSS_SLACK_BOT_TOKEN": _starting("xoxb-", "a bot token"),
    "PITBOSS_SLACK_APP_TOKEN": _starting("xapp-", "an app-level token"),
    "PITBOSS_SLACK_SIGNING_SECRET": _secret,
    "PITBOSS_SLACK_API_URL": _api_url,
    "PITBOSS_DATABASE_URL": database_url,
    "PITBOSS_OFFICE": _file,
    "PITBOSS_ADMINISTRATORS": _user_ids,
    "PITBOSS_MASTER_KEY": master_key,
    "PITBOSS_EVENTS_SECRET": _webhook_secrets,
    "PITBOSS_PLATFORM_URL": _platform_url,
    "PITBOSS_PLATFORM_SECRET": webhook_secret,
    "PITBOSS_API_KEYS": _api_keys,
    "PITBOSS_HOST": _host,
    "PITBOSS_PORT": _port,
}


def _missing_slack(given: Mapping[str, str]) -> list[str]:
    problems = []
    if "PITBOSS_SLACK_BOT_TOKEN" not in given:
        problems.append("PITBOSS_SLACK_BOT_TOKEN is missing; the bot needs it to call Slack (xoxb-…).")
    if not given.keys() & {"PITBOSS_SLACK_APP_TOKEN", "PITBOSS_SLACK_SIGNING_SECRET"}:
        problems.append(
            "Slack cannot reach the bot: set PITBOSS_SLACK_APP_TOKEN (xapp-…) for Socket Mode, "
            "or PITBOSS_SLACK_SIGNING_SECRET for signed HTTP."
        )
    return problems


def _missing_key(given: Mapping[str, str]) -> list[str]:
    if "PITBOSS_MASTER_KEY" in given or not given.get("PITBOSS_DATABASE_URL", "").startswith("postgres"):
        return []
    return [NO_KEY]


def _missing_platform(given: Mapping[str, str]) -> list[str]:
    if "PITBOSS_PLATFORM_URL" in given and "PITBOSS_PLATFORM_SECRET" not in given:
        return ["PITBOSS_PLATFORM_SECRET is missing; orders to the platform are signed with it (whsec_…)."]
    return []


def _misspelt(given: Iterable[str]) -> Iterator[str]:
    """Find misspelt settings; names that resemble none are ignored."""
    known = [each.removeprefix(PREFIX) for each in READERS]
    for name in sorted(set(given) - READERS.keys()):
        if near := difflib.get_close_matches(name.removeprefix(PREFIX), known, n=1, cutoff=0.7):
            yield f"{name} is not a setting; did you mean {PREFIX}{near[0]}?"
