"""Lines offered as buttons: pressing one does what typing it after a slash would, forms included."""

from collections.abc import Iterable, Iterator

import slackblocks

from bot import kit

PREFIX = "line"
"""Routes the button to whatever answers a typed line."""
LINE_MOST = 2_000
"""Characters that a button carries."""
OFFERED_MOST = 5


def buttons(lines: Iterable[str], *, label: str = "") -> list[slackblocks.Block]:
    """Offer lines, each under its own words unless there is a label; one that no button can carry is left out."""
    offered = list(_buttons(lines, label))
    return [kit.buttons(*offered)] if offered else []


def _buttons(lines: Iterable[str], label: str) -> Iterator[slackblocks.Button]:
    for place, line in enumerate(dict.fromkeys(lines)):
        if len(line) <= LINE_MOST and place < OFFERED_MOST:
            yield kit.button(label or line, f"{PREFIX}:{place}", value=line)
