"""Separations: for some time those who asked for a hire, or agreed to it, share no request with the newcomer."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import bindparam, func, or_, select

from core.database.connections import Connection, insert_or_else
from core.database.statements import Statement
from core.database.tables import separations, staff
from core.errors import NotAllowed
from core.phrases import Phrase
from core.staff.members import name_of_person
from core.work import Work

STANDING = Statement(
    select(separations.c.person, separations.c.other, separations.c.until_at).where(
        or_(
            separations.c.person.in_(bindparam("persons", expanding=True)),
            separations.c.other.in_(bindparam("persons", expanding=True)),
        ),
        separations.c.until_at > bindparam("now"),
    )
)
FOUNDING = timedelta(days=7)
"""How long a desk is new: its first people all hire each other, and would have nobody to decide anything with."""


class KeptApart(NotAllowed):
    """One of two people who would share a request was hired on the other's word, a short while ago."""

    code: ClassVar[str] = "kept_apart"


async def keep_apart(work: Work, *, person: str, others: Iterable[str]) -> None:
    """Keep somebody who was just hired apart from those who asked for that or agreed to it; not at a new desk."""
    until = work.now + work.office.limits.newcomer_apart
    if until <= work.now or await _is_new(work):
        return
    for other in sorted({*others} - {person}):
        added = insert_or_else(work.db, separations).values(person=person, other=other, until_at=until)
        again = added.on_conflict_do_update(index_elements=["person", "other"], set_={"until_at": until})
        await work.db.execute(again)


async def apart_from(db: Connection, person: str, *, now: datetime) -> dict[str, datetime]:
    """Give who shares no request with somebody now, by person key, and until when."""
    return (await apart_from_each(db, {person}, now=now))[person]


async def apart_from_each(db: Connection, persons: Collection[str], *, now: datetime) -> dict[str, dict[str, datetime]]:
    """Give the same of several people, in one statement."""
    apart: dict[str, dict[str, datetime]] = {person: {} for person in persons}
    for newcomer, other, until_at in await STANDING.send(db, {"persons": list(persons), "now": now}):
        for one, another in ((newcomer, other), (other, newcomer)):
            if one in apart:
                apart[one][another] = until_at
    return apart


async def refuse_together(work: Work, apart: Mapping[str, datetime], persons: Iterable[str]) -> None:
    """Refuse to share a request with these people to somebody who is kept ``apart`` from one of them.

    Raises :class:`KeptApart`.
    """
    for person in dict.fromkeys(persons):
        if person in apart:
            words = (
                "You and {name} share no request until {until}, because one of you was hired on the other's word. "
                "Somebody else has to decide this."
            )
            raise KeptApart(Phrase(words, name=await name_of_person(work.db, person), until=apart[person]))


async def names_apart(work: Work, person: str) -> tuple[str, ...]:
    """Name those from whom somebody is kept apart now."""
    apart = await apart_from(work.db, person, now=work.now)
    return tuple(sorted([await name_of_person(work.db, other) for other in apart]))


async def rule(work: Work) -> str:
    """Say from whom somebody hired now is kept apart, and for how long."""
    span = work.office.limits.newcomer_apart
    if not span:
        return "nobody is excluded: the office file keeps newcomers apart from nobody"
    if await _is_new(work):
        return "nobody is excluded, because this desk is in its first week"
    return Phrase("those who ask for this or agree to it, for {span}", span=span)


async def _is_new(work: Work) -> bool:
    first = await work.db.scalar(select(func.min(staff.c.created_at)))
    return first is None or work.now - first < FOUNDING
