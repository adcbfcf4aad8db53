"""Players whose name or username is nearly what was typed, best first, with how each of them matched."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from core import countries, foldings
from core.database.connections import Connection
from core.database.tables import player_lookups
from core.people import Actor
from core.players import PlayerId, brand_scope, search_terms
from core.search import candidates, matching, one_off
from core.search.likeness import Spelling, likeness, similarity

KINDS = ("username", "external_id")
"""Keys that are shown to everybody who may look at players; masked ones are never guessed."""
SHORTEST, LONGEST = 4, 60
"""Characters of a text to which others are compared; one sign off a shorter one is another word."""
LIKE = 0.25
"""How alike (0 to 1) a name must be to be listed."""
LIKE_BEST = 0.55
"""How alike, as a share of the one that is most alike."""
REACHED_MOST = 100
"""Players of the most alike names, whom anything else that was typed may raise: so many a masked number reaches."""
LIKE_KEY = 0.75
"""How alike a username or an external id must be."""
SAME_YEAR, SAME_END, SAME_COUNTRY, SAME_BRAND = 0.4, 0.5, 0.2, 0.2
"""What else is known of a player raises a name that is alike by so much."""
MAIL = "@"
"""In what was typed, it makes an e-mail address: these are masked, and nothing is guessed of them."""
BEGINNING = 3
"""Letters with which a username must begin as typed, where it is more than one sign off."""
COMPARED_MOST = 200
"""Usernames with the same beginning that are compared: the cost must not grow with the players."""


@dataclass(frozen=True, slots=True)
class BesideName:
    """What somebody typed beside a name: it raises those whom it fits, and keeps nobody out."""

    years: tuple[int, ...] = ()
    ends: tuple[str, ...] = ()


NONE = BesideName()


@dataclass(frozen=True, slots=True)
class Similar:
    """A player whose name or username is nearly what was typed."""

    player_id: PlayerId
    typed: str
    """What was typed of the name or username."""
    found: str
    likeness: float
    """Of the name alone, 0 to 1."""
    rate: float
    """With all that was typed."""
    born_on: date | None = None
    phone: str | None = None
    beginning: bool = False
    """Whether what was typed is but the beginning of the name, which is too little alone."""
    key: bool = False
    """Whether a username or an external id is alike."""

    @property
    def how(self) -> str:
        """How it matched, of names alone: ``similar name: Callef → Calleja``."""
        return f"similar username: {self.typed} → {self.found}" if self.key else matching.how(self.typed, self.found)


async def nearest(db: Connection, typed: str, *, actor: Actor, limit: int, beside: BesideName = NONE) -> list[Similar]:
    """List players whose username or name is nearly this, best first."""
    return raised(await reached(db, typed, actor=actor), beside)[:limit]


async def reached(db: Connection, typed: str, *, actor: Actor) -> list[Similar]:
    """List all players whom :func:`nearest` may list, whatever else is typed beside the name."""
    folded = foldings.fold(typed)
    if not SHORTEST <= len(folded) <= LONGEST or not any(map(str.isalpha, folded)) or MAIL in folded:
        return []
    keyed = [_of_key(player_id, typed, term) for player_id, term in await _keys(db, folded, actor)]
    rows = await candidates.named_like(db, typed, actor=actor)
    named = (each for each in of_names(typed, rows) if not each.beginning)
    return ranked([*keyed, *named])


def of_names(typed: str, rows: Sequence[Row[Any]]) -> Iterator[Similar]:
    """Rate players by how alike their names are, and whether their country and brand were typed."""
    brands = {foldings.fold(row.brand) for row in rows}
    beside = [word for word in typed.split() if countries.code(word) or foldings.fold(word) in brands]
    rest = " ".join(word for word in typed.split() if word not in beside)
    readings = [(each, foldings.typed_words(each)) for each in dict.fromkeys((typed, rest)) if each]
    for row in rows:
        spelling = Spelling.of(row.first_name, row.last_name)
        alike, read = max((likeness(words, spelling), text) for text, words in readings)
        if alike >= LIKE:
            known = _known(row, beside) if read == rest else 0
            name = " ".join(part for part in (row.first_name, row.last_name) if part)
            beginning = not known and spelling.begins(foldings.name(read))
            yield Similar(row.id, read, name, alike, alike + known, row.born_on, row.phone, beginning=beginning)


def raised(found: Sequence[Similar], beside: BesideName) -> list[Similar]:
    """Put those first whom the numbers fit that were typed beside the name."""
    rated = [replace(each, rate=each.rate + _raise(each, beside)) for each in found]
    return sorted(rated, key=lambda each: (-each.rate, each.player_id))


def ranked(found: Iterable[Similar]) -> list[Similar]:
    """Put the best first, each player once; leave out those that are much less alike than the best."""
    best: dict[PlayerId, Similar] = {}
    for each in sorted(found, key=lambda one: (-one.rate, one.player_id)):
        best.setdefault(each.player_id, each)
    closest = max((each.likeness for each in best.values()), default=0)
    return [each for each in best.values() if each.likeness >= LIKE_BEST * closest][:REACHED_MOST]


def _known(row: Row[Any], beside: Sequence[str]) -> float:
    """Rate the words beside a name that say the player's country and brand."""
    country = any(countries.code(word) == row.country for word in beside if row.country)
    brand = any(foldings.fold(word) == foldings.fold(row.brand) for word in beside)
    return SAME_COUNTRY * country + SAME_BRAND * brand


def _raise(one: Similar, beside: BesideName) -> float:
    born = SAME_YEAR if one.born_on and one.born_on.year in beside.years else 0
    ends, phone = (*beside.ends, *map(str, beside.years)), search_terms.digits(one.phone or "")
    return born + (SAME_END if any(phone.endswith(end) for end in ends) else 0)


def _of_key(player_id: PlayerId, typed: str, term: str) -> Similar:
    rate = similarity(foldings.fold(typed), term) ** 3
    return Similar(player_id, typed, term, rate, rate, key=True)


async def _keys(db: Connection, folded: str, actor: Actor) -> list[tuple[PlayerId, str]]:
    """Find usernames and external ids that are one sign off, or begin alike and are alike as a whole."""
    off = await _terms(db, candidates.among(db, player_lookups.c.term, sorted(one_off.off(folded))), actor)
    begin = (folded[:length] for length in {BEGINNING, max(BEGINNING, len(folded) // 2)})
    term = player_lookups.c.term
    for prefix in begin:
        off += await _terms(db, (term >= prefix) & (term < search_terms.following(prefix)), actor)
    return [each for each in off if similarity(folded, each[1]) >= LIKE_KEY and not each[1].startswith(folded)]


async def _terms(db: Connection, condition: ColumnElement[bool], actor: Actor) -> list[tuple[PlayerId, str]]:
    query = (
        select(player_lookups.c.player_id, player_lookups.c.term)
        .where(condition, player_lookups.c.kind.in_(KINDS), brand_scope.keys_known_to(actor))
        .limit(COMPARED_MOST)
    )
    return [(row.player_id, row.term) for row in await db.execute(query)]
