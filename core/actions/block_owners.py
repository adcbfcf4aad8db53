"""Who must agree to lift blocks and to let withdrawals go: the owner of each reason, and nobody behind it."""

from collections.abc import Iterable
from itertools import chain
from typing import ClassVar

from core import player_blocks, requests
from core.action import Policy
from core.actions import verification_facts
from core.errors import Invalid, Refused
from core.office import Office, Quorum
from core.people import Actor, Permission, Visibility
from core.player_blocks import CONTACT_CHANGED, Block
from core.players.restrictions import COOL_OFF, SELF_EXCLUSION
from core.requests import Kind
from core.work import Work

OWNED_BY_THOSE_WHO_SEE = {
    SELF_EXCLUSION: Visibility.COMPLIANCE,
    COOL_OFF: Visibility.COMPLIANCE,
    CONTACT_CHANGED: Visibility.SECURITY,
}
"""Reasons that no office file has: their owners approve liftings and see this much."""
AT_LEAST_TWO = 2
"""Approvers, besides the requester, for what says that a block or an exclusion was set for the wrong player."""


class BehindTheChange(Refused):
    """The requester had a part in the change that holds the withdrawals."""

    code: ClassVar[str] = "behind_the_change"


def together(reasons: Iterable[str], office: Office) -> Quorum:
    """Combine the quorums of all reasons: every owner once, and the shortest time limit."""
    quorums = [_of(reason, office) for reason in reasons]
    slots = tuple(dict.fromkeys(chain.from_iterable(quorum.slots for quorum in quorums)))
    people = max(len(slots), *(quorum.people for quorum in quorums))
    return Quorum(slots=slots, people=people, within=min(quorum.within for quorum in quorums))


def by_two(quorum: Quorum) -> Quorum:
    """Ask for two approvers at least."""
    return quorum.model_copy(update={"people": max(quorum.people, AT_LEAST_TWO)})


def refuse_mixed(seen: Iterable[Block], office: Office) -> None:
    """Refuse to lift together what not the same people may read about, judged by what the requester knows.

    Raises :class:`~core.errors.Invalid`.
    """
    reasons = [row.reason or office.cover or "" for row in seen]
    level = max(map(office.kept_for, reasons), key=list(Visibility).index)
    owners = {role for reason in reasons for slot in _of(reason, office).slots for role in slot}
    if any(level not in office.sees([role]) for role in owners):
        raise Invalid(
            "Different people decide about these blocks. Ask for each of them in a request of its own.", field="blocks"
        )


def confirming(office: Office, reason: str, requester: Actor, *, rule: str, doing: str) -> Policy:
    """Give the office file's rule for blocks, limited to roles that may see the reason.

    Raises :class:`~core.errors.Invalid` for a reason that the requester may not use.
    """
    if reason not in player_blocks.reasons_for(office, requester.sees):
        raise Invalid(f"“{reason}” is not a reason you can {doing} for; choose another.", field="reason")
    confirm, told = office.rules.block_player.confirm, office.told(reason)
    return Policy(
        rule=rule,
        quorum=knowing(confirm, reason, office),
        permission=Permission.BLOCK_CONFIRM,
        at_once=office.rules.block_player.first == "act",
        visibility=office.kept_for(reason),
        shown=knowing(confirm, told, office) if told != reason else None,
    )


def knowing(quorum: Quorum, reason: str, office: Office) -> Quorum:
    """Keep only the roles that may read about the reason; the reason's owner replaces a slot without any."""
    level, owner = office.kept_for(reason), office.reasons[reason].owner
    slots = tuple(
        frozenset(role for role in slot if level in office.sees([role])) or frozenset({owner}) for slot in quorum.slots
    )
    return quorum.model_copy(update={"slots": slots})


async def refuse_beneficiary(work: Work, rows: Iterable[Block], requester: str) -> frozenset[str]:
    """Give the persons barred from letting these holds go: those behind the change that caused one.

    A hold that was asked for by itself bars nobody. Raises :class:`BehindTheChange` where the requester is one of them.
    """
    caused = {row.request_id for row in rows if row.request_id}
    barred = set[str]()
    for request in await requests.of_ids(work.db, caused):
        if request.kind is Kind.RELEASING:
            barred |= request.asked_by | {vote.person for vote in await requests.votes_on(work.db, request)}
    if requester in barred:
        raise BehindTheChange(
            "The requester asked for or agreed to the change that holds this. Somebody who had no part in that change "
            "must ask."
        )
    return frozenset(barred)


async def refuse_behind_raise(work: Work, player_id: int, rows: Iterable[Block], requester: str) -> frozenset[str]:
    """Give the persons barred because the verification rose by their word, where a withdrawal is let go with these.

    Raises :class:`~core.actions.verification_facts.BehindARaise`.
    """
    rows = tuple(rows)
    waiting = (await player_blocks.in_flight(work.db, player_id, now=work.now)).withdrawals
    if not any(player_blocks.holding(rows, each.id, work.now) for each in waiting):
        return frozenset()
    return await verification_facts.refuse_behind_raise(work, player_id, requester)


def _of(reason: str, office: Office) -> Quorum:
    owned = office.unblock_quorum(reason)
    if (level := OWNED_BY_THOSE_WHO_SEE.get(reason)) is None:
        return owned
    owners = frozenset(
        name
        for name, role in office.roles.items()
        if level in role.sees and Permission.UNBLOCK_APPROVE in role.permissions
    )
    return Quorum(slots=(owners,), people=1, within=owned.within) if owners else owned
