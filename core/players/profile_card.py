"""The profile: everything a card shows of one player, masked, in one round trip."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from core import masks, operations
from core.database.connections import Connection
from core.money import Money, Wallet, running_balances
from core.operations import Seen
from core.people import Actor, Permission, Visibility
from core.players import accounts, checked_callers, money_figures, open_bonuses, profile_parts, profile_sections
from core.players.accounts import Introduction, Registration, Verification
from core.players.checked_callers import CallerStanding
from core.players.money_figures import MoneyFigures
from core.players.notes import Note
from core.players.open_bonuses import OpenBonus
from core.players.profile_parts import Values
from core.players.profile_sections import InFlight, LastInteraction, LinkedAccount, SecurityStatus, Surroundings, Watch
from core.players.restrictions import Block, PlayerStanding, as_seen, standing
from core.players.retracted_notes import RetractedNote
from core.work import Work

ASK_SECURITY = "Ask security before acting"
"""What stands for whatever security and fraud know and this person may not."""


@dataclass(frozen=True, slots=True)
class WalletBalance:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile(Introduction):
    """One player as one person may see them, at one instant."""

    registration: Registration
    verification: Verification
    standing: PlayerStanding
    blocks: tuple[Block, ...]
    """The rows that stand, those of a hidden reason without it."""
    in_flight: InFlight
    balances: tuple[WalletBalance, ...]
    bonuses: tuple[OpenBonus, ...] = ()
    owed: tuple[Money, ...] = ()
    """What the player owes because a wallet held less than was to be taken, by currency."""
    figures: MoneyFigures = field(default_factory=MoneyFigures)
    logins: tuple[Login, ...]
    movements: tuple[Movement, ...]
    notes: tuple[Note, ...]
    retracted: tuple[RetractedNote, ...] = ()
    """Read for approvers: high-priority notes that a colleague of their author took back lately."""
    tags: tuple[str, ...]
    watches: tuple[Watch, ...] = ()
    """Who put the player on the watch list, as far as this person may see."""
    security: SecurityStatus
    around: Surroundings
    callers: CallerStanding | None = None
    """None where no caller was checked lately, and none is kept from being checked."""
    last_interaction: LastInteraction | None = None
    linked: tuple[LinkedAccount, ...] = ()
    """The accounts most strongly linked to this one; no decision explains them."""
    linked_in_all: int = 0
    ask_security: bool
    """Whether to show :data:`ASK_SECURITY`."""


Completion: TypeAlias = Callable[[Work, Actor, Profile], Awaitable[Profile]]
COMPLETIONS: list[Completion] = []


def completed_by(function: Completion) -> Completion:
    """Register what a room above adds to a profile that somebody is shown."""
    COMPLETIONS.append(function)
    return function


@operations.query(
    "player.viewed",
    module="players",
    needs=Permission.PLAYER_VIEW,
    doing="look at players",
    looks_at_player=True,
)
async def card(work: Work, actor: Actor, player_id: int, *, by: str) -> Seen[Profile]:
    """Show a player who is known already; ``by`` says in the record how somebody came to the card.

    Raises :class:`~core.errors.Unknown` when there is no such player, or none that this person may know of.
    """
    shown = await complete(work, actor, player_id)
    return Seen(shown, looked_at=shown, facts={"by": by})


async def complete(work: Work, actor: Actor, player_id: int) -> Profile:
    """Read everything a card shows to somebody, with what the rooms above add.

    Raises :class:`~core.errors.Unknown` when there is no such player, or none that this person may know of.
    """
    shown = await profile(work.db, player_id, actor=actor, now=work.now)
    for completion in COMPLETIONS:
        shown = await completion(work, actor, shown)
    return shown


async def profile(db: Connection, player_id: int, *, actor: Actor, now: datetime) -> Profile:
    """Read everything a card shows to somebody, in one statement.

    Raises :class:`~core.errors.Unknown` when there is no such player, or none that this person may know of.
    """
    reader = {"person": actor.person, **profile_parts.times(now), **profile_parts.seen_by(actor.sees)}
    found = await profile_parts.read(db, *profile_parts.SECTIONS, player_id=player_id, **reader)
    player = accounts.known(found["player"], player_id, actor)
    blocks = tuple(profile_sections.block(row) for row in found["blocks"])
    hidden = {Visibility(row["visibility"]) for row in found["unseen"]} - actor.sees
    callers, locks = found["callers"], found["caller_locks"]
    unseen_block = any(row.visibility not in actor.sees for row in blocks)
    return Profile(
        player_id=player["id"],
        as_of=now,
        account=accounts.account(player, now.date()),
        given=accounts.given(found["purpose"]),
        registration=Registration(profile_parts.instant(player["registered_at"]), player["registered_from"]),
        verification=accounts.verification(player),
        standing=standing(blocks, now),
        blocks=as_seen(blocks, actor.sees),
        in_flight=profile_sections.in_flight_of(found, blocks, now),
        balances=tuple(_balance(row) for row in found["balances"]),
        bonuses=open_bonuses.read(found["bonuses"]),
        owed=open_bonuses.owed(found["owed"]),
        figures=money_figures.read(found),
        logins=tuple(_login(row) for row in found["logins"]),
        movements=tuple(_movements(found)),
        notes=tuple(_note(row) for row in found["notes"]),
        tags=tuple(row["tag"] for row in found["tags"]),
        watches=tuple(map(profile_sections.watch, found["watches"])),
        security=profile_sections.security_status_of(found),
        around=profile_sections.surroundings_of(found),
        last_interaction=profile_sections.last_interaction(found["interactions"]),
        callers=checked_callers.standing(callers, locks) if (callers or locks) else None,
        ask_security=unseen_block or Visibility.SECURITY in hidden,
    )


def _balance(row: Values) -> WalletBalance:
    return WalletBalance(Wallet(row["wallet"]), Money(row["balance_minor"], row["currency"]))


def _login(row: Values) -> Login:
    return Login(
        at=profile_parts.instant(row["at"]),
        success=row["success"] in (1, "1", "true"),
        country=row["country"],
        device=row["device"],
        ip=masks.ip(row["ip"]) if row["ip"] else None,
    )


def _movements(found: Mapping[str, list[Values]]) -> Iterator[Movement]:
    """Give the newest movements, with the balance after each in the order in which they happened."""
    held = {(Wallet(row["wallet"]), row["currency"]): int(row["balance_minor"]) for row in found["balances"]}
    moves = [_movement(row) for row in found["movements"]]
    after = running_balances(held, [(one.wallet, one.amount) for one in moves])
    return (replace(one, balance_after=balance) for one, balance in zip(moves, after, strict=True))


def _movement(row: Values) -> Movement:
    return Movement(
        id=UUID(row["id"]),
        at=profile_parts.instant(row["at"]),
        kind=row["kind"],
        reason=row["reason"],
        wallet=Wallet(row["account"].removeprefix("wallet:")),
        amount=Money(row["amount_minor"], row["currency"]),
        balance_after=Money(row["balance_after_minor"], row["currency"]),
    )


def _note(row: Values) -> Note:
    at = profile_parts.instant(row["at"])
    visibility = Visibility(row["visibility"])
    return Note(UUID(row["id"]), at, row["by_name"], row["priority"], visibility, row["text"])
