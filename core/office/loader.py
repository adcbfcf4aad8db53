"""Loading an office file: from its text to an :class:`Office`, or to a list of all problems."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, ClassVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from core import money
from core.errors import Refused
from core.office.field_types import FileContext, Place, Unsound, suggestion
from core.office.office_file import Office
from core.office.roles import Role
from core.office.strict_yaml import NotYaml, Reading


class OfficeRefused(Refused):
    """The office file is not valid; ``problems`` has one sentence for each correction needed."""

    code: ClassVar[str] = "office_refused"

    def __init__(self, problems: tuple[str, ...]) -> None:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__("\n".join((f"The office file has {count}:", *(f"- {each}" for each in problems))))
        self.problems = problems


def load(text: str) -> Office:
    """Load an office file from its text.

    Raises:
        OfficeRefused: the file has problems; each is listed with its path, its line and the correction.

    """
    reading = Reading()
    try:
        plain = reading.read(text)
    except NotYaml as error:
        raise OfficeRefused((str(error),)) from error
    problems = list(reading.problems)
    try:
        office = Office.model_validate(plain or {}, context=_context(plain))
    except ValidationError as error:
        problems += [problem for details in error.errors() for problem in _problems(details)]
    if problems:
        raise OfficeRefused(tuple(_sentence(place, what, reading.lines) for place, what in problems))
    return office


def load_file(path: Path) -> Office:
    """Load an office file.

    Raises :class:`OfficeRefused` where it cannot be read, or has problems.
    """
    try:
        return load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        why = "it is not text in UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror
        raise OfficeRefused((f"The office file {path} cannot be read: {why}.",)) from error


@cache
def default() -> Office:
    """Load the office file that ships with Pitboss."""
    return load(files(__package__).joinpath("default.yml").read_text(encoding="utf-8"))


def _context(plain: Any) -> FileContext:
    """Pick from the unchecked file what its parts are checked against."""
    file = plain if isinstance(plain, dict) else {}
    roles = file.get("roles")
    base = file.get("base_currency")
    return FileContext(
        roles={name: _role(role) for name, role in roles.items()} if isinstance(roles, dict) else {},
        base_currency=base if isinstance(base, str) and money.known(base) else None,
    )


def _role(plain: Any) -> Role | None:
    try:
        return Role.model_validate(plain)
    except ValidationError:
        return None


def _problems(error: ErrorDetails) -> Iterator[tuple[Place, str]]:
    """Turn an error of pydantic's into paths and sentences."""
    place = tuple(step for step in error["loc"] if step != "[key]")
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, Unsound):
        for inner, sentence in cause.problems:
            yield (*place, *inner), sentence
    elif isinstance(cause, ValueError):
        yield place, str(cause)
    elif error["type"] == "extra_forbidden":
        yield place, f"unknown key{suggestion(str(place[-1]), _keys(place[:-1]))}"
    else:
        yield place, worded(error)


WORDED: Mapping[str, str] = {
    "missing": "missing; add it",
    "greater_than_equal": "{given} is too small; write {ge} or more",
    "greater_than": "{given} is too small; write more than {gt}",
    "less_than_equal": "{given} is too large; write {le} or less",
    "less_than": "{given} is too large; write less than {lt}",
    "string_type": "must be a text on this line",
    "string_too_short": "must not be empty",
    "string_too_long": "is too long; use at most {max_length} characters",
    "tuple_type": "must be a list, e.g. [one, two]",
    "frozen_set_type": "must be a list, e.g. [one, two]",
    "model_type": "must be keys with values below it",
    "dict_type": "must be keys with values below it",
    "timezone_aware": "{given!r} has no zone; write e.g. 2026-05-03T14:00:00Z",
    "datetime_from_date_parsing": "{given!r} is not a time; write e.g. 2026-05-03T14:00:00Z",
    "datetime_parsing": "{given!r} is not a time; write e.g. 2026-05-03T14:00:00Z",
    "mapping_type": "must be keys with values below it",
    "int_type": "must be a whole number",
    "int_parsing": "{given!r} is not a whole number; use e.g. 1",
    "finite_number": "{given!r} is not a number; use e.g. 0.86",
    "decimal_parsing": "{given!r} is not a number; use e.g. 0.86",
    "bool_type": "must be true or false",
    "bool_parsing": "{given!r} is neither true nor false; use one of them",
}
"""The sentence for each type of pydantic error that an office file can cause."""


def worded(error: ErrorDetails) -> str:
    """Say in words what pydantic found wrong with a value of a file."""
    given, context = error["input"], error.get("ctx", {})
    if error["type"] in {"enum", "literal_error"}:
        allowed = re.findall("'([^']*)'", context["expected"])
        return f"unknown value {given!r}{suggestion(str(given), allowed)}"
    return WORDED.get(error["type"], error["msg"]).format(given=given, **context)


def _keys(place: Place) -> tuple[str, ...]:
    """List the keys allowed at this path of the file."""
    here: Any = Office
    for step in place:
        if isinstance(here, type) and issubclass(here, BaseModel):
            here = here.model_fields[str(step)].annotation
        else:
            here = next(kind for kind in reversed(get_args(here)) if kind is not ...)
    return tuple(here.model_fields)


def _sentence(place: Place, what: str, lines: Mapping[Place, int]) -> str:
    """Write a problem with its path, such as ``rules.grant_role.people``, and the nearest known line."""
    named = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).lstrip(".")
    line = next((lines[place[:end]] for end in range(len(place), -1, -1) if place[:end] in lines), 1)
    return f"{named or 'the file'}: {what} (line {line})"
