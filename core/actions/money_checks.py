"""What is checked before money moves: a player who must get none, a wallet that lacks it, one like it before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import select

from core import ledger, platform, player_blocks, receivables
from core.action import Action, Fact, Run
from core.actions import money_acts, offers
from core.actions.money_acts import MoneyAction
from core.database.tables import players
from core.errors import Conflict, Refused, Unknown
from core.ledger import OwnPostings, Posted
from core.money import Direction, Money, Wallet
from core.office import Office, Scope
from core.phrases import Phrase
from core.players import accounts
from core.work import Work

OWE = "The player owes what is missing"
"""The tick by which the rest becomes a debt."""
TAKE_BONUS_BACK = "Take the bonus back instead: that takes what is left of it."
LOOKS_LIKE = "looks_like"
"""The key of the fact that shows an earlier adjustment."""
LEAST, MOST = (4, 5), (5, 4)
"""From 80 % to 125 % of an amount another one counts as the same wish: fractions, so that nothing is rounded."""


class OnlyMoneyOwed(Refused):
    """The player must not get bonuses or goodwill."""

    code: ClassVar[str] = "only_money_owed"


async def refuse_barred(work: Work, player_id: int, wallet: Wallet, *, fields: tuple[str, str]) -> None:
    """Refuse a bonus or goodwill for a player who must not get any: excluded, closed, a minor, or kept from a bonus.

    ``fields`` are what to correct for a player who is excluded, and for one whom a block keeps from a bonus.
    Raises :class:`OnlyMoneyOwed`, and :class:`~core.errors.Unknown` when there is no such player.
    """
    of_exclusion, of_block = fields
    if why := await _why_barred(work, player_id):
        raise OnlyMoneyOwed(why, field=of_exclusion)
    rows = await player_blocks.open_rows(work.db, player_id, now=work.now)
    if player_blocks.excluded(rows, work.now):
        raise OnlyMoneyOwed(
            f"Player {player_id} is excluded from play: no bonus and no goodwill, only money owed, in cash.",
            field=of_exclusion,
        )
    if wallet is Wallet.BONUS and Scope.BONUS in player_blocks.standing(rows, work.now).blocked:
        raise OnlyMoneyOwed(f"Player {player_id} cannot get a bonus while blocked.", field=of_block)


async def _why_barred(work: Work, player_id: int) -> str:
    """Say why the account or the age is against it; empty where neither is."""
    query = select(players.c.lifecycle, players.c.born_on).where(players.c.id == player_id)
    row = (await work.db.execute(query)).one_or_none()
    if row is None:
        raise Unknown(f"There is no player {player_id}.", field="player_id")
    if row.lifecycle in accounts.CLOSED:
        return f"The account of player {player_id} is closed: no bonus and no goodwill, only money owed, in cash."
    if accounts.under_age(work, row.born_on):
        return f"Player {player_id} is under age by the birth date on record: no bonus and no goodwill."
    return ""


def shortfall(taken: Money, *, wallet: Wallet, held: Money, owe: bool, field: str) -> Money | None:
    """Give what the wallet lacks, where the player is to owe that; None where it lacks nothing.

    Raises :class:`~core.ledger.Overdrawn` where it lacks something and is no cash, or nobody asked for a debt.
    """
    if not held < taken:
        return None
    cash = wallet is Wallet.CASH
    if cash and owe:
        return taken - max(held, Money(0, held.currency))
    words = "The {wallet} wallet holds {held}; {taken} cannot be taken from it. {then}"
    then = f"Tick “{OWE}” to have the rest owed." if cash else TAKE_BONUS_BACK
    told = Phrase(words, wallet=wallet.value, held=held, taken=taken, then=then)
    raise ledger.Overdrawn(told, field=field)


def owed_facts(lacking: Money | None) -> list[Fact]:
    """Say in a preview what the player will owe."""
    return [Fact(key="owed", label="The player then owes", value=lacking)] if lacking else []


async def stand_in_for(run: Run, player_id: int, lacking: Money | None) -> Sequence[Fact]:
    """Put what is missing into the cash wallet as a debt, and say so in the receipt."""
    if lacking is None:
        return ()
    await receivables.stand_in(
        run.work, receivables.StandIn(player_id=player_id, missing=lacking, request_id=run.request_id)
    )
    return (Fact(key="owed", label="The player owes", value=lacking, private=False),)


async def debt_ordered(run: Run) -> Money | None:
    """Give what the player owes by the order to the platform."""
    order = await platform.of_request(run.work.db, run.request_id)
    owed = order.body["data"].get("owed") if order else None
    return Money(**owed) if owed else None


class AlreadySettled(Conflict):
    """The player's balance was adjusted for this source before."""

    code: ClassVar[str] = "already_settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentWish:
    """What two wishes are compared by."""

    player_id: int
    direction: Direction
    amount: Money
    source: str | None

    def repeats(self, declined: "AdjustmentWish", *, reason: str, office: Office) -> bool:
        """Tell whether it is the wish that was declined: the same source, or about the same amount.

        A lower amount that the decliner offered is what they would agree to, and no repetition.
        """
        if (self.player_id, self.direction) != (declined.player_id, declined.direction):
            return False
        if _lower(self.amount, declined.amount) and offers.names(reason, self.amount):
            return False
        return self._same_source(declined) or _about(self.amount, declined.amount, office)

    @property
    def signed(self) -> Money:
        """The amount as it changes the wallet."""
        return self.amount if self.direction is Direction.GIVE else -self.amount

    def refuse_settled(self, own: OwnPostings) -> None:
        """Refuse a source for which the player was adjusted in this direction, whatever the reason was.

        Raises :class:`AlreadySettled`. An adjustment that was reversed has freed its source.
        """
        if not self.source or (before := own.settled(self.signed, self.source).same) is None:
            return
        words = "“{source}” was already settled: {before}. If that was wrong, ask to reverse it first."
        told = Phrase(words, source=self.source, before=money_acts.what_and_when(before))
        raise AlreadySettled(told, field="source_ref")

    def earlier(self, own: OwnPostings, work: Work) -> Posted | None:
        """Find the newest adjustment that this one looks like: by its source without what separates, or its amount."""
        similar = own.settled(self.signed, self.source).similar if self.source else None
        return similar or own.near_amount(self.signed, since=work.now - work.office.limits.adjustment_repeat)

    def _same_source(self, other: "AdjustmentWish") -> bool:
        if not self.source or not other.source:
            return False
        return ledger.source_key(self.source) == ledger.source_key(other.source)


class ComparedAction(MoneyAction):
    """An act that moves money for a source, compared with what was moved and what was declined before."""

    @property
    def wish(self) -> AdjustmentWish:
        """Give what similar ones are compared by."""
        raise NotImplementedError

    def source(self) -> str | None:
        """Give the source."""
        return self.wish.source

    def looks_like(self, facts: Sequence[Fact]) -> Phrase | None:
        """Name an earlier one for nearly the same source, or of nearly the same amount."""
        return similar_named(facts)

    def repeats(self, declined: Action, *, reason: str, office: Office) -> bool:
        """Compare source and amount: another name for the same thing makes no new wish."""
        return isinstance(declined, type(self)) and self.wish.repeats(declined.wish, reason=reason, office=office)


def similar_facts(earlier: Posted | None) -> list[Fact]:
    """Show the adjustment that one looks like, which every approver has to look at; nothing where there is none."""
    if earlier is None:
        return []
    source = earlier.transaction.source_ref or "nothing named"
    words = Phrase("{before}; for: {source}", before=money_acts.what_and_when(earlier), source=source)
    return [Fact(key=LOOKS_LIKE, label="Looks like an earlier one", value=words, material=True, to_tick=True)]


def similar_named(shown: Sequence[Fact]) -> Phrase | None:
    """Name the adjustment that :func:`facts` showed among the facts of a request."""
    values = (fact.value for fact in shown if fact.key == LOOKS_LIKE)
    found = next((value.values["before"] for value in values if isinstance(value, Phrase)), None)
    return found if isinstance(found, Phrase) else None


def _about(one: Money, other: Money, office: Office) -> bool:
    """Compare in the base currency; where a rate is unknown, nobody can say that they differ."""
    if one.currency == other.currency:
        now, then = one.amount_minor, other.amount_minor
    else:
        bases = office.in_base(one), office.in_base(other)
        if bases[0] is None or bases[1] is None:
            return True
        now, then = bases[0].amount_minor, bases[1].amount_minor
    return now * LEAST[1] >= then * LEAST[0] and now * MOST[1] <= then * MOST[0]


def _lower(one: Money, other: Money) -> bool:
    return one.currency == other.currency and one.amount_minor < other.amount_minor
