"""Searches for players: recorded, limited and counted the same, wherever somebody types who they mean."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from operator import itemgetter
from typing import Any, ClassVar, TypeAlias

from core import audit, operations, quotas
from core.database.connections import lock
from core.errors import Invalid, Refused, Unknown
from core.operations import Arguments, Seen
from core.people import Actor, Permission
from core.phrases import alternatives
from core.players import Overview, PlayerId
from core.players.profile_card import complete
from core.quotas import Quota, Within
from core.search import listing, lookup, parts, saved_searches, tries
from core.search.parts import SEARCHED, Parts, TooLittle
from core.search.results import Found, Match, Nothing, One, Several, Typed
from core.search.saved_searches import SavedSearch
from core.work import Work

LOOKING = "look at players"
NAMED_MOST = 3
"""Similar players who are named in a sentence; the buttons below it offer all."""
Also: TypeAlias = Mapping[str, Mapping[str, Any]]
"""The record of a search, to go before that of what it was for: see :class:`core.operations.Seen`."""


class TooManySearches(Refused):
    """More searches in an hour than the office allows."""

    code: ClassVar[str] = "too_many_searches"
    recorded_as: ClassVar[str | None] = SEARCHED


SEARCHES = quotas.declare(
    Quota(
        key="limits.searches_per_hour",
        within=Within.HOUR,
        most=lambda office, _: office.limits.searches_per_hour,
        count=partial(audit.count_since, action=SEARCHED),
        refusal=TooManySearches,
        words=(
            "You searched {done} times within an hour, and {most} is the most. Go on in a while, or look players up "
            "by an exact key such as the id or the e-mail address."
        ),
    )
)
"""Stops somebody who goes through the players list by list; an exact key is never counted."""


class SeveralFit(Invalid):
    """Several players fit where one has to be named."""

    recorded_as: ClassVar[str | None] = SEARCHED

    def __init__(self, found: Several, named: str) -> None:
        super().__init__(_which(found))
        self.offered, self.named = found.matches, named


class NobodyFits(Unknown):
    """No player fits; those whose name is nearly what was typed are offered."""

    recorded_as: ClassVar[str | None] = SEARCHED

    def __init__(self, found: Nothing, named: str) -> None:
        super().__init__(_nobody(found))
        self.offered, self.named = found.near, named


@dataclass(frozen=True, slots=True)
class NamedPlayer:
    """The player whom somebody named in a form, or why there is not exactly one."""

    player_id: PlayerId | None = None
    without_end: bool = False
    """Whether the words before the end of what was typed were enough."""
    problem: str | None = None
    offered: tuple[Match, ...] = ()
    """Who may have been meant, where there is not exactly one."""
    also: Also = field(default_factory=dict)
    """The record of the search; empty after an exact key."""


@dataclass(frozen=True, slots=True)
class Counting:
    """Counts the tries of a query before it searches: see :class:`core.operations.Preparation`."""

    typed: Callable[[Arguments], str | Typed] = itemgetter("text")
    """Picks what somebody typed from the arguments of the query."""
    records: tuple[str, ...] = (tries.WALKED,)

    def due(self, work: Work, actor: Actor, arguments: Arguments) -> bool:
        """Tell whether masked values would narrow this search."""
        text = _typed(self.typed(arguments)).text
        return actor.may(Permission.PLAYER_VIEW) and narrowing(work, actor, text) is not None

    async def write(self, work: Work, actor: Actor, arguments: Arguments) -> None:
        """Keep the values that are new, and raise an alarm about somebody who goes through them."""
        typed = _typed(self.typed(arguments))
        await lock(work.db, f"search tries of {actor.person}")
        given = narrowing(work, actor, typed.text)
        if given is None or await lookup.exact(work.db, typed, actor=actor, today=work.office.day(work.now)):
            return
        await tries.keep(work, actor, given)


@operations.query(
    SEARCHED,
    module="players",
    needs=Permission.PLAYER_VIEW,
    doing=LOOKING,
    records=("player.found",),
    before=Counting(),
)
async def find(work: Work, actor: Actor, text: str | Typed) -> Seen[Found]:
    """Find players by what somebody typed: one, several or none; an exact key is recorded as ``player.found``.

    Raises what :func:`resolve` raises.
    """
    found = await resolve(work, actor, text)
    if isinstance(found, One):
        return Seen(found, player_id=found.player_id, action="player.found", facts={"by": found.by})
    return Seen(found, facts=facts(found))


@operations.query(
    "player.viewed",
    module="players",
    needs=Permission.PLAYER_VIEW,
    doing=LOOKING,
    looks_at_player=True,
    records=(SEARCHED,),
    before=Counting(),
)
async def look_up(work: Work, actor: Actor, text: str) -> Seen[Overview | Several | Nothing]:
    """Show the one player who fits what somebody typed, else who fits and what was tried.

    Raises what :func:`resolve` raises.
    """
    found = await resolve(work, actor, text)
    if not isinstance(found, One):
        return Seen(found, action=SEARCHED, facts=facts(found))
    shown = await complete(work, actor, found.player_id)
    return Seen(shown, looked_at=shown, facts={"by": found.by}, also=also(found))


@dataclass(frozen=True, slots=True)
class Recent:
    """What somebody begins with who types nothing: the players they looked at last, and their saved searches."""

    matches: tuple[Match, ...]
    searches: tuple[SavedSearch, ...]


@operations.query("player.listed", module="players", needs=Permission.PLAYER_VIEW, doing=LOOKING)
async def recent(work: Work, actor: Actor) -> Seen[Recent]:
    """List the players whom somebody looked at last, newest first; see :data:`core.audit.recent.LATELY`."""
    viewed = operations.look_up_actions()
    ids = await audit.players_viewed(work.db, actor.person, actions=viewed, now=work.now)
    found = await listing.matches(work.db, ids, actor=actor, today=work.office.day(work.now)) if ids else ()
    return Seen(Recent(found, await saved_searches.of(work.db, actor)), facts={"players": ids})


async def resolve(work: Work, actor: Actor, text: str | Typed) -> Found:
    """Find players for an operation that shows them; it records the search: see :func:`also`.

    Raises :class:`~core.errors.Invalid`, :class:`~core.search.TooLittle`, and :class:`TooManySearches` for all
    but an exact key beyond the limit of the office.
    """
    typed = _typed(text)
    if given := narrowing(work, actor, typed.text):
        typed = replace(typed, ignored=await tries.ignored(work, actor, given))
    try:
        found = await lookup.find_parsed(work.db, typed, actor=actor, today=work.office.day(work.now))
    except TooLittle:
        await quotas.refuse_used_up(work, actor, SEARCHES)
        raise
    if not isinstance(found, One):
        await quotas.refuse_used_up(work, actor, SEARCHES)
    return found


def narrowing(work: Work, actor: Actor, text: str) -> Parts | None:
    """Read the parts of a search that masked values narrow; None where there is no such search."""
    plain = lookup.unmarked(text)
    if all(any(map(str.isalpha, word)) for word in plain.split()):  # no number, however it is folded
        return None
    try:
        lookup.readable(text)
        given = parts.read(plain, work.office.day(work.now))
        parts.refuse_too_little(given, wide=actor.may(Permission.PLAYER_SEARCH_WIDE))
    except (Invalid, TooLittle):
        return None
    return given if given.masked else None


def the_one(found: Found, *, named: str = "") -> One:
    """Give the one player who was found by what somebody typed.

    Raises :class:`SeveralFit` and :class:`NobodyFits`.
    """
    match found:
        case One():
            return found
        case Several():
            raise SeveralFit(found, named)
        case Nothing():
            raise NobodyFits(found, named)


async def named(work: Work, actor: Actor, text: str | Typed) -> NamedPlayer:
    """Find the player whom somebody named in a form, which opens all the same where there is not exactly one."""
    try:
        found = await resolve(work, actor, text)
    except Refused as refusal:
        return NamedPlayer(problem=refusal.message, also={SEARCHED: {"refused": refusal.code}})
    match found:
        case One(player_id):
            return NamedPlayer(player_id, without_end=found.without_end, also=also(found))
        case Several():
            words = text if isinstance(text, str) else text.text
            return NamedPlayer(problem=_choose(found, words), offered=found.matches, also=also(found))
        case Nothing():
            return NamedPlayer(problem=_nobody(found), offered=found.near, also=also(found))


def also(found: Found) -> Also:
    """Give the record of a search that goes with that of what it was for; none after an exact key."""
    return {} if isinstance(found, One) else {SEARCHED: facts(found)}


def facts(found: Found) -> Mapping[str, Any]:
    """Say in a record whom a search found."""
    match found:
        case One(player_id, by):
            return {"players": [player_id], "by": by}
        case Several(matches, parts=parts):
            players = {"players": [one.player_id for one in matches]}
            return players | ({"by": "parts"} if parts else {})
        case Nothing(near=near):
            return {"players": [one.player_id for one in near]}


def _which(found: Several) -> str:
    """Ask for the id of who is meant."""
    if len(found.matches) == 1:
        only = found.matches[0].player_id
        return f"{found.remark}Player {only} fits by parts alone. Say by the id that you mean this one."
    which = alternatives(str(one.player_id) for one in found.matches)
    return f"{found.remark}Several players fit. Say which by its id: {which}."


def _choose(found: Several, words: str) -> str:
    """Ask to choose who is meant, in a form that offers them."""
    one = len(found.matches) == 1
    which = "one player by parts alone. Choose it if you mean it" if one else "several players. Choose the one you mean"
    return f"{found.remark}“{words}” fits {which}."


def _nobody(found: Nothing) -> str:
    near = alternatives(f"{one.username} (player {one.player_id})" for one in found.near[:NAMED_MOST])
    return f"{found.sentence()} Did you mean {near}?" if near else found.sentence()


def _typed(text: str | Typed) -> Typed:
    return Typed(text) if isinstance(text, str) else text
