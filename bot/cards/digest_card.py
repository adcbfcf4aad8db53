"""A digest drawn: for a channel, for one person, and for a channel where not everybody may see its content."""

from collections.abc import Collection, Iterator

from slackblocks import Block

from bot import kit
from bot.cards import digest_file, digest_text
from bot.cards.drawing import Message
from bot.slack.responses import Json
from core.digests import SECONDS, Digest, Section, StoredDigest, Table
from core.money import Money
from core.people import Visibility

SEEN = "digest:seen"
OPEN = "digest:open"
POST = "digest:post"
FILE = "digest:file"
CURRENCIES_MOST = 19
"""Currencies beside each other: a table has twenty columns, and the first says what moved."""
CHARTS_MOST = 2
"""Charts in one message."""
TABLES_TEXT_MOST = 18_000
"""Characters in the cells of all tables of a message, somewhat below Slack's limit."""
TWIN_ROWS = 10
"""Rows of a table that is written as text."""
MORE = "Not everything fits in a message. Open it, or print it: pitboss digest."


def posted(kept: StoredDigest, sees: frozenset[Visibility]) -> Message:
    """Draw it for a channel whose members all see this much; the notification says only that it is there."""
    digest = kept.digest.shown_to(sees)
    blocks, twin = (list(_blocks(kept, digest, native=native)) for native in (True, False))
    return Message(_notice(kept), _limited(blocks), twin=_limited(twin))


def waiting(kept: StoredDigest) -> Message:
    """Draw it where somebody may not see players: that it is ready, and a button that opens it in private."""
    said = f"{digest_text.title(kept.digest)}, is ready. Not everybody here may see players, so open it for yourself."
    button = kit.buttons(kit.button("Open", OPEN, value=str(kept.id)))
    return Message(_notice(kept), tuple(kit.render([kit.say(said), button])))


def private(kept: StoredDigest, sees: frozenset[Visibility], *, native: bool = True) -> tuple[str, list[Block]]:
    """Draw it for one person, with a way to post it; give the words and the blocks."""
    digest = kept.digest.shown_to(sees)
    post = kit.buttons(kit.button("Post…", POST, value=str(kept.id)))
    return "\n".join(digest_text.spelled(digest, rows=TWIN_ROWS)), [*_blocks(kept, digest, native=native), post]


def cannot_be_posted(kept: StoredDigest) -> Message:
    """Alert somebody that a digest was made but cannot be posted in its channel."""
    said = (
        f" {digest_text.title(kept.digest)}, cannot be posted in {kept.place}: {kept.held_because}. "
        "It is held, and is posted within five minutes once that channel is fixed"
        " or the office file names another one."
    )
    blocks = [kit.say(kit.bold("Held back:"), said)]
    return Message(f"The {kept.digest.name} digest cannot be posted.", tuple(kit.render(blocks)))


def _notice(kept: StoredDigest) -> str:
    return f"{digest_text.title(kept.digest)}, is ready."


def _limited(blocks: list[Block]) -> tuple[Json, ...]:
    return tuple(kit.limited(blocks, more=MORE))


def _blocks(kept: StoredDigest, digest: Digest, *, native: bool) -> Iterator[Block]:
    yield kit.headline(digest_text.title(digest))
    yield kit.small(digest_text.about(digest))
    if told := digest_text.missed(digest):
        yield kit.small(told)
    if any(map(digest_file.long, digest.sections)):
        words = "Some lists have more rows than a message shows."
        yield kit.say(words, beside=kit.button("All rows as files", FILE, value=str(kept.id)))
    elif any(map(digest_file.booked, digest.sections)):
        words = "The house accounts of the period come as a file, for the books."
        yield kit.say(words, beside=kit.button("As a file", FILE, value=str(kept.id)))
    if digest.empty:
        yield kit.say(kit.bold(digest_text.NO_ACTIVITY))
    yield from _findings(kept, digest)
    sections = list(filter(digest_text.worth_telling, digest.sections))
    tables = sum(section.table is not None for section in sections)
    charted = [section for section in sections if section.trend or _compared(section)][:CHARTS_MOST]
    for section in sections:
        yield from (_lines(section) if not native else _by_currency(section))
        if native and section in charted:
            yield _chart(section)
        yield from _rest(section, digest, room=TABLES_TEXT_MOST // max(tables, 1) if native else 0)


def _findings(kept: StoredDigest, digest: Digest) -> Iterator[Block]:
    seen = {one.key: one for one in kept.seen}
    for finding in digest.findings:
        if one := seen.get(finding.key):
            yield kit.small(f"{digest_text.words(finding.sentence, digest)} Seen by {one.by}, {kit.moment(one.at)}.")
        else:
            button = kit.button("Seen", SEEN, value=f"{kept.id} {finding.key}")
            yield kit.say(kit.bold("Look:"), f" {digest_text.words(finding.sentence, digest)}", beside=button)
    if more := list(digest_text.other_findings(digest)):
        yield kit.small(*more)


def _lines(section: Section, *, besides: Collection[str] = ()) -> Iterator[Block]:
    lines = [
        f"{label}: {digest_text.number(line)}"
        for label, line in digest_text.told_lines(section)
        if line.unit not in besides
    ]
    if section.stated and not (lines or besides or section.table):
        lines = [digest_text.NONE]
    yield kit.say(
        kit.bold(section.title),
        *(kit.marked(kit.NEW_LINE, line) for line in lines),
    )


def _by_currency(section: Section) -> Iterator[Block]:
    """Draw the lines; money in several currencies as a table with a row per kind and a column per currency."""
    money = [line for line in section.lines if line.unit not in {"", SECONDS}]
    currencies = list(dict.fromkeys(line.unit for line in money))
    if len(currencies) < 2:  # noqa: PLR2004 - one currency needs no column of its own
        yield from _lines(section)
        return
    yield from _lines(section, besides=currencies)
    said = {
        (line.label, line.unit): kit.Number(kit.point(Money(line.now, line.unit)), digest_text.number(line))
        for line in money
    }
    labels = list(dict.fromkeys(line.label for line in money))
    for start in range(0, len(currencies), CURRENCIES_MOST):
        some = currencies[start : start + CURRENCIES_MOST]
        rows = [[label, *(said.get((label, currency), "") for currency in some)] for label in labels]
        yield kit.table(["Moved", *some], rows, caption=f"{section.title} by currency")[0]


def _compared(section: Section) -> bool:
    return section.compared and any(line.now or line.before for line in section.lines)


def _chart(section: Section) -> Block:
    if section.trend:
        series = {one.name: digest_text.points(one) for one in section.trend.series}
        return kit.lines(section.trend.title, digest_text.labels(section.trend), series)
    labels = [line.label for line in section.lines]
    now, before = [line.now for line in section.lines], [line.before or 0 for line in section.lines]
    return kit.bars(section.title, labels, {"Now": now, "Before": before})


def _rest(section: Section, digest: Digest, *, room: int) -> Iterator[Block]:
    """Draw what follows the lines: the trend in words, rows, how many more there are and where."""
    notes = [digest_text.trend(section.trend)] if section.trend else []
    if section.note:
        notes.append(digest_text.words(section.note, digest))
    if table := section.table:
        shown = 0
        if room and table.rows:
            rows = list(_fitting(table, digest, room))
            drawn, cut = kit.table(table.heads, rows, caption=f"{kit.number(table.total)} in all")
            shown = len(rows) - cut
            yield drawn
        elif table.rows:
            shown = min(len(table.rows), TWIN_ROWS)
            yield kit.small(" · ".join(table.heads))
            words = [[digest_text.words(cell, digest) or "none" for cell in row.cells] for row in table.rows[:shown]]
            yield kit.bullets(map(" · ".join, words))
        notes.append(digest_text.left_out(table, digest, shown=shown))
    notes.append(digest_text.hidden(section.hidden, table.where if table else None))
    if told := [note for note in notes if note]:
        yield kit.small(*told)


def _fitting(table: Table, digest: Digest, room: int) -> Iterator[tuple[kit.Cell, ...]]:
    """Write the first rows, as many as there is room for; numbers and amounts sort by what they are."""
    left = room - sum(map(len, table.heads))
    for row in table.rows[: kit.TABLE_BODY_MOST]:
        cells = tuple(_cell(cell, digest) for cell in row.cells)
        left -= sum(max(len(cell.text if isinstance(cell, kit.Number) else cell), 1) for cell in cells)
        if left < 0:
            return
        yield cells


def _cell(cell: object, digest: Digest) -> kit.Cell:
    words = digest_text.words(cell, digest)
    if isinstance(cell, Money):
        return kit.Number(kit.point(cell), words)
    return kit.Number(cell, words) if isinstance(cell, int) and not isinstance(cell, bool) else words
