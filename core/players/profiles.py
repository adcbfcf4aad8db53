"""The profile: everything a card shows of one player, masked, in one round trip."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from core import masks
from core.db import Connection
from core.errors import Unknown
from core.money import Money, Wallet
from core.office import Limits, Scope
from core.people import Actor, Visibility
from core.players import brands, in_flight, sections
from core.players.in_flight import InFlight
from core.players.purposes import Asking, Given, Purpose, asking
from core.players.sections import Values
from core.players.standing import Block, Standing, standing

ASK_SECURITY = "Ask security before acting"
"""What stands for whatever security and fraud know and this person may not."""
FLAGS = ("vip", "watched", "staff_owned")
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

    @property
    def delicate(self) -> bool:
        """Whether nobody looks at it without saying what for."""
        return self.vip or self.watched or self.staff_owned

    @property
    def full_name(self) -> str:
        """First and last name, or the username where neither is known."""
        return " ".join(part for part in (self.first_name, self.last_name) if part) or self.username


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

    def sentence(self) -> str:
        """Say it: ``verified, level 2, until 2027-05-03``."""
        until = f", until {self.expires_on.isoformat()}" if self.expires_on else ""
        return f"{self.status}, level {self.level}{until}" if self.status != "none" else "not verified"


@dataclass(frozen=True, slots=True)
class Balance:
    """What one wallet holds."""

    wallet: Wallet
    amount: Money


@dataclass(frozen=True, slots=True)
class Login:
    """One try to log in; the address is masked."""

    at: datetime
    success: bool
    country: str | None
    device: str | None
    ip: str | None


@dataclass(frozen=True, slots=True)
class Movement:
    """What one transaction did to one wallet."""

    id: UUID
    at: datetime
    kind: str
    reason: str | None
    wallet: Wallet
    amount: Money
    balance_after: Money


@dataclass(frozen=True, slots=True)
class Note:
    """What a colleague wrote down."""

    id: UUID
    at: datetime
    by: str
    priority: str
    visibility: Visibility
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One player as one person may see them, at one instant."""

    player_id: int
    as_of: datetime
    account: Account
    registration: Registration
    verification: Verification
    standing: Standing
    blocks: tuple[Block, ...]
    """What may be known of the rows that stand: security's without the reason, compliance's not at all."""
    in_flight: InFlight
    balances: tuple[Balance, ...]
    logins: tuple[Login, ...]
    movements: tuple[Movement, ...]
    notes: tuple[Note, ...]
    tags: tuple[str, ...]
    ask_security: bool
    """Whether to show :data:`ASK_SECURITY`."""
    given: Given | None = None
    """What this person last looked the player up for."""

    def purpose(self, limits: Limits) -> Purpose | None:
        """Tell what the player is looked up for, where that was said lately enough."""
        return self.given.purpose if self.given and self.given.holds(limits, self.as_of) else None

    def asking(self, limits: Limits) -> Asking:
        """Tell whether to ask this person what for, and when."""
        return Asking.NOT if self.purpose(limits) else asking(limits, delicate=self.account.delicate)


async def profile(db: Connection, player_id: int, *, actor: Actor, now: datetime) -> Profile:
    """Read everything a card shows to somebody, in one statement.

    Raises :class:`~core.errors.Unknown` when there is no such player, or none that this person may know of.
    """
    sees = actor.sees
    reader = {"person": actor.person, **sections.seen_by(sees)}
    found = await sections.read(db, *sections.SECTIONS, player_id=player_id, now=now, **reader)
    if not found["player"] or not brands.knows(actor, found["player"][0]["brand"]):
        raise Unknown(f"There is no player {player_id}.")
    player = found["player"][0]
    blocks = tuple(block(row) for row in found["blocks"])
    hidden = {Visibility(row["visibility"]) for row in found["unseen"]} | {row.visibility for row in blocks}
    return Profile(
        player_id=player["id"],
        as_of=now,
        account=_account(player, now.date()),
        registration=Registration(sections.instant(player["registered_at"]), player["registered_from"]),
        verification=_verification(player),
        standing=standing(blocks, now),
        blocks=tuple(_told(blocks, sees)),
        in_flight=in_flight.of_sections(found),
        balances=tuple(_balance(row) for row in found["balances"]),
        logins=tuple(_login(row) for row in found["logins"]),
        movements=tuple(_movement(row) for row in found["movements"]),
        notes=tuple(_note(row) for row in found["notes"]),
        tags=tuple(row["tag"] for row in found["tags"]),
        ask_security=Visibility.SECURITY in hidden - sees,
        given=next(map(_given, found["purpose"]), None),
    )


def block(row: Values) -> Block:
    """Read a block from its section."""
    return Block(
        id=UUID(row["id"]),
        player_id=row["player_id"],
        kind=row["kind"],
        scopes=frozenset(Scope(word) for word in sections.words(row["scopes"])),
        reason=row["reason"],
        visibility=Visibility(row["visibility"]),
        asked_by=row["asked_by"],
        from_at=sections.instant(row["from_at"]),
        until_at=sections.instant(row["until_at"]) if row["until_at"] else None,
        placed_by=row["placed_by"],
        holds_withdrawals=bool(row["holds_withdrawals"]),
        request_id=UUID(row["request_id"]) if row["request_id"] else None,
        note=row["note"],
        ticket=row["ticket"],
    )


def _told(blocks: tuple[Block, ...], sees: frozenset[Visibility]) -> Iterator[Block]:
    for row in blocks:
        if row.visibility in sees:
            yield row
        elif row.visibility is Visibility.SECURITY:
            yield replace(row, reason=None, note=None, ticket=None, placed_by=ASK_SECURITY)


def _account(player: Values, today: date) -> Account:
    born_on = date.fromisoformat(player["born_on"]) if player["born_on"] else None
    plain: dict[str, Any] = {name: player[name] for name in PLAIN} | {name: bool(player[name]) for name in FLAGS}
    return Account(
        **plain,
        email=masks.email(player["email"]) if player["email"] else None,
        phone=masks.phone(player["phone"]) if player["phone"] else None,
        age_band=masks.age_band(born_on, today) if born_on else None,
        address=masks.address(player["address"]) if player["address"] else None,
    )


def _verification(player: Values) -> Verification:
    expires_on = player["verification_expires_on"]
    return Verification(
        level=player["verification_level"],
        status=player["verification_status"],
        expires_on=date.fromisoformat(expires_on) if expires_on else None,
    )


def _balance(row: Values) -> Balance:
    return Balance(Wallet(row["wallet"]), Money(row["balance_minor"], row["currency"]))


def _login(row: Values) -> Login:
    return Login(
        at=sections.instant(row["at"]),
        success=row["success"] in (1, "1", "true"),
        country=row["country"],
        device=row["device"],
        ip=masks.ip(row["ip"]) if row["ip"] else None,
    )


def _movement(row: Values) -> Movement:
    return Movement(
        id=UUID(row["id"]),
        at=sections.instant(row["at"]),
        kind=row["kind"],
        reason=row["reason"],
        wallet=Wallet(row["account"].removeprefix("wallet:")),
        amount=Money(row["amount_minor"], row["currency"]),
        balance_after=Money(row["balance_after_minor"], row["currency"]),
    )


def _note(row: Values) -> Note:
    at = sections.instant(row["at"])
    visibility = Visibility(row["visibility"])
    return Note(UUID(row["id"]), at, row["by_name"], row["priority"], visibility, row["text"])


def _given(row: Values) -> Given:
    return Given(Purpose(row["purpose"]), sections.instant(row["at"]))
