"""The context of one transaction in core: connection, office, keys and time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from core.database.connections import Connection
from core.keyring import Keyring
from core.moment import Moment
from core.office import Office


@dataclass(frozen=True, slots=True)
class Desk:
    """The office file and the keys, loaded once when the process starts."""

    office: Office
    keyring: Keyring
    platform_connected: bool = False
    """Whether the connection to the gaming platform is configured."""
    country_of: Callable[[str], str | None] | None = None
    """Tells the country of an IP address, for logins whose event names none; None where no file is configured."""


@dataclass(frozen=True, slots=True)
class Work:
    """The first argument of every function that changes something; bot makes one per transaction."""

    db: Connection
    desk: Desk
    at: Moment
    recorded: list[str] = field(default_factory=list)
    """The audit actions recorded so far in this transaction."""
    keys: dict[tuple[int, str], bytes] = field(default_factory=dict, repr=False)
    """The players' keys opened so far in this transaction, by player and purpose."""
    older: Connection | None = None
    """A connection to a replica, for queries that declare that what they read may be seconds old."""

    @property
    def reading(self) -> Connection:
        """The connection for what may be seconds old; guards and records use ``db``."""
        return self.older or self.db

    @property
    def now(self) -> datetime:
        """The time of this transaction."""
        return self.at.now

    @property
    def office(self) -> Office:
        """The office file."""
        return self.desk.office
