"""Parts of what is known of a player, which narrow a search together: a name's beginning, numbers' ends, a year."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Integer, Select, literal_column, or_, select, union_all

from core import foldings
from core.database import bulk
from core.database.connections import Connection
from core.database.tables import player_lookups, players
from core.errors import Refused
from core.people import Actor
from core.phrases import Phrase
from core.players import brand_scope, search_terms

SEARCHED = "player.searched"
"""How a search stands in the record, and by what it counts against the limit of an hour."""
FEWEST_LETTERS = 3
"""Letters with which a name may begin a search: fewer fit too many players to be of use."""
FEWEST_END = 4
"""Digits of the end of a number: with fewer, ten tries would read out the next digit of a masked number."""
OLDEST_BIRTH = 1900
YEAR_DIGITS = 4
ALIKE = ("username", "username_alike")
"""A username that looks as it was typed may be written so, or only look so."""
ENDS = ("phone_end", "card_end")
MOST_GONE_THROUGH = 2_000
"""Rows of the index that a search by the beginning of a name reads at most: its cost must not grow with the players."""
MOST_WITH_END = 10_000
"""Likewise by the end of a number: four digits fit 2,000 of ten million phones and cards."""


class TooLittle(Refused):
    """What was typed fits too many players, or more than this person may go through."""

    code: ClassVar[str] = "search_too_little"
    slip: ClassVar[bool] = True
    recorded_as: ClassVar[str | None] = SEARCHED


@dataclass(frozen=True, slots=True)
class Parts:
    """What the words of a search may be: the beginning of a name, the ends of numbers, a year of birth."""

    name: str
    ends: tuple[str, ...]
    """The longest, which the fewest players have, first."""
    years: tuple[int, ...]
    """Words of four digits that can be a year of birth, or else the end of a number."""
    typed_name: str
    """The beginning of the name as it was typed, for what is said about it."""

    @property
    def count(self) -> int:
        """How many kinds of parts stand together."""
        return len(self.words)

    @property
    def masked(self) -> tuple[str, ...]:
        """The numbers, which narrow a search by fields that are masked."""
        return (*self.ends, *map(str, self.years))

    @property
    def words(self) -> tuple[str, ...]:
        """Every part as it was typed."""
        return (*((self.typed_name,) if self.name else ()), *self.masked)

    def told(self) -> Iterator[str]:
        """Say what they were taken for."""
        if self.name:
            yield f"a name or username that begins with “{self.typed_name}”"
        for end in self.ends:
            whole = f"a phone or card number that ends in {end}"
            yield (
                whole if len(end) >= FEWEST_END else f"{end} left out, as the end of a number takes {FEWEST_END} digits"
            )
        for year in self.years:
            yield f"a birth in {year}, or a number that ends so"


def read(text: str, today: date) -> Parts:
    """Take the words of what was typed apart by what each can be."""
    words = [(word, foldings.fold(word)) for word in text.split()]
    numbers = [folded for _, folded in words if folded.isascii() and folded.isdigit()]
    named = [(word, folded) for word, folded in words if folded and folded not in numbers]
    years = tuple(int(word) for word in numbers if _is_year(word, today))
    ends = tuple(sorted((word for word in numbers if not _is_year(word, today)), key=len, reverse=True))
    typed, name = (" ".join(each) for each in zip(*named, strict=True)) if named else ("", "")
    return Parts(name=name, ends=ends, years=years, typed_name=typed)


def refuse_too_little(given: Parts, *, wide: bool) -> None:
    """Refuse parts that would leaf through the players instead of finding one.

    Raises :class:`TooLittle` with what to add.
    """
    if short := [end for end in given.ends if len(end) < FEWEST_END]:
        beside = f" beside “{given.typed_name}”" if given.name else ""
        raise TooLittle(
            f"Nobody is called so, and “{short[0]}”{beside} is too little of a number: type at least {FEWEST_END} "
            "digits of the end of a phone or card number, or the whole year of birth."
        )
    fewest = foldings.fewest_letters(given.name, otherwise=FEWEST_LETTERS)
    if given.name and sum(sign.isalnum() for sign in given.name) < fewest:
        raise TooLittle(f"“{given.typed_name}” is too short; type at least {fewest} letters of the name.")
    if given.count > 1 or wide:
        return
    if given.name:
        raise TooLittle(
            f"Nobody has exactly the name, username, e-mail address or id “{given.typed_name}”, and the beginning of a "
            "name alone is too little. Add the end of the phone or card number, or the year of birth: muel 4471 1984."
        )
    raise TooLittle(
        f"No player has exactly the id or number {(*given.ends, *given.years)[0]}, and the end of a number or a year "
        "alone is too little. Add the beginning of the name: muel 4471 1984."
    )


async def find(db: Connection, given: Parts, *, actor: Actor, limit: int) -> list[int]:
    """Begin with the part that the fewest players have, then keep those that have the others too."""
    first, others = _first(given), _others(given)
    rows = (await db.execute(union_all(*(_some(place, *each, actor) for place, each in enumerate(first))))).all()
    fitting = Counter(row.place for row in rows)
    if full := [most for place, (_, most) in enumerate(first) if fitting[place] == most and others]:
        raise TooLittle(
            Phrase(
                "More than {most} players fit the first part of that; type more of the name, "
                "or more digits of the number.",
                most=full[0],
            )
        )
    candidates = bulk.among(db, players, ("id",), [(each,) for each in sorted({row.player_id for row in rows})])
    query = (
        select(players.c.id)
        .where(candidates, *(_has(db, ranges, born) for ranges, born in others))
        .order_by(players.c.last_login_at.desc().nulls_last(), players.c.id)
        .limit(limit + 1)
    )
    return list((await db.execute(query)).scalars())


def _is_year(word: str, today: date) -> bool:
    return len(word) == YEAR_DIGITS and OLDEST_BIRTH <= int(word) <= today.year


def _first(given: Parts) -> list[tuple[ColumnElement[bool], int]]:
    """Give the ranges of terms to begin with, and how many rows of each are read at most."""
    if given.ends:
        return [(_end(given.ends[0]), MOST_WITH_END)]
    if not given.years:
        return [(each, MOST_GONE_THROUGH) for each in _named(given.name)]
    year = given.years[0]
    born = player_lookups.c.born_year == year
    names = [(each & born, MOST_GONE_THROUGH) for each in _named(given.name)] if given.name else []
    return [*names, (_end(str(year)), MOST_WITH_END)]


def _others(given: Parts) -> list[tuple[list[ColumnElement[bool]], int | None]]:
    """Give what each of those must have besides: one of several terms, or a year of birth."""
    alone = not given.ends and not given.years
    names = [(_named(given.name), None)] if given.name and not alone else []
    years = given.years if given.ends else given.years[1:]
    return [
        *names,
        *(([_end(end)], None) for end in given.ends[1:]),
        *(([_end(str(year))], year) for year in years),
    ]


def _some(place: int, condition: ColumnElement[bool], most: int, actor: Actor) -> Select[Any]:
    of = literal_column(str(place), Integer).label("place")
    found = select(player_lookups.c.player_id, of).where(condition, brand_scope.keys_known_to(actor)).limit(most)
    return select(*found.subquery().c)


def _has(db: Connection, ranges: Sequence[ColumnElement[bool]], born: int | None) -> ColumnElement[bool]:
    """Ask for players with a term, or a year of birth; one player after the other, not by going through the terms.

    PostgreSQL takes a range of terms for one row, and would read a common name anew for each player.
    """
    mine = select(player_lookups.c.player_id).where(player_lookups.c.player_id == players.c.id, or_(*ranges))
    term = (mine if db.dialect.name == "sqlite" else mine.offset(literal_column("0"))).exists()
    return term if born is None else or_(players.c.born_on.between(date(born, 1, 1), date(born, 12, 31)), term)


def _end(digits: str) -> ColumnElement[bool]:
    return begins(search_terms.backwards(digits), ENDS)


def _named(text: str) -> list[ColumnElement[bool]]:
    return [begins(prefix, kinds) for prefix, kinds in beginnings(text).items()]


def named(text: str) -> ColumnElement[bool]:
    """Ask for names and usernames that begin with a text."""
    return or_(*_named(text))


def beginnings(text: str, *, also: tuple[str, ...] = ()) -> Mapping[str, tuple[str, ...]]:
    """Give what names, usernames and ``also`` other kinds of terms begin with, each folded as it is kept."""
    folded: dict[str, tuple[str, ...]] = {}
    each = ((text, ("username", *also)), (foldings.name(text), ("name",)), (foldings.alike(text), ALIKE))
    for prefix, kinds in each:
        if prefix:
            folded[prefix] = (*folded.get(prefix, ()), *kinds)
    return folded


def begins(prefix: str, kinds: Sequence[str]) -> ColumnElement[bool]:
    """Ask for a range of the index, since a prepared LIKE loses it after a few runs."""
    term = player_lookups.c.term
    return (term >= prefix) & (term < search_terms.following(prefix)) & player_lookups.c.kind.in_(kinds)
