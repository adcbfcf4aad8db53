"""The watch list: players on whom colleagues keep an eye, for those who may see it."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from sqlalchemy import insert, update

from core import audit, operations
from core.database.connections import Connection
from core.database.tables import players, watches
from core.errors import Conflict, Invalid, NotAllowed, Unknown
from core.operations import Seen
from core.people import Actor, Permission, Visibility
from core.phrases import Phrase
from core.players import accounts, honey, profile_parts, profile_sections
from core.players.accounts import Introduction
from core.players.profile_sections import Watch
from core.work import Work

WATCHING = "put players on the watch list"
LONGEST_WHY = 500
"""Characters: a sentence or two."""


class WatchedAlready(Conflict):
    """The player is on the watch list already, for the same readers."""

    code: ClassVar[str] = "watched_already"


@dataclass(frozen=True, slots=True)
class NewWatch:
    """A player to be put on the watch list, and who may see it."""

    player_id: int
    why: str
    visibility: Visibility = Visibility.STAFF


@dataclass(frozen=True, slots=True)
class WatchForm:
    """A player, for whom somebody may put them on the watch list, and what stands there that this person may see."""

    player: Introduction
    audiences: tuple[Visibility, ...]
    watches: tuple[Watch, ...]


@operations.query(
    "watch.considered", module="players", needs=Permission.NOTE_WRITE, doing=WATCHING, looks_at_player=True
)
async def consider(work: Work, actor: Actor, player_id: int) -> Seen[WatchForm]:
    """Show whether a player is on the watch list, to put them on it or take them off.

    Raises :class:`~core.errors.Unknown` when there is no such player, or none that this person may know of.
    """
    player = await accounts.introduction(work.db, player_id, actor=actor, now=work.now)
    audiences = tuple(each for each in Visibility if each in actor.sees)
    return Seen(WatchForm(player, audiences, await _standing(work.db, player_id, actor)), looked_at=player)


@operations.operation("watch.added", module="players", needs=Permission.NOTE_WRITE, doing=WATCHING)
async def watch(work: Work, actor: Actor, new: NewWatch) -> None:
    """Put a player on the watch list; where everybody may see it, looking at them takes a purpose.

    Raises :class:`~core.errors.NotAllowed` without the visibility, :class:`~core.errors.Invalid` for a reason that is
    empty or too long, :class:`WatchedAlready`, and :class:`~core.errors.Unknown` for no such player.
    """
    if new.visibility not in actor.sees:
        raise NotAllowed("You can only write what you may read yourself; choose who else may see it.")
    why = _within(new.why)
    await _hold(work, actor, new.player_id)
    if same := [one for one in await _standing(work.db, new.player_id, actor) if one.visibility is new.visibility]:
        words = "This player is on the watch list already, since {at}, by {by}. Nothing was changed."
        raise WatchedAlready(Phrase(words, at=same[0].since_at, by=same[0].by))
    values = {"player_id": new.player_id, "id": work.at.ids(), "visibility": new.visibility.value, "why": why}
    await work.db.execute(insert(watches).values(**values, since_at=work.now, by_name=actor.name))
    if new.visibility is Visibility.STAFF:
        await _mark(work.db, new.player_id, watched=True)
    await audit.record(work, _entry(actor, "watch.added", new.player_id, new.visibility, why))


@operations.operation("watch.ended", module="players", needs=Permission.NOTE_WRITE, doing=WATCHING)
async def unwatch(work: Work, actor: Actor, *, player_id: int, visibility: Visibility, why: str) -> None:
    """Take a player off the watch list, for the readers that were chosen.

    What everybody sees is taken off by those who work alerts alone: looking at the player takes no purpose then.
    Raises :class:`~core.errors.NotAllowed` without that right, :class:`~core.errors.Invalid` for a reason that is empty
    or too long, :class:`~core.errors.Unknown` where the player is not on it as far as this person may see.
    """
    reason = _within(why)
    if visibility is Visibility.STAFF:
        work.office.demand(actor, Permission.ALERT_WORK, "take a player off the watch list that everybody sees")
    await _hold(work, actor, player_id)
    mine = (watches.c.player_id == player_id, watches.c.ended_at.is_(None), watches.c.visibility == visibility.value)
    gone = 0
    if visibility in actor.sees:
        ending = update(watches).where(*mine).values(ended_at=work.now, ended_by=actor.name)
        gone = (await work.db.execute(ending)).rowcount
        if visibility is Visibility.STAFF:
            gone += await _mark(work.db, player_id, watched=False)
    if not gone:
        raise Unknown("This player is not on the watch list for these readers. Nothing was changed.")
    await audit.record(work, _entry(actor, "watch.ended", player_id, visibility, reason))


async def _standing(db: Connection, player_id: int, actor: Actor) -> tuple[Watch, ...]:
    found = await profile_parts.read(db, "watches", player_id=player_id, **profile_parts.seen_by(actor.sees))
    return tuple(map(profile_sections.watch, found["watches"]))


async def _hold(work: Work, actor: Actor, player_id: int) -> None:
    await accounts.hold(work.db, [player_id])
    await accounts.introduction(work.db, player_id, actor=actor, now=work.now)
    await honey.refuse_touching(work.db, player_id)


async def _mark(db: Connection, player_id: int, *, watched: bool) -> int:
    """Mark or unmark the account for everybody, and tell whether that changed it."""
    which = (players.c.id == player_id, players.c.watched.is_(not watched))
    return (await db.execute(update(players).where(*which).values(watched=watched))).rowcount


def _within(why: str) -> str:
    stripped = why.strip()
    if not stripped or len(stripped) > LONGEST_WHY or "\0" in stripped:
        raise Invalid(Phrase("Write between 1 and {most} characters.", most=LONGEST_WHY), field="why")
    return stripped


def _entry(actor: Actor, action: str, player_id: int, visibility: Visibility, why: str) -> audit.Entry:
    subject = audit.Subject("player", str(player_id))
    plain: dict[str, Any] = {"visibility": visibility.value}
    entry = audit.Entry(actor=actor, action=action, module="players", subject=subject, player_id=player_id)
    return replace(entry, facts=plain, private={"why": why})
