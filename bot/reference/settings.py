"""The settings of a process, and the keys of the office file."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, get_args, get_origin

from pydantic import SecretBytes, SecretStr, TypeAdapter
from pydantic.fields import FieldInfo

from bot.process.configuration import PREFIX, READERS, Settings
from bot.reference.markdown import code, documented, kinds, page, section, table
from core.office import Office
from core.office.field_types import OfficePart

ABOUT = """What a process reads from its environment. A misspelt or invalid setting prevents the start; all of them \
are reported at once. Secrets never show in logs."""
OFFICE = """Every key of the office file. [core/office/default.yml](../../core/office/default.yml) is a commented \
example to copy; all mistakes in yours are reported at once, with their lines. `<name>` is a name of your own, `[]` \
an entry of a list. A key without a default is required."""

LONGEST = 90
"""Characters of a default that still read at a glance."""


def environment() -> str:
    """Write the page of settings."""
    below = documented(Settings)
    rows = []
    for name, field in Settings.model_fields.items():
        if (variable := f"{PREFIX}{name.upper()}") in READERS:
            secret = " Secret." if any(kind in _parts(field.annotation) for kind in (SecretStr, SecretBytes)) else ""
            rows.append((code(variable), below.get(name, "") + secret, _default(field)))
    return page("Settings", ABOUT, section("Environment", table(("setting", "what it is", "default"), rows)))


def office_file() -> str:
    """Write the page of the office file."""
    rows = [row for name in Office.model_fields for row in _keys(Office, name, "")]
    return page("The office file", OFFICE, section("Keys", table(("key", "what it takes", "default"), rows)))


def _keys(part: type[OfficePart], name: str, path: str) -> Iterator[tuple[str, str, str]]:
    """Give the rows of one key, and of what lies below it."""
    field = part.model_fields[name]
    key = f"{path}{name}"
    inner, step = _inner(field.annotation)
    below = documented(part).get(name, "")
    takes = "" if inner else kinds(part)[name]
    default = _default(field)
    if inner is None or below:
        yield code(key + (step if inner is None else "")), ". ".join(filter(None, (takes, below))), default
    for each in inner.model_fields if inner else ():
        yield from _keys(inner, each, f"{key}{step}.")


def _inner(annotation: Any) -> tuple[Any, str]:
    """Find the part that a key holds, and how one gets there."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _inner(parts[0])
    if isinstance(annotation, type) and issubclass(annotation, OfficePart):
        return annotation, ""
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _inner(parts[1])[0], ".<name>"
    if origin is tuple:
        return _inner(parts[0])[0], "[]"
    for each in parts:
        if (found := _inner(each))[0]:
            return found
    return None, ""


def _parts(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) or (annotation,)


def _default(field: FieldInfo) -> str:
    """Write a default as it would be typed; nothing where there is none, or too much to show."""
    value = field.get_default(call_default_factory=True)
    if field.is_required() or value is None or isinstance(value, OfficePart | SecretStr):
        return ""
    if isinstance(value, Mapping):
        return "see default.yml" if value else ""
    whole = TypeAdapter(field.rebuild_annotation())
    plain = whole.dump_python(whole.validate_python(value), mode="json")
    if isinstance(plain, list):
        shown = ", ".join(code(one) for one in plain)
        return shown if len(shown) < LONGEST else "see default.yml"
    if isinstance(plain, bool):
        return code("true" if plain else "false")
    return code(plain) if plain != "" else ""
