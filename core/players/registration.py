"""Taking players in, many at a time and any number of times, with the terms they are found by."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import ValidationInfo, field_validator
from pydantic.dataclasses import dataclass as validated
from sqlalchemy import Row, insert, select, update

from core import foldings
from core.database import bulk
from core.database.tables import orphan_events, players, profile_times
from core.players import (
    accounts,
    external_ids,
    identity,
    instruments,
    oddities,
    profile_changes,
    search_term_rows,
    search_terms,
)
from core.players.fields import (
    Address,
    BirthDate,
    Country,
    Currency,
    Day,
    ExternalId,
    Lifecycle,
    Line,
    RegistrationTime,
    Username,
    VerificationLevel,
    VerificationStatus,
)
from core.players.instruments import Instrument
from core.players.oddities import Oddity
from core.work import Work

PlayerId = Annotated[int, "player id"]

BATCH = 500
"""Players of one round: what PostgreSQL takes as parameters of one statement (32,767) over the columns of a player."""
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


@validated(frozen=True, slots=True, kw_only=True)
class NewPlayer:
    """A player as told from outside; none is made of values that no player has. None means "not told".

    ``phone`` may be in any notation.
    """

    brand: Line
    licence: Line
    external_id: ExternalId
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
    at: datetime | None = None
    """When it was seen, where that was not just now."""


@dataclass(slots=True)
class Registered:
    """What came of it: the id of each player by (brand, external id), and counts."""

    ids: dict[tuple[str, str], int] = field(default_factory=dict)
    added: int = 0
    changed: int = 0
    same: int = 0
    new: set[int] = field(default_factory=set)
    """Those who were not known before."""
    newer: int = 0
    """Values that stay as an event has told them."""
    others: dict[tuple[str, str], int] = field(default_factory=dict)
    """The player known here under an id that now names somebody else; nothing of theirs was changed."""
    oddities: list[Oddity] = field(default_factory=list)
    """What somebody has to look at."""


async def register(work: Work, told: Sequence[NewPlayer]) -> Registered:
    """Take players in: new ones are added, known ones follow what is told anew; told again, nothing happens twice.

    What an event has changed since stays as the event told it.
    """
    outcome = Registered()
    for start in range(0, len(told), BATCH):
        last = {player.key: player for player in told[start : start + BATCH]}
        batch = {key: last[key] for key in sorted(last)}  # so that no two registrations wait in a ring
        await _register(work, batch, outcome)
    return outcome


async def remember(work: Work, keys: Iterable[Key]) -> frozenset[int]:
    """Keep further terms by which players are found; the same again changes nothing.

    Gives the players of whom a device was not known before.
    """
    seen: dict[search_term_rows.Row, datetime] = {}
    for key in keys:
        row, at = (foldings.fold(key.value), key.kind, key.player_id), key.at or work.now
        if row[0]:
            seen[row] = min(at, seen.get(row, at))
    new = await search_term_rows.add(work, seen, seen=seen)
    return frozenset(player_id for kind, player_id in new if kind == "device")


async def _register(work: Work, batch: dict[tuple[str, str], NewPlayer], outcome: Registered) -> None:
    known = {(row.brand, row.external_id): row for row in await _known(work, batch)}
    others = {key: row.id for key, row in known.items() if identity.somebody_else(row, batch[key])}
    outcome.others |= others
    known = {key: row for key, row in known.items() if key not in others}
    batch = {key: player for key, player in batch.items() if key not in others}
    new = [player for key, player in batch.items() if key not in known]
    added = await _add(work, new)
    told = {row.id: (row, _differences(row, batch[key])) for key, row in known.items()}
    outcome.newer += await _keep_newer(work, {player_id: parts for player_id, (_, parts) in told.items() if parts})
    changed = [(row, parts) for row, parts in told.values() if parts]
    for row, parts in changed:
        outcome.oddities += await profile_changes.apply(work, row, parts)
    outcome.ids |= added | {key: row.id for key, row in known.items()}
    outcome.added += len(added)
    outcome.new |= set(added.values())
    outcome.changed += len(changed)
    outcome.same += len(batch) - len(added) - len(changed)
    outcome.oddities += oddities.under_age(work, [(added[one.key], one.born_on) for one in new if one.key in added])
    owners = [(outcome.ids[key], player) for key, player in batch.items() if key in outcome.ids]
    owned = [(player_id, one) for player_id, player in owners for one in player.instruments]
    outcome.oddities += await instruments.add(work, owned)


async def _keep_newer(work: Work, told: Mapping[int, dict[str, Any]]) -> int:
    """Leave out of what is told each part that an event has changed: a list says not of when it is. Count them."""
    by_event = select(profile_times.c.player_id, profile_times.c.part).where(profile_times.c.player_id.in_(told))
    changed = [row for row in await work.db.execute(by_event) if row.part in told[row.player_id]] if told else []
    for row in changed:
        del told[row.player_id][row.part]
    return len(changed)


async def _known(work: Work, keys: Collection[tuple[str, str]]) -> Sequence[Row[Any]]:
    """Read those who are registered, and hold them."""
    ids = (await external_ids.known(work.db, keys)).values()
    await accounts.hold(work.db, ids)
    return (await work.db.execute(select(players).where(players.c.id.in_(sorted(ids))))).all() if ids else ()


async def _add(work: Work, new: Sequence[NewPlayer]) -> dict[tuple[str, str], int]:
    if not new:
        return {}
    ids = await external_ids.claim(work.db, [player.key for player in new])
    rows = [_row(player) | {"id": ids[player.key], "created_at": work.now} for player in new if player.key in ids]
    await work.db.execute(insert(players), rows)
    await _call_orphans(work, ids)
    await search_term_rows.add_players(work, {ids[p.key]: _row(p) for p in new if p.key in ids})
    return ids


async def _call_orphans(work: Work, new: Iterable[tuple[str, str]]) -> None:
    """Have the events looked at that came before their players were known."""
    mine = bulk.among(work.db, orphan_events, ("brand", "external_id"), sorted(new))
    await work.db.execute(update(orphan_events).where(mine).values(look_at=work.now))


def _differences(row: Row[Any], player: NewPlayer) -> dict[str, Any]:
    values = _row(player)
    return {name: values[name] for name in TOLD if values[name] is not None and values[name] != getattr(row, name)}


def _row(player: NewPlayer) -> dict[str, Any]:
    values = asdict(player)
    del values["instruments"]
    if player.phone:
        values["phone"] = search_terms.e164(player.phone, country=player.country) or player.phone
    return values
