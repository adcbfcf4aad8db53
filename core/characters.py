"""Characters that no database and no file takes: a zero byte, and half of a character."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass

from pydantic import BaseModel

from core.errors import Invalid

BROKEN = re.compile("[\0\ud800-\udfff]")
DEPTH_MOST = 2
"""Levels of values within values that are looked at; what people type lies no deeper."""


def refuse_broken(values: Iterable[object], *, field: str | None = None) -> None:
    """Refuse text that cannot be stored, also within what an operation is called with.

    Raises :class:`~core.errors.Invalid` with what to do instead.
    """
    if any(BROKEN.search(text) for value in values for text in _texts(value, DEPTH_MOST)):
        message = "There is a broken character in what you sent. Nothing was done; type it by hand instead of pasting."
        raise Invalid(message, field=field)


def _texts(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth:
        for each in _parts(value):
            yield from _texts(each, depth - 1)


def _parts(value: object) -> Iterable[object]:
    if isinstance(value, BaseModel):
        return value.__dict__.values()
    if is_dataclass(value) and not isinstance(value, type):
        return (getattr(value, each.name) for each in fields(value))
    return ()
