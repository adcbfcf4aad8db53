"""The parts a profile is read from: each a list of rows, all of them in one statement."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeAlias

from pydantic_core import from_json
from sqlalchemy import (
    JSON,
    ScalarSelect,
    SelectBase,
    Text,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
)

from core.database import named_holds
from core.database.connections import Connection
from core.database.statements import Statement
from core.database.tables import (
    alerts,
    bets,
    counter_resets,
    events,
    ledger_entries,
    ledger_transactions,
    platform_orders,
    play_sessions,
    player_blocks,
    player_limits,
    player_notes,
    player_requirements,
    player_tags,
    players,
    purposes,
    tickets,
    wallets,
    watches,
    withdrawals,
)
from core.database.tables.alerts import STANDING_STATES
from core.database.tables.tickets import TICKET_STATES
from core.people import Visibility
from core.players import money_sections, requirements
from core.players.profile_contacts import CALLER_LOCKS, CALLERS, INTERACTIONS
from core.players.profile_parameters import DAY_AGO, NOW, PERSON, PLAYER, RETRACTED_SINCE, SEES
from core.players.restrictions import SELF_EXCLUSION

LOGIN = "login"
"""The type of the event that a login is, successful or not."""
LATEST = 5
"""Logins, movements and notes that a card shows; the rest is a click away."""
FEW = 3
"""Alerts, tickets and orders that a card names; it says how many there are."""
LIMITS_MOST = 10
DAY, YEAR = timedelta(days=1), timedelta(days=365)
"""How long ago a failed login is still shown, and how far back figures of a year go."""

Values: TypeAlias = Mapping[str, Any]
"""One row as JSON gives it: times, days and ids as text."""

SELF = select(players).where(players.c.id == PLAYER)
BLOCKS = select(player_blocks).where(
    player_blocks.c.player_id == PLAYER,
    player_blocks.c.ended_at.is_(None),
    or_(player_blocks.c.until_at.is_(None), player_blocks.c.until_at > NOW, player_blocks.c.kind == SELF_EXCLUSION),
    named_holds.HAS_EFFECT,
)
WITHDRAWALS = (
    select(*withdrawals.c["id", "amount_minor", "currency", "asked_at"])
    .where(withdrawals.c.player_id == PLAYER, withdrawals.c.state == literal("waiting"))
    .order_by(withdrawals.c.asked_at, withdrawals.c.id)
)
STAKES = (
    select(bets.c.currency, func.count().label("count"), func.sum(bets.c.stake_minor).label("stake_minor"))
    .where(bets.c.player_id == PLAYER, bets.c.settled_at.is_(None))
    .group_by(bets.c.currency)
)
SESSIONS = select(func.count().label("count")).where(
    play_sessions.c.player_id == PLAYER, play_sessions.c.ended_at.is_(None)
)
BALANCES = select(wallets.c.wallet, wallets.c.currency, wallets.c.balance_minor).where(wallets.c.player_id == PLAYER)
LOGINS = (
    select(
        events.c.at, *(events.c.body[name].as_string().label(name) for name in ("success", "ip", "country", "device"))
    )
    .where(events.c.player_id == PLAYER, events.c.type == LOGIN)
    .order_by(events.c.at.desc())
    .limit(LATEST)
)
NOTES = (
    select(*player_notes.c["id", "at", "by_name", "priority", "visibility", "text"])
    .where(
        player_notes.c.player_id == PLAYER, player_notes.c.withdrawn_at.is_(None), player_notes.c.visibility.in_(SEES)
    )
    .order_by(player_notes.c.priority, player_notes.c.at.desc())
    .limit(LATEST)
)
TAGS = (
    select(player_tags.c.tag)
    .where(player_tags.c.player_id == PLAYER, player_tags.c.visibility.in_(SEES))
    .group_by(player_tags.c.tag)
)
_standing = (alerts.c.player_id == PLAYER, alerts.c.state.in_([literal(state) for state in STANDING_STATES]))
UNSEEN = (
    select(player_notes.c.visibility)
    .where(player_notes.c.player_id == PLAYER, player_notes.c.withdrawn_at.is_(None), player_notes.c.priority == "high")
    .union(
        select(player_tags.c.visibility).where(player_tags.c.player_id == PLAYER),
        select(watches.c.visibility).where(watches.c.player_id == PLAYER, watches.c.ended_at.is_(None)),
        select(alerts.c.visibility).where(*_standing, alerts.c.severity != literal("low")),
    )
)
"""How far notes, tags and open alerts are visible, whether this person sees them or not."""
FAILURES_MOST = 100
"""Failed logins that are counted; beyond, only that there were more is told."""
GUARDS = ("password_changed", "email_changed", "phone_changed", "instrument_changed", "second_factor_changed")
"""Types of the events that something was changed by which an account is guarded."""
CHANGES = (
    select(events.c.type, func.max(events.c.at).label("at"))
    .where(events.c.player_id == PLAYER, events.c.type.in_([literal(type_) for type_ in GUARDS]))
    .group_by(events.c.type)
)
_forgotten = (
    select(func.max(counter_resets.c.reset_at))
    .where(counter_resets.c.player_id == PLAYER, counter_resets.c.counter == literal(requirements.Counter.LOGINS.value))
    .scalar_subquery()
)
_failures = (
    select(literal(1).label("one"))
    .where(events.c.player_id == PLAYER, events.c.type == LOGIN, events.c.at > DAY_AGO)
    .where(or_(_forgotten.is_(None), events.c.at > _forgotten))
    .where(cast(events.c.body["success"].as_string(), Text).in_((literal("0"), literal("false"))))
    .limit(FAILURES_MOST)
    .subquery()
)
REQUIREMENTS = select(*player_requirements.c["kind", "required_at", "by_name"]).where(
    player_requirements.c.player_id == PLAYER, player_requirements.c.ended_at.is_(None)
)
"""Also those that the player has done since, as the last change says."""
FAILURES = select(func.count().label("count")).select_from(_failures)
ALERTS = (
    select(*alerts.c["id", "rule", "severity", "found_at"], func.count().over().label("in_all"))
    .where(*_standing, alerts.c.visibility.in_(SEES))
    .order_by(case({"high": 0, "medium": 1}, value=alerts.c.severity, else_=2), alerts.c.found_at.desc())
    .limit(FEW)
)
TICKETS = (
    select(*tickets.c["id", "number", "category", "priority", "state"], func.count().over().label("in_all"))
    .where(tickets.c.player_id == PLAYER, tickets.c.visibility.in_(SEES))
    .where(tickets.c.state.in_([literal(state) for state in TICKET_STATES if state not in {"solved", "closed"}]))
    .order_by(tickets.c.number.desc())
    .limit(FEW)
)
LIMITS = (
    select(*player_limits.c["kind", "period", "amount_minor", "currency", "request_id"])
    .where(player_limits.c.player_id == PLAYER, player_limits.c.amount_minor.isnot(None))
    .order_by(player_limits.c.kind, player_limits.c.period)
    .limit(LIMITS_MOST)
)
ORDERS = (
    select(*platform_orders.c["kind", "step", "state", "changed_at"])
    .where(platform_orders.c.player_id == PLAYER)
    .order_by(platform_orders.c.ordered_at.desc())
    .limit(FEW)
)
WATCHES = (
    select(*watches.c["visibility", "why", "since_at", "by_name"])
    .where(watches.c.player_id == PLAYER, watches.c.ended_at.is_(None), watches.c.visibility.in_(SEES))
    .order_by(watches.c.since_at)
)
RETRACTED = (
    select(*player_notes.c["id", "player_id", "by_name", "by_staff_id", "visibility", "priority"])
    .add_columns(*player_notes.c["retracted_by", "withdrawn_at", "retracted_why"])
    .where(
        player_notes.c.player_id == PLAYER,
        player_notes.c.withdrawn_at > RETRACTED_SINCE,
        player_notes.c.retracted_by.isnot(None),
    )
    .order_by(player_notes.c.withdrawn_at)
)
PURPOSE = select(purposes.c.purpose, purposes.c.at).where(purposes.c.person == PERSON, purposes.c.player_id == PLAYER)

_latest = (
    select(ledger_transactions)
    .where(ledger_transactions.c.player_id == PLAYER)
    .order_by(ledger_transactions.c.at.desc(), ledger_transactions.c.id.desc())
    .limit(LATEST)
    .subquery()
)
MOVEMENTS = (
    select(
        *_latest.c["id", "at", "kind", "reason"],
        *ledger_entries.c["account", "amount_minor", "currency", "balance_after_minor"],
    )
    .join(
        ledger_entries,
        (ledger_entries.c.player_id == _latest.c.player_id) & (ledger_entries.c.transaction_id == _latest.c.id),
    )
    .where(ledger_entries.c.balance_after_minor.isnot(None))
    .order_by(_latest.c.at.desc(), _latest.c.id.desc(), ledger_entries.c.line)
)

SECTIONS: dict[str, SelectBase] = {
    "player": SELF,
    "blocks": BLOCKS,
    "withdrawals": WITHDRAWALS,
    "stakes": STAKES,
    "sessions": SESSIONS,
    "balances": BALANCES,
    "logins": LOGINS,
    "notes": NOTES,
    "tags": TAGS,
    "unseen": UNSEEN,
    "movements": MOVEMENTS,
    "watches": WATCHES,
    "purpose": PURPOSE,
    "changes": CHANGES,
    "failures": FAILURES,
    "requirements": REQUIREMENTS,
    "alerts": ALERTS,
    "tickets": TICKETS,
    "limits": LIMITS,
    "orders": ORDERS,
    "interactions": INTERACTIONS,
    "callers": CALLERS,
    "caller_locks": CALLER_LOCKS,
    "bonuses": money_sections.OPEN,
    "owed": money_sections.OWED,
    "net": money_sections.NET,
    "given": money_sections.GIVEN,
}
"""What the cards of a player show."""
BESIDE: dict[str, SelectBase] = {"retracted": RETRACTED}
"""What only approvers read."""


def times(now: datetime) -> dict[str, Any]:
    """Give the parameters that say what time it is, and since when things are shown."""
    year_ago = now - YEAR
    return {"now": now, "day_ago": now - DAY, "year_ago": year_ago, "year_ago_day": year_ago.date()}


def seen_by(sees: frozenset[Visibility]) -> dict[str, str | None]:
    """Give the parameters that say what somebody may see."""
    return {f"sees_{each}": each.value if each in sees else None for each in Visibility}


async def read(db: Connection, *names: str, **parameters: Any) -> dict[str, list[Values]]:
    """Read the named sections of one player in one round trip."""
    row = (await statement(names).send(db, parameters)).one()
    return {name: from_json(value) if value else [] for name, value in zip(names, row, strict=True)}


@cache
def statement(names: tuple[str, ...]) -> Statement:
    """Give what reads these sections."""
    return Statement(
        lambda dialect: select(*(cast(as_json((SECTIONS | BESIDE)[name], dialect), Text) for name in names))
    )


def as_json(section: SelectBase, dialect: str) -> ScalarSelect[Any]:
    """Turn a list of rows into one value, so that several lists come back in one row."""
    rows = section.subquery()
    pairs = [part for column in rows.c for part in (literal_column(f"'{column.name}'"), column)]
    if dialect == "sqlite":
        values = func.json_group_array(func.json_object(*pairs), type_=JSON)
    else:
        values = func.json_agg(func.json_build_object(*pairs), type_=JSON)
    return select(values).select_from(rows).scalar_subquery()


def instant(text: str) -> datetime:
    """Read a time; SQLite keeps no zone, and all of ours are UTC."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def words(value: Any) -> list[str]:
    """Read a list kept as a JSON document, which SQLite hands on as text."""
    listed: list[str] = json.loads(value) if isinstance(value, str) else value
    return listed
