"""What the gaming platform is ordered to do, by kind: every field of an order, and no word that people typed."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from core.money import Direction, Money, Wallet
from core.office import Reach, Scope
from core.platform.account_wishes import CloseWish, ContactChangedWish, ReopenWish, SelfCloseWish
from core.platform.messages import Instant
from core.platform.wish_parts import Gate, OrderKind, OtherAccount, Wish
from core.player_blocks import AskedBy
from core.players.limits import LimitKind, LimitPeriod
from core.players.requirements import Counter


class BlockWish(Wish):
    """Stop what a player can do, and end their sessions where that is said."""

    kind: ClassVar[OrderKind] = OrderKind.BLOCK
    protects: ClassVar[bool] = True

    scopes: tuple[Scope, ...]
    until: Instant | None = Field(description="null: until it is lifted")
    asked_by: AskedBy = Field(description="who wants it")
    reason: str = Field(description="a reason of the office file; of one that must not be told, the one it is drawn as")
    end_sessions: bool
    then: Gate


class LiftWish(Wish):
    """Lift what earlier requests had blocked."""

    kind: ClassVar[OrderKind] = OrderKind.LIFT

    of_requests: tuple[UUID, ...] = Field(description="the requests whose blocks end; none where the platform set them")
    also: tuple[OtherAccount, ...] = Field(
        default=(), description="the other accounts of the person on which an exclusion that ends had held"
    )
    then: Gate


class AdjustWish(Wish):
    """Give money to a player's wallet or take it."""

    kind: ClassVar[OrderKind] = OrderKind.ADJUST

    wallet: Wallet
    direction: Direction
    amount: Money = Field(description="the direction says which way; zero where the wallet held nothing to take")
    reason: str = Field(description="an adjustment reason of the office file; receivable: the player pays a debt")
    source_ref: str | None = Field(description="the tournament, round, payment or incident")
    owed: Money | None = Field(default=None, description="what could not be taken, and the player owes the house")


class ReverseWish(Wish):
    """Move the money of an earlier adjustment or bonus back; a conversion becomes a bonus again."""

    kind: ClassVar[OrderKind] = OrderKind.REVERSE

    of_request: UUID | None = Field(description="the request whose adjustment is undone")
    wallet: Wallet
    direction: Direction
    amount: Money = Field(description="the direction says which way; zero where the wallet held nothing to take")
    owed: Money | None = Field(default=None, description="what could not be taken, and the player owes the house")


class GrantBonusWish(Wish):
    """Grant a player a bonus."""

    kind: ClassVar[OrderKind] = OrderKind.GRANT_BONUS

    wallet: Wallet = Wallet.BONUS
    direction: Direction = Direction.GIVE
    amount: Money = Field(description="always more than zero")
    turnover: Money = Field(description="the stakes asked for before it becomes cash; zero for none")
    games: tuple[str, ...] = Field(description="the games whose stakes count; none for every game")
    expires_at: Instant = Field(description="when it lapses")
    source_ref: str | None = Field(description="the campaign, tournament or incident")


class ConvertBonusWish(Wish):
    """Turn an open bonus into the player's own money, and end it."""

    kind: ClassVar[OrderKind] = OrderKind.CONVERT_BONUS

    bonus: str | None = Field(description="the platform's own name of the bonus, as its event gave it")
    of_request: UUID | None = Field(description="the request that granted it; none where the platform did")
    wallet: Wallet = Wallet.CASH
    direction: Direction = Direction.GIVE
    amount: Money = Field(description="what goes from the bonus wallet to the cash wallet; always more than zero")


class VoidBonusWish(Wish):
    """Take an open bonus back, and end it."""

    kind: ClassVar[OrderKind] = OrderKind.VOID_BONUS

    bonus: str | None = Field(description="the platform's own name of the bonus, as its event gave it")
    of_request: UUID | None = Field(description="the request that granted it; none where the platform did")
    wallet: Wallet = Wallet.BONUS
    direction: Direction = Direction.TAKE
    amount: Money = Field(description="what is left of it and taken; zero where nothing is")


class ReleaseWish(Wish):
    """Let held withdrawals go, because people decided so; what held them may still stand."""

    kind: ClassVar[OrderKind] = OrderKind.RELEASE

    released: tuple[UUID, ...] = Field(description="withdrawals that are not held any more, by our ids")
    then: Gate


class HoldWish(Wish):
    """Hold withdrawals, or release them because what stands changed by itself."""

    kind: ClassVar[OrderKind] = OrderKind.HOLD
    protects: ClassVar[bool] = True

    held: tuple[UUID, ...] = Field(description="withdrawals that are held from now on, by our ids")
    released: tuple[UUID, ...] = Field(description="withdrawals that are not held any more")
    then: Gate


class RequirePasswordWish(Wish):
    """Let the player in only with a new password, or with any again."""

    kind: ClassVar[OrderKind] = OrderKind.REQUIRE_PASSWORD
    protects: ClassVar[bool] = True

    required: bool = Field(description="false: an earlier order is undone")


class EndSessionsWish(Wish):
    """End sessions of the player; logging in again is not stopped."""

    kind: ClassVar[OrderKind] = OrderKind.END_SESSIONS
    protects: ClassVar[bool] = True

    sessions: tuple[str, ...] | None = Field(
        description="the sessions as the events of their logins named them; null: all of them"
    )


class ResetCountersWish(Wish):
    """Count failed logins and other failed tries of the player from nothing again."""

    kind: ClassVar[OrderKind] = OrderKind.RESET_COUNTERS

    counter: Counter


class LowerLimitWish(Wish):
    """Hold the player to a limit of their own, beside every other limit that stands."""

    kind: ClassVar[OrderKind] = OrderKind.LOWER_LIMIT
    protects: ClassVar[bool] = True

    limit: LimitKind
    period: LimitPeriod
    amount: Money = Field(description="the most within the period")


class RaiseVerificationWish(Wish):
    """Take more of the player's identity as proved, or for longer."""

    kind: ClassVar[OrderKind] = OrderKind.RAISE_VERIFICATION

    level: int
    status: str = Field(description="as events of verification name it")
    expires_on: date | None = Field(description="null: without an end")


class LowerVerificationWish(Wish):
    """Take less of the player's identity as proved; undone, what was proved before."""

    kind: ClassVar[OrderKind] = OrderKind.LOWER_VERIFICATION
    protects: ClassVar[bool] = True

    level: int
    status: str = Field(description="as events of verification name it")
    expires_on: date | None = Field(description="null: without an end")


class ExcludeWish(Wish):
    """Keep a player from playing, on every account named, end the sessions there, and stop all marketing."""

    kind: ClassVar[OrderKind] = OrderKind.EXCLUDE
    protects: ClassVar[bool] = True

    exclusion: Literal["self_exclusion", "cool_off"]
    until: Instant | None = Field(description="null: for good; a self-exclusion stands until it is lifted")
    reach: Reach = Field(description="for which accounts of the person it holds")
    also: tuple[OtherAccount, ...] = Field(description="the other accounts of the person for which it holds")
    stop_marketing: bool = True
    end_sessions: bool = True
    then: Gate


WISHES: tuple[type[Wish], ...] = (
    BlockWish,
    LiftWish,
    AdjustWish,
    ReverseWish,
    GrantBonusWish,
    ConvertBonusWish,
    VoidBonusWish,
    RequirePasswordWish,
    EndSessionsWish,
    ResetCountersWish,
    RaiseVerificationWish,
    LowerVerificationWish,
    ReleaseWish,
    LowerLimitWish,
    ExcludeWish,
    CloseWish,
    SelfCloseWish,
    ReopenWish,
    ContactChangedWish,
    HoldWish,
)
MOVING = frozenset(wish.kind for wish in WISHES if "direction" in wish.model_fields)
"""Orders that move money: each names a wallet, a direction and an amount."""
PROTECTING = frozenset(wish.kind for wish in WISHES if wish.protects)
"""Orders of what is in force here at once."""
