"""What is read of a player's open bonuses and debts in the one statement of a profile."""

from typing import Any

from sqlalchemy import BigInteger, BindParameter, Select, bindparam, cast, func, literal, or_, select

from core.database.tables import bonuses, events, receivables

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
