"""One player beside those whose account is of the same brand, age and currency."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from core.activity import peer_measures
from core.activity.peer_measures import MEASURES, MONEY, AccountAge
from core.activity.peer_quantiles import QUANTILES
from core.activity.periods import DAY, Period
from core.database.connections import Connection
from core.database.tables import peer_quantiles, players
from core.money import Money
from core.office import Office
from core.work import Work

MEDIAN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerLine:
    """One measure of a player beside that of the others."""

    measure: str
    value: int | Money
    median: int | Money
    above: int
    """More than what this many percent of the others have at most; 0: no more than the lowest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerComparison:
    """A player beside peers, in the days that were last added up."""

    brand: str
    age: AccountAge
    currency: str
    period: Period
    players: int
    """How many peers were active; 0: too few to compare with."""
    lines: tuple[PeerLine, ...] = ()


async def compare(work: Work, player_id: int) -> PeerComparison:
    """Compare a player with peers: the player's own month from the rollups, the others' from what was made last."""
    account = (await work.db.execute(select(players).where(players.c.id == player_id))).one()
    age = peer_measures.age(account.registered_at, work.now)
    found = await _quantiles(work.db, account, age)
    period = _period(found, work.office, work)
    about = {"brand": account.brand, "age": age, "currency": account.currency, "period": period}
    if not found:
        return PeerComparison(**about, players=0)
    own = peer_measures.by_player(period, work.now, player_id=player_id)
    mine = (await work.db.execute(select(own))).mappings().one_or_none() or dict.fromkeys(MEASURES, 0)
    lines = [_line(row, int(mine[row.measure]), account.currency) for row in found]
    order = sorted(lines, key=lambda line: MEASURES.index(line.measure))
    return PeerComparison(**about, players=max(row.players for row in found), lines=tuple(order))


async def _quantiles(db: Connection, account: Row[Any], age: AccountAge) -> Sequence[Row[Any]]:
    one = peer_quantiles.c
    alike = (one.brand == account.brand, one.band == age.value, one.currency == account.currency)
    return (await db.execute(select(peer_quantiles).where(*alike, one.measure.in_(MEASURES)))).all()


def _period(found: Sequence[Row[Any]], office: Office, work: Work) -> Period:
    last = found[0].day if found else office.day(work.now) - DAY
    return Period.ending(last, days=peer_measures.DAYS)


def _line(row: Row[Any], value: int, currency: str) -> PeerLine:
    above = max((each for each in QUANTILES if value > getattr(row, f"p{each}")), default=0)
    median = int(getattr(row, f"p{MEDIAN}"))
    if row.measure in MONEY:
        return PeerLine(measure=row.measure, value=Money(value, currency), median=Money(median, currency), above=above)
    return PeerLine(measure=row.measure, value=value, median=median, above=above)
