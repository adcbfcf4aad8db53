"""Lists in pages: how many there are, where one is, and the buttons that turn."""

from typing import Any

from slackblocks import Block, Button

from bot.kit.blocks import button, buttons, small
from core.database.pages import Page


def count(shown: Page[Any], *, besides: int = 0) -> str:
    """Say how many a list holds, or how many besides those shown: ``12``, or ``at least 200``."""
    return f"{'at least ' if shown.cut else ''}{(shown.total or 0) - besides:,}"


def turning(shown: Page[Any], action_id: str, *, about: str = "") -> list[Block]:
    """Say where one is and offer the pages beside it; nothing where everything is shown."""
    if shown.pages == 1:
        return []
    where = f"Page {shown.number} of {shown.pages} · {count(shown)} in all"
    return [small(where), buttons(*turners(shown, action_id, about=about))]


def turners(shown: Page[Any], action_id: str, *, about: str = "") -> list[Button]:
    """Offer the pages beside this one, as far as there are any.

    A button says which page it asks for, behind ``about`` where the list is about something: ``42:3``.
    """
    lead = f"{about}:" if about else ""
    on = "Older" if shown.total is None else f"{count(shown, besides=shown.number * shown.size)} more"
    back = [button("Back", f"{action_id}:back", value=f"{lead}{shown.number - 1}")] if shown.number > 1 else []
    return [*back, *([button(on, action_id, value=f"{lead}{shown.next}")] if shown.next else [])]
