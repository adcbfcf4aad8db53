"""Block reasons and adjustment reasons, and the consequences of each."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, ValidationInfo, model_validator

from core.money import Direction, Wallet
from core.office.field_types import (
    FileContext,
    Name,
    OfficePart,
    Place,
    RoleName,
    SomeOf,
    Title,
    Unsound,
    file_context,
    lacking,
    suggestion,
)
from core.people import Permission, Visibility


class Scope(StrEnum):
    """What a player block can stop."""

    LOGIN = "login"
    DEPOSIT = "deposit"
    BET = "bet"
    WITHDRAW = "withdraw"
    BONUS = "bonus"
    PROFILE = "profile"
    MARKETING = "marketing"


class Reason(OfficePart):
    """A block reason: it decides what is blocked, who may lift it, and who may see it."""

    title: Title
    scopes: SomeOf[Scope]
    owner: RoleName
    """The role that must agree to lift it."""
    visibility: Visibility = Visibility.STAFF
    drawn_as: Name | None = None
    """The visible reason that people read who may not see this one; a hidden reason must have it."""
    asked_by: Literal["operator", "player", "regulator"] = "operator"
    """Who asks for such a block. What the player or a regulator asked for can only be confirmed, never ended."""
    ends_sessions: bool = False
    holds_withdrawals: bool = False
    """Whether pending withdrawals are held, unless the requester chooses otherwise."""
    remedies: tuple[Title, ...] = ()
    """Steps that must be ticked as done before it is lifted."""

    @model_validator(mode="after")
    def _owned(self, info: ValidationInfo) -> "Reason":
        file = file_context(info)
        if reason := lacking(self.owner, Permission.UNBLOCK_APPROVE, file):
            raise Unsound((("owner",), reason))
        owner = file.roles.get(self.owner) if file else None
        if owner and self.visibility not in owner.sees:
            sentence = f"role {self.owner!r} does not see {self.visibility.value!r}; name an owner that does"
            raise Unsound((("owner",), sentence))
        return self


def covered(reasons: Mapping[str, Reason], info: ValidationInfo) -> Mapping[str, Reason]:
    """Refuse a hidden reason that could be told from the visible one it is drawn as."""
    file = file_context(info)
    problems = [problem for key in reasons for problem in _giveaways(key, reasons, file)]
    if problems := problems or list(_several_covers(reasons)):
        raise Unsound(*problems)
    return reasons


def _several_covers(reasons: Mapping[str, Reason]) -> Iterator[tuple[Place, str]]:
    drawn = {key: reason.drawn_as for key, reason in reasons.items() if reason.drawn_as}
    first = next(iter(drawn.values()), None)
    for key, cover in drawn.items():
        if cover != first:
            yield (key, "drawn_as"), f"all hidden reasons are drawn as the same one; use {first!r} here as well"


def _giveaways(key: str, reasons: Mapping[str, Reason], file: FileContext | None) -> Iterator[tuple[Place, str]]:
    hidden, place = reasons[key], (key, "drawn_as")
    if hidden.visibility is Visibility.STAFF:
        if hidden.drawn_as is not None:
            yield place, "everybody may see this reason, so it is drawn as itself; remove this, or set its visibility"
        return
    if hidden.drawn_as is None:
        yield (
            place,
            "missing; those who may not see this reason must read a visible one instead: name it, e.g. review",
        )
        return
    cover = reasons.get(hidden.drawn_as)
    if cover is None:
        yield place, f"unknown reason {hidden.drawn_as!r}{suggestion(hidden.drawn_as, reasons)}"
        return
    if cover.visibility is not Visibility.STAFF:
        yield place, f"{hidden.drawn_as!r} is hidden itself; name a reason that everybody may see"
        return
    yield from (
        (
            (key, name),
            f"{words} than {hidden.drawn_as!r}, as which it is drawn, and so gives itself away; make them equal",
        )
        for name, words in TOLD_BY.items()
        if getattr(hidden, name) != getattr(cover, name)
    )
    owner = file.roles.get(cover.owner) if file else None
    if owner and hidden.visibility not in owner.sees:
        sentence = f"role {cover.owner!r} does not see {key!r}, which is drawn as this; name an owner that does"
        yield (hidden.drawn_as, "owner"), sentence


TOLD_BY = {
    "scopes": "stops other things",
    "holds_withdrawals": "treats withdrawals otherwise",
    "ends_sessions": "treats sessions otherwise",
    "asked_by": "is asked for by others",
}
"""What everybody can watch of a block, whatever they may know of its reason, and how a difference is said."""


def _adjustable(wallet: Wallet) -> Wallet:
    if wallet is Wallet.LOCKED:
        raise ValueError("'locked' cannot be adjusted; use cash or bonus")
    return wallet


class AdjustmentReason(OfficePart):
    """An adjustment reason: it limits the wallets and directions, and names the house account."""

    title: Title
    wallets: SomeOf[Annotated[Wallet, AfterValidator(_adjustable)]]
    directions: SomeOf[Direction]
    house: Name
    """The house account that is debited or credited."""
    needs_source: bool = True
    """Whether the tournament, round, payment or incident must be named."""
    goodwill: bool = False
    """Whether it counts towards the player's goodwill of the last twelve months."""
