"""Finding elements by the words a person sees, and turning those words into values."""

from collections.abc import Iterator
from typing import Any

from sandbox import inputs, reading
from sandbox.errors import SlackShows
from sandbox.inputs import Placed
from sandbox.workspace import Workspace

PEOPLE = frozenset({"users_select", "multi_users_select"})
CHANNELS = frozenset({"conversations_select", "channels_select", "multi_conversations_select", "multi_channels_select"})


def labels_of(place: Placed) -> set[str]:
    """Return every word by which a person or a test may name an element."""
    element, block = place.element, place.block
    words = [place.action_id, place.block_id]
    words += [_plain(element.get(key)) for key in ("text", "placeholder")]
    words.append(_plain(block.get("label")))
    words.append(str(element.get("accessibility_label") or ""))
    return {_normal(word) for word in words if word}


def find(blocks: list[dict[str, Any]], label: str) -> Placed:
    """Find the one element of this name.

    Raises SlackShows where there is none, or several, naming those there are.
    """
    every = list(inputs.placed(blocks))
    found = [each for each in every if _normal(label) in labels_of(each)]
    exact = [each for each in found if label in (each.action_id, _plain(each.element.get("text")))]
    found = exact or found
    if len(found) == 1:
        return found[0]
    names = [f"{each.block_id}/{each.action_id}" for each in found]
    if found:
        raise SlackShows(f"several elements are called {label!r}: {names}")
    raise SlackShows(f"nothing is called {label!r}; there are {sorted({_name(each) for each in every})}")


def pressed(blocks: list[dict[str, Any]], label: str) -> tuple[Placed, dict[str, Any] | None]:
    """Find the button of this name, or the overflow menu that offers it and the option to choose there."""
    menus = [each for each in inputs.placed(blocks) if each.type == "overflow"]
    holding = [each for each in menus if any(_normal(label) == _normal(text) for text in _offered(each))]
    if len(holding) == 1 and not any(is_called(blocks, label)):
        return holding[0], option(holding[0], label)
    return find(blocks, label), None


def can_be_pressed(blocks: list[dict[str, Any]], label: str) -> bool:
    """Tell whether some button or some choice of an overflow menu goes by this name."""
    menus = (each for each in inputs.placed(blocks) if each.type == "overflow")
    offered = (_normal(text) for menu in menus for text in _offered(menu))
    return any(is_called(blocks, label)) or _normal(label) in offered


def is_called(blocks: list[dict[str, Any]], label: str) -> Iterator[bool]:
    """Yield for each element whether it goes by this name."""
    return (_normal(label) in labels_of(each) for each in inputs.placed(blocks))


def holding(blocks: list[dict[str, Any]], option: str) -> Placed:
    """Find the one element that offers this option."""
    found = [each for each in inputs.placed(blocks) if any(_normal(option) == _normal(text) for text in _offered(each))]
    if len(found) != 1:
        raise SlackShows(f"{len(found)} menus offer {option!r}")
    return found[0]


def option(place: Placed, label: str, options: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Find an option by its words or its value."""
    offered = options if options is not None else inputs.options_of(place.element)
    for each in offered:
        if _normal(label) == _normal(_plain(each["text"])) or label == each.get("value"):
            return each
    close = [each for each in offered if _normal(label) in _normal(_plain(each["text"]))]
    if len(close) == 1:
        return close[0]
    raise SlackShows(f"no option {label!r}; there are {[_plain(each['text']) for each in offered]}")


def value(workspace: Workspace, place: Placed, given: Any) -> Any:
    """Turn what a test says into what the element holds; external menus are asked elsewhere."""
    if not place.type.startswith("multi_") and place.type != "checkboxes":
        return _one(workspace, place, given)
    several = given if isinstance(given, list | tuple | set) else [] if given is None else [given]
    return [_one(workspace, place, each) for each in several]


def _one(workspace: Workspace, place: Placed, given: Any) -> Any:
    if given is None or place.type == "datetimepicker":
        return given
    if place.type in PEOPLE:
        return workspace.person(given).id
    if place.type in CHANNELS:
        return workspace.place(given).id
    if inputs.options_of(place.element):
        return option(place, str(given))
    return _rich(str(given)) if place.type == "rich_text_input" else str(given) or None


def _rich(text: str) -> dict[str, Any]:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


def _offered(place: Placed) -> Iterator[str]:
    return (_plain(each["text"]) for each in inputs.options_of(place.element))


def _name(place: Placed) -> str:
    return _plain(place.block.get("label")) or _plain(place.element.get("text")) or place.action_id


def _plain(text: Any) -> str:
    return reading.text_of(text) if isinstance(text, dict) else str(text or "")


def _normal(label: str) -> str:
    return " ".join(label.replace("_", " ").casefold().split())
