"""Lowering a limit of a player's own, on the player's word; raising one is never done from here."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from core import platform
from core.action import (
    Command,
    Fact,
    InCurrencyOf,
    Kind,
    Note,
    OnlyConfirmed,
    PlayerAction,
    Receipt,
    Run,
    Ticket,
    Usage,
)
from core.actions import player_facts
from core.actions.bonus_facts import Positive
from core.errors import Invalid, Refused
from core.money import Money
from core.office import Office
from core.people import Permission
from core.phrases import Phrase
from core.players import Situation, limits
from core.players.limits import LimitKind, LimitPeriod, OwnLimit, WantedLimit
from core.work import Work

ONLY_CONFIRMED = (
    "The player asked for this limit, so it can only be confirmed. The player raises it on the platform, with the "
    "waiting time that the licence asks for."
)


class LimitRaised(Refused):
    """A limit is never raised from here, nor is another limit that the player has loosened."""

    code: ClassVar[str] = "limit_raised"


class LowerLimit(PlayerAction):
    """Set a lower limit for a player, or a first one, at once."""

    name: ClassVar[str] = "lower_limit"
    title: ClassVar[str] = "Lower a limit"
    noun: ClassVar[str] = "lower limit"
    kind: ClassVar[Kind] = Kind.PROTECTIVE
    recorded_as: ClassVar[str] = "limit.lowered"
    ask: ClassVar[Permission] = Permission.ACCOUNT_PROTECT
    command: ClassVar[Command | None] = Command(
        "/player",
        verb="limit",
        usages=(Usage("anna42 50 EUR deposit day because she asked on the phone", "lowers a limit of hers at once"),),
    )
    on_platform: ClassVar[bool] = True
    undone_by: ClassVar[str] = "Nothing from here; the player raises a limit on the platform."
    not_yet: ClassVar[str] = "Not lowered yet."
    acts_first: ClassVar[str] = "In force as soon as you send it. A second person then confirms it."

    limit: LimitKind = Field(title="Limit on")
    amount: Annotated[Money, Positive, InCurrencyOf("player_id", "wallet")] = Field(title="At most")
    period: LimitPeriod = Field(title="Within a")
    note: Note = Field(title="What the player said")
    ticket: Ticket | None = Field(default=None, title="Ticket")

    def subject(self) -> str:
        """Allow one pending request per player, kind and period."""
        return f"{self.limit} limit a {self.period} of player {self.player_id}"

    def only_confirmed(self, office: Office) -> str:
        """Say that the player asked for it."""
        del office
        return ONLY_CONFIRMED

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List the limits the player has and the one that comes, and how the account stands."""
        player = await player_facts.about(work, self.player_id)
        before = await self._compared(work, player)
        return [
            Fact(key="limit", label="New limit", value=self._words(), material=True, private=False),
            Fact(key="before", label="Limits before", value=tuple(map(_words, before)) or ("none",), private=False),
            *player_facts.of_player(player),
            *await player_facts.of_alerts(work, self.player_id),
            Fact(key="note", label="What the player said", value=self.note),
        ]

    async def execute(self, *, run: Run) -> Receipt:
        """Set it."""
        await self._compared(run.work, await player_facts.about(run.work, self.player_id))
        await limits.lower(run.work, self.player_id, self._wanted, request_id=run.request_id)
        return Receipt(lines=(Fact(key="limit", label="Limit set", value=self._words(), private=False),))

    async def end(self, *, run: Run) -> Receipt:
        """Refuse it: ending it would raise the limit again."""
        del run
        raise OnlyConfirmed(ONLY_CONFIRMED)

    async def order(self, *, run: Run, step: platform.Step) -> platform.Wish:
        """Order the platform to hold the player to it, beside the limits that stand."""
        del run, step
        return platform.LowerLimitWish(limit=self.limit, period=self.period, amount=self.amount)

    @property
    def _wanted(self) -> WantedLimit:
        return WantedLimit(self.limit, self.period, self.amount)

    def _words(self) -> Phrase:
        return _words(OwnLimit(self.limit, self.period, self.amount))

    async def _compared(self, work: Work, player: Situation) -> list[OwnLimit]:
        """Read the limits there are.

        Raises :class:`LimitRaised` where the new one would not be below each of its kind, and
        :class:`~core.errors.Invalid` where it is in another currency than the account.
        """
        await self.refuse_closed(work)
        if self.amount.currency != player.account.currency:
            words = "The account is in {currency}; write the limit in {currency}."
            raise Invalid(Phrase(words, currency=player.account.currency), field="amount")
        before = await limits.own_limits(work.db, self.player_id)
        if stricter := limits.loosened(before, self._wanted):
            words = (
                "The player has a limit already that this one is not below: {limit}. A limit is only lowered from "
                "here, never raised, also not for another period. Write less; a raise is asked for by the player, on "
                "the platform."
            )
            raise LimitRaised(Phrase(words, limit=_words(stricter)), field="amount")
        return before


def _words(limit: OwnLimit) -> Phrase:
    kind, period = limit.kind.replace("_", " "), limit.within or limit.period
    words = "{kind}: at most {amount} a {period}" if period else "{kind}: at most {amount}"
    return Phrase(words, kind=kind, amount=limit.amount, period=period)
