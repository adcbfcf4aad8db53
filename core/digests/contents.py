"""The digests: which sections each is made of."""

from collections.abc import Awaitable, Callable, Iterable, Mapping

from core.database.tables.requests import State
from core.digests.digest import Digest, DigestFinding, Section
from core.digests.query import Look
from core.digests.sections import (
    activity,
    adjustments,
    alerts,
    blocks,
    house,
    interactions,
    office_files,
    records,
    requests,
    tickets,
)
from core.office import DigestName

FINDINGS_MOST = 15
"""Findings to look at one by one; more stand in the lists."""
TITLES: Mapping[DigestName, str] = {
    DigestName.SECURITY: "Security digest",
    DigestName.ACTIVITY: "Activity digest",
    DigestName.ADJUSTMENTS: "Adjustments digest",
    DigestName.EXCEPTIONS: "Exceptions digest",
    DigestName.INTERACTIONS: "Safer-gambling interactions",
}
Made = tuple[list[Section], list[DigestFinding]]


async def make(look: Look, name: DigestName) -> Digest:
    """Make a digest of some days, as they look now; nothing is written."""
    sections, found = await MAKERS[name](look)
    findings = tuple({finding.key: finding for finding in found}.values())
    return Digest(
        name=name,
        title=TITLES[name],
        first=look.period.first,
        last=look.period.last,
        zone=look.office.zone,
        filters={"brand": look.brand} if look.brand else {},
        generated_at=look.now,
        partial=look.partial,
        compared_until=look.compared_until if look.partial else None,
        sections=tuple(sections),
        findings=findings[:FINDINGS_MOST],
        more_findings=max(len(findings) - FINDINGS_MOST, 0),
    )


async def _security(look: Look) -> Made:
    unhandled, nobodys = await alerts.unhandled(look)
    waiting, unconfirmed = await requests.waiting(look)
    sections = [
        await alerts.by_rule(look),
        await alerts.top_subjects(look),
        unhandled,
        activity.failed_logins(look, await activity.totals(look)),
        await blocks.blocked(look),
        waiting,
    ]
    if not look.brand:
        sections += [*await activity.quarantined(look), await records.written(look)]
    return sections, [*unconfirmed, *nobodys]


async def _activity(look: Look) -> Made:
    days = await activity.totals(look)
    sections = [
        await activity.players(look, days),
        activity.money(look, days),
        activity.unknown_players(look, days),
        await adjustments.sums(look),
        await tickets.tickets_served(look),
        await requests.outcomes(look),
    ]
    return sections, []


async def _adjustments(look: Look) -> Made:
    by_hand = [await adjustments.subtotals(look), await adjustments.movements(look)]
    return [*_stated(by_hand), await house.sums(look)], []


async def _exceptions(look: Look) -> Made:
    unanswered, unconfirmed = await requests.unconfirmed(look)
    elsewhere, acts = await alerts.done_elsewhere(look)
    orders, refused = await tickets.platform_trouble(look)
    ended = await requests.outcomes(look, State.FAILED, State.EXPIRED, State.DECLINED)
    outcomes, late = await interactions.due(look, overdue=True)
    acts = [*acts, *late]
    wrong = await blocks.wrong_players(look)
    sections = [unanswered, elsewhere, wrong, orders, outcomes, ended, await requests.stranded(look)]
    if look.brand:
        return _stated(sections), [*unconfirmed, *acts, *refused]
    file, changes = await office_files.unconfirmed(look)
    desk = [file, await records.staff_changes(look), await records.refused(look)]
    return _stated([*sections, *desk]), [*changes, *unconfirmed, *acts, *refused]


async def _interactions(look: Look) -> Made:
    waiting, late = await interactions.due(look)
    made = [await interactions.recorded(look), await interactions.evaluated(look), await interactions.by_licence(look)]
    return _stated([*made, waiting]), late


def _stated(sections: Iterable[Section]) -> list[Section]:
    """Have the lines of these sections printed also when they are zero."""
    return [section.model_copy(update={"stated": True}) for section in sections]


MAKERS: Mapping[DigestName, Callable[[Look], Awaitable[Made]]] = {
    DigestName.SECURITY: _security,
    DigestName.ACTIVITY: _activity,
    DigestName.ADJUSTMENTS: _adjustments,
    DigestName.EXCEPTIONS: _exceptions,
    DigestName.INTERACTIONS: _interactions,
}
