"""Who may read what a record says: as much as they may see of the thing it is about."""

from collections.abc import Iterator, Mapping
from typing import Any

from core.office import Office
from core.people import Visibility

LEVELS = {visibility.value: visibility for visibility in Visibility}


def open_to(said: Any, sees: frozenset[Visibility], *, office: Office) -> bool:
    """Tell whether somebody may read this: no note, tag or reason in it is for others only."""
    return sees.issuperset(_levels(said, office))


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
