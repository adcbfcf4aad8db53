"""The settings of one process, read from its environment; all mistakes are reported at once."""

import base64
import binascii
import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any, TypeVar

from pydantic import SecretBytes, SecretStr

from bot.process import addresses, stream_settings
from bot.process.addresses import SLACK_API
from bot.process.intake_limits import MEGABYTE, IntakeLimits
from bot.process.stream_settings import StreamSettings
from core.errors import Refused
from core.keyring import MASTER_KEY_BYTES

PREFIX = "PITBOSS_"
DATABASE = "sqlite+aiosqlite:///pitboss.sqlite3"
NO_KEY = (
    "PITBOSS_MASTER_KEY is missing; with PostgreSQL you provide it, the same for every process. "
    "Make one with `openssl rand -base64 32`."
)

WEBHOOK = "whsec_"
WEBHOOK_BYTES = range(24, 65)
"""Bytes of a secret, as Standard Webhooks advises."""
HEALTH_APART = 1_000
"""How far the port of health is from the other one, so that several processes may take ports in a row."""
KEY_LEAST = 24
"""The least characters of a machine's key, long enough not to be guessed."""

T = TypeVar("T")


class SettingsRefused(Refused):
    """The settings are invalid; ``problems`` lists everything that is wrong."""

    code = "settings_refused"

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(StreamSettings):
    """How this process runs. Secrets do not show when printed."""

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
    replica_url: str | None = None
    """A streaming standby of that PostgreSQL server, for digests and activity that may be seconds old; used only while
    it is near enough."""
    replica_behind: int = 10
    """How many seconds it may be behind; with more, everything is read from the primary."""
    office: Path | None = None
    """The office file; without it the default file is used."""
    geoip_file: Path | None = None
    """A MaxMind file (.mmdb) that tells the country of an address where a login's event names none; needs the package
    ``maxminddb``. Without it, or where it cannot be read, countries are those that events name."""
    administrators: tuple[str, ...] = ()
    """Slack user ids, read only while there is no administrator."""
    master_key: SecretBytes | None = None
    """32 bytes in base64 over all keys of the record; without it one is created beside the SQLite file. With
    PostgreSQL you provide it, the same for every process."""
    events_secret: tuple[SecretStr, ...] = ()
    """The secrets that sign incoming events (Standard Webhooks); several while one is rotated."""
    events_batches: int = 32
    """How many messages of events a process holds at once, waiting or being stored; a sender beyond that gets 429."""
    events_megabytes: int = 32
    """The memory that such messages may take, in MiB."""
    events_lag: int = 10_000
    """How many intakes the sums by day may be behind before senders get 429."""
    platform_url: str | None = None
    """The gaming platform's address for orders; without it no orders are sent."""
    platform_secret: SecretStr | None = None
    """The secret that signs those orders."""
    api_keys: Mapping[str, SecretStr] = {}
    """Keys of the machines that may read a player's status, by client."""
    host: str = "127.0.0.1"
    """Where HTTP listens: Slack's requests, events, status."""
    port: int = 3000
    """The port that it listens on."""
    health_host: str = "127.0.0.1"
    """Where health and metrics are told without a key; keep it out of reach of the internet."""
    health_port: int | None = None
    """Their port; ``PITBOSS_PORT`` and a thousand unless it is set, and any free one where that is 0."""
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    """The reverse proxies, by address or network, whose ``Forwarded`` and ``X-Forwarded-For`` name the client."""
    connections: int = 600
    """How many connections may be open at once. Beyond it one that has not sent its request yet is closed."""
    connections_per_peer: int = 300
    """How many of them from one address, trusted proxies excepted."""
    slow_seconds: int = 10
    """How long a connection may take to send a request, or to take an answer."""

    @property
    def intake(self) -> IntakeLimits:
        """What this process holds of events that are not stored yet."""
        return IntakeLimits(self.events_batches, self.events_megabytes * MEGABYTE, self.events_lag)

    @property
    def port_of_health(self) -> int:
        """The port that health listens on."""
        if self.health_port is not None:
            return self.health_port
        port = self.port + HEALTH_APART
        return port if self.port and port in addresses.PORTS else 0

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
        problems += stream_settings.problems(given)
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


def _count(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,5}", text):
        raise ValueError("is not a number; write a whole number from 1 to 999999")
    return int(text)


READERS: Mapping[str, Callable[[str], Any]] = {
    **stream_settings.READERS,
    "PITBOSS_SLACK_BOT_TOKEN": _starting("xoxb-", "a bot token"),
    "PITBOSS_SLACK_APP_TOKEN": _starting("xapp-", "an app-level token"),
    "PITBOSS_SLACK_SIGNING_SECRET": _secret,
    "PITBOSS_SLACK_API_URL": addresses.api_url,
    "PITBOSS_DATABASE_URL": addresses.database_url,
    "PITBOSS_REPLICA_URL": addresses.replica_url,
    "PITBOSS_REPLICA_BEHIND": _count,
    "PITBOSS_OFFICE": _file,
    "PITBOSS_GEOIP_FILE": Path,
    "PITBOSS_ADMINISTRATORS": _user_ids,
    "PITBOSS_MASTER_KEY": master_key,
    "PITBOSS_EVENTS_SECRET": _webhook_secrets,
    "PITBOSS_EVENTS_BATCHES": _count,
    "PITBOSS_EVENTS_MEGABYTES": _count,
    "PITBOSS_EVENTS_LAG": _count,
    "PITBOSS_PLATFORM_URL": addresses.platform_url,
    "PITBOSS_PLATFORM_SECRET": webhook_secret,
    "PITBOSS_API_KEYS": _api_keys,
    "PITBOSS_HOST": addresses.host,
    "PITBOSS_PORT": addresses.port,
    "PITBOSS_HEALTH_HOST": addresses.host,
    "PITBOSS_HEALTH_PORT": addresses.port,
    "PITBOSS_TRUSTED_PROXIES": addresses.networks,
    "PITBOSS_CONNECTIONS": _count,
    "PITBOSS_CONNECTIONS_PER_PEER": _count,
    "PITBOSS_SLOW_SECONDS": _count,
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
