"""Refusing whoever lacks a right, in words that say who has it."""

from bot.slack.incoming import Call
from core.people import Permission


def demand(call: Call, permission: Permission, doing: str) -> None:
    """Refuse whoever may not do this; ``doing`` completes "You may not …".

    Raises :class:`~core.errors.NotAllowed` with the roles that may.
    """
    call.services.office.demand(call.actor, permission, doing)
