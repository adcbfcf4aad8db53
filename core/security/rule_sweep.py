"""The sweep: rules over events that came in since the last one; its cost follows those, not the history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core import intake_numbers, operations, watermarks
from core.activity import FAILED, Type
from core.activity.events import NOBODY
from core.database import bulk
from core.database.connections import Connection
from core.database.tables import address_logins, events
from core.operations import Recorded, Seen
from core.people import Actor, SystemRight
from core.security import configured_rules, event_history, gathering, linked_news, rules
from core.security.configured_rules import Case, RuleFailed, Terms
from core.security.event_history import HistoryQuery, News
from core.security.new_alerts import NewAlert
from core.security.verdicts import Happening, Rule
from core.work import Work

NAME = "security"
"""The sweep's watermark."""
BATCH = 5_000
"""Events of one round, of any type; one intake is never split."""


@dataclass(slots=True)
class Swept:
    """What one round found, not yet written down."""

    after: int
    upto: int
    whole: bool
    """Whether nothing more waits."""
    alerts: list[NewAlert] = field(default_factory=list)
    tries: list[dict[str, Any]] = field(default_factory=list)
    """Logins by address, to be stored."""


@operations.query(
    "security.swept", module="security", needs=SystemRight.RUN, doing="run the sweep", recorded=Recorded.INTERNAL
)
async def look(work: Work, actor: Actor, *, asked: Iterable[Rule] = rules.ALL) -> Seen[Swept | None]:  # noqa: ARG001 - no person sees it
    """Run the rules over everybody who has new events; None where nothing is new. :func:`settle` writes it down.

    A rule that breaks on somebody is left out for them and becomes an alert itself; the others go on.
    """
    return Seen(await _look(work, tuple(asked)))


@operations.operation(
    "security.swept",
    module="security",
    needs=SystemRight.RUN,
    doing="run the sweep",
    recorded=Recorded.CHANGES,
)
async def settle(work: Work, actor: Actor, swept: Swept) -> int:  # noqa: ARG001 - each alert is recorded as raised
    """Write down what a round found and move on; give how many alerts are new.

    Where another process has moved on meanwhile, its result stands and nothing is written.
    """
    if await watermarks.locked(work, NAME) != swept.after:
        return 0
    await bulk.add(work.db, address_logins, swept.tries, unless_there=True)
    raised = await gathering.raise_alerts(work, swept.alerts)
    await watermarks.move(work, NAME, swept.upto)
    return raised


def wanted(terms: Terms, since: Mapping[Any, datetime]) -> HistoryQuery:
    """Say which events a rule needs to judge what happened to subjects from their instants on."""
    floor = min(since.values()) - terms.back
    rule = terms.rule
    return HistoryQuery(since=since, floor=floor, remembers=terms.remembers, kinds=rule.reads, past=rule.past)


async def _look(work: Work, asked: tuple[Rule, ...]) -> Swept | None:
    after, upto, whole = await _stretch(work.db)
    if upto <= after:
        return None
    kinds = frozenset().union(*(rule.reads for rule in asked), {Type.LOGIN.value, FAILED}, linked_news.READS)
    since = work.now - work.office.security.news_for
    news = await event_history.told(work.db, after=after, upto=upto, kinds=kinds, since=since)
    swept = Swept(after, upto, whole, tries=[_row(*each) for each in event_history.tries(news)])
    for rule in asked:
        await _ask(work, rule, news, swept)
    swept.alerts += await linked_news.of_news(work, news)
    return swept


async def _stretch(db: Connection) -> tuple[int, int, bool]:
    """Find where this round begins and ends, and whether that is all."""
    after, horizon = await watermarks.read(db, NAME), await intake_numbers.horizon(db)
    new = (events.c.intake > after) & (events.c.intake <= horizon)
    beyond = await db.scalar(select(events.c.intake).where(new).order_by(events.c.intake).offset(BATCH).limit(1))
    return (after, horizon, True) if beyond is None else (after, max(beyond - 1, after + 1), False)


async def _ask(work: Work, rule: Rule, news: News, swept: Swept) -> None:
    office = work.office.security.rules
    try:
        terms = configured_rules.agree(rule, office)
        broken = _judge(terms, await _cases(work.db, terms, news), swept)
    except RuleFailed as failed:
        broken = failed
    if broken:
        swept.alerts.append(configured_rules.of_failure(broken, office, day=work.office.day(work.now).isoformat()))


def _judge(terms: Terms, cases: Iterable[Case], swept: Swept) -> RuleFailed | None:
    """Add the alerts of all cases but those on which the rule breaks; give the last failure."""
    broken: RuleFailed | None = None
    for case in cases:
        try:
            swept.alerts += [configured_rules.alert(terms, case, each) for each in configured_rules.found(terms, case)]
        except RuleFailed as failed:
            broken = failed
    return broken


async def _cases(db: Connection, terms: Terms, news: News) -> list[Case]:
    return [*await _players(db, terms, news), *(await _addresses(db, terms, news) if terms.rule.of_addresses else ())]


async def _players(db: Connection, terms: Terms, news: News) -> list[Case]:
    """Find the players with new events that this rule reads and can judge."""
    rule = terms.rule
    first = _first((player_id, event) for player_id, event in news if player_id != NOBODY and event.kind in rule.reads)
    if not first:
        return []
    only_with = rule.judges if rule.judges < rule.reads else ()
    found = await event_history.of_players(db, replace(wanted(terms, first), only_with=only_with))
    return [Case(f"player:{each}", several, since=first[each], player_id=each) for each, several in found.items()]


async def _addresses(db: Connection, terms: Terms, news: News) -> list[Case]:
    """Find the addresses of new logins; those logins are not stored by address yet, so they are added."""
    tries = [(address, event) for address, event, _ in event_history.tries(news) if event.kind in terms.rule.judges]
    first = _first(tries)
    if not first:
        return []
    known = event_history.merged(await event_history.of_addresses(db, wanted(terms, first)), tries)
    return [Case(f"ip:{address}", several, since=first[address]) for address, several in known.items()]


def _first(found: Iterable[tuple[Any, Happening]]) -> dict[Any, datetime]:
    """Find when the oldest new event of each happened."""
    first: dict[Any, datetime] = {}
    for key, event in found:
        first[key] = min(event.at, first.get(key, event.at))
    return first


def _row(address: str, event: Happening, player_id: int) -> dict[str, Any]:
    body = event.body
    return {
        "address": address,
        "at": event.at,
        "event_id": event.id,
        "player_id": player_id,
        "success": bool(getattr(body, "success", False)),
    }
