"""Finding a player by whatever is at hand: an exact key, several parts together, or the first letters."""

from core.search.parts import TooLittle
from core.search.results import PAGES_MOST, Found, Match, Nothing, One, Several, Typed, Use
from core.search.saved_searches import SavedSearch, delete, save
from core.search.searches import (
    Counting,
    NamedPlayer,
    NobodyFits,
    Recent,
    SeveralFit,
    TooManySearches,
    also,
    facts,
    find,
    look_up,
    named,
    recent,
    resolve,
    the_one,
)
from core.search.typeahead import TooManyTries, suggest

__all__ = [
    "PAGES_MOST",
    "Counting",
    "Found",
    "Match",
    "NamedPlayer",
    "NobodyFits",
    "Nothing",
    "One",
    "Recent",
    "SavedSearch",
    "Several",
    "SeveralFit",
    "TooLittle",
    "TooManySearches",
    "TooManyTries",
    "Typed",
    "Use",
    "also",
    "delete",
    "facts",
    "find",
    "look_up",
    "named",
    "recent",
    "resolve",
    "save",
    "suggest",
    "the_one",
]
