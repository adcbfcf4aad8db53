"""Cells of files that people open as spreadsheets."""

from bot import kit
from core.money import Money

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell must not begin with: a spreadsheet would compute it."""


def safe(cell: str) -> str:
    """Write what somebody may have typed so that no spreadsheet takes it for a formula."""
    plain = kit.plain(cell)
    return f"'{plain}" if plain.startswith(FORMULA) else plain


def number(amount: Money) -> str:
    """Write an amount as a number, its sign included: digits alone are no formula."""
    return str(amount).partition(" ")[2]
