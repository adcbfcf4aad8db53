"""Bonuses as events tell of them: granted, converted or lapsed, in whichever order the events arrive."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, true, update

from core.activity.catalogue import BonusBody, Type
from core.activity.events import StoredEvent
from core.bonuses import BonusState, settled
from core.database.tables import bonuses
from core.money import Money
from core.players.open_bonuses import games_text
from core.work import Work

columns = bonuses.c
ENDS = {Type.BONUS_CONVERTED.value: BonusState.CONVERTED, Type.BONUS_EXPIRED.value: BonusState.EXPIRED}


async def follow(work: Work, kept: Iterable[StoredEvent]) -> dict[UUID, Money]:
    """Take over what the events say of bonuses, oldest event first; a bonus that is over stays so.

    What proves an act of ours changes only how the platform calls the bonus: the act itself wrote the row. Gives, by
    event, what was taken already of a bonus that had lapsed by the clock, before the platform told of its end.
    """
    taken = dict[UUID, Money]()
    for one in kept:
        if isinstance(one.body, BonusBody) and (before := await _follow(work, one, one.body)):
            taken[one.id] = before
    return taken


async def _follow(work: Work, one: StoredEvent, body: BonusBody) -> Money | None:
    known = await _known(work, one, body)
    if one.event.type == Type.BONUS_GRANTED:
        await _granted(work, one, body, known)
    elif one.ours:
        return None
    elif known is not None and known.unconfirmed:
        return await _told_after_lapsing(work, one, body, known)
    elif known is not None:
        await _over(work, one, known)
    elif body.bonus is not None:  # told before its grant, which then fills the rest in
        state = {"state": ENDS[one.event.type].value, "ended_at": one.event.at}
        await work.db.execute(insert(bonuses).values(_new(work, one, body) | state))
    return None


async def _granted(work: Work, one: StoredEvent, body: BonusBody, known: Any) -> None:
    if known is None:
        asked = {"request_id": one.event.request_id} if one.ours else {}
        await work.db.execute(insert(bonuses).values(_new(work, one, body) | {"state": "open"} | asked))
        return
    named = {"source": one.event.source, "name": body.bonus} if body.bonus else {}
    told = {} if known.request_id or known.state == "open" else _terms(body) | {"granted_at": one.event.at}
    if values := named | told:
        await work.db.execute(update(bonuses).where(*_this(one, known.id)).values(values))


async def _told_after_lapsing(work: Work, one: StoredEvent, body: BonusBody, known: Any) -> Money | None:
    """Let the platform's word stand about a bonus that lapsed by the clock: it may have converted it in time."""
    taken = await settled(work.db, player_id=one.player_id, bonus_id=known.id)
    told = {"state": ENDS[one.event.type].value, "ended_at": one.event.at}
    named = {"source": one.event.source, "name": body.bonus} if body.bonus and known.name is None else {}
    await work.db.execute(update(bonuses).where(*_this(one, known.id)).values(told | named))
    return taken


async def _over(work: Work, one: StoredEvent, known: Any) -> None:
    """End a bonus that is open; what ended it first counts."""
    ended = {"state": ENDS[one.event.type].value, "ended_at": one.event.at}
    still = columns.state == BonusState.OPEN.value
    await work.db.execute(update(bonuses).where(*_this(one, known.id), still).values(ended))


async def _known(work: Work, one: StoredEvent, body: BonusBody) -> Any:
    """Find the bonus that is meant: by our request, by its name, or, where an end names none, the oldest.

    One that lapsed by the clock comes before one that is open: its end is the one to be told next.
    """
    mine = select(bonuses).where(columns.player_id == one.player_id)
    if one.ours and one.event.type == Type.BONUS_GRANTED:
        return (await work.db.execute(mine.where(columns.request_id == one.event.request_id))).one_or_none()
    if body.bonus is not None:
        named = (columns.source == one.event.source, columns.name == body.bonus)
        if (known := (await work.db.execute(mine.where(*named))).one_or_none()) is not None:
            return known
    if one.event.type == Type.BONUS_GRANTED:
        return None
    unnamed = columns.name.is_(None) if body.bonus is not None else true()
    lapsed = mine.where(columns.unconfirmed, unnamed, columns.currency == body.amount.currency)
    first = lapsed.order_by(columns.granted_at, columns.id).limit(1)
    if (known := (await work.db.execute(first)).one_or_none()) is not None or body.bonus is not None:
        return known
    fits = (columns.state == BonusState.OPEN.value, columns.currency == body.amount.currency)
    oldest = mine.where(*fits, columns.granted_at <= one.event.at).order_by(columns.granted_at, columns.id).limit(1)
    return (await work.db.execute(oldest)).one_or_none()


def _new(work: Work, one: StoredEvent, body: BonusBody) -> dict[str, Any]:
    who = {"player_id": one.player_id, "id": work.at.ids(), "granted_at": one.event.at}
    return who | _terms(body) | {"source": one.event.source, "name": body.bonus}


def _terms(body: BonusBody) -> dict[str, Any]:
    return {
        "amount_minor": body.amount.amount_minor,
        "currency": body.amount.currency,
        "turnover_minor": body.turnover.amount_minor if _same_currency(body) and body.turnover else 0,
        "games": games_text(body.games),
        "expires_at": body.until,
    }


def _same_currency(body: BonusBody) -> bool:
    return body.turnover is not None and body.turnover.currency == body.amount.currency


def _this(one: StoredEvent, bonus_id: UUID) -> tuple[Any, ...]:
    return columns.player_id == one.player_id, columns.id == bonus_id
