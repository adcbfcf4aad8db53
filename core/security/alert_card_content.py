"""Where an alert is posted in the chat, and who is told in private."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from core import operations, posted_messages, staff
from core.office import Channel
from core.operations import Recorded, Seen
from core.people import Actor, Permission, SystemRight, Visibility
from core.security import alerts
from core.security.alert_lifecycle import may_work
from core.security.alerts import Alert
from core.security.new_alerts import ALERT_CHANGED, AlertBody
from core.staff import Member
from core.work import Work

COLLEAGUE = "staff:"
"""Begins the subject of an alert about a colleague: it is posted nowhere, and told to a few people alone."""

posted = partial(
    operations.query,
    module="security",
    needs=SystemRight.RUN,
    doing="post alerts",
    recorded=Recorded.INTERNAL,
)
"""Declares a look of the worker that posts alerts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPosting:
    """An alert, and where it is to stand: ids of channels and accounts of people in the chat."""

    alert: Alert
    places: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    """The account of the colleague to whom it was handed."""
    hidden: tuple[tuple[str, str], ...] = ()
    """Places and conversations where it stands for people who may not see it any more."""


@dataclass(frozen=True, slots=True)
class ColleagueNotice:
    """An alert about a colleague, the colleague's account, and the accounts of those who are told."""

    alert: Alert
    about: str
    told: tuple[str, ...]


@posted("alert.posted")
async def posting(work: Work, actor: Actor, alert_id: UUID, *, tell: UUID | None = None) -> Seen[AlertPosting]:  # noqa: ARG001 - no person sees it
    """Read an alert for its card."""
    alert = await alerts.get(work.db, alert_id)
    if alert.subject.startswith(COLLEAGUE):
        return Seen(AlertPosting(alert=alert))
    member = await staff.by_id(work.db, tell, office=work.office, now=work.now) if tell else None
    return Seen(
        AlertPosting(
            alert=alert,
            places=await _places(work, alert),
            told=await _who_may(work, alert, [member] if member else []),
            hidden=await _hidden(work, alert),
        )
    )


@posted("alert.posted")
async def notice(work: Work, actor: Actor, alert_id: UUID, *, staff_id: UUID) -> Seen[ColleagueNotice]:  # noqa: ARG001 - same
    """Read an alert about a colleague for those whom the office names, leaving out every account of that colleague."""
    colleague = await staff.by_id(work.db, staff_id, office=work.office, now=work.now)
    told = await staff.watching(work, colleague.actor.person)
    return Seen(ColleagueNotice(await alerts.get(work.db, alert_id), colleague.user_id, told))


async def _places(work: Work, alert: Alert) -> tuple[str, ...]:
    """Find where an alert stands. What compliance alone may see stands in no channel: a hint would tip off."""
    if alert.visibility is not Visibility.COMPLIANCE:
        channel = work.office.channels.get(Channel.SECURITY)
        return (channel,) if channel else ()
    holding = await staff.holding(work.db, Permission.ALERT_WORK, office=work.office, now=work.now)
    return await _who_may(work, alert, holding)


async def _hidden(work: Work, alert: Alert) -> tuple[tuple[str, str], ...]:
    """Find the direct messages of people who may not see it any more."""
    subject = ALERT_CHANGED.subject_of(AlertBody(alert_id=alert.id))
    stands = [one for one in await posted_messages.about(work.db, subject) if one.reader.startswith(("U", "W"))]
    readers = await staff.by_accounts(work.db, {row.reader for row in stands}, office=work.office, now=work.now)
    may = await _who_may(work, alert, readers)
    return tuple((row.place, row.channel) for row in stands if row.reader not in may)


async def _who_may(work: Work, alert: Alert, several: Iterable[Member]) -> tuple[str, ...]:
    """Pick the accounts of those who may work an alert, and know of players of its brand."""
    brand = await alerts.brand_of(work.db, alert)
    may = (one for one in several if one.works and may_work(one.actor, alert))
    return tuple(one.user_id for one in may if one.actor.knows(brand))
