"""Taking players in, many at a time and any number of times, with the terms they are found by."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Annotated, Any
from uuid import UUID, uuid5

from pydantic import Field, ValidationInfo, field_validator
from pydantic.dataclasses import dataclass as validated
from sqlalchemy import Row, delete, select, tuple_, update

from core import foldings
from core.database import bulk
from core.database.connections import insert_unless_there
from core.database.tables import orphan_events, player_instruments, player_lookups, players
from core.players import search_terms
from core.players.fields import (
    Address,
    BirthDate,
    Country,
    Currency,
    Day,
    Lifecycle,
    Line,
    RegistrationTime,
    Username,
    VerificationLevel,
    VerificationStatus,
)
from core.work import Work

PlayerId = Annotated[int, "player id"]

BATCH = 500
"""Players of one round: what PostgreSQL takes as parameters of one statement (32,767) over the columns of a player."""
INSTRUMENTS = UUID("5b7f6a52-0d0b-4a52-9c50-1d5c1a3d8f10")
"""The name space in which a payment provider's fingerprint always gives the same id."""
TOLD = (
    "username",
    "email",
    "phone",
    "first_name",
    "last_name",
    "born_on",
    "gender",
    "address",
    "post_code",
    "city",
    "country",
    "language",
)
"""What a later telling may change; whatever else changes does so by an event or an action."""
KEPT_BY_PLAYER = ("external_id", "username", "username_alike", "email", "phone", "name", "phone_end")
"""The kinds of terms that follow from a player's own row."""


@validated(frozen=True, slots=True)
class Instrument:
    """A way to pay, as the payment provider names it; never a card number."""

    kind: Line
    fingerprint: Line
    last_four: Annotated[str | None, Field(pattern=r"^[0-9]{4}$")] = None
    """All four: a spreadsheet takes leading zeros away."""


@validated(frozen=True, slots=True, kw_only=True)
class NewPlayer:
    """A player as told from outside; none is made of values that no player has. None means "not told".

    ``phone`` may be in any notation.
    """

    brand: Line
    licence: Line
    external_id: Line
    username: Username
    currency: Currency
    registered_at: RegistrationTime
    registered_from: Line | None = None
    email: Line | None = None
    phone: Line | None = None
    first_name: Line | None = None
    last_name: Line | None = None
    born_on: BirthDate | None = None
    gender: Line | None = None
    address: Address | None = None
    post_code: Line | None = None
    city: Line | None = None
    country: Country | None = None
    language: Line | None = None
    lifecycle: Lifecycle = "active"
    verification_level: VerificationLevel = 0
    verification_status: VerificationStatus = "none"
    verification_expires_on: Day | None = None
    vip: bool = False
    watched: bool = False
    staff_owned: bool = False
    instruments: tuple[Instrument, ...] = ()

    @field_validator("born_on")
    @classmethod
    def _born_before_registering(cls, born_on: date | None, info: ValidationInfo) -> date | None:
        registered_at = info.data.get("registered_at")
        if born_on and registered_at and born_on > registered_at.date():
            raise ValueError("is a date after the registration; write the day of birth, or leave it empty")
        return born_on

    @property
    def key(self) -> tuple[str, str]:
        """What is the same player at the next telling."""
        return self.brand, self.external_id


@dataclass(frozen=True, slots=True)
class Key:
    """A further term somebody is found by: an ``ip``, a ``device``."""

    player_id: int
    kind: str
    value: str


@dataclass(slots=True)
class Registered:
    """What came of it: the id of each player by (brand, external id), and counts."""

    ids: dict[tuple[str, str], int] = field(default_factory=dict)
    added: int = 0
    changed: int = 0
    same: int = 0


async def register(work: Work, told: Sequence[NewPlayer]) -> Registered:
    """Take players in: new ones are added, known ones follow what is told anew; told again, nothing happens twice."""
    outcome = Registered()
    for start in range(0, len(told), BATCH):
        batch = {player.key: player for player in told[start : start + BATCH]}
        await _register(work, batch, outcome)
    return outcome


async def remember(work: Work, keys: Iterable[Key]) -> None:
    """Keep further terms by which players are found; the same again changes nothing."""
    rows = {(foldings.fold(key.value), key.kind, key.player_id) for key in keys}
    await _add_lookups(work, {row for row in rows if row[0]})


async def _register(work: Work, batch: dict[tuple[str, str], NewPlayer], outcome: Registered) -> None:
    known = {(row.brand, row.external_id): row for row in await _known(work, batch)}
    new = [player for key, player in batch.items() if key not in known]
    added = await _add(work, new)
    changed = [(row, batch[key]) for key, row in known.items() if _differences(row, batch[key])]
    for row, player in changed:
        await _change(work, row, player)
    outcome.ids |= added | {key: row.id for key, row in known.items()}
    outcome.added += len(added)
    outcome.changed += len(changed)
    outcome.same += len(batch) - len(added) - len(changed)
    await _add_instruments(work, [(outcome.ids[key], player) for key, player in batch.items() if key in outcome.ids])


async def _known(work: Work, keys: Iterable[tuple[str, str]]) -> Sequence[Row[Any]]:
    query = select(players).where(tuple_(players.c.brand, players.c.external_id).in_(list(keys)))
    return (await work.db.execute(query)).all()


async def _add(work: Work, new: Sequence[NewPlayer]) -> dict[tuple[str, str], int]:
    if not new:
        return {}
    statement = insert_unless_there(work.db, players).returning(players.c.id, players.c.brand, players.c.external_id)
    rows = await work.db.execute(statement, [_row(player) | {"created_at": work.now} for player in new])
    ids = {(row.brand, row.external_id): row.id for row in rows}
    await _call_orphans(work, ids)
    await _add_lookups(work, {term for p in new if p.key in ids for term in _terms(ids[p.key], _row(p))})
    return ids


async def _call_orphans(work: Work, new: Iterable[tuple[str, str]]) -> None:
    """Have the events looked at that came before their players were known."""
    mine = bulk.among(work.db, orphan_events, ("brand", "external_id"), sorted(new))
    await work.db.execute(update(orphan_events).where(mine).values(look_at=work.now))


async def _change(work: Work, row: Row[Any], player: NewPlayer) -> None:
    changes = _differences(row, player)
    await work.db.execute(update(players).where(players.c.id == row.id).values(changes))
    mine = (player_lookups.c.player_id == row.id) & player_lookups.c.kind.in_(KEPT_BY_PLAYER)
    await work.db.execute(delete(player_lookups).where(mine))
    await _add_lookups(work, set(_terms(row.id, {**row._mapping, **changes})))  # noqa: SLF001 - its public name


def _differences(row: Row[Any], player: NewPlayer) -> dict[str, Any]:
    values = _row(player)
    return {name: values[name] for name in TOLD if values[name] is not None and values[name] != getattr(row, name)}


def _row(player: NewPlayer) -> dict[str, Any]:
    values = asdict(player)
    del values["instruments"]
    if player.phone:
        values["phone"] = search_terms.e164(player.phone, country=player.country) or player.phone
    return values


def _terms(player_id: int, values: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    """List everything a player is found by, folded."""
    for kind in ("external_id", "username", "email"):
        if values[kind] and (term := foldings.fold(values[kind])):
            yield term, kind, player_id
    if (looks := foldings.alike(values["username"])) and looks != foldings.fold(values["username"]):
        yield looks, "username_alike", player_id
    for name in foldings.names(values["first_name"], values["last_name"]):
        yield name, "name", player_id
    if values["phone"]:
        for number in search_terms.of_phone(values["phone"]):
            yield number, "phone", player_id
        yield search_terms.backwards(values["phone"]), "phone_end", player_id


async def _add_lookups(work: Work, rows: set[tuple[str, str, int]]) -> None:
    if rows:
        named = [{"term": term, "kind": kind, "player_id": player_id} for term, kind, player_id in sorted(rows)]
        await bulk.add(work.db, player_lookups, named, unless_there=True)


async def _add_instruments(work: Work, owners: Iterable[tuple[int, NewPlayer]]) -> None:
    owned = [(player_id, one) for player_id, player in owners for one in player.instruments]
    if not owned:
        return
    rows = [
        {
            "player_id": player_id,
            "id": uuid5(INSTRUMENTS, f"{one.kind} {one.fingerprint}"),
            "kind": one.kind,
            "fingerprint": one.fingerprint,
            "last_four": one.last_four,
            "added_at": work.now,
        }
        for player_id, one in owned
    ]
    await work.db.execute(insert_unless_there(work.db, player_instruments), rows)
    found = {(foldings.fold(one.fingerprint), "instrument", player_id) for player_id, one in owned}
    ends = {(search_terms.backwards(one.last_four), "card_end", player_id) for player_id, one in owned if one.last_four}
    await _add_lookups(work, {row for row in found | ends if row[0]})
