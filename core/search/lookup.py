"""Finding one player by a whole key, else by parts; and telling several apart."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import zip_longest
from typing import Any, ClassVar

from sqlalchemy import (
    CompoundSelect,
    Integer,
    Select,
    bindparam,
    literal,
    literal_column,
    select,
    union_all,
)

from core import foldings
from core.database.connections import Connection
from core.database.statements import Statement
from core.database.tables import player_lookups, players
from core.errors import Invalid, Refused
from core.people import Actor, Permission
from core.phrases import Phrase
from core.players import brand_scope, search_terms
from core.search import listing, parts, shared_keys, similar
from core.search.parts import SEARCHED, Parts, TooLittle
from core.search.results import PAGE, Found, Nothing, One, Several, Typed, ignoring
from core.search.shared_keys import SharedKey
from core.search.similar import BesideName

KEYS = ("external_id", "username", "email", "phone")
"""What anybody who may look at players finds them by, beside names and usernames that look alike."""
WIDE_KEYS = (*KEYS, "ip", "device", "instrument")
LONGEST = 200
"""Characters: more than any name or key has."""
FORMS_MOST = 3
"""As it was typed and, of a phone number, its digits alone and with the country."""
NEAR_MOST = 10
"""Players that are offered where nobody fits."""
NAMES_MOST = 2
"""All of a name, and the name without those in the middle."""
NUMBERED = re.compile(r"(?:(?:player(?: id)?|id|user id)(?=[ :#])[ :]*)?#? ?([0-9]{1,19})", re.IGNORECASE)
"""A player id as people write it: ``42``, ``#42``, ``player 42``, ``Player #42``; ``player42`` is a username."""
MARKED = re.compile(r"(?:@|tel:|mailto:)[@\s]*(?=.)", re.IGNORECASE)
"""What people write before a username in a chat, and links before a number or an address."""
LARGEST_ID = 2**63 - 1
"""What a signed 64-bit column holds."""
LOOKS = "username_alike"


class Unsearchable(Invalid):
    """Nothing can be looked for in what was typed."""

    recorded_as: ClassVar[str | None] = SEARCHED


async def find(  # noqa: PLR0913 - what is looked for, by whom, when, and how far
    db: Connection, text: str, *, actor: Actor, today: date, limit: int = PAGE, by_parts: bool = True, page: int = 1
) -> Found:
    """Find players whom somebody may know of by a whole key, else by all parts together.

    Whoever may search wide also finds by IP address, device and instrument, and by parts alone.
    Raises :class:`~core.errors.Invalid` for what cannot be looked for and :class:`~core.search.TooLittle` for what
    fits too many.
    """
    text, folded, found = await _by_whole_key(db, text, actor=actor, limit=limit * page)
    if found:
        ids = list(dict.fromkeys(each for each, _ in found))
        if len(ids) == 1 or found[0][1] == "id":
            return One(*found[0])
        return await _told_apart(db, found, folded, _Looking(actor, today, limit, page))
    if (number := player_id(folded)) is not None and not folded.isdigit():
        return Nothing((f"{number} as the id of a player",))
    return await _by_parts(db, text, _Looking(actor, today, limit, page)) if by_parts else Nothing(())


async def find_parsed(db: Connection, typed: Typed, *, actor: Actor, today: date) -> Found:
    """Find players by what was typed; where the words before its end name exactly one, the end narrows nothing.

    Raises what :func:`find` raises.
    """
    if (one := await exact(db, typed, actor=actor, today=today)) is not None:
        return one
    if not typed.ignored:
        return await find(db, typed.text, actor=actor, today=today, page=typed.page)
    rest = " ".join(word for word in unmarked(typed.text).split() if foldings.fold(word) not in typed.ignored)
    try:
        found = await find(db, rest, actor=actor, today=today, page=typed.page)
    except Refused as refusal:
        raise TooLittle(f"{ignoring(typed.ignored)} {refusal.message}") from refusal
    if isinstance(found, One):
        found = Several(
            tuple(map(listing.match, await listing.rows(db, [found.player_id], actor))), more=False, parts=(rest,)
        )
    return replace(found, ignored=typed.ignored)


async def exact(db: Connection, typed: Typed, *, actor: Actor, today: date) -> One | None:
    """Give the one player whom a whole key names: all that was typed, else the words before an end."""
    whole = await find(db, typed.text, actor=actor, today=today, by_parts=False)
    if isinstance(whole, One):
        return whole
    if isinstance(whole, Several) or not typed.before_end:
        return None
    before = await find(db, typed.before_end, actor=actor, today=today, by_parts=False)
    return replace(before, without_end=True) if isinstance(before, One) else None


async def _by_whole_key(
    db: Connection, text: str, *, actor: Actor, limit: int = 10
) -> tuple[str, str, list[tuple[int, str]]]:
    """Look a text up as a whole key, as it is and then unmarked; give it unmarked where that is not found, and folded.

    Raises :class:`Unsearchable`.
    """
    folded = readable(text)
    found = await _by_key(db, folded, actor=actor, limit=limit)
    if not found and (plain := unmarked(text)) != text.strip():
        text, folded = plain, readable(plain)
        found = await _by_key(db, folded, actor=actor, limit=limit)
    return " ".join(text.split()), folded, found


def unmarked(text: str) -> str:
    """Give a text without the marks before it, such as the sign that a chat writes before usernames."""
    stripped = text.strip()
    marked = MARKED.match(stripped)
    return stripped[marked.end() :] if marked else stripped


def readable(text: str) -> str:
    """Bring typed text to the form in which players are found.

    Raises :class:`Unsearchable` for text in which nothing can be looked for.
    """
    if len(text) > LONGEST:
        words = "That is {length} characters long; type at most {most} of what you look for."
        raise Unsearchable(Phrase(words, length=len(text), most=LONGEST))
    if any(unicodedata.category(sign) in {"Cc", "Cs", "Co"} and not sign.isspace() for sign in text):
        raise Unsearchable("There are control characters in what you typed; type it by hand instead of pasting it.")
    folded = foldings.fold(text)
    if not folded:
        raise Unsearchable(
            "Type what you know of the player: an id, a username, an e-mail address, a phone number, a name."
        )
    if not any(sign.isalnum() for sign in folded):
        raise Unsearchable(f"“{text.strip()[:20]}” has no letter and no digit; players are found by what has some.")
    return folded


def player_id(folded: str) -> int | None:
    """Read a player id, alone or after "player" or a number sign."""
    written = NUMBERED.fullmatch(folded)
    return int(written[1]) if written and int(written[1]) <= LARGEST_ID else None


def _exact(kinds: tuple[str, ...], _dialect: str, *, actor: Actor | None = None) -> CompoundSelect[Any]:
    """Look in the keys and the ids, in one statement whose text never changes: databases prepare it once."""
    number = bindparam("id", type_=players.c.id.type)
    by_id = select(players.c.id, literal("id").label("kind")).where(players.c.id == number)
    by_key = [_by_terms(_TERMS, kinds), _by_terms(_NAMES, ("name",)), _by_terms(_ALIKE, (LOOKS, "username"), as_=LOOKS)]
    if actor is not None:
        by_id = by_id.where(brand_scope.known_to(actor))
        by_key = [each.where(brand_scope.keys_known_to(actor)) for each in by_key]
    return union_all(by_id, *by_key).limit(bindparam("most", type_=Integer))


def _by_terms(terms: tuple[str, ...], kinds: tuple[str, ...], *, as_: str | None = None) -> Select[Any]:
    kind = player_lookups.c.kind if as_ is None else literal_column(f"'{as_}'")
    return select(player_lookups.c.player_id, kind).where(
        player_lookups.c.term.in_([bindparam(name) for name in terms]),
        player_lookups.c.kind.in_([literal_column(f"'{each}'") for each in kinds]),
    )


_TERMS = tuple(f"term_{number}" for number in range(FORMS_MOST))
_NAMES = tuple(f"name_{number}" for number in range(NAMES_MOST))
_ALIKE = ("alike",)
_EXACT = {kinds: Statement(partial(_exact, kinds)) for kinds in (KEYS, WIDE_KEYS)}
"""For everybody who is kept to no brand."""


def values_of(folded: str, *, limit: int) -> dict[str, Any]:
    """Give the values with which one statement looks for what was typed as an id, a key, a name and a username."""
    phones = () if folded[:1].isalpha() else search_terms.of_typed_phone(folded)  # no number begins with a letter
    whole = dict.fromkeys((folded, *phones))
    names = foldings.typed_names(folded)
    return {
        "id": player_id(folded),
        "most": 6 * limit,
        **dict(zip_longest(_TERMS, whole, fillvalue=folded)),
        **dict(zip_longest(_NAMES, names, fillvalue=names[0] if names else "")),
        "alike": foldings.alike(folded),
    }


async def _by_key(db: Connection, folded: str, *, actor: Actor, limit: int) -> list[tuple[int, str]]:
    """Look a whole key up; the player id comes first and wins, a username that only looks alike comes last."""
    kinds = WIDE_KEYS if actor.may(Permission.PLAYER_SEARCH_WIDE) else KEYS
    values = values_of(folded, limit=limit)
    if actor.brand is None:
        rows = await _EXACT[kinds].send(db, values)
    else:
        rows = await db.execute(_exact(kinds, db.dialect.name, actor=actor), values)
    found = [(row[0], row[1]) for row in rows]
    exact = [each for each in found if each[1] != LOOKS]
    return sorted(exact, key=lambda each: each[1] != "id") or [(each, "username") for each, _ in found]


@dataclass(frozen=True, slots=True)
class _Looking:
    """Who looks, when, and at which page of how many players."""

    actor: Actor
    today: date
    limit: int
    page: int

    @property
    def before(self) -> int:
        """How many players are on the pages before."""
        return (self.page - 1) * self.limit


async def _by_parts(db: Connection, text: str, looking: _Looking) -> Found:
    actor, today, limit = looking.actor, looking.today, looking.limit
    wide = actor.may(Permission.PLAYER_SEARCH_WIDE)
    given = parts.read(text, today)
    try:
        parts.refuse_too_little(given, wide=wide)
    except TooLittle:
        if nothing := await _nearly(db, text, given, actor=actor, today=today):
            return nothing
        raise
    ids = (await parts.find(db, given, actor=actor, limit=looking.before + limit))[looking.before :]
    if not ids:
        nothing = await _nearly(db, text, given, actor=actor, today=today)
        return nothing or Nothing(_tried(text, given, wide=wide))
    if given.masked:
        listed = tuple(map(listing.match, await listing.rows(db, ids[:limit], actor)))
    else:
        listed = await listing.matches(db, ids[:limit], actor=actor, today=today)
    return Several(listed, more=len(ids) > limit, parts=given.words, page=looking.page)


async def _told_apart(db: Connection, found: Sequence[tuple[int, str]], term: str, looking: _Looking) -> Several:
    """List those who share a key; of an address, a device or an instrument with who got in."""
    kinds, limit, first = {kind for _, kind in found}, looking.limit, looking.before
    kind = kinds.pop() if len(kinds) == 1 else ""
    if kind in shared_keys.KINDS:
        key = SharedKey(term, kind)
        ids = await shared_keys.accounts(db, key, actor=looking.actor, first=first, most=limit + 1)
        uses = await shared_keys.uses(db, ids[:limit], key)
    else:
        ids, uses = list(dict.fromkeys(each for each, _ in found))[first:], {}
    listed = await listing.matches(db, ids[:limit], actor=looking.actor, today=looking.today)
    used = tuple(replace(each, use=uses.get(each.player_id)) for each in listed)
    return Several(used, more=len(ids) > limit, page=looking.page)


async def _nearly(db: Connection, text: str, given: Parts, *, actor: Actor, today: date) -> Nothing | None:
    """Find players to offer where nobody fits; None where none is near."""
    beside = BesideName(years=given.years, ends=given.ends)
    near = await similar.nearest(db, given.typed_name, actor=actor, limit=NEAR_MOST, beside=beside)
    if not near:
        return None
    rows = {row.id: row for row in await listing.rows(db, [each.player_id for each in near], actor)}
    listed = (replace(listing.match(rows[each.player_id]), how=each.how) for each in near)
    if not given.masked:
        listed = (replace(each, apart=listing.apart(rows[each.player_id], today)) for each in listed)
    return Nothing(_tried(text, given, wide=actor.may(Permission.PLAYER_SEARCH_WIDE)), tuple(listed))


def _tried(text: str, given: Parts, *, wide: bool) -> tuple[str, ...]:
    keys = "id, external id, username, e-mail, phone, name" + (", IP address, device, instrument" if wide else "")
    return f"“{text}” as {keys}", " with ".join(given.told())
