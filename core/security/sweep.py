"""The sweep: rules over what came in since the last time; its cost follows the new events, not the history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from core import bulk, intake, watermarks
from core.activity import Type
from core.activity.events import NOBODY
from core.db import Connection
from core.security import history, judging, raising, rules
from core.security.history import Told, Wanted
from core.security.judging import Case, RuleFailed
from core.security.raising import NewAlert
from core.security.verdicts import Happening, Rule
from core.tables import address_logins, events
from core.work import Work

NAME = "security"
"""The sweep's watermark."""
BATCH = 5_000
"""Events of one round, of any type; an intake is never parted."""


@dataclass(slots=True)
class Swept:
    """What one round found, not yet written down."""

    after: int
    upto: int
    whole: bool
    """Whether nothing more waits."""
    alerts: list[NewAlert] = field(default_factory=list)
    tries: list[dict[str, Any]] = field(default_factory=list)
    """Logins by address, to be remembered."""


async def look(work: Work, *, asked: Iterable[Rule] = rules.ALL) -> Swept | None:
    """Ask the rules about everybody who has new events; read only. None where nothing is new.

    A rule that breaks on somebody is left out for them and becomes an alert itself; the others go on.
    """
    asked = tuple(asked)
    after, upto, whole = await _stretch(work.db)
    if upto <= after:
        return None
    types = frozenset().union(*(rule.reads for rule in asked), {Type.LOGIN.value})
    since = work.now - work.office.security.news_for
    told = await history.told(work.db, after=after, upto=upto, types=types, since=since)
    tries = [*history.tries(told)]
    swept = Swept(after, upto, whole, tries=[_row(*each) for each in tries])
    for rule in asked:
        await _ask(work, rule, told, swept)
    return swept


async def settle(work: Work, swept: Swept) -> int:
    """Write down what a round found and move on; give how many alerts are new.

    Where another process has moved on meanwhile, its word stands and nothing is written.
    """
    if await watermarks.held(work, NAME) != swept.after:
        return 0
    await bulk.add(work.db, address_logins, swept.tries, unless_there=True)
    raised = [await raising.raise_alert(work, each) for each in swept.alerts]
    await watermarks.move(work, NAME, swept.upto)
    return len(raised) - raised.count(None)


def wanted(rule: Rule, limits: Any, *, since: datetime) -> Wanted:
    """Say what a rule has to be given to judge what happened from an instant on."""
    return Wanted(
        types=rule.reads,
        since=since,
        back=rule.back(limits),
        remembers=rule.remembers,
        of_failures=rule.of_failures,
    )


async def forget(work: Work) -> None:
    """Drop logins by address that are no news any more."""
    old = work.now - 2 * work.office.security.news_for
    await work.db.execute(delete(address_logins).where(address_logins.c.at < old))


async def _stretch(db: Connection) -> tuple[int, int, bool]:
    """Tell from where to where to go now, and whether that is all."""
    after, horizon = await watermarks.read(db, NAME), await intake.horizon(db)
    new = (events.c.intake > after) & (events.c.intake <= horizon)
    beyond = await db.scalar(select(events.c.intake).where(new).order_by(events.c.intake).offset(BATCH).limit(1))
    return (after, horizon, True) if beyond is None else (after, max(beyond - 1, after + 1), False)


async def _ask(work: Work, rule: Rule, told: Sequence[Told], swept: Swept) -> None:
    limits = rule.limits(work.office.security.rules)
    cases = await _players(work, rule, limits, told)
    if rule.of_addresses:
        cases += await _addresses(work, rule, limits, told)
    broken: RuleFailed | None = None
    for case in cases:
        try:
            swept.alerts += [judging.alert(rule, limits, case, each) for each in judging.found(rule, limits, case)]
        except RuleFailed as failed:
            broken = failed
    if broken:
        day = work.office.day(work.now).isoformat()
        swept.alerts.append(judging.of_failure(broken, work.office.security.rules, day=day))


async def _players(work: Work, rule: Rule, limits: Any, told: Sequence[Told]) -> list[Case]:
    """Give the players whose new events this rule looks at, where there is something to judge."""
    first = _first((row.player_id, row.at) for row in told if row.type in rule.reads and row.player_id != NOBODY)
    if not first:
        return []
    since = min(first.values())
    concerned: Iterable[int] = first
    if rule.judges != rule.reads:
        judged = Wanted(types=rule.judges, since=since)
        concerned = await history.of_players(work.db, list(first), judged)
    found = await history.of_players(work.db, list(concerned), wanted(rule, limits, since=since))
    return [
        Case(f"player:{player_id}", several, since=first[player_id], player_id=player_id)
        for player_id, several in found.items()
    ]


async def _addresses(work: Work, rule: Rule, limits: Any, told: Sequence[Told]) -> list[Case]:
    """Give the addresses of new logins; these are not remembered yet, so they are added."""
    tries = [(address, event) for address, event, _ in history.tries(told)]
    first = _first((address, event.at) for address, event in tries)
    if not first:
        return []
    before = await history.of_addresses(work.db, list(first), since=min(first.values()) - rule.back(limits))
    known = history.merged(before, tries)
    return [Case(f"ip:{address}", several, since=first[address]) for address, several in known.items()]


def _first(found: Iterable[tuple[Any, datetime]]) -> dict[Any, datetime]:
    """Find the oldest new event of each."""
    first: dict[Any, datetime] = {}
    for key, at in found:
        first[key] = min(at, first.get(key, at))
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
