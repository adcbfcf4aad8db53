"""Refusing whoever lacks a right, in words that say who has it."""

from bot.calls import Call
from core.errors import NotAllowed
from core.people import Permission


def demand(call: Call, permission: Permission, doing: str) -> None:
    """Refuse whoever may not do this; ``doing`` completes "You may not …".

    Raises :class:`~core.errors.NotAllowed` with the roles that may.
    """
    if not call.actor.may(permission):
        who = ", ".join(call.services.office.who_may(permission)) or "nobody yet"
        raise NotAllowed(f"You may not {doing}. Who may: {who}. An administrator can grant you a role.")
