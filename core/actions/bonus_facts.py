"""Facts about bonuses, for forms, cards and receipts, and the fields their forms share."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from core.action import Fact
from core.bonuses import OpenBonus
from core.money import Money
from core.phrases import Phrase
from core.work import Work

TIMES_MOST = 100
"""The highest turnover: a hundred times the amount is never met in practice."""
DAYS_MOST = 365
GAMES_MOST = 20
GAME_MOST = 60


def _whole(most: int, example: str, least: int) -> BeforeValidator:
    def read(value: object) -> object:
        text = str(value).strip().casefold().removesuffix("x").removesuffix("days").strip()
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            raise ValueError(f"type a whole number from {least} to {most}, such as {example}")
        return int(text)

    return BeforeValidator(read)


def _positive(amount: Money) -> Money:
    if amount.amount_minor <= 0:
        raise ValueError("an amount must be greater than zero")
    return amount


def _games(value: object) -> object:
    if not isinstance(value, str):
        return value
    listed = tuple(dict.fromkeys(" ".join(part.split()) for part in value.split(",") if part.strip()))
    if len(listed) > GAMES_MOST:
        raise ValueError(f"name at most {GAMES_MOST} games, or none for every game")
    if any(len(name) > GAME_MOST for name in listed):
        raise ValueError(f"the name of a game has at most {GAME_MOST} characters; put commas between names")
    return ", ".join(listed) or None


Times = Annotated[int, _whole(TIMES_MOST, "20", 0)]
"""How many times the amount must be staked."""
Days = Annotated[int, _whole(DAYS_MOST, "14", 1)]
Positive = AfterValidator(_positive)
Games = Annotated[str | None, BeforeValidator(_games)]
"""Names of games with commas between them."""


def of_open(bonus: OpenBonus, work: Work) -> Iterator[Fact]:
    """List what is known of an open bonus: its amount, its turnover and its end."""
    yield Fact(
        key="bonus",
        label="Bonus",
        value=Phrase("{amount} granted {at}", amount=bonus.amount, at=bonus.granted_at),
        material=True,
        private=False,
    )
    words = "{done} of {turnover} staked" if bonus.turnover.amount_minor else "none asked for"
    yield Fact(key="turnover", label="Turnover", value=Phrase(words, done=bonus.done, turnover=bonus.turnover))
    yield Fact(key="fulfilled", label="Turnover done", value="yes" if bonus.fulfilled else "no", material=True)
    if bonus.games:
        yield Fact(key="games", label="Counts on", value=bonus.games)
    if bonus.expires_at:
        words = "{at}, which is over" if bonus.lapsed(work.now) else "{at}"
        yield Fact(key="expires", label="Valid until", value=Phrase(words, at=bonus.expires_at), material=True)
