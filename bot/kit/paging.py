"""Lists in pages: how many there are, where one is, and the buttons that turn."""

from typing import Any

from slackblocks import Block, Button

from bot.kit.blocks import button, buttons, small
from core.database.pages import Page


def count(shown: Page[Any], *, besides: int = 0) -> str:
    """Say how many a list holds, or how many besides those shown: ``12``, or ``more than 1,000``."""
    return f"{'more than ' if shown.cut else ''}{(shown.total or 0) - besides:,}"


def bounded(number: int, *, most: int) -> str:
    """Say a number that was counted up to one more than ``most``."""
    return f"more than {most:,}" if number > most else f"{number:,}"


def more(shown: Page[Any]) -> str:
    """Say how many follow the page: ``4 more``; just ``More`` where they were not counted."""
    return "More" if shown.cut else f"{count(shown, besides=shown.number * shown.size)} more"


def turning(shown: Page[Any], action_id: str, *, about: str = "") -> list[Block]:
    """Say where one is and offer the pages beside it; nothing where everything is shown."""
    if shown.number == 1 and not shown.next:
        return []
    of = "" if shown.cut else f" of {shown.pages}"
    where = f"Page {shown.number}{of} · {count(shown)} in all"
    return [small(where), buttons(*turners(shown, action_id, about=about))]


def turners(shown: Page[Any], action_id: str, *, about: str = "") -> list[Button]:
    """Offer the pages beside this one, as far as there are any.

    A button says which page it asks for, behind ``about`` where the list is about something: ``42:3``.
    """
    lead = f"{about}:" if about else ""
    on = "Older" if shown.total is None else more(shown)
    back = [button("Back", f"{action_id}:back", value=f"{lead}{shown.number - 1}")] if shown.number > 1 else []
    return [*back, *([button(on, action_id, value=f"{lead}{shown.next}")] if shown.next else [])]
