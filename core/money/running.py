"""Running balances: what a wallet held after each movement, in the order in which the movements are shown."""

from collections.abc import Iterable, Iterator, Mapping

from core.money.amounts import Money, Wallet

Held = Mapping[tuple[Wallet, str], int]
"""Minor units by wallet and currency."""


def newest_first(held: Held, moves: Iterable[tuple[Wallet, Money]]) -> Iterator[Money]:
    """Give the balance after each movement; ``held`` is what the wallets hold after the first of them."""
    left = dict(held)
    for wallet, amount in moves:
        place = (wallet, amount.currency)
        left.setdefault(place, 0)
        yield Money(left[place], amount.currency)
        left[place] -= amount.amount_minor
