"""Strict YAML: plain values only (no tags, anchors or duplicate keys), with the line of each value."""

from dataclasses import dataclass, field
from typing import Any

import yaml

from core import characters
from core.office.field_types import Place

MAX_LENGTH = 256 * 1024
"""Characters; far above any file that a person writes, and still fast to parse."""

MAX_DEPTH = 16
"""Levels of nesting; an office file has seven."""

FAST_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's, where PyYAML was built with it."""

PLAIN = frozenset(
    f"tag:yaml.org,2002:{kind}"
    for kind in ["null", "bool", "int", "float", "timestamp", "str", "seq", "map", "value", "merge"]
)
"""Tags that YAML assigns to untagged values."""


class NotYaml(ValueError):  # noqa: N818 - an answer about the file, worded for its author
    """The text is not YAML; the message says the line."""


@dataclass(slots=True)
class Reading:
    """Converts a YAML document to plain values; scalars stay text, empty ones become None."""

    lines: dict[Place, int] = field(default_factory=dict)
    """The line (from 1) of each key and list item."""
    problems: list[tuple[Place, str]] = field(default_factory=list)

    def read(self, text: str) -> Any:
        """Convert the document, and collect what is wrong with it in ``problems``."""
        if len(text) > MAX_LENGTH:
            raise NotYaml(f"the file is longer than {MAX_LENGTH} characters")
        try:
            node = _composed(text)
        except yaml.MarkedYAMLError as error:
            raise NotYaml(_where(error)) from error
        except yaml.YAMLError as error:
            raise NotYaml(f"this is not YAML: {str(error).splitlines()[0]}") from error
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
        if characters.BROKEN.search(node.value):
            self.problems.append((place, "has a broken character; type the value by hand"))
            return None
        return None if node.tag.endswith(":null") else node.value

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        plain: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.problems.append((place, f"a key on line {key.start_mark.line + 1} is not a name; use a name"))
                continue
            if characters.BROKEN.search(key.value):
                self.problems.append((place, f"has a broken character in a key on line {key.start_mark.line + 1}"))
                continue
            inner, line = (*place, key.value), key.start_mark.line + 1
            if key.value in plain:
                sentence = f"is given twice, on lines {self.lines[inner]} and {line}; remove one"
                self.problems.append((inner, sentence))
                continue
            self.lines[inner] = line
            plain[key.value] = self._plain(value, inner)
        return plain


def _composed(text: str) -> yaml.Node | None:
    """Parse with libyaml, in a tenth of the time; what it refuses is parsed again in Python, which says why."""
    try:
        _survey(text, FAST_LOADER)
        return yaml.compose(text, Loader=FAST_LOADER)
    except (yaml.YAMLError, UnicodeEncodeError):
        _survey(text, yaml.SafeLoader)
        return yaml.compose(text, Loader=yaml.SafeLoader)


def _survey(text: str, loader: Any) -> None:
    """Refuse anchors, aliases and deep nesting before anything is built from them."""
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise NotYaml(f"{_spot(event.start_mark)}anchors and aliases (& and *) are not allowed; repeat the value")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise NotYaml(f"{_spot(event.start_mark)}nested deeper than {MAX_DEPTH} levels")


def _where(error: yaml.MarkedYAMLError) -> str:
    return f"{_spot(error.problem_mark or error.context_mark)}this is not YAML: {error.problem or error.context}"


def _spot(mark: Any) -> str:
    return f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
