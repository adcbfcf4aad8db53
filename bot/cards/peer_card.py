"""A player beside others whose account is of the same brand, age and currency, drawn."""

from collections.abc import Iterator, Mapping
from datetime import date

from slackblocks import Block

from bot import kit
from bot.cards import activity_text
from bot.slack.responses import Answer
from core.activity import AccountAge, PeerComparison, PeerLine
from core.money import Money
from core.players import Introduction

AGES: Mapping[AccountAge, str] = {
    AccountAge.MONTH: "up to a month old",
    AccountAge.HALF_YEAR: "one to six months old",
    AccountAge.TWO_YEARS: "six months to two years old",
    AccountAge.OLDER: "older than two years",
}
TITLES: Mapping[str, str] = {
    "deposits": "Deposits",
    "net": "Net, after chargebacks",
    "bets": "Bets",
    "deposit_count": "Number of deposits",
    "bet_count": "Number of bets",
    "active_days": "Days with a login or a bet",
}


def draw(player: Introduction, told: PeerComparison, *, today: date) -> Answer:
    """Draw each measure with where the player stands among peers; the text says the same."""
    who = f"{kit.typed(told.brand)} accounts in {told.currency}, {AGES[told.age]}"
    days = activity_text.days(told.period, today=today)
    said = "; ".join(f"{TITLES[line.measure]}: {_words(line)}" for line in told.lines) or _too_few()
    text = f"Player {player.player_id} beside others, {days}: {said}."
    title = kit.headline(f"{kit.typed(player.account.username)} beside others · player {player.player_id}")
    peers = f" · {kit.number(told.players)} of them active" if told.lines else ""
    return Answer.of(text, title, kit.small(f"{days} · {who}{peers}"), *_lines(told), *_back(player))


def _lines(told: PeerComparison) -> Iterator[Block]:
    if not told.lines:
        yield kit.say(f"{_too_few()}.")
        return
    yield from kit.facts(kit.Row(TITLES[line.measure], _words(line)) for line in told.lines)
    yield kit.small("Whole days up to yesterday, added up once a day. Half of the others have no more than the median.")


def _words(line: PeerLine) -> str:
    where = f"more than {line.above} % of them" if line.above else "no more than the lowest 10 % of them"
    return f"{_value(line.value)}: {where}, median {_value(line.median)}"


def _value(value: int | Money) -> str:
    return kit.money(value) if isinstance(value, Money) else kit.number(value)


def _too_few() -> str:
    return "Too few such players were active to compare with, or they have not been added up yet"


def _back(player: Introduction) -> Iterator[Block]:
    value = str(player.player_id)
    ways = (("Activity", "activity:open"), ("Open player", "player:open"))
    yield kit.buttons(*(kit.button(label, action_id, value=value) for label, action_id in ways))
