"""Acts of one kind in great number: alerts of their own up to a number an hour, and beyond it one alert for all."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select, update

from core import outbox
from core.database.tables import alerts
from core.database.tables.alerts import STANDING_STATES
from core.security import linked_accounts, rules
from core.security.new_alerts import ALERT_RAISED, AlertBody, NewAlert, raise_alert
from core.work import Work

ONE_BY_ONE = 10
"""Acts of one kind an hour that get an alert each: more of them are one thing that happens, and one card says so."""
NAMED_MOST = 200
"""Players that the one alert names in its evidence."""
MARKS_MOST = 20_000
"""Acts that it remembers, so as not to count one twice."""
GATHERED = frozenset({rules.done_elsewhere.RULE.name, linked_accounts.LINKED, linked_accounts.EXCLUDED})
"""Rules that may find thousands at once, in events or in a list of players."""
ALL = "events"
"""The subject of the one alert."""


async def raise_alerts(work: Work, found: Sequence[NewAlert]) -> int:
    """Raise an alert for each finding, but one for many acts of one kind; give how many are new."""
    raised, kinds = 0, dict[tuple[str, str], list[NewAlert]]()
    for each in found:
        if each.rule in GATHERED and each.player_id is not None:
            kinds.setdefault((each.rule, each.sentence), []).append(each)
        else:
            raised += await raise_alert(work, each) is not None
    for several in kinds.values():
        raised += await _raise_kind(work, several)
    return raised


async def _raise_kind(work: Work, several: Sequence[NewAlert]) -> int:
    gathered = await _gathered(work, several[0])
    new = await _not_told(work, several, gathered)
    gathering = any(row.found_at >= _hour(work) for row in gathered)
    if not gathering and len(new) + await _raised_this_hour(work, several[0]) <= ONE_BY_ONE:
        raised = [await raise_alert(work, each) for each in new]
        return len(raised) - raised.count(None)
    return await _raise_one(work, new, gathered) if new else 0


async def _gathered(work: Work, kind: NewAlert) -> list[Any]:
    """Read the alerts of one day that gather this kind, newest last, and keep others from changing them."""
    since = work.now - timedelta(days=1)
    same = (alerts.c.rule == kind.rule, alerts.c.subject == ALL, alerts.c.window.startswith(_name(kind)))
    query = select(alerts).where(*same, alerts.c.found_at >= since).order_by(alerts.c.found_at, alerts.c.id)
    return list(await work.db.execute(query.with_for_update()))


async def _not_told(work: Work, several: Sequence[NewAlert], gathered: Sequence[Any]) -> list[NewAlert]:
    """Leave out what was told before: a sweep judges anew what happened at the time of what is new."""
    windows = [each.window for each in several]
    query = select(alerts.c.window).where(alerts.c.rule == several[0].rule, alerts.c.window.in_(windows))
    told = {_mark(window) for window in await work.db.scalars(query)}
    told.update(mark for row in gathered for mark in row.evidence["marks"])
    return [each for each in several if _mark(each.window) not in told]


async def _raised_this_hour(work: Work, kind: NewAlert) -> int:
    same = (alerts.c.rule == kind.rule, alerts.c.sentence == kind.sentence)
    return int(await work.db.scalar(select(func.count()).where(*same, alerts.c.found_at >= _hour(work))) or 0)


async def _raise_one(work: Work, several: Sequence[NewAlert], gathered: Sequence[Any]) -> int:
    """Raise the one alert of this kind and hour, or count these in it while it is open."""
    kind, this_hour = several[-1], [row for row in gathered if row.found_at >= _hour(work)]
    open_one = next((row for row in this_hour if row.state in STANDING_STATES), None)
    evidence = _evidence(several, open_one.evidence if open_one else {})
    sentence = f"{evidence['count']} times within an hour: {kind.sentence}"
    if open_one is None:
        window = f"{_name(kind)}:{int(_hour(work).timestamp())}:{len(this_hour)}"
        new = replace(kind, subject=ALL, player_id=None, window=window, sentence=sentence, evidence=evidence)
        new = replace(new, several_brands=any(each.several_brands for each in several))
        return int(await raise_alert(work, new) is not None)
    values = {"sentence": sentence, "evidence": evidence, "happened_at": kind.happened_at or work.now}
    await work.db.execute(update(alerts).where(alerts.c.id == open_one.id).values(changed_at=work.now, **values))
    await outbox.send_once(work, ALERT_RAISED, AlertBody(alert_id=open_one.id))
    return 0


def _evidence(several: Sequence[NewAlert], before: Mapping[str, Any]) -> dict[str, Any]:
    players = {*before.get("players", ()), *(each.player_id for each in several)}
    marks = [*before.get("marks", ()), *(_mark(each.window) for each in several)]
    return {
        "count": before.get("count", 0) + len(several),
        "players": sorted(players)[:NAMED_MOST],
        "marks": marks[-MARKS_MOST:],
    }


def _name(kind: NewAlert) -> str:
    return sha256(kind.sentence.encode()).hexdigest()[:16]


def _mark(window: str) -> str:
    """Shorten what makes a finding the same, so that thousands fit into one alert."""
    return sha256(window.encode()).hexdigest()[:10]


def _hour(work: Work) -> datetime:
    return work.now.replace(minute=0, second=0, microsecond=0)
