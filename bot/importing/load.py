"""Carrying a file into the database, a thousand rows at a time, each batch whole or not at all."""

import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

from bot.importing import identities
from bot.importing.mapping import Mapping, What
from bot.importing.read import File, FileLine, Refusal
from bot.importing.rows import Remark, Rows
from bot.process import transactions
from bot.process.pace import Pace
from bot.process.transactions import Broken, Edge
from core import activity, background, event_intake, imports
from core.activity import Event
from core.database import partitions
from core.imports import ExternalKey
from core.moment import Moment
from core.people import Actor
from core.players import NewPlayer

BATCH = 1000
KEPT = 10_000
"""Refused lines that are listed one by one; with more the mapping is probably wrong, so the rest is only counted."""
LAG_MOST = 1_000
"""Intakes that an import leaves to be added up; beyond it adds them up itself, so that events of the platform that come
in beside it are never held back for it."""
MOST_BROKEN = 20
"""Lines that may fail on an error of ours; with more it is not the lines that are wrong, and the import stops."""
Progress = Callable[[int], None]
Made: TypeAlias = tuple[FileLine, Any]
"""A line and what was made of it: a player or an event."""
log = logging.getLogger(__name__)


@dataclass(slots=True)
class ImportOutcome:
    """What came of a file."""

    added: int = 0
    changed: int = 0
    again: int = 0
    newer: int = 0
    """Values that stay as an event has told them."""
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
    remarked: int = 0
    remarks: list[Remark] = field(default_factory=list)
    """What to know of lines that were taken."""

    def remark(self, remarks: Sequence[Remark]) -> None:
        """Count what is to be known of lines, and keep it to be told."""
        self.remarked += len(remarks)
        self.remarks += remarks[: KEPT - len(self.remarks)]

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
    ahead = identities.read_ahead(file, wanted.mapping)
    known = await transactions.see(here, wanted.actor, imports.id_lengths, brands=sorted(ahead.brands))
    rows = Rows(wanted.mapping, Moment.real().now, {**known, **ahead.lengths})
    carried = _Carried(here, wanted, outcome, ahead)
    lines = file.rows()
    while read := list(islice(lines, BATCH)):
        for refusal in read:
            if isinstance(refusal, Refusal):
                outcome.refuse(refusal)
        await carried.take([line for line in read if isinstance(line, FileLine)], rows)
        progress(file.read_bytes)
    await carried.finish()
    return outcome


class _Carried:
    """Where the batches go."""

    def __init__(self, here: Edge, wanted: Carrying, outcome: ImportOutcome, ahead: identities.Ahead) -> None:
        self._here = here
        self._wanted = wanted
        self._outcome = outcome
        self._ahead = ahead
        self._told_twice = list[tuple[FileLine, NewPlayer]]()
        self._broken = 0
        self._partitions = partitions.PartitionMaker("events")
        self._pace = Pace()

    async def take(self, lines: Sequence[FileLine], rows: Rows) -> None:
        if self._wanted.mapping.what is What.PLAYERS:
            made = [(line, player) for line in lines if (player := self._kept(rows.player(line)))]
            self._told_twice += [one for one in made if self._ahead.comes_twice(one[1].key)]
            await self._each(self._players, [one for one in made if not self._ahead.comes_twice(one[1].key)])
        else:
            events = [(line, event) for line in lines if (event := self._kept(rows.event(line)))]
            while part := events[: self._pace.events]:
                with self._pace.timed(len(part)):
                    await self._each(lambda some: self._events(some, rows), part)
                events = events[len(part) :]
            await self._keep_up()
        self._outcome.remark(rows.remarks)
        rows.remarks.clear()

    async def _keep_up(self) -> None:
        """Add up what was taken in once too much of it waits."""
        actor = self._wanted.actor
        if await transactions.see(self._here, actor, event_intake.lag) > LAG_MOST:
            while await transactions.do(self._here, actor, background.fold_rollups, None):
                pass

    async def finish(self) -> None:
        """Take in whom several lines tell of, where they agree, and record what the whole file brought.

        Events that came before their players were known join them.
        """
        agreeing, conflicts = identities.judge(self._told_twice)
        for refusal in conflicts:
            self._outcome.refuse(refusal)
        for start in range(0, len(agreeing), BATCH):
            await self._each(self._players, agreeing[start : start + BATCH])
        while await transactions.do(self._here, self._wanted.actor, event_intake.join_orphans, None):
            pass
        counts = {name: getattr(self._outcome, name) for name in ("added", "changed", "again", "created", "refused")}
        counts |= {"newer": self._outcome.newer} if self._outcome.newer else {}
        what = self._wanted.mapping.what.value
        await transactions.do(self._here, self._wanted.actor, imports.record, None, what=what, counts=counts)

    async def _each(self, write: Callable[[Sequence[Made]], Awaitable[None]], made: Sequence[Made]) -> None:
        """Write a batch; one that fails is written in halves, until the line at fault is refused alone.

        Raises :class:`~bot.process.transactions.Broken` when too many lines fail: then the fault is not theirs.
        """
        if not made:
            return
        try:
            await write(made)
        except Broken as broken:
            if len(made) > 1:
                half = len(made) // 2
                await self._each(write, made[:half])
                await self._each(write, made[half:])
                return
            self._broken += 1
            if self._broken > MOST_BROKEN:
                raise
            log.exception("Line %d was refused under %s", made[0][0].number, broken.reference)
            sentence = f"It could not be stored for an error in Pitboss; the log has it as {broken.reference}."
            self._outcome.refuse(Refusal(made[0][0].number, sentence))

    def _kept(self, made: Any) -> Any:
        if isinstance(made, Refusal):
            self._outcome.refuse(made)
            return None
        return made

    async def _players(self, made: Sequence[tuple[FileLine, NewPlayer]]) -> None:
        new = [player for _line, player in made]
        told = await transactions.do(self._here, self._wanted.actor, imports.register, None, new=new)
        self._outcome.added += told.added
        self._outcome.changed += told.changed
        self._outcome.again += told.same
        self._outcome.newer += told.newer
        for line, player in made:
            if player.key in told.others:
                sentence = (
                    f"external_id is that of player {told.others[player.key]}, who is somebody else. Correct the id."
                )
                self._outcome.refuse(Refusal(line.number, sentence))

    async def _events(self, made: Sequence[tuple[FileLine, Event]], rows: Rows) -> None:
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
