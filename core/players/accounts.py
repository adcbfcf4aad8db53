"""Who a player is: the account behind its masks, its lock, and how somebody who looks is asked what for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import BigInteger, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from core import masks, operations
from core.database.connections import Connection
from core.database.pages import Page
from core.database.statements import Statement
from core.database.tables import players
from core.errors import Unknown
from core.office import Limits
from core.operations import Declaration, Seen
from core.people import Actor
from core.players import profile_parts
from core.players.profile_parts import Values
from core.players.purposes import Asking, Given, Purpose, PurposeNeeded
from core.work import Work

T = TypeVar("T")

HOLD = Statement(
    select(func.count()).select_from(
        func.pitboss_hold_players(bindparam("ids", type_=ARRAY(BigInteger))).table_valued("id")
    )
)
"""Locks the rows of players by their ids: in one statement, or one player at a time where they lie on many machines."""
FLAGS = ("vip", "watched", "staff_owned", "honey")
PLAIN = (
    "brand",
    "licence",
    "external_id",
    "username",
    "first_name",
    "last_name",
    "gender",
    "country",
    "currency",
    "language",
    "lifecycle",
)
"""Columns of a player that nobody has to ask for."""
CLOSED = frozenset({"closed", "self_closed"})
"""Accounts that were closed, by the desk or by the player."""
LIFECYCLE_WORDS = {"pending": "registration not finished", "self_closed": "closed by the player"}
"""Where an account is in its life, where the word for it is not plain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who the player is; e-mail, phone, age and address behind their masks, None where unknown."""

    brand: str
    licence: str
    external_id: str
    username: str
    first_name: str | None
    last_name: str | None
    email: str | None
    phone: str | None
    age_band: str | None
    address: str | None
    gender: str | None
    country: str | None
    currency: str
    language: str | None
    lifecycle: str
    vip: bool
    watched: bool
    staff_owned: bool
    honey: bool = False
    """Whether nobody is this player: see :mod:`core.players.honey`."""

    @property
    def delicate(self) -> bool:
        """Whether nobody looks at it without saying what for."""
        return self.vip or self.watched or self.staff_owned

    @property
    def full_name(self) -> str:
        """First and last name, or the username where neither is known."""
        return " ".join(part for part in (self.first_name, self.last_name) if part) or self.username


async def lifecycle_of(db: Connection, player_id: int) -> str:
    """Read where an account is in its life.

    Raises :class:`~core.errors.Unknown` when there is no such player.
    """
    lifecycle: str | None = await db.scalar(select(players.c.lifecycle).where(players.c.id == player_id))
    if lifecycle is None:
        raise Unknown(f"There is no player {player_id}.", field="player_id")
    return lifecycle


def lifecycle_words(lifecycle: str) -> str:
    """Say where an account is in its life."""
    return LIFECYCLE_WORDS.get(lifecycle, lifecycle)


def under_age(work: Work, born_on: date | None) -> bool:
    """Tell whether somebody born on this day is too young to play today."""
    age, today = work.office.security.rules.under_age.age, work.office.day(work.now)
    if born_on is None:
        return False
    return (today.year - born_on.year, today.month, today.day) < (age, born_on.month, born_on.day)


async def is_under_age(work: Work, player_id: int) -> bool:
    """Tell whether a player is too young to play, by the birth date on record."""
    return under_age(work, await work.db.scalar(select(players.c.born_on).where(players.c.id == player_id)))


@dataclass(frozen=True, slots=True)
class Registration:
    """When and through what the player came."""

    at: datetime
    through: str | None


@dataclass(frozen=True, slots=True)
class Verification:
    """How far it is proved who the player is."""

    level: int
    status: str
    expires_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """A player as one person may know them, and what that person last looked them up for."""

    player_id: int
    as_of: datetime
    account: Account
    given: Given | None = None

    def purpose(self, limits: Limits) -> Purpose | None:
        """Tell what the player is looked up for, where that was said lately enough."""
        return self.given.purpose if self.given and self.given.holds(limits, self.as_of) else None

    def asking(self, limits: Limits) -> Asking:
        """Tell whether to ask this person what for, and when; delicate accounts are never shown without a purpose."""
        if self.purpose(limits):
            return Asking.NOT
        if self.account.delicate or limits.purpose == "require":
            return Asking.FIRST
        return Asking.BESIDE if limits.purpose == "ask" else Asking.NOT


@dataclass(frozen=True, slots=True)
class PlayerPage(Generic[T]):
    """A page of a list about one player, and who that is."""

    player: Introduction
    page: Page[T]


@operations.guard("purpose")
async def ask_purpose(work: Work, actor: Actor, declaration: Declaration, seen: Seen[Any]) -> Mapping[str, Any]:
    """Refuse to show a player whose purpose has to be said first; give the purpose that was said, for the record.

    Raises :class:`~core.players.purposes.PurposeNeeded`.
    """
    shown = seen.looked_at
    if not declaration.looks_at_player or not isinstance(shown, Introduction) or actor.system:
        return {}
    if shown.asking(work.office.limits) is Asking.FIRST:
        raise PurposeNeeded(shown.player_id)
    purpose = shown.purpose(work.office.limits)
    return {"purpose": purpose.value} if purpose else {}


@operations.watch
async def honey_shown(work: Work, seen: Seen[Any]) -> frozenset[int]:
    """Pick the honey players among those whom a query is about to show: the one it looks at, and those it lists."""
    found = set(seen.honey)
    listed = {each for facts in (seen.facts, *seen.also.values()) for each in facts.get("players", ())}
    if isinstance(seen.looked_at, Introduction):
        found |= {seen.looked_at.player_id} if seen.looked_at.account.honey else set()
    elif seen.player_id is not None:
        listed.add(seen.player_id)
    return frozenset(found) | await honey_among(work.db, listed)


async def honey_among(db: Connection, player_ids: Collection[int]) -> frozenset[int]:
    """Pick the honey players among several: see :mod:`core.players.honey`."""
    if not player_ids:
        return frozenset()
    query = select(players.c.id).where(players.c.id.in_(sorted(player_ids)), players.c.honey)
    return frozenset(await db.scalars(query))


async def hold(db: Connection, player_ids: Collection[int]) -> None:
    """Lock players until the transaction ends, by id.

    It covers their wallets, blocks and requests: each change of one of these holds the player. Rows that only refer
    to a player can still be inserted meanwhile. On SQLite the transaction already holds the only write lock.
    """
    if player_ids and db.dialect.name != "sqlite":
        await HOLD.send(db, {"ids": sorted(player_ids)})


async def introduction(db: Connection, player_id: int, *, actor: Actor, now: datetime) -> Introduction:
    """Read who a player is, and no more.

    Raises :class:`~core.errors.Unknown` when there is no such player, or none that this person may know of.
    """
    found = await profile_parts.read(db, "player", "purpose", player_id=player_id, person=actor.person)
    player = known(found["player"], player_id, actor)
    return Introduction(
        player_id=player_id, as_of=now, account=account(player, now.date()), given=given(found["purpose"])
    )


def known(rows: list[Values], player_id: int, actor: Actor) -> Values:
    """Give the player's row.

    Raises :class:`~core.errors.Unknown` where there is none that this person may know of.
    """
    if not rows or not actor.knows(rows[0]["brand"]):
        raise Unknown(f"There is no player {player_id}.")
    return rows[0]


def account(player: Values, today: date) -> Account:
    """Read an account and put it behind its masks."""
    born_on = date.fromisoformat(player["born_on"]) if player["born_on"] else None
    plain: dict[str, Any] = {name: player[name] for name in PLAIN} | {name: bool(player[name]) for name in FLAGS}
    return Account(
        **plain,
        email=masks.email(player["email"]) if player["email"] else None,
        phone=masks.phone(player["phone"]) if player["phone"] else None,
        age_band=masks.age_band(born_on, today) if born_on else None,
        address=masks.address(player["address"]) if player["address"] else None,
    )


def verification(player: Values) -> Verification:
    """Read how far it is proved who the player is."""
    expires_on = player["verification_expires_on"]
    return Verification(
        level=player["verification_level"],
        status=player["verification_status"],
        expires_on=date.fromisoformat(expires_on) if expires_on else None,
    )


def given(rows: list[Values]) -> Given | None:
    """Read what somebody last looked the player up for."""
    return next((Given(Purpose(row["purpose"]), profile_parts.instant(row["at"])) for row in rows), None)
