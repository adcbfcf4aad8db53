"""What is read of a player's open bonuses and debts in the one statement of a profile."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Date,
    Select,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from core.database.tables import (
    bonuses,
    daily_rollups,
    events,
    ledger_entries,
    ledger_transactions,
    receivables,
    watermarks,
)
from core.database.tables.base import Utc

STAKES = ("bet", "bet_voided")
"""Types of events that count towards the turnover: a stake, and one that was given back."""
OPEN_MOST = 20
"""Bonuses of one player that are read; nobody has so many at once."""
SEPARATOR = "|"
"""Between the games of a bonus, and around them."""

PLAYER: BindParameter[int] = bindparam("player_id")

_one, _bet, _owed = bonuses.c, events.c, receivables.c
_amount = cast(_bet.body["amount", "amount_minor"].as_string(), BigInteger)
_game = func.coalesce(_bet.body["game"].as_string(), "")
_counts = or_(
    _one.games == "",
    func.replace(_one.games, SEPARATOR + _game + SEPARATOR, "") != _one.games,
)
_staked = (
    select(
        func.coalesce(func.sum(_amount).filter(_bet.type == literal("bet")), 0)
        - func.coalesce(func.sum(_amount).filter(_bet.type == literal("bet_voided")), 0)
    )
    .where(_bet.player_id == _one.player_id, _bet.type.in_([literal(each) for each in STAKES]), _bet.version == 1)
    .where(_bet.at >= _one.granted_at, or_(_one.expires_at.is_(None), _bet.at <= _one.expires_at))
    .where(_bet.body["amount", "currency"].as_string() == _one.currency, _bet.contradicts.is_(None), _counts)
    .correlate(bonuses)
    .scalar_subquery()
)
OPEN: Select[Any] = (
    select(
        *bonuses.c["id", "amount_minor", "currency", "turnover_minor", "games", "granted_at", "expires_at"],
        *bonuses.c["source", "name", "request_id", "transaction_id"],
        _staked.label("staked_minor"),
    )
    .where(_one.player_id == PLAYER, _one.state == literal("open"))
    .order_by(_one.granted_at, _one.id)
    .limit(OPEN_MOST)
)
OWED: Select[Any] = (
    select(_owed.currency, func.sum(_owed.amount_minor - _owed.settled_minor).label("minor"))
    .where(_owed.player_id == PLAYER, _owed.settled_minor < _owed.amount_minor)
    .group_by(_owed.currency)
    .order_by(_owed.currency)
)

YEAR_AGO: BindParameter[Any] = bindparam("year_ago", type_=Utc)
YEAR_AGO_DAY: BindParameter[Any] = bindparam("year_ago_day", type_=Date)
"""The same as a day."""
PAID = {"deposit": 1, "withdrawal_paid": -1, "chargeback": -1}
"""What net deposits are made of, by type of event, and which way it counts."""
_kinds = [literal(kind) for kind in PAID]
_day, _posted, _entry = daily_rollups.c, ledger_transactions.c, ledger_entries.c
_folded = select(func.coalesce(func.max(watermarks.c.upto), 0)).where(watermarks.c.name.startswith("rollups:"))
_paid = union_all(
    select(
        _day.kind,
        _day.currency,
        _day.amount_minor,
        case((_day.day > YEAR_AGO_DAY, _day.amount_minor), else_=0).label("year_minor"),
    ).where(_day.player_id == PLAYER, _day.kind.in_(_kinds)),
    select(
        _bet.type.label("kind"),
        _bet.body["amount", "currency"].as_string().label("currency"),
        _amount.label("amount_minor"),
        case((_bet.at > YEAR_AGO, _amount), else_=0).label("year_minor"),
    ).where(
        _bet.player_id == PLAYER,
        _bet.intake > _folded.scalar_subquery(),
        _bet.type.in_(_kinds),
        _bet.version == 1,
        _bet.contradicts.is_(None),
    ),
).subquery()
_sign = case(*((_paid.c.kind == literal(kind), sign) for kind, sign in PAID.items()), else_=0)
NET: Select[Any] = (
    select(
        _paid.c.currency,
        func.sum(_paid.c.amount_minor * _sign).label("minor"),
        func.sum(_paid.c.year_minor * _sign).label("year_minor"),
    )
    .group_by(_paid.c.currency)
    .order_by(_paid.c.currency)
)
"""Net deposits by currency: ever, and in the last twelve months."""
_back = ledger_transactions.alias("reversing").c
_by_hand = literal("adjustment", literal_execute=True)
"""A word of the statement itself: the index of adjustments serves no other."""
GIVEN: Select[Any] = (
    select(_posted.reason, _entry.currency, func.sum(_entry.amount_minor).label("minor"))
    .select_from(
        ledger_transactions.join(
            ledger_entries, (_entry.player_id == _posted.player_id) & (_entry.transaction_id == _posted.id)
        ).outerjoin(_back.id.table, (_back.player_id == _posted.player_id) & (_back.reverses_id == _posted.id))
    )
    .where(_posted.player_id == PLAYER, _posted.kind == _by_hand, _posted.at > YEAR_AGO)
    .where(_entry.balance_after_minor.isnot(None), _back.id.is_(None))
    .group_by(_posted.reason, _entry.currency)
    .order_by(_posted.reason, _entry.currency)
)
"""What adjustments of the last twelve months came to by reason; the office file says which of it is goodwill."""
