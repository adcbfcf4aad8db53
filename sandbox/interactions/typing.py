"""Input that Slack's own client refuses before the app receives a submission."""

import re
from typing import Any

from sandbox import inputs
from sandbox.inputs import Placed
from sandbox.modals import View

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def mistakes(view: View) -> dict[str, str]:
    """Return Slack's own errors beside invalid fields."""
    found = {}
    for place in inputs.placed(view.blocks):
        if place.block["type"] != "input":
            continue
        value = view.state.get(place.block_id, {}).get(place.action_id, {})
        mistake = _mistake(place, value)
        if mistake:
            found[place.block_id] = mistake
    return found


def _mistake(place: Placed, value: dict[str, Any]) -> str | None:
    if inputs.is_empty(value):
        return None if place.block.get("optional") else "Please complete this required field."
    text = value.get("value")
    match place.type:
        case "number_input":
            return _number(place.element, str(text))
        case "email_text_input" if not EMAIL.fullmatch(str(text)):
            return "Please enter a valid email address."
        case "url_text_input" if not re.match(r"https?://\S+", str(text)):
            return "Please enter a valid URL."
        case "plain_text_input":
            return _length(place.element, str(text))
    return None


def _length(element: dict[str, Any], text: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(text) < least:
        return f"Please enter at least {least} characters."
    return f"Please enter at most {most} characters." if len(text) > most else None


def _number(element: dict[str, Any], text: str) -> str | None:
    if not re.fullmatch(r"-?\d+(\.\d+)?", text):
        return "Please enter a number."
    if "." in text and not element["is_decimal_allowed"]:
        return "Please enter a whole number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and float(text) < float(least):
        return f"Please enter a number of at least {least}."
    if most is not None and float(text) > float(most):
        return f"Please enter a number of at most {most}."
    return None
