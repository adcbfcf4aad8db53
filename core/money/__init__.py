"""Money: amounts in whole minor units, and how people type them."""

from core.money.typed import Ambiguous, CurrencyUnclear, OutOfRange, Unreadable, parse
from core.money.value import Direction, Money, Wallet, convert, digits, known

__all__ = [
    "Ambiguous",
    "CurrencyUnclear",
    "Direction",
    "Money",
    "OutOfRange",
    "Unreadable",
    "Wallet",
    "convert",
    "digits",
    "known",
    "parse",
]
