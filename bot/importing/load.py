"""Carrying a file into the database, a thousand rows at a time, each batch whole or not at all."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from bot.importing.mapping import Mapping, What
from bot.importing.read import File, FileLine, Refusal
from bot.importing.rows import Rows
from bot.process import transactions
from bot.process.transactions import Edge
from core import activity, imports
from core.activity import Event
from core.database import partitions
from core.imports import ExternalKey
from core.moment import Moment
from core.people import Actor
from core.players import NewPlayer

BATCH = 1000
KEPT = 10_000
"""Refused lines that are listed one by one; with more the mapping is probably wrong, so the rest is only counted."""
Progress = Callable[[int], None]


@dataclass(slots=True)
class ImportOutcome:
    """What came of a file."""

    added: int = 0
    changed: int = 0
    again: int = 0
    created: int = 0
    """Players made because an event named them."""
    nobody: int = 0
    strangers: int = 0
    """Events whose player is not known; they lie in a bucket of their own."""
    unknown_types: int = 0
    overdrawn: int = 0
    differing: int = 0
    """Balances reported that are not the ledger's."""
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, refusal: Refusal) -> None:
        """Count a refused line, and keep it to be told."""
        self.refused += 1
        if len(self.refusals) < KEPT:
            self.refusals.append(refusal)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrying:
    """An import: which file, by which mapping, on whose word."""

    path: Path
    mapping: Mapping
    actor: Actor
    create_players: bool = False


async def carry(here: Edge, wanted: Carrying, progress: Progress = lambda _bytes: None) -> ImportOutcome:
    """Carry a file in. The same file again changes nothing; what was carried before an interruption stays.

    Raises :class:`~bot.importing.mapping.MappingRefused` when file and mapping do not belong together.
    """
    outcome, file = ImportOutcome(), File(wanted.path, wanted.mapping)
    rows, carried = Rows(wanted.mapping, Moment.real().now), _Carried(here, wanted, outcome)
    lines = file.rows()
    while read := list(islice(lines, BATCH)):
        for refusal in read:
            if isinstance(refusal, Refusal):
                outcome.refuse(refusal)
        await carried.take([line for line in read if isinstance(line, FileLine)], rows)
        progress(file.read_bytes)
    await carried.record()
    return outcome


class _Carried:
    """Where the batches go."""

    def __init__(self, here: Edge, wanted: Carrying, outcome: ImportOutcome) -> None:
        self._here = here
        self._wanted = wanted
        self._outcome = outcome
        self._partitions = partitions.PartitionMaker("events")

    async def take(self, lines: Sequence[FileLine], rows: Rows) -> None:
        if self._wanted.mapping.what is What.PLAYERS:
            await self._players([player for line in lines if (player := self._kept(rows.player(line)))])
        else:
            made = [(line, event) for line in lines if (event := self._kept(rows.event(line)))]
            await self._events(made, rows)

    async def record(self) -> None:
        """Record what the whole file brought."""
        counts = {name: getattr(self._outcome, name) for name in ("added", "changed", "again", "created", "refused")}
        what = self._wanted.mapping.what.value
        await transactions.do(self._here, self._wanted.actor, imports.record, None, what=what, counts=counts)

    def _kept(self, made: Any) -> Any:
        if isinstance(made, Refusal):
            self._outcome.refuse(made)
            return None
        return made

    async def _players(self, new: Sequence[NewPlayer]) -> None:
        if not new:
            return
        told = await transactions.do(self._here, self._wanted.actor, imports.register, None, new=new)
        self._outcome.added += told.added
        self._outcome.changed += told.changed
        self._outcome.again += len(new) - told.added - told.changed

    async def _events(self, made: Sequence[tuple[FileLine, Event]], rows: Rows) -> None:
        if not made:
            return
        moment = Moment.real()
        events = activity.admit([event for _line, event in made], at=moment)
        await self._partitions.make(self._here.database, events.days, now=moment.now)

        def newcomers(unknown: frozenset[ExternalKey]) -> Sequence[NewPlayer]:
            return list(self._unknown(made, unknown, rows))

        create = newcomers if self._wanted.create_players else None
        told, created = await transactions.do(
            self._here, self._wanted.actor, imports.take_events, None, events=events, newcomers=create
        )
        self._outcome.created += created
        self._count(told, made)

    def _unknown(
        self, made: Sequence[tuple[FileLine, Event]], strangers: frozenset[ExternalKey], rows: Rows
    ) -> Iterator[NewPlayer]:
        seen: set[tuple[str, str]] = set()
        for line, event in sorted(made, key=lambda one: one[1].at):
            if event.owner in strangers - seen and (player := self._kept(rows.player_of(line, event))):
                seen.add(player.key)
                yield player

    def _count(self, told: activity.Ingested, made: Sequence[tuple[FileLine, Event]]) -> None:
        outcome = self._outcome
        outcome.added += told.added
        outcome.again += told.again
        outcome.nobody += told.nobody
        outcome.strangers += sum(told.unknown_players.values())
        outcome.unknown_types += sum(told.unknown_types.values())
        outcome.overdrawn += told.overdrawn
        outcome.differing += told.differing
        outcome.created += told.registered
        for position, sentence in told.refused:
            outcome.refuse(Refusal(made[position][0].number, f"{sentence}."))
