"""A player's statement of account: looked at page by page, or taken away as a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from core import audit, ledger, operations, quotas, search
from core.activity.periods import Period, read_period
from core.activity.player_activity import LOOK
from core.database import pages
from core.errors import Invalid, Refused
from core.ledger import EntryKind, StatementFilter, StatementLine, StatementPlace, StatementSource, WalletSpan
from core.money import Money, Wallet
from core.operations import Seen
from core.people import Actor, Permission
from core.phrases import Phrase
from core.players import Introduction, introduction
from core.quotas import Quota, Within
from core.search import Nothing, One, Several
from core.work import Work

PAGE = 15
"""Lines on one page."""
EXPORT_MOST = 50_000
"""Lines of one file, beyond which a shorter period is asked for."""
EXPORTED = "statement.exported"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementWish:
    """What somebody wants to see, as they typed it: days, and what narrows the list."""

    period: str = "30d"
    wallet: Wallet | None = None
    kind: EntryKind | None = None
    source: StatementSource | None = None
    least: Money | None = None

    def facts(self) -> Mapping[str, Any]:
        """Say in the record what was asked for."""
        chosen = {"wallet": self.wallet, "kind": self.kind, "source": self.source}
        return {"period": self.period, **{name: str(value) for name, value in chosen.items() if value}}


@dataclass(frozen=True, slots=True)
class PlayerStatement:
    """Some lines of a player's statement, newest first, and what the wallets held at both ends."""

    player: Introduction
    period: Period
    spans: tuple[WalletSpan, ...]
    lines: tuple[StatementLine, ...]
    next: str = ""
    """The cursor of the page with older lines; empty on the last one."""


class TooManyLines(Refused):
    """A file would be longer than anybody reads."""

    code: ClassVar[str] = "too_many_lines"


class ExportsUsed(Refused):
    """The person's exports of the day are used up."""

    code: ClassVar[str] = "export_quota_used"


EXPORTS = quotas.declare(
    Quota(
        key="limits.statement_exports_per_day",
        within=Within.DAY,
        most=lambda office, _: office.limits.statement_exports_per_day,
        count=partial(audit.counted_since, action=EXPORTED),
        refusal=ExportsUsed,
        words="You have exported {done} statements today, and {most} is the most. Ask a colleague, or go on tomorrow.",
    )
)


@operations.query("statement.viewed", **LOOK)
async def view_statement(
    work: Work, actor: Actor, player_id: int, *, wish: StatementWish, at: str = ""
) -> Seen[PlayerStatement]:
    """Show a page of a player's statement, newest first; ``at`` is the cursor of the page before.

    Raises :class:`~core.errors.Invalid` for what is no period, :class:`~core.errors.Unknown` when there is no such
    player, or none that this person may know of.
    """
    shown = await _read(work, actor, _Page(player_id, wish, at))
    return Seen(shown, looked_at=shown.player, facts=wish.facts())


@operations.query("statement.viewed", records=("player.searched",), before=search.Counting(), **LOOK)
async def find_statement(
    work: Work, actor: Actor, text: str, *, wish: StatementWish
) -> Seen[PlayerStatement | Several | Nothing]:
    """Show the statement of the one player who fits what somebody typed, else say who fits and what was tried."""
    read_period(wish.period, today=work.office.day(work.now))
    found = await search.resolve(work, actor, text)
    if not isinstance(found, One):
        return Seen(found, action="player.searched", facts=search.facts(found))
    shown = await _read(work, actor, _Page(found.player_id, wish))
    return Seen(shown, looked_at=shown.player, facts={"by": found.by, **wish.facts()}, also=search.also(found))


@operations.operation(
    EXPORTED,
    module="ledger",
    needs=Permission.STATEMENT_EXPORT,
    doing="export a statement of account",
    facts=lambda arguments: arguments["wish"].facts(),
    records=("statement.viewed", "honey.seen"),
)
async def export_statement(work: Work, actor: Actor, player_id: int, *, wish: StatementWish) -> PlayerStatement:
    """Give all lines of a statement to be taken away, and record that they were.

    Raises :class:`ExportsUsed` above the day's quota, :class:`TooManyLines` for a period with too many of them, and
    what :func:`view_statement` raises.
    """
    await quotas.lock(work, actor, EXPORTS)
    await quotas.refuse_used_up(work, actor, EXPORTS)
    await view_statement(work, actor, player_id, wish=wish)  # a look like every other: purpose, record, alarms
    found = await _read(work, actor, _Page(player_id, wish, limit=EXPORT_MOST))
    if found.next:
        words = "That statement has more than {most} lines. Choose fewer days, or one wallet."
        raise TooManyLines(Phrase(words, most=EXPORT_MOST))
    await audit.count(work, actor.person, EXPORTED)
    entry = audit.Entry(
        actor=actor,
        action=EXPORTED,
        module="ledger",
        subject=audit.Subject("player", str(player_id)),
        player_id=player_id,
        facts={**wish.facts(), "lines": len(found.lines)},
    )
    await audit.record(work, entry)
    return found


@dataclass(frozen=True, slots=True)
class _Page:
    """Which page of which statement."""

    player_id: int
    wish: StatementWish
    at: str = ""
    limit: int | None = None
    """Lines; by default those of one page."""


async def _read(work: Work, actor: Actor, page: _Page) -> PlayerStatement:
    player_id, wish, limit = page.player_id, page.wish, page.limit or PAGE
    office = work.office
    period = read_period(wish.period, today=office.day(work.now))
    player = await introduction(work.db, player_id, actor=actor, now=work.now)
    wanted = StatementFilter(
        begin=office.day_bounds(period.first)[0],
        end=office.day_bounds(period.last)[1],
        wallet=wish.wallet,
        kind=wish.kind,
        source=wish.source,
        least_minor=wish.least.amount_minor if wish.least else None,
    )
    found = await ledger.statement_lines(work.db, player_id, wanted, after=_place(page.at), limit=limit + 1)
    spans = await ledger.statement_spans(work.db, player_id, wanted)
    following = _cursor(found[limit - 1]) if len(found) > limit else ""
    return PlayerStatement(player, period, spans, found[:limit], following)


def _cursor(line: StatementLine) -> str:
    return f"{pages.mark((line.at, line.transaction_id))}-{line.line}"


def _place(at: str) -> StatementPlace | None:
    head, _, number = at.rpartition("-")
    if not at:
        return None
    if not (number.isascii() and number.isdigit()) or (place := pages.after(head)) is None:
        raise Invalid("That page no longer exists. Open the statement again.")
    return StatementPlace(place[0], UUID(int=place[1].int), int(number))
