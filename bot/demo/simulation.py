"""Writing a simulated company into a database: players, their history, and notes of colleagues."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from bot.demo.history import History
from bot.demo.people import Person, chance, crowd
from bot.demo.stories import ALL, StoryPart
from core import activity, player_blocks, players
from core.database import partitions
from core.database.connections import Database
from core.errors import Conflict
from core.moment import Moment
from core.people import Actor, Origin, Permission, Visibility
from core.players import NewNote, Tag
from core.work import Desk, Work

PLAYERS_AT_ONCE = 250
"""Players of one written transaction, with all their history: some thousand events."""
NOTED = 0.04
"""The share of players with a note."""
BLOCKED = 0.01
LONGEST_STORY_DAYS = 430
"""How far back the stories reach."""
FEWEST_OTHERS = 3
"""Players without a story, however few were asked for: a company of stories alone is the same for every seed."""
NEIGHBOURS = 60
"""How many other players the stories may use."""
NOTES = (
    "Asked for the bonus terms; sent them.",
    "Called about a slow payout; paid the day after.",
    "Speaks little English, prefers e-mail.",
    "Reported a game that froze; round was settled.",
)
REASONS = ("takeover", "harm", "chargeback", "player_request", "fraud")
NIGHT_SHIFT = Actor(
    staff_id=None,
    person="simulation",
    name="Night shift",
    permissions=frozenset({Permission.NOTE_WRITE}),
    sees=frozenset(Visibility),
    origin=Origin(surface="command_line"),
)
"""The author of the notes of the simulated past."""


Progress = Callable[[int], None]
"""Called with the number of players written since the last call."""


class AlreadyHere(Conflict):
    """The database already has a simulated company of this seed."""

    code = "already_here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The size of the company, the length of its past, its end, and the seed that determines it."""

    players: int
    days: int
    now: datetime
    seed: int = 1


@dataclass(slots=True)
class SimulationResult:
    """What was written."""

    players: int = 0
    events: int = 0
    cast: dict[str, int] = field(default_factory=dict)
    """Ids of the stories' players by username."""
    neighbours: dict[str, int] = field(default_factory=dict)
    """Ids of some other players, by the platform's ids."""


async def simulate(
    database: Database, desk: Desk, company: Company, progress: Progress = lambda _players: None
) -> SimulationResult:
    """Write a company: the players of the stories, and others determined by the seed.

    Raises :class:`AlreadyHere` if it already exists.
    """
    at, written = Moment(now=company.now), SimulationResult()
    async with database.write() as db:
        work = Work(db, desk, at)
        first = company.now - timedelta(days=max(company.days, LONGEST_STORY_DAYS))
        await partitions.ensure(db, months=max(company.days, LONGEST_STORY_DAYS) // 28 + 4, first=first.date())
        await _write_cast(work, written)
    people = crowd(players=max(FEWEST_OTHERS, company.players - written.players), seed=company.seed, now=company.now)
    while batch := list(islice(people, PLAYERS_AT_ONCE)):
        async with database.write() as db:
            await _write_crowd(Work(db, desk, at), batch, company, written)
        progress(len(batch))
    return written


async def _write_cast(work: Work, written: SimulationResult) -> None:
    parts = [part for story in ALL for part in story.parts(work.now)]
    registered = await _register(work, [part.player for part in parts])
    await _ingest(work, [event for part in parts for event in part.events], written)
    for part in parts:
        player_id = written.cast[part.player.username] = registered.ids[part.player.key]
        await _write_down(work, part, player_id)
    written.players += len(parts)


async def _write_down(work: Work, part: StoryPart, player_id: int) -> None:
    for text, priority, visibility in part.notes:
        await players.add_note(work, NIGHT_SHIFT, NewNote(player_id, text, priority, visibility))
    for tag, visibility in part.tags:
        await players.add_tag(work, NIGHT_SHIFT, Tag(player_id, tag, visibility))


async def _write_crowd(work: Work, batch: Sequence[Person], company: Company, written: SimulationResult) -> None:
    registered = await _register(work, [person.player for person in batch])
    lives = [History(person, chance(f"{person.player.external_id} life"), work.now) for person in batch]
    await _ingest(work, [event for life in lives for event in life.days(company.days)], written)
    for person in batch:
        luck, player_id = chance(f"{person.player.external_id} desk"), registered.ids[person.player.key]
        if luck.random() < NOTED:
            note = NewNote(player_id, luck.choice(NOTES), luck.choice(("normal", "normal", "high")))
            await players.add_note(work, NIGHT_SHIFT, note)
        if luck.random() < BLOCKED:
            await _block(work, player_id, luck.choice(REASONS))
        if len(written.neighbours) < NEIGHBOURS:
            written.neighbours[person.player.external_id] = player_id
    written.players += len(batch)


async def _register(work: Work, new: Sequence[players.NewPlayer]) -> players.Registered:
    registered = await players.register(work, new)
    if registered.added < len(new):
        raise AlreadyHere(
            "This database has the simulated company of that seed already, and nothing was added. "
            "Choose another --seed, or a fresh database by PITBOSS_DATABASE_URL."
        )
    return registered


async def _ingest(work: Work, events: Sequence[activity.Event], written: SimulationResult) -> None:
    told = await activity.ingest(work, events)
    if told.refused:
        raise ValueError(f"the simulated past contradicts the catalogue: {told.refused[0]}")
    written.events += told.added


async def _block(work: Work, player_id: int, reason: str) -> None:
    placing = player_blocks.NewBlock(
        player_id=player_id,
        reason=reason,
        asked_by="operator",
        placed_by=NIGHT_SHIFT.name,
        note="Placed during the night shift, see the ticket.",
    )
    await player_blocks.place(work, placing)
