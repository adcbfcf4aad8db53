"""Characters that no database and no file takes: a zero byte, and half of a character."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from pydantic import BaseModel

from core.errors import Invalid

BROKEN = re.compile("[\0\ud800-\udfff]")
BROKEN_TOLD = "There is a broken character in what you sent. Nothing was done; type it by hand instead of pasting."
DEPTH_MOST = 2
"""Levels of values within values that are looked at; what people type lies no deeper."""


def refuse_broken(values: Mapping[str, object]) -> None:
    """Refuse text that cannot be stored, also within what an operation is called with; the error names its field.

    Raises :class:`~core.errors.Invalid` with what to do instead.
    """
    for field, text in _texts(values, DEPTH_MOST):
        if BROKEN.search(text):
            sentence = (
                "There is a broken character in what you sent. Nothing was done; type it by hand instead of pasting."
            )
            raise Invalid(sentence, field=field)


def _texts(values: Mapping[str, object], depth: int) -> Iterator[tuple[str, str]]:
    for field, value in values.items():
        if isinstance(value, str):
            yield field, value
        elif depth:
            yield from _texts(_parts(value), depth - 1)


def _parts(value: object) -> Mapping[str, object]:
    if isinstance(value, BaseModel):
        return value.__dict__
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    return {}
