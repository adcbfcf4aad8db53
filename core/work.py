"""One piece of work: the connection it happens on, the desk it happens at, the moment it happens in."""

from dataclasses import dataclass, field
from datetime import datetime

from core.database.connections import Connection
from core.keyring import Keyring
from core.moment import Moment
from core.office import Office


@dataclass(frozen=True, slots=True)
class Desk:
    """What the company decided and the keys of its record; loaded once when the process starts."""

    office: Office
    keyring: Keyring
    platform_connected: bool = False
    """Whether orders to the gaming platform have somewhere to go."""


@dataclass(frozen=True, slots=True)
class Work:
    """What every verb that changes something takes first. The edge makes one for each transaction."""

    db: Connection
    desk: Desk
    at: Moment
    recorded: list[str] = field(default_factory=list)
    """The actions of the records written so far."""

    @property
    def now(self) -> datetime:
        """The one instant of this work."""
        return self.at.now

    @property
    def office(self) -> Office:
        """What the company decided."""
        return self.desk.office
