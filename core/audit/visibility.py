"""Who may read what a record says: as much as they may see of the thing it is about."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from core.office import Office
from core.people import Visibility

LEVELS = {visibility.value: visibility for visibility in Visibility}


def levels(said: Any, *, office: Office) -> list[str]:
    """List the visibilities of every note, tag and reason in it, once each: all of them are needed to read it.

    Told when the record is written, and part of its bytes: a reason that is renamed later opens nothing.
    """
    return sorted({level.value for level in _levels(said, office)})


def kept_for(visibilities: Iterable[Visibility]) -> dict[str, list[dict[str, str]]]:
    """Say among a record's facts that whoever reads it has to see all of these: a count alone may tip off."""
    seen = sorted({each.value for each in visibilities})
    return {"for": [{"visibility": level} for level in seen]} if seen else {}


def open_to(needed: Iterable[str], sees: frozenset[Visibility]) -> bool:
    """Tell whether somebody may read what needs these visibilities."""
    return sees.issuperset(map(Visibility, needed))


def _levels(said: Any, office: Office) -> Iterator[Visibility]:
    if isinstance(said, Mapping):
        if level := LEVELS.get(str(said.get("visibility"))):
            yield level
        if reason := office.reasons.get(str(said.get("reason"))):
            yield reason.visibility
        for each in said.values():
            yield from _levels(each, office)
    elif isinstance(said, list | tuple):
        for each in said:
            yield from _levels(each, office)
