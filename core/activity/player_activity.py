"""Looking at what one player did: a summary of some days, and lists of all of it, page by page."""

from dataclasses import dataclass
from typing import Any

from core import ledger, operations, player_blocks, search
from core.activity import login_history, peers, play_pattern, player_summary
from core.activity.comparison import Summary
from core.activity.peers import PeerComparison
from core.activity.periods import read_period
from core.activity.play_pattern import PlayPattern
from core.database import pages
from core.ledger import Posted
from core.operations import Seen
from core.people import Actor, Permission
from core.player_blocks import PastBlock
from core.players import Introduction, Login, PlayerPage, introduction
from core.search import Nothing, One, Several
from core.work import Work

PAGE = 10
"""Transactions on one page: what a message shows without scrolling far."""
LOOK: dict[str, Any] = {
    "module": "activity",
    "needs": Permission.PLAYER_VIEW,
    "doing": "look at players",
    "looks_at_player": True,
}
"""What is declared of each of them."""


@dataclass(frozen=True, slots=True)
class PlayerActivity:
    """What one player did in some days, and who that is."""

    player: Introduction
    summary: Summary


@dataclass(frozen=True, slots=True)
class PlayerPlay:
    """How one player plays, and who that is."""

    player: Introduction
    pattern: PlayPattern


@dataclass(frozen=True, slots=True)
class PlayerPeers:
    """One player beside others, and who that is."""

    player: Introduction
    comparison: PeerComparison


@operations.query("activity.viewed", may_be_old=True, **LOOK)
async def summary(work: Work, actor: Actor, player_id: int, *, period: str) -> Seen[PlayerActivity]:
    """Add up what a player did in a period as people type it: ``30d``, ``2026-04-01..2026-04-30``.

    Raises :class:`~core.errors.Invalid` for what is no period, :class:`~core.errors.Unknown` when there is no such
    player, or none that this person may know of.
    """
    found = await _read(work, actor, player_id, period)
    return Seen(found, looked_at=found.player, facts={"period": period})


@operations.query("activity.viewed", records=("player.searched",), before=search.Counting(), may_be_old=True, **LOOK)
async def look_up(work: Work, actor: Actor, text: str, *, period: str) -> Seen[PlayerActivity | Several | Nothing]:
    """Add up what the one player did who fits what somebody typed, else say who fits and what was tried.

    Raises what :func:`core.search.resolve` raises, and :class:`~core.errors.Invalid` for what is no period.
    """
    read_period(period, today=work.office.day(work.now))
    found = await search.resolve(work, actor, text)
    if not isinstance(found, One):
        return Seen(found, action="player.searched", facts=search.facts(found))
    shown = await _read(work, actor, found.player_id, period)
    return Seen(shown, looked_at=shown.player, facts={"by": found.by, "period": period}, also=search.also(found))


@operations.query("activity.viewed", may_be_old=True, **LOOK)
async def weeks(work: Work, actor: Actor, player_id: int) -> Seen[PlayerActivity]:
    """Add up what a player did week by week, for half a year.

    Raises the same as :func:`summary`.
    """
    player = await introduction(work.db, player_id, actor=actor, now=work.now)
    told = await player_summary.weeks(work.reading, player_id=player_id, office=work.office, now=work.now)
    return Seen(PlayerActivity(player, told), looked_at=player, facts={"part": "weeks"})


@operations.query("activity.viewed", may_be_old=True, **LOOK)
async def play(work: Work, actor: Actor, player_id: int, *, period: str) -> Seen[PlayerPlay]:
    """Tell how a player plays: hours, games, sessions and breaks of some days.

    Raises the same as :func:`summary`.
    """
    days = read_period(period, today=work.office.day(work.now))
    player = await introduction(work.db, player_id, actor=actor, now=work.now)
    told = await play_pattern.read(work.reading, player_id=player_id, period=days, office=work.office)
    return Seen(PlayerPlay(player, told), looked_at=player, facts={"part": "play", "period": period})


@operations.query("activity.viewed", **LOOK)
async def beside_peers(work: Work, actor: Actor, player_id: int) -> Seen[PlayerPeers]:
    """Compare a player's month with that of players of the same brand, age of account and currency.

    Raises :class:`~core.errors.Unknown` when there is no such player, or none that this person may know of.
    """
    player = await introduction(work.db, player_id, actor=actor, now=work.now)
    return Seen(PlayerPeers(player, await peers.compare(work, player_id)), looked_at=player, facts={"part": "peers"})


@operations.query("logins.listed", may_be_old=True, **LOOK)
async def logins(work: Work, actor: Actor, player_id: int, *, at: str = "") -> Seen[PlayerPage[Login]]:
    """List a page of a player's logins, newest first."""
    player = await introduction(work.db, player_id, actor=actor, now=work.now)
    page = await login_history.logins(work.reading, player_id, at=at)
    return Seen(PlayerPage(player, page), looked_at=player)


@operations.query("transactions.listed", **LOOK)
async def transactions(work: Work, actor: Actor, player_id: int, *, at: str = "") -> Seen[PlayerPage[Posted]]:
    """List a page of a player's transactions, newest first."""
    player = await introduction(work.db, player_id, actor=actor, now=work.now)
    before = pages.after(at)
    found = await ledger.history(work.db, player_id, before=before[1] if before else None, limit=PAGE + 1)
    page = pages.newest(found, size=PAGE, place=lambda one: (one.at, one.id))
    return Seen(PlayerPage(player, page), looked_at=player)


@operations.query("blocks.listed", **LOOK)
async def blocks(work: Work, actor: Actor, player_id: int, *, at: str = "") -> Seen[PlayerPage[PastBlock]]:
    """List a page of a player's blocks that somebody may know of, those that ended included, newest first."""
    player = await introduction(work.db, player_id, actor=actor, now=work.now)
    page = await player_blocks.history(work.db, player_id, sees=actor.sees, at=at)
    return Seen(PlayerPage(player, page), looked_at=player)


async def _read(work: Work, actor: Actor, player_id: int, period: str) -> PlayerActivity:
    days = read_period(period, today=work.office.day(work.now))
    player = await introduction(work.db, player_id, actor=actor, now=work.now)
    told = await player_summary.summary(
        work.reading, player_id=player_id, period=days, office=work.office, now=work.now
    )
    return PlayerActivity(player, told)
