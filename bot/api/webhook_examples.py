"""An example of each message that Pitboss sends to the gaming platform."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from core.money import Direction, Money, Wallet
from core.office import Reach, Scope
from core.platform import (
    AdjustWish,
    BlockWish,
    CloseWish,
    ContactChange,
    ContactChangedWish,
    ConvertBonusWish,
    EndSessionsWish,
    ExcludeWish,
    Gate,
    GrantBonusWish,
    HeldWithdrawal,
    HoldWish,
    LiftWish,
    LowerLimitWish,
    LowerVerificationWish,
    OtherAccount,
    PlayerName,
    RaiseVerificationWish,
    ReleaseWish,
    ReopenWish,
    RequirePasswordWish,
    ResetCountersWish,
    ReverseWish,
    SelfCloseWish,
    StoppedScope,
    VoidBonusWish,
    Wish,
)
from core.player_blocks import AskedBy
from core.players.limits import LimitKind, LimitPeriod
from core.players.requirements import Counter
from core.tickets.letters import Letter, LetterContent

AT = datetime(2026, 5, 3, 14, 3, 22, tzinfo=UTC)
ORDER, REQUEST = UUID("01970f2e-0000-7000-8000-000000000001"), UUID("01970f2e-0000-7000-8000-000000000002")
WITHDRAWAL, BLOCKED = UUID("01970f2e-0000-7000-8000-000000000003"), UUID("01970f2e-0000-7000-8000-000000000004")
ANNA = PlayerName(id=42, brand="lucky7", external_id="C-4711")
PRIZE = Money(75_000, "EUR")
HELD = HeldWithdrawal(id=WITHDRAWAL, withdrawal="W-1001")
STOPPED = Gate(
    cannot=(StoppedScope(scope=Scope.BET, until=None), StoppedScope(scope=Scope.DEPOSIT, until=None)),
    held_withdrawals=(HELD,),
)
WISHES: tuple[Wish, ...] = (
    BlockWish(
        scopes=(Scope.BET, Scope.DEPOSIT),
        until=None,
        asked_by=AskedBy.OPERATOR,
        reason="takeover",
        end_sessions=True,
        then=STOPPED,
    ),
    LiftWish(of_requests=(BLOCKED,), then=Gate(cannot=(), held_withdrawals=())),
    AdjustWish(
        wallet=Wallet.CASH, direction=Direction.GIVE, amount=PRIZE, reason="tournament_prize", source_ref="T-4711"
    ),
    ReverseWish(of_request=BLOCKED, wallet=Wallet.CASH, direction=Direction.TAKE, amount=PRIZE),
    GrantBonusWish(
        amount=Money(2_000, "EUR"),
        turnover=Money(40_000, "EUR"),
        games=("roulette",),
        expires_at=AT + timedelta(days=14),
        source_ref="Welcome",
    ),
    ConvertBonusWish(bonus="B-17", of_request=BLOCKED, amount=Money(1_500, "EUR")),
    VoidBonusWish(bonus="B-17", of_request=BLOCKED, amount=Money(1_500, "EUR")),
    RequirePasswordWish(required=True),
    EndSessionsWish(sessions=("S-91", "S-92")),
    ResetCountersWish(counter=Counter.LOGINS),
    ReleaseWish(released=(WITHDRAWAL,), then=Gate(cannot=(), held_withdrawals=())),
    LowerLimitWish(limit=LimitKind.DEPOSIT, period=LimitPeriod.WEEK, amount=Money(5_000, "EUR")),
    RaiseVerificationWish(level=2, status="verified", expires_on=date(2028, 5, 31)),
    LowerVerificationWish(level=0, status="rejected", expires_on=None),
    ExcludeWish(
        exclusion="self_exclusion",
        until=None,
        reach=Reach.LICENCE,
        also=(OtherAccount(player=PlayerName(id=57, brand="regal", external_id="r-9"), then=STOPPED),),
        then=STOPPED,
    ),
    CloseWish(pay_out=(Money(1_250, "EUR"),)),
    SelfCloseWish(pay_out=()),
    ReopenWish(then=Gate(cannot=(), held_withdrawals=())),
    ContactChangedWish(
        email=ContactChange(before="anna@example.com", after="anna.arnold@example.com"), phone=None, then=STOPPED
    ),
    HoldWish(held=(WITHDRAWAL,), released=(), then=STOPPED),
)
LETTER = Letter(
    timestamp=AT,
    data=LetterContent(message=ORDER, ticket="T-1042", player=ANNA, text="Your withdrawal is on its way."),
)


def examples() -> Mapping[str, dict[str, Any]]:
    """Give the example of each message by its type."""
    reference = {
        "order": str(ORDER),
        "request_id": str(REQUEST),
        "code": "K7QD",
        "player": ANNA.model_dump(mode="json"),
    }
    orders = {
        f"order.{wish.kind}": {
            "type": f"order.{wish.kind}",
            "timestamp": AT.isoformat(),
            "data": {**wish.content(), **reference},
        }
        for wish in WISHES
    }
    return {**orders, "ticket.replied": LETTER.model_dump(mode="json")}
