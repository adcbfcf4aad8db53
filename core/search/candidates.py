"""Players who may be called what was typed: a bounded number, however many players there are or share a name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import combinations, pairwise
from typing import Any, TypeAlias

from pydantic_core import to_json
from rapidfuzz.distance import OSA
from sqlalchemy import ColumnElement, Row, any_, bindparam, func, select, text, union_all
from sqlalchemy.dialects.postgresql import ARRAY

from core import foldings
from core.database import trigrams
from core.database.connections import Connection
from core.database.tables import name_words, players
from core.database.tables.base import Term
from core.people import Actor
from core.players import brand_scope, search_terms
from core.search import one_off
from core.search.likeness import similarity

WORDS_MOST = 4
"""Typed words that are compared, beside those that two of them make together."""
MEANT_MOST = 25
"""Words of names that one typed word may be meant for."""
READ_MOST = 80
"""Words of names that are compared with a typed word, of those that share letters with it or sound like it."""
MEANT = 0.4
"""How alike a word must be (0 to 1) to be meant."""
PAIRS_MOST = 300
"""Names of two words that are meant: so many are looked for."""
LIKELY = 6
"""Words that are meant with which names are looked for whose other word is far off."""
SAME_MOST = 60
"""Players of one name, or of one beginning, that are compared."""
FOUND_MOST = 4_000
COMPARED_MOST = 300
"""Players whose whole names are compared."""
SHORT = 7
"""Letters of a word in which one wrong letter may leave no run of three."""
Meant: TypeAlias = Mapping[str, Sequence[str]]
"""Words of players' names by the typed word that may mean them, the most alike first."""
Terms: TypeAlias = tuple[str, str]
"""The first term that is looked for, and the first that is not any more."""

IN_RANGES = text("""
SELECT found.player_id, found.term FROM unnest(:begin, :end) AS range(first, following) CROSS JOIN LATERAL (
    SELECT player_id, term FROM player_lookups
    WHERE kind = 'name' AND term >= range.first AND term < range.following LIMIT :each
) found LIMIT :most
""").bindparams(bindparam("begin", type_=ARRAY(Term)), bindparam("end", type_=ARRAY(Term)))
IN_RANGES_OF_FILE = text("""
SELECT found.player_id, found.term FROM json_each(:ranges) range CROSS JOIN player_lookups found ON found.rowid IN (
    SELECT rowid FROM player_lookups WHERE kind = 'name'
    AND term >= json_extract(range.value, '$[0]') AND term < json_extract(range.value, '$[1]') LIMIT :each
) LIMIT :most
""")


async def named_like(db: Connection, typed: str, *, actor: Actor) -> Sequence[Row[Any]]:
    """Read players whose name may be what was typed, in a fixed number of statements of few rows each."""
    words = foldings.typed_words(typed)[:WORDS_MOST]
    if not words:
        return ()
    meant = await words_meant(db, words)
    ranges = [*map(_exactly, _whole_names(meant)), *_beginnings(meant, words)]
    found = await _found(db, list(dict.fromkeys(ranges)))
    ids = _most_alike(found, "".join(words))
    rows = await db.execute(select(players).where(players.c.id.in_(ids), ~players.c.honey, brand_scope.known_to(actor)))
    return rows.all()


async def words_meant(db: Connection, words: Sequence[str]) -> Meant:
    """Find the words of players' names that typed words, and two of them together, may be meant for."""
    together = ["".join(pair) for pair in pairwise(words)]
    typed = [word for word in dict.fromkeys([*words, *together]) if len(word) <= foldings.LONGEST_WORD]
    if not typed:
        return {}
    sharing = await trigrams.similar(db, typed, most=READ_MOST)
    others = await _one_off_or_sounding_alike(db, typed)
    return {word: _nearest(word, others.union(near for each, near in sharing if each == word)) for word in typed}


def _nearest(typed: str, words: Iterable[str]) -> list[str]:
    rated = ((similarity(typed, word), word) for word in words)
    best = sorted((-rate, word) for rate, word in rated if rate >= MEANT)
    return [word for _, word in best[:MEANT_MOST]]


async def _one_off_or_sounding_alike(db: Connection, words: Sequence[str]) -> set[str]:
    short = (one_off.off(word, signs=one_off.LETTERS) for word in words if len(word) <= SHORT)
    written = sorted({*words}.union(*short))
    sounds = sorted({foldings.sound(word) for word in words} - {""})
    alike = (select(name_words.c.word).where(name_words.c.sound == sound).limit(READ_MOST) for sound in sounds)
    found = [
        select(name_words.c.word).where(among(db, name_words.c.word, written)),
        *(select(each.subquery().c.word) for each in alike),
    ]
    return set(await db.scalars(union_all(*found)))


def among(db: Connection, column: ColumnElement[str], values: Sequence[str]) -> ColumnElement[bool]:
    """Compare with one array: hundreds of parameters take longer to bind than to look up."""
    if db.dialect.name == "sqlite":
        return column.in_(select(func.json_each(_json(values)).table_valued("value").c.value))
    return column == any_(bindparam(None, list(values), type_=ARRAY(Term), unique=True))


def _whole_names(meant: Meant) -> Iterator[str]:
    """Give words that are meant alone, then names of two of them that different words were typed for."""
    yield from dict.fromkeys(word for words in meant.values() for word in words[:LIKELY])
    rated = {typed: [(similarity(typed, word), word) for word in words] for typed, words in meant.items()}
    pairs = (
        (-one - other, first + second)
        for typed, after in combinations(rated, 2)
        for one, first in rated[typed]
        for other, second in rated[after]
    )
    yield from (foldings.name(both) for _, both in nsmallest(PAIRS_MOST, pairs))


def _beginnings(meant: Meant, typed: Sequence[str]) -> Iterator[Terms]:
    """Give what names begin with of which one word alone is meant, and those written without a blank."""
    initials = {word[0] for word in typed}
    for words in meant.values():
        for word in words[:LIKELY]:
            yield from (_range(word + initial) for initial in initials)
            yield _range(word)
    for whole in ("".join(typed), "".join(reversed(typed))):
        yield _range(whole[: max(1, len(whole) // 2)])


def _exactly(name: str) -> Terms:
    return name, f"{name}\x01"


def _range(beginning: str) -> Terms:
    return beginning, search_terms.following(beginning)


async def _found(db: Connection, ranges: Sequence[Terms]) -> list[tuple[int, str]]:
    limits = {"each": SAME_MOST, "most": FOUND_MOST}
    if db.dialect.name == "sqlite":
        rows = await db.execute(IN_RANGES_OF_FILE, {"ranges": _json(ranges), **limits})
    else:
        begin, end = zip(*ranges, strict=True)
        rows = await db.execute(IN_RANGES, {"begin": list(begin), "end": list(end), **limits})
    return [(row.player_id, row.term) for row in rows]


def _most_alike(found: Sequence[tuple[int, str]], typed: str) -> list[int]:
    """Pick the players whose names, written without blanks in any order, are the most alike."""
    best: dict[int, float] = {}
    for player_id, term in found:
        best[player_id] = max(best.get(player_id, 0), OSA.normalized_similarity(typed, term))
    return sorted(best, key=lambda each: (-best[each], each))[:COMPARED_MOST]


def _json(values: Sequence[Any]) -> str:
    return to_json(list(values)).decode()
