"""Bets of the player, a bonus, and somebody of another brand under the same id: what the machine does beside blocks."""

from itertools import count
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from core import ledger, player_blocks
from core.players import situations
from tests.support.ordering import take
from tests.support.player_driver import PlayerDriver

BETS = count(1)
LATE = st.sampled_from([False, False, True])
WALLETS = st.sampled_from(["cash", "cash", "bonus"])


class BettingDriver(PlayerDriver):
    """Bets that are placed and then won, lost or given back, each told once or more, in any order."""

    def open(self) -> None:
        super().open()
        self.placed: dict[str, dict[str, Any]] = {}
        elsewhere = {"external_id": f"x-{self.name}", "brand": "lucky7", "currency": "SEK"}
        self.other, self.others_minor = self.run(self.office.player(f"{self.name}-2", **elsewhere)), 0

    @rule(minor=st.integers(1, 3_000), wallet=WALLETS, late=LATE)
    def places_a_bet(self, minor: int, wallet: str, *, late: bool) -> None:
        named = f"b{next(BETS)}"
        self.placed[named] = {"bet": named, "wallet": wallet, "amount": {"amount_minor": minor, "currency": "EUR"}}
        self.happens("bet", self.placed[named])
        self.tells_newest(late=late)

    @precondition(lambda self: self.placed)
    @rule(data=st.data(), ends=st.sampled_from(["won", "lost", "bet_voided"]), late=LATE)
    def ends_a_bet(self, data: st.DataObject, ends: str, *, late: bool) -> None:
        bet = self.placed.pop(data.draw(st.sampled_from(sorted(self.placed))))
        if ends == "bet_voided":
            self.happens("bet_voided", bet)
        else:
            won = data.draw(st.integers(1, 5_000)) if ends == "won" else 0
            self.happens("win", {**bet, "amount": {"amount_minor": won, "currency": "EUR"}})
        self.tells_newest(late=late)

    @rule(minor=st.integers(1, 5_000))
    def gets_a_bonus(self, minor: int) -> None:
        self.happens("bonus_granted", {"amount": {"amount_minor": minor, "currency": "EUR"}})
        self.tells_newest(late=False)

    @rule(minor=st.integers(1, 9_000))
    def somebody_else_plays(self, minor: int) -> None:
        """Let the other deposit, and ask for some of it under the name of the player's newest withdrawal."""
        deposit = {"amount": {"amount_minor": minor, "currency": "SEK"}}
        asked = {"withdrawal": max(self.truth, default="w0"), "amount": {"amount_minor": 1, "currency": "SEK"}}
        several = (
            [("deposit", deposit)] if self.others_minor else [("deposit", deposit), ("withdrawal_requested", asked)]
        )
        for type_, body in several:
            self.happens(type_, body)
            self.run(take(self.office, {**self.untold.pop(), "brand": "lucky7"}))
        self.others_minor += minor

    async def look_at_bets(self) -> None:
        """What lies open, the bonus wallet, and that the other is never blocked, held or paid for the player."""
        now = self.office.now
        async with self.office.read() as db:
            flight = await situations.in_flight(db, self.anna, now=now)
            balances = {each.wallet.value: each.money.amount_minor for each in await ledger.balances(db, self.anna)}
            theirs = await player_blocks.open_rows(db, self.other, now=now)
            others = await ledger.balances(db, self.other)
            waiting = (await player_blocks.in_flight(db, self.other, now=now)).withdrawals
        assert flight.open_bets == len(self.model.open_bets())
        assert balances.get("bonus", 0) == self.model.bonus
        assert theirs == ()
        assert not any(each.held for each in waiting)
        assert sum(each.money.amount_minor for each in others) == self.others_minor
