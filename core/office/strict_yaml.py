"""YAML as plain values: no tags, no anchors, no key twice, and for every place the line it stands on."""

from dataclasses import dataclass, field
from typing import Any

import yaml

from core.office.field_types import Place

MAX_LENGTH = 256 * 1024
"""Characters: far above any office file, far below what takes time to read."""

MAX_DEPTH = 16
"""Levels of nesting; an office file has seven."""

PLAIN = frozenset(
    f"tag:yaml.org,2002:{kind}"
    for kind in ["null", "bool", "int", "float", "timestamp", "str", "seq", "map", "value", "merge"]
)
"""Tags that YAML gives by itself."""


class NotYaml(ValueError):  # noqa: N818 - an answer about the file, worded for its author
    """The text cannot be read as YAML at all; says the line."""


@dataclass(slots=True)
class Reading:
    """A document on the way from YAML's nodes to plain values; scalars stay text, empty ones become None."""

    lines: dict[Place, int] = field(default_factory=dict)
    """The line, from 1, on which each key or list item stands."""
    problems: list[tuple[Place, str]] = field(default_factory=list)

    def read(self, text: str) -> Any:
        """Give the document's plain values, and keep what is wrong with it in ``problems``."""
        if len(text) > MAX_LENGTH:
            raise NotYaml(f"the file is longer than {MAX_LENGTH} characters; that is no office file")
        try:
            _survey(text)
            node = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            raise NotYaml(_where(error)) from error
        except yaml.YAMLError as error:
            raise NotYaml(f"this is no YAML: {str(error).splitlines()[0]}") from error
        return self._plain(node, ())

    def _plain(self, node: yaml.Node | None, place: Place) -> Any:
        if node is None:
            return None
        self.lines.setdefault(place, node.start_mark.line + 1)
        if node.tag not in PLAIN:
            self.problems.append((place, f"the tag {node.tag!r} is not allowed here; write the plain value"))
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item, (*place, index)) for index, item in enumerate(node.value)]
        return None if node.tag.endswith(":null") else node.value

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        plain: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.problems.append((place, f"a key on line {key.start_mark.line + 1} is no word; write a name"))
                continue
            inner, line = (*place, key.value), key.start_mark.line + 1
            if key.value in plain:
                sentence = f"stands twice, on lines {self.lines[inner]} and {line}; keep one"
                self.problems.append((inner, sentence))
                continue
            self.lines[inner] = line
            plain[key.value] = self._plain(value, inner)
        return plain


def _survey(text: str) -> None:
    """Refuse, before anything is built, what could grow without end."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise NotYaml(f"{_spot(event.start_mark)}anchors and aliases (& and *) are not read; write the value out")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise NotYaml(f"{_spot(event.start_mark)}nested deeper than {MAX_DEPTH} levels; an office file has seven")


def _where(error: yaml.MarkedYAMLError) -> str:
    return f"{_spot(error.problem_mark or error.context_mark)}this is no YAML: {error.problem or error.context}"


def _spot(mark: Any) -> str:
    return f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
