"""Orders about the account itself: closing and opening it again, and its contact data."""

from typing import ClassVar

from pydantic import Field

from core.money import Money
from core.platform.messages import MessagePart
from core.platform.wish_parts import Gate, OrderKind, Wish


class CloseWish(Wish):
    """Close the account, end its sessions, and pay out what it holds."""

    kind: ClassVar[OrderKind] = OrderKind.CLOSE

    end_sessions: bool = True
    pay_out: tuple[Money, ...] = Field(description="what the cash wallet held when it was closed, by currency")


class SelfCloseWish(Wish):
    """Close the account on the player's own word, end its sessions, and pay out what it holds."""

    kind: ClassVar[OrderKind] = OrderKind.SELF_CLOSE
    protects: ClassVar[bool] = True

    end_sessions: bool = True
    pay_out: tuple[Money, ...] = Field(description="what the cash wallet held when it was closed, by currency")


class ReopenWish(Wish):
    """Open a closed account again."""

    kind: ClassVar[OrderKind] = OrderKind.REOPEN

    then: Gate


class ContactChange(MessagePart):
    """One address before and after."""

    before: str | None = Field(
        description="tell this address that it was changed, and how to object; null: there was none"
    )
    after: str


class ContactChangedWish(Wish):
    """Change contact data, tell the old addresses of it, and hold withdrawals for a while."""

    kind: ClassVar[OrderKind] = OrderKind.CONTACT_CHANGED

    email: ContactChange | None = Field(description="null: it stays")
    phone: ContactChange | None = Field(description="null: it stays")
    then: Gate
