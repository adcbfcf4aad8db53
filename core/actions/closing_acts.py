"""What both ways of closing an account have in common: what stands in the way, and what becomes of the money."""

from collections.abc import Collection, Iterator, Sequence
from typing import ClassVar

from core import player_blocks, requests
from core.action import Fact, PlayerAction, Receipt, Run
from core.actions import player_facts
from core.errors import Conflict
from core.fact_values import Value
from core.money import Money, Wallet
from core.phrases import Phrase
from core.players import Situation, accounts, closures
from core.requests import Request
from core.work import Work


class CannotClose(Conflict):
    """Something stands in the way of closing the account."""

    code: ClassVar[str] = "cannot_close"


class ClosingAct(PlayerAction):
    """Close an account; a subclass says on whose word."""

    recorded_as: ClassVar[str] = "account.closed"
    on_platform: ClassVar[bool] = True
    replaces: ClassVar[tuple[str, ...]] = ("reopen_account",)
    becomes: ClassVar[str]
    """Where the account is in its life then."""

    note: str

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List what becomes of the money, and how the account stands."""
        player = await self._closable(work)
        return [
            Fact(key="becomes", label="What becomes of it", value=tuple(_becomes(player)), private=False),
            Fact(key="pay_out", label="Paid out", value=_cash(player) or ("nothing",), material=True),
            *player_facts.of_player(player),
            *await player_facts.of_alerts(work, self.player_id),
            Fact(key="note", label="What happened", value=self.note),
        ]

    async def execute(self, *, run: Run) -> Receipt:
        """Close it, and end its sessions."""
        await self._closable(run.work)
        return await self._close(run)

    async def mirror(self, *, run: Run) -> Receipt:
        """Record that the platform closed it, whatever stood in the way."""
        return await self._close(run)

    async def _close(self, run: Run) -> Receipt:
        ended = await player_blocks.end_sessions(run.work, player_id=self.player_id, request_id=run.request_id)
        await closures.change_lifecycle(run.work, self.player_id, self.becomes)
        lines = [Fact(key="account", label="Account", value=accounts.lifecycle_words(self.becomes), private=False)]
        sessions = [Fact(key="sessions", label="Sessions ended", value=ended)] if ended else []
        return Receipt(lines=(*lines, *sessions), ids={"player": str(self.player_id)})

    async def _pay_out(self, work: Work) -> tuple[Money, ...]:
        return _cash(await player_facts.about(work, self.player_id))

    async def _closable(self, work: Work) -> Situation:
        """Read the player.

        Raises :class:`~core.action.AccountClosed` for a closed account, and :class:`CannotClose` with all that stands
        in the way.
        """
        await self.refuse_closed(work)
        player = await player_facts.about(work, self.player_id)
        pending = await requests.pending_about_player(work.db, self.player_id)
        others = [each for each in pending if each.action not in {self.name, *self.replaces}]
        if obstacles := tuple(in_the_way(player, others)):
            words = (
                "The account cannot be closed yet: {obstacles}. Settle that first; a cool-off or a block stops play "
                "meanwhile, at once."
            )
            raise CannotClose(Phrase(words, obstacles=obstacles), field="player_id")
        return player


def in_the_way(player: Situation, pending: Collection[Request]) -> Iterator[Value]:
    """List what must be settled before an account is closed: debts, bets, withdrawals, locked money, requests."""
    for each in player.balances:
        if each.amount.amount_minor < 0:
            yield Phrase("the {wallet} wallet holds {held}", wallet=each.wallet.value, held=each.amount)
        elif each.wallet is Wallet.LOCKED and each.amount.amount_minor:
            yield Phrase("{held} is locked", held=each.amount)
    for owed in player.owed:
        yield Phrase("the player owes {owed}", owed=owed)
    if bets := player.in_flight.open_bets:
        yield Phrase(f"{bets} open {'bet' if bets == 1 else 'bets'} of {{stakes}}", stakes=player.in_flight.stakes)
    for one in player.in_flight.withdrawals:
        yield Phrase(f"a withdrawal of {{amount}} {'is held' if one.held else 'waits'}", amount=one.amount)
    if pending:
        yield Phrase("requests wait: {codes}", codes=tuple(each.code for each in pending))


def _cash(player: Situation) -> tuple[Money, ...]:
    held = (each.amount for each in player.balances if each.wallet is Wallet.CASH)
    return tuple(each for each in held if each.amount_minor > 0)


def _becomes(player: Situation) -> Iterator[Value]:
    yield "the player cannot log in any more"
    if player.in_flight.sessions:
        yield "sessions end"
    bonus = tuple(
        each.amount for each in player.balances if each.wallet is Wallet.BONUS and each.amount.amount_minor > 0
    )
    if bonus:
        yield Phrase("{bonus} of bonus money lapses", bonus=bonus)
