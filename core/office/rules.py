"""Approval rules: quorums, tiers by amount, and the rule of each action."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from core.errors import Refused
from core.money import Money, parse
from core.office.field_types import (
    SOME,
    FileContext,
    Name,
    OfficePart,
    Place,
    Quorum,
    Span,
    Unsound,
    file_context,
    lacking,
)
from core.people import Permission

Problems = Iterator[tuple[Place, str]]


def _amount(value: object, info: ValidationInfo) -> object:
    if not isinstance(value, str):
        return value
    file = file_context(info)
    try:
        return parse(value, currency=file.base_currency if file else None)
    except Refused as refusal:
        raise ValueError(refusal.message.removesuffix(".")) from refusal


Amount = Annotated[Money, BeforeValidator(_amount)]
"""An amount in the base currency, typed as in a form."""


class Tier(Quorum):
    """A quorum for amounts up to and including a limit; without a limit, for all larger amounts."""

    name: Name
    up_to: Amount | None = None


def _unable(quorum: Quorum, permission: Permission, file: FileContext | None) -> Problems:
    """Find roles in slots that lack the permission to approve."""
    for position, slot in enumerate(quorum.slots):
        for role in sorted(slot):
            if reason := lacking(role, permission, file):
                yield ("slots", position), reason


def _missteps(tiers: tuple[Tier, ...]) -> Problems:
    """Find what is wrong with a ladder: limits must ascend, names must differ, and the last tier has no limit."""
    last = len(tiers) - 1
    for position, tier in enumerate(tiers[:-1]):
        if tier.up_to is None:
            yield (position, "up_to"), "missing; only the last tier has no limit"
        if tier.name in {other.name for other in tiers[position + 1 :]}:
            yield (position, "name"), f"{tier.name!r} is used twice; give each tier its own name"
    if tiers[last].up_to is not None:
        yield (last, "up_to"), "the last tier must not have a limit, or larger amounts would have no rule; remove it"
    for position, (lower, upper) in enumerate(pairwise(tiers), start=1):
        if lower.up_to and upper.up_to and not lower.up_to < upper.up_to:
            shown = f"{upper.up_to} is not above {lower.up_to}, the limit of the tier before"
            yield (position, "up_to"), f"{shown}; order tiers from small to large"


def _ladder(tiers: tuple[Tier, ...], info: ValidationInfo) -> tuple[Tier, ...]:
    problems = list(_missteps(tiers))
    for position, tier in enumerate(tiers):
        found = _unable(tier, Permission.ADJUSTMENT_APPROVE, file_context(info))
        problems += [((position, *place), sentence) for place, sentence in found]
    if problems:
        raise Unsound(*problems)
    return tiers


def _able(permission: Permission) -> Callable[[Quorum, ValidationInfo], Quorum]:
    def check(quorum: Quorum, info: ValidationInfo) -> Quorum:
        if problems := list(_unable(quorum, permission, file_context(info))):
            raise Unsound(*problems)
        return quorum

    return check


Ladder = Annotated[tuple[Tier, ...], SOME, AfterValidator(_ladder)]
"""Tiers that cover every amount: ascending limits, and a last tier without a limit."""


class BlockRule(OfficePart):
    """Blocking: in force at once and confirmed afterwards, or approved first where the company says so."""

    first: Literal["act", "second_person"] = "act"
    per_person_per_hour: int = Field(ge=1, le=1_000)
    confirm: Annotated[Quorum, AfterValidator(_able(Permission.BLOCK_CONFIRM))]


class UnblockRule(OfficePart):
    """Unblocking: the owner of the reason must agree within this time."""

    within: Span


class AdjustRule(OfficePart):
    """Adjusting a balance: one ladder per direction."""

    give: Ladder
    take: Ladder


class ReverseRule(OfficePart):
    """Reversing an adjustment: one ladder for both directions."""

    tiers: Ladder


Confirming = Annotated[Quorum, AfterValidator(_able(Permission.ACCOUNT_CONFIRM))]
Agreeing = Annotated[Quorum, AfterValidator(_able(Permission.ACCOUNT_APPROVE))]


class ActRules(OfficePart):
    """The rules of acts on a player's account, by action name.

    An act without a rule is decided by anybody who may confirm, or agree to, a change of an account.
    """

    require_password: Confirming | None = None
    end_sessions: Confirming | None = None
    reset_counters: Agreeing | None = None
    raise_verification: Agreeing | None = None
    lower_verification: Confirming | None = None
    lower_limit: Confirming | None = None
    cool_off: Confirming | None = None
    self_exclude: Confirming | None = None
    close_for_player: Confirming | None = None
    close_account: Agreeing | None = None
    reopen_account: Agreeing | None = None
    correct_contact: Agreeing | None = None
    correct_details: Agreeing | None = None


class ApprovalRules(OfficePart):
    """The rule of each action that needs a second person, by action name."""

    block_player: BlockRule
    unblock_player: UnblockRule
    adjust_balance: AdjustRule
    reverse_adjustment: ReverseRule
    grant_role: Annotated[Quorum, AfterValidator(_able(Permission.STAFF_APPROVE))]
    acts: ActRules = Field(default_factory=ActRules)
