"""How things stand with a player: what decides about a request, and nothing that only the card shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.database.connections import Connection
from core.money import Money, Wallet
from core.people import Actor, Visibility
from core.players import accounts, open_bonuses, profile_parts, profile_sections
from core.players.accounts import Introduction, Verification
from core.players.notes import Note
from core.players.profile_parts import Values
from core.players.profile_sections import InFlight
from core.players.restrictions import Block, PlayerStanding, as_seen, standing
from core.players.retracted_notes import RetractedNote

SECTIONS = ("player", "purpose", *profile_sections.IN_FLIGHT, "balances", "owed", "notes")
"""The sections read: none of them reads events, whose partitions take a statement long to plan."""


@dataclass(frozen=True, slots=True)
class WalletBalance:
    """What one wallet holds."""

    wallet: Wallet
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation(Introduction):
    """One player as form and request show them to one person, at one instant."""

    verification: Verification
    standing: PlayerStanding
    blocks: tuple[Block, ...]
    """The rows that stand, those of a hidden reason without it."""
    in_flight: InFlight
    balances: tuple[WalletBalance, ...]
    owed: tuple[Money, ...] = ()
    """What the player owes because a wallet held less than was to be taken, by currency."""
    notes: tuple[Note, ...]
    retracted: tuple[RetractedNote, ...] = ()
    """Read for approvers: high-priority notes that a colleague of their author took back lately."""


async def of_player(db: Connection, player_id: int, *, actor: Actor, now: datetime) -> Situation:
    """Read how things stand with a player, in one statement.

    Raises :class:`~core.errors.Unknown` when there is no such player, or none that this person may know of.
    """
    reader = {"person": actor.person, "now": now, **profile_parts.seen_by(actor.sees)}
    found = await profile_parts.read(db, *SECTIONS, player_id=player_id, **reader)
    return read(found, player_id, actor=actor, now=now)


def read(found: Mapping[str, list[Values]], player_id: int, *, actor: Actor, now: datetime) -> Situation:
    """Read it from its sections.

    Raises :class:`~core.errors.Unknown` when there is no such player, or none that this person may know of.
    """
    player = accounts.known(found["player"], player_id, actor)
    blocks = tuple(profile_sections.block(row) for row in found["blocks"])
    return Situation(
        player_id=player["id"],
        as_of=now,
        account=accounts.account(player, now.date()),
        given=accounts.given(found["purpose"]),
        verification=accounts.verification(player),
        standing=standing(blocks, now),
        blocks=as_seen(blocks, actor.sees),
        in_flight=profile_sections.in_flight_of(found, blocks, now),
        balances=tuple(_balance(row) for row in found["balances"]),
        owed=open_bonuses.owed(found["owed"]),
        notes=tuple(_note(row) for row in found["notes"]),
    )


def _balance(row: Values) -> WalletBalance:
    return WalletBalance(Wallet(row["wallet"]), Money(row["balance_minor"], row["currency"]))


def _note(row: Values) -> Note:
    at = profile_parts.instant(row["at"])
    visibility = Visibility(row["visibility"])
    return Note(UUID(row["id"]), at, row["by_name"], row["priority"], visibility, row["text"])
