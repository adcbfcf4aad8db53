"""Finding a player by whatever is at hand: an exact key, several parts together, or the first letters."""

from core.search.lookup import Found, Match, Nothing, One, Several, find, matches
from core.search.query_parts import TooLittle
from core.search.typeahead import suggest

__all__ = [
    "Found",
    "Match",
    "Nothing",
    "One",
    "Several",
    "TooLittle",
    "find",
    "matches",
    "suggest",
]
