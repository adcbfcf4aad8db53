"""Money: amounts in minor units, and parsing of typed amounts."""

from core.money.amounts import (
    Direction,
    Held,
    Money,
    Wallet,
    convert,
    digits,
    ended_on,
    existed,
    known,
    running_balances,
)
from core.money.marks import currencies, is_mark
from core.money.parsing import Ambiguous, CurrencyUnclear, OutOfRange, Unreadable, parse

__all__ = [
    "Ambiguous",
    "CurrencyUnclear",
    "Direction",
    "Held",
    "Money",
    "OutOfRange",
    "Unreadable",
    "Wallet",
    "convert",
    "currencies",
    "digits",
    "ended_on",
    "existed",
    "is_mark",
    "known",
    "parse",
    "running_balances",
]
