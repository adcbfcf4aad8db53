"""A statement of account: what moved, with the balance before and after, and the same as a file."""

import csv
import io
from collections.abc import Iterator

from slackblocks import Block, Button

from bot import kit
from bot.cards import csv_cells, player_facts
from bot.cards.drawing import Reader
from bot.parsing import statement_words
from bot.slack.responses import Answer
from core.activity import PlayerStatement, StatementWish
from core.ledger import StatementLine
from core.office import Office
from core.people import Permission

HEADS = (
    "time (UTC)",
    "transaction",
    "kind",
    "reason",
    "for",
    "asked for here",
    "wallet",
    "currency",
    "amount",
    "before",
    "after",
)


def draw(shown: PlayerStatement, wish: StatementWish, *, reader: Reader, replace: bool = False) -> Answer:
    """Draw a page of a statement."""
    known = shown.player
    days = f"{kit.day(shown.period.first)} to {kit.day(shown.period.last)}"
    text = f"Statement of player {known.player_id}, {days}: {kit.counted(len(shown.lines), 'line')} on this page."
    return Answer.of(text, *_blocks(shown, wish, days, reader), replace=replace)


def _blocks(shown: PlayerStatement, wish: StatementWish, days: str, reader: Reader) -> Iterator[Block]:
    known = shown.player
    yield kit.headline(f"Statement of {kit.typed(known.account.username)} · player {known.player_id}")
    narrowed = [str(each) for each in (wish.wallet, wish.kind, wish.source) if each]
    narrowed += [f"from {kit.money(wish.least)}"] if wish.least else []
    yield kit.small(f"{days} · {', '.join(narrowed) or 'everything'} · newest first")
    if spans := [f"{each.wallet}: {kit.money(each.opening)} → {kit.money(each.closing)}" for each in shown.spans]:
        yield kit.say(kit.bold("Opening → closing"), kit.NEW_LINE, kit.stacked(spans))
    if shown.lines:
        yield kit.say(kit.stacked(_line(one, reader.office) for one in shown.lines))
    else:
        yield kit.say("Nothing moved that fits.")
    yield kit.buttons(*_buttons(shown, wish, reader))


def _buttons(shown: PlayerStatement, wish: StatementWish, reader: Reader) -> Iterator[Button]:
    player = str(shown.player.player_id)
    value = f"{player}:{statement_words.written(wish)}"
    if shown.next:
        yield kit.button("Older", "statement:page", value=f"{value}:{shown.next}")
    if reader.actor.may(Permission.STATEMENT_EXPORT):
        yield kit.button("Export as a file", "statement:export", value=value)
    yield kit.button("Activity", "activity:open", value=player)
    yield kit.button("Open player", "player:open", value=player)


def _line(one: StatementLine, office: Office) -> str:
    moved = player_facts.moved(one.wallet, one.amount, one.balance_after)
    return f"{kit.moment(one.at)} · {_kind(one, office)} · {moved}"


def _kind(one: StatementLine, office: Office) -> str:
    reason = office.adjustment_reasons.get(one.reason) if one.reason else None
    return f"{one.kind} ({reason.title if reason else kit.typed(one.reason)})" if one.reason else str(one.kind)


def file_name(shown: PlayerStatement) -> str:
    """Name the file after the player's id and the days."""
    return f"statement-{shown.player.player_id}-{shown.period.first}-to-{shown.period.last}.csv"


def csv_text(shown: PlayerStatement, office: Office) -> str:
    """Write all lines as CSV, newest first."""
    written = io.StringIO()
    csv.writer(written).writerows([HEADS, *(_cells(one, office) for one in shown.lines)])
    return written.getvalue()


def _cells(one: StatementLine, office: Office) -> list[str]:
    reason = office.adjustment_reasons.get(one.reason) if one.reason else None
    told = (reason.title if reason else one.reason or "", one.source_ref or "")
    amounts = (one.amount, one.balance_before, one.balance_after)
    return [
        one.at.isoformat(timespec="seconds"),
        str(one.transaction_id),
        one.kind.value,
        *map(csv_cells.safe, told),
        "yes" if one.request_id else "no",
        one.wallet.value,
        one.amount.currency,
        *map(csv_cells.number, amounts),
    ]
