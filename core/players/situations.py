"""How things stand with a player: what decides about a request, and nothing that only the card shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from core.database.connections import Connection
from core.money import Money, Wallet
from core.office import Reach, Scope
from core.people import Actor, Visibility
from core.players import accounts, profile_parts
from core.players.accounts import Introduction, Verification
from core.players.notes import Note
from core.players.profile_parts import Values
from core.players.restrictions import Block, PlayerStanding, as_seen, standing

RETRACTED_SHOWN = timedelta(days=30)
"""How long approvers see that a note was taken back: longer than a request waits."""
EVER = datetime(1970, 1, 1, tzinfo=UTC)

IN_FLIGHT = ("blocks", "withdrawals", "stakes", "sessions")

SECTIONS = ("player", "purpose", *IN_FLIGHT, "balances", "owed", "notes")
"""The sections read: none of them reads events, whose partitions take a statement long to plan."""


@dataclass(frozen=True, slots=True)
class WalletBalance:
    """What one wallet holds."""

    wallet: Wallet
    amount: Money


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Money on its way out: ``waiting``, or ``held`` while a block stands that holds it."""

    id: UUID
    amount: Money
    asked_at: datetime
    state: str

    @property
    def held(self) -> bool:
        """Whether a block that stands holds it."""
        return self.state == "held"


@dataclass(frozen=True, slots=True)
class InFlight:
    """What is under way for a player when a block comes."""

    withdrawals: tuple[Withdrawal, ...] = ()
    open_bets: int = 0
    stakes: tuple[Money, ...] = ()
    sessions: int = 0


@dataclass(frozen=True, slots=True)
class RetractedNote:
    """A high-priority note that its author did not take back."""

    id: UUID
    player_id: int
    author: str
    author_staff_id: UUID | None
    visibility: Visibility
    by: str
    at: datetime
    why: str


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
    found = await profile_parts.read(db, *SECTIONS, player_id=player_id, **_reader(actor, now))
    return read(found, player_id, actor=actor, now=now)


async def of_player_for_approvers(db: Connection, player_id: int, *, actor: Actor, now: datetime) -> Situation:
    """Read the same, and which notes were taken back lately, in one statement."""
    reader = {**_reader(actor, now), "retracted_since": now - RETRACTED_SHOWN}
    found = await profile_parts.read(db, *SECTIONS, "retracted", player_id=player_id, **reader)
    return replace(read(found, player_id, actor=actor, now=now), retracted=_important(found))


def read(found: Mapping[str, list[Values]], player_id: int, *, actor: Actor, now: datetime) -> Situation:
    """Read it from its sections.

    Raises :class:`~core.errors.Unknown` when there is no such player, or none that this person may know of.
    """
    player = accounts.known(found["player"], player_id, actor)
    blocks = tuple(block(row) for row in found["blocks"])
    return Situation(
        player_id=player["id"],
        as_of=now,
        account=accounts.account(player, now.date()),
        given=accounts.given(found["purpose"]),
        verification=accounts.verification(player),
        standing=standing(blocks, now),
        blocks=as_seen(blocks, actor.sees),
        in_flight=in_flight_of(found, blocks, now),
        balances=tuple(_balance(row) for row in found["balances"]),
        owed=_owed(found["owed"]),
        notes=tuple(_note(row) for row in found["notes"]),
    )


async def open_rows(db: Connection, player_id: int, *, now: datetime) -> tuple[Block, ...]:
    """Read the blocks that are neither ended nor expired, oldest first."""
    found = await profile_parts.read(db, "blocks", player_id=player_id, now=now)
    return tuple(sorted((block(row) for row in found["blocks"]), key=lambda row: (row.from_at, row.id)))


async def in_flight(db: Connection, player_id: int, *, now: datetime) -> InFlight:
    """Read what is under way for a player."""
    found = await profile_parts.read(db, *IN_FLIGHT, player_id=player_id, now=now)
    return in_flight_of(found, [block(row) for row in found["blocks"]], now)


def block(row: Values) -> Block:
    """Read a block from a row of its section."""
    return Block(
        id=UUID(row["id"]),
        player_id=row["player_id"],
        kind=row["kind"],
        scopes=frozenset(Scope(word) for word in profile_parts.words(row["scopes"])),
        reason=row["reason"],
        visibility=Visibility(row["visibility"]),
        asked_by=row["asked_by"],
        from_at=profile_parts.instant(row["from_at"]),
        until_at=profile_parts.instant(row["until_at"]) if row["until_at"] else None,
        placed_by=row["placed_by"],
        holds_withdrawals=bool(row["holds_withdrawals"]),
        leaves=frozenset(map(UUID, profile_parts.words(row["leaves"]))),
        holds_only=frozenset(map(UUID, profile_parts.words(row["holds_only"]))),
        reach=Reach(row["reach"] or Reach.ACCOUNT),
        reached_from=UUID(row["reached_from"]) if row["reached_from"] else None,
        request_id=UUID(row["request_id"]) if row["request_id"] else None,
        note=row["note"],
        ticket=row["ticket"],
    )


def in_flight_of(found: Mapping[str, Sequence[Values]], blocks: Sequence[Block], now: datetime) -> InFlight:
    """Read what is under way from the sections; which withdrawals are held follows from the open blocks."""
    return InFlight(
        withdrawals=tuple(_withdrawal(row, blocks, now) for row in found["withdrawals"]),
        open_bets=sum(row["count"] for row in found["stakes"]),
        stakes=tuple(Money(int(row["stake_minor"]), row["currency"]) for row in found["stakes"]),
        sessions=found["sessions"][0]["count"],
    )


async def retracted_lately(db: Connection, player_id: int, *, now: datetime) -> tuple[RetractedNote, ...]:
    """List the important notes that a colleague of their author took back lately, oldest first, of every visibility."""
    since = now - RETRACTED_SHOWN
    return _important(await profile_parts.read(db, "retracted", player_id=player_id, retracted_since=since))


async def retracted_note(db: Connection, player_id: int, note_id: UUID) -> RetractedNote | None:
    """Read a note that a colleague of its author took back; None where it is none."""
    found = await profile_parts.read(db, "retracted", player_id=player_id, retracted_since=EVER)
    return next((_retracted(row) for row in found["retracted"] if UUID(row["id"]) == note_id), None)


def _owed(rows: Sequence[Values]) -> tuple[Money, ...]:
    """Read what the player owes, by currency."""
    return tuple(Money(int(row["minor"]), row["currency"]) for row in rows)


def _balance(row: Values) -> WalletBalance:
    return WalletBalance(Wallet(row["wallet"]), Money(row["balance_minor"], row["currency"]))


def _note(row: Values) -> Note:
    at = profile_parts.instant(row["at"])
    visibility = Visibility(row["visibility"])
    return Note(UUID(row["id"]), at, row["by_name"], row["priority"], visibility, row["text"])


def _withdrawal(row: Values, blocks: Sequence[Block], now: datetime) -> Withdrawal:
    withdrawal_id = UUID(row["id"])
    held = any(each.holds(withdrawal_id, now) for each in blocks)
    return Withdrawal(
        id=withdrawal_id,
        amount=Money(row["amount_minor"], row["currency"]),
        asked_at=profile_parts.instant(row["asked_at"]),
        state="held" if held else "waiting",
    )


def _reader(actor: Actor, now: datetime) -> dict[str, Any]:
    return {"person": actor.person, "now": now, **profile_parts.seen_by(actor.sees)}


def _important(found: Mapping[str, list[Values]]) -> tuple[RetractedNote, ...]:
    return tuple(_retracted(row) for row in found["retracted"] if row["priority"] == "high")


def _retracted(row: Values) -> RetractedNote:
    return RetractedNote(
        id=UUID(row["id"]),
        player_id=row["player_id"],
        author=row["by_name"],
        author_staff_id=UUID(row["by_staff_id"]) if row["by_staff_id"] else None,
        visibility=Visibility(row["visibility"]),
        by=row["retracted_by"],
        at=profile_parts.instant(row["withdrawn_at"]),
        why=row["retracted_why"],
    )
