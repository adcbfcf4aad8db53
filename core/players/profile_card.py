"""What a card shows of one player, masked: its first screen, or all of it, each in one round trip."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from core import masks, operations
from core.database.connections import Connection
from core.money import Money, Wallet, running_balances
from core.operations import Seen
from core.people import Actor, Permission, Visibility
from core.players import (
    accounts,
    checked_callers,
    money_figures,
    open_bonuses,
    profile_parts,
    profile_sections,
    situations,
)
from core.players.accounts import Registration
from core.players.checked_callers import CallerStanding
from core.players.money_figures import MoneyFigures
from core.players.open_bonuses import OpenBonus
from core.players.profile_parts import Values
from core.players.profile_sections import LastInteraction, LinkedAccount, SecurityStatus, Surroundings, Watch
from core.players.situations import Situation
from core.work import Work

ASK_SECURITY = "Ask security before acting"
"""What stands for whatever security and fraud know and this person may not."""


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


class Prerequisite(StrEnum):
    """What a player has or has not, so that an act about them can mean something."""

    CLOSED_ACCOUNT = "closed_account"
    OPEN_SESSION = "open_session"
    OPEN_BONUS = "open_bonus"
    WAITING_WITHDRAWAL = "waiting_withdrawal"
    HELD_WITHDRAWAL = "held_withdrawal"
    DEBT = "debt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview(Situation):
    """One player as the first screen of the card shows them."""

    bonuses: tuple[OpenBonus, ...] = ()
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

    @property
    def has(self) -> frozenset[Prerequisite]:
        """What is there for an act to be about."""
        held = {each.held for each in self.in_flight.withdrawals}
        there = {
            Prerequisite.CLOSED_ACCOUNT: self.account.lifecycle in accounts.CLOSED,
            Prerequisite.OPEN_SESSION: self.in_flight.sessions > 0,
            Prerequisite.OPEN_BONUS: bool(self.bonuses),
            Prerequisite.WAITING_WITHDRAWAL: False in held,
            Prerequisite.HELD_WITHDRAWAL: True in held,
            Prerequisite.DEBT: bool(self.owed),
        }
        return frozenset(each for each in Prerequisite if there[each])


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile(Overview):
    """One player as the whole card shows them: with what is read now and then."""

    registration: Registration
    figures: MoneyFigures = field(default_factory=MoneyFigures)
    logins: tuple[Login, ...]
    movements: tuple[Movement, ...]
    tags: tuple[str, ...]


ONLY_WHOLE = frozenset({"logins", "movements", "tags", "net", "given"})
"""Sections that the first screen does not show."""
FIRST = tuple(name for name in profile_parts.SECTIONS if name not in ONLY_WHOLE)

Sections: TypeAlias = Mapping[str, list[Values]]
Completion: TypeAlias = Callable[[Work, Actor, Overview], Awaitable[Overview]]
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
async def card(work: Work, actor: Actor, player_id: int, *, by: str, whole: bool = False) -> Seen[Overview]:
    """Show a player who is known already; ``by`` says in the record how somebody came to the card.

    ``whole`` gives a :class:`Profile`.

    Raises :class:`~core.errors.Unknown` when there is no such player, or none that this person may know of.
    """
    shown = await complete(work, actor, player_id, whole=whole)
    return Seen(shown, looked_at=shown, facts={"by": by})


async def complete(work: Work, actor: Actor, player_id: int, *, whole: bool = False) -> Overview:
    """Read the first screen of the card, or the ``whole``, with what the rooms above add.

    Raises :class:`~core.errors.Unknown` when there is no such player, or none that this person may know of.
    """
    shown = await (profile if whole else overview)(work.db, player_id, actor=actor, now=work.now)
    for completion in COMPLETIONS:
        shown = await completion(work, actor, shown)
    return shown


async def overview(db: Connection, player_id: int, *, actor: Actor, now: datetime) -> Overview:
    """Read what the first screen of the card shows to somebody, in one statement.

    Raises :class:`~core.errors.Unknown` when there is no such player, or none that this person may know of.
    """
    return _overview(await _found(db, FIRST, player_id, actor, now), player_id, actor, now)


async def profile(db: Connection, player_id: int, *, actor: Actor, now: datetime) -> Profile:
    """Read everything a card shows to somebody, in one statement.

    Raises :class:`~core.errors.Unknown` when there is no such player, or none that this person may know of.
    """
    found = await _found(db, tuple(profile_parts.SECTIONS), player_id, actor, now)
    first = _overview(found, player_id, actor, now)
    player = found["player"][0]
    return Profile(
        **{each.name: getattr(first, each.name) for each in fields(first)},
        registration=Registration(profile_parts.instant(player["registered_at"]), player["registered_from"]),
        figures=money_figures.read(found),
        logins=tuple(_login(row) for row in found["logins"]),
        movements=tuple(_movements(found)),
        tags=tuple(row["tag"] for row in found["tags"]),
    )


async def _found(db: Connection, names: tuple[str, ...], player_id: int, actor: Actor, now: datetime) -> Sections:
    reader = {"person": actor.person, **profile_parts.times(now), **profile_parts.seen_by(actor.sees)}
    return await profile_parts.read(db, *names, player_id=player_id, **reader)


def _overview(found: Sections, player_id: int, actor: Actor, now: datetime) -> Overview:
    met = situations.read(found, player_id, actor=actor, now=now)
    hidden = {Visibility(row["visibility"]) for row in found["unseen"]} - actor.sees
    unseen_block = any(Visibility(row["visibility"]) not in actor.sees for row in found["blocks"])
    callers, locks = found["callers"], found["caller_locks"]
    return Overview(
        **{each.name: getattr(met, each.name) for each in fields(met)},
        bonuses=open_bonuses.read(found["bonuses"]) if found["bonuses"] else (),
        watches=tuple(map(profile_sections.watch, found["watches"])),
        security=profile_sections.security_status_of(found),
        around=profile_sections.surroundings_of(found),
        last_interaction=profile_sections.last_interaction(found["interactions"]),
        callers=checked_callers.standing(callers, locks) if (callers or locks) else None,
        ask_security=unseen_block or Visibility.SECURITY in hidden,
    )


def _login(row: Values) -> Login:
    return Login(
        at=profile_parts.instant(row["at"]),
        success=row["success"] in (1, "1", "true"),
        country=row["country"],
        device=row["device"],
        ip=masks.ip(row["ip"]) if row["ip"] else None,
    )


def _movements(found: Sections) -> Iterator[Movement]:
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
