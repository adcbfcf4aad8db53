"""How a player plays: at which hours, which games, how long at a time and with which breaks; from bounded reads."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, Row, Select, cast, select

from core.activity.catalogue import Type
from core.activity.comparison import amounts
from core.activity.periods import Period
from core.database.connections import Connection
from core.database.tables import events, play_sessions
from core.money import Money
from core.office import Office

EVENTS_MOST = 3_000
"""Newest bets, and as many wins or logins, that are looked at: a busy player's month, read in the order of an index."""
SESSIONS_MOST = 500
SHORT_BREAK = timedelta(minutes=15)
"""A break below this ends no stretch of play: one has hardly left the chair."""
GAMES_MOST = 8
HOURS, WEEKDAYS = 24, 7
NO_GAME = ""
"""Of bets that name no game."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayHours:
    """How often something happened by weekday and hour of the office's zone."""

    type: Type
    """Bets, or logins where there was no bet."""
    counts: tuple[tuple[int, ...], ...]
    """By weekday from Monday on, and hour from midnight on."""
    cut: bool
    """Whether there were more than were looked at: these are the newest."""

    @property
    def total(self) -> int:
        """How many there were in all."""
        return sum(map(sum, self.counts))

    @property
    def busiest(self) -> tuple[int, int]:
        """The weekday and the hour with the most."""
        places = ((weekday, hour) for weekday in range(WEEKDAYS) for hour in range(HOURS))
        return max(places, key=lambda place: self.counts[place[0]][place[1]])


@dataclass(frozen=True, slots=True, kw_only=True)
class GamePlay:
    """What was staked on one game and came back."""

    game: str
    """Empty where the platform names none."""
    bets: int
    staked: tuple[Money, ...]
    won: tuple[Money, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFigures:
    """Sessions that are over, and the breaks between them; those that overlap count as one for breaks."""

    count: int
    total: timedelta
    median: timedelta
    longest: timedelta
    stretch: timedelta
    """The longest play with no break of :data:`SHORT_BREAK` or more."""
    short_breaks: int
    """Breaks below :data:`SHORT_BREAK`."""
    shortest_break: timedelta | None
    open: int
    """Sessions that are still open, which count in nothing else."""
    cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayPattern:
    """How a player played in some days."""

    period: Period
    hours: PlayHours | None
    """None where there was neither a bet nor a login."""
    games: tuple[GamePlay, ...]
    """The most staked on first."""
    more_games: int
    games_cut: bool
    sessions: SessionFigures | None
    """None where no session was over."""


async def read(db: Connection, *, player_id: int, period: Period, office: Office) -> PlayPattern:
    """Read how a player plays; what it costs does not grow with how much that is."""
    begin, end = office.day_bounds(period.first)[0], office.day_bounds(period.last)[1]
    bets = (await db.execute(_newest(player_id, Type.BET, begin, end))).all()
    wins = (await db.execute(_newest(player_id, Type.WIN, begin, end))).all() if bets else []
    logins = [] if bets else (await db.execute(_newest(player_id, Type.LOGIN, begin, end))).all()
    games = _games(bets, wins, office)
    sessions = select(play_sessions.c.started_at, play_sessions.c.ended_at).where(
        play_sessions.c.player_id == player_id, play_sessions.c.started_at >= begin, play_sessions.c.started_at < end
    )
    newest = sessions.order_by(play_sessions.c.started_at.desc()).limit(SESSIONS_MOST)
    return PlayPattern(
        period=period,
        hours=_hours(Type.BET if bets else Type.LOGIN, [row.at for row in bets or logins], office.zone),
        games=games[:GAMES_MOST],
        more_games=len(games[GAMES_MOST:]),
        games_cut=EVENTS_MOST in (len(bets), len(wins)),
        sessions=figures([(row.started_at, row.ended_at) for row in await db.execute(newest)]),
    )


def figures(sessions: Sequence[tuple[datetime, datetime | None]]) -> SessionFigures | None:
    """Add sessions up; one of which only the end was reported has no length and is left out."""
    ended = sorted((begin, end) for begin, end in sessions if end is not None and end > begin)
    if not ended:
        return None
    lengths = [end - begin for begin, end in ended]
    played = merged(ended, within=timedelta())
    breaks = [later[0] - earlier[1] for earlier, later in pairwise(played)]
    return SessionFigures(
        count=len(ended),
        total=sum((end - begin for begin, end in played), timedelta()),
        median=timedelta(seconds=median(each.total_seconds() for each in lengths)),
        longest=max(lengths),
        stretch=max(end - begin for begin, end in merged(played, within=SHORT_BREAK)),
        short_breaks=sum(each < SHORT_BREAK for each in breaks),
        shortest_break=min(breaks, default=None),
        open=sum(end is None for _, end in sessions),
        cut=len(sessions) == SESSIONS_MOST,
    )


def merged(sessions: Iterable[tuple[datetime, datetime]], *, within: timedelta) -> list[tuple[datetime, datetime]]:
    """Join sessions, in order, that overlap or lie closer together than this."""
    joined: list[tuple[datetime, datetime]] = []
    for begin, end in sessions:
        if joined and (begin <= joined[-1][1] or begin - joined[-1][1] < within):
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((begin, end))
    return joined


def _newest(player_id: int, type_: Type, begin: datetime, end: datetime) -> Select[Any]:
    one, amount = events.c, events.c.body["amount"]
    return (
        select(
            one.at,
            one.body["game"].as_string().label("game"),
            cast(amount["amount_minor"].as_string(), BigInteger).label("amount_minor"),
            amount["currency"].as_string().label("currency"),
        )
        .where(one.player_id == player_id, one.type == type_.value, one.at >= begin, one.at < end)
        .where(one.contradicts.is_(None), one.version == 1)
        .order_by(one.at.desc())
        .limit(EVENTS_MOST)
    )


def _hours(type_: Type, at: Sequence[datetime], zone: str) -> PlayHours | None:
    if not at:
        return None
    local = Counter((each.weekday(), each.hour) for each in (one.astimezone(ZoneInfo(zone)) for one in at))
    counts = tuple(tuple(local[weekday, hour] for hour in range(HOURS)) for weekday in range(WEEKDAYS))
    return PlayHours(type=type_, counts=counts, cut=len(at) == EVENTS_MOST)


def _games(bets: Sequence[Row[Any]], wins: Sequence[Row[Any]], office: Office) -> tuple[GamePlay, ...]:
    count = Counter(row.game or NO_GAME for row in bets)
    staked, won = _sums(bets), _sums(wins)
    order = office.by_weight(_in_all(staked))
    games = [
        GamePlay(game=game, bets=number, staked=amounts(staked[game], order=order), won=amounts(won[game], order=order))
        for game, number in count.items()
    ]
    return tuple(sorted(games, key=lambda one: (-sum(map(office.weight, one.staked)), one.game)))


def _sums(rows: Iterable[Row[Any]]) -> defaultdict[str, Counter[str]]:
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row.currency and row.amount_minor is not None:
            sums[row.game or NO_GAME][row.currency] += row.amount_minor
    return sums


def _in_all(sums: defaultdict[str, Counter[str]]) -> Counter[str]:
    return sum(sums.values(), Counter())
