"""Lines offered as buttons: pressing one does what typing it after a slash would, forms included."""

import re
from collections.abc import Iterable, Mapping

import slackblocks

from bot import kit

PREFIX = "line"
"""Routes the button to whatever answers a typed line."""
MENTIONED = re.compile(r"<@\w+\|([^<>]*)>")
"""Somebody within a line, who is named on its button as they were typed."""
LINE_MOST = 2_000
"""Characters that a button carries."""
OFFERED_MOST = 5


def buttons(lines: Iterable[str]) -> list[slackblocks.Block]:
    """Offer lines, each under its own words."""
    return labelled({MENTIONED.sub(r"@\1", line): line for line in lines})


def labelled(lines: Mapping[str, str]) -> list[slackblocks.Block]:
    """Offer lines by their labels; one that no button can carry is left out."""
    fitting = [(label, line) for label, line in lines.items() if len(line) <= LINE_MOST][:OFFERED_MOST]
    several = [kit.button(label, f"{PREFIX}:{place}", value=line) for place, (label, line) in enumerate(fitting)]
    return [kit.buttons(*several)] if several else []
