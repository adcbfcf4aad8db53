"""Reading code for the reference: attribute docstrings, kinds of values, tables."""

import ast
import inspect
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from pydantic import BaseModel

KINDS = {"integer": "whole number", "number": "number", "boolean": "yes or no", "string": "text", "null": "nothing"}
FORMATS = {
    "date-time": "time",
    "date": "date",
    "uuid": "id",
    "duration": "duration, as 30m, 4h or 2d",
    "time": "time of day",
}
MONEY = "amount"
NOTHING = re.compile(r"\bNone\b")


@cache
def documented(cls: type) -> Mapping[str, str]:
    """Return the docstring below each attribute of a class and its bases."""
    told: dict[str, str] = {}
    for each in reversed(cls.__mro__):
        if each.__module__.split(".")[0] in {"bot", "core"}:
            told |= _below(each)
    return told


def first_line(thing: object) -> str:
    """Give the first paragraph of a docstring as one line."""
    return _said((inspect.getdoc(thing) or "").partition("\n\n")[0])


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def code(text: object) -> str:
    """Write something as it is typed."""
    return f"`{text}`"


def section(title: str, *paragraphs: str) -> str:
    """Write a heading with what belongs under it."""
    return "\n".join([f"## {title}\n", *(f"{each.rstrip()}\n" for each in paragraphs if each)])


def page(title: str, about: str, *sections: str) -> str:
    """Write a page that says where it comes from."""
    made = "<!-- Made from the code by `pitboss reference`; change it there. -->"
    return "\n".join([f"# {title}\n\n{made}\n\n{about}\n", *sections])


def kinds(model: type[BaseModel]) -> dict[str, str]:
    """Say what kind of value each field of a model takes."""
    schema = _schema(model)
    return {name: kind(field, schema.get("$defs", {})) for name, field in schema.get("properties", {}).items()}


@cache
def _schema(model: type[BaseModel]) -> Mapping[str, Any]:
    return model.model_json_schema()


def kind(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> str:
    """Say in words what a JSON schema allows."""
    if ref := schema.get("$ref"):
        name = ref.rpartition("/")[2]
        return MONEY if name == "Money" else kind(defs[name], defs)
    if several := schema.get("anyOf") or schema.get("oneOf"):
        told = [kind(one, defs) for one in several if one.get("type") != "null"]
        return " or ".join(dict.fromkeys(told))
    if len(schema.get("allOf", ())) == 1:
        return kind(schema["allOf"][0], defs)
    if values := schema.get("enum"):
        return ", ".join(code(value) for value in values)
    if "const" in schema:
        return code(schema["const"])
    return _plain(schema, defs)


def _plain(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> str:
    match schema.get("type"):
        case "array":
            return f"list of {kind(schema['items'], defs)}" if "items" in schema else "list"
        case "object":
            more = schema.get("additionalProperties")
            return f"{kind(more, defs)} by name" if isinstance(more, dict) and more else "see below"
        case None:
            return "anything"
        case plain:
            return FORMATS.get(schema.get("format", ""), KINDS[plain]) + _limits(schema)


def _limits(schema: Mapping[str, Any]) -> str:
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is not None and most is not None:
        return f", {least:,} to {most:,}"
    if least is not None:
        return f", {least:,} or more"
    return f", at most {schema['maxLength']:,} characters" if "maxLength" in schema else ""


def _below(cls: type) -> dict[str, str]:
    body = _body(cls)
    told: dict[str, str] = {}
    for here, below in pairwise(body):
        names = [here.target] if isinstance(here, ast.AnnAssign) else getattr(here, "targets", [])
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) and isinstance(below.value.value, str):
            told |= {name.id: _said(below.value.value) for name in names if isinstance(name, ast.Name)}
    return told


def _body(cls: type) -> list[ast.stmt]:
    [written] = ast.parse(textwrap.dedent(inspect.getsource(cls))).body
    return written.body if isinstance(written, ast.ClassDef) else []


def _said(text: str) -> str:
    """Put what is written for people who read Python into words for everybody."""
    return NOTHING.sub("nothing", " ".join(text.split()).replace("``", "`"))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
