"""The digests: which sections each is made of."""

from collections.abc import Awaitable, Callable, Iterable, Mapping

from core.digests import alarming, blocking, deciding, moving, playing, recording, serving
from core.digests.look import Look
from core.digests.value import Digest, Finding, Section
from core.office import DigestName

FINDINGS_MOST = 15
"""Findings to look at one by one; more stand in the lists."""
TITLES: Mapping[DigestName, str] = {
    DigestName.SECURITY: "Security digest",
    DigestName.ACTIVITY: "Activity digest",
    DigestName.ADJUSTMENTS: "Adjustments digest",
    DigestName.EXCEPTIONS: "Exceptions digest",
}
Made = tuple[list[Section], list[Finding]]


async def make(look: Look, name: DigestName) -> Digest:
    """Make a digest of some days, as they look now; nothing is written."""
    sections, findings = await MAKERS[name](look)
    return Digest(
        name=name,
        title=TITLES[name],
        first=look.period.first,
        last=look.period.last,
        zone=look.office.zone,
        filters={"brand": look.brand} if look.brand else {},
        generated_at=look.now,
        partial=look.until > look.now,
        sections=tuple(sections),
        findings=tuple(_first({finding.key: finding for finding in findings}.values())),
    )


async def _security(look: Look) -> Made:
    unhandled, nobodys = await alarming.unhandled(look)
    waiting, unconfirmed = await deciding.waiting(look)
    sections = [
        await alarming.by_rule(look),
        await alarming.top_subjects(look),
        unhandled,
        playing.failed_logins(look, await playing.totals(look)),
        await blocking.blocked(look),
        waiting,
    ]
    return [*sections, *([] if look.brand else [await recording.written(look)])], [*unconfirmed, *nobodys]


async def _activity(look: Look) -> Made:
    days = await playing.totals(look)
    sections = [
        await playing.players(look, days),
        playing.money(look, days),
        await moving.sums(look),
        await serving.tickets_served(look),
        await deciding.outcomes(look),
    ]
    return sections, []


async def _adjustments(look: Look) -> Made:
    return [await moving.subtotals(look), await moving.movements(look)], []


async def _exceptions(look: Look) -> Made:
    late, unconfirmed = await deciding.unconfirmed(look)
    elsewhere, acts = await alarming.done_elsewhere(look)
    orders, refused = await serving.platform_trouble(look)
    ended = await deciding.outcomes(look, "failed", "expired", "declined")
    sections = [late, elsewhere, orders, ended, await deciding.stranded(look)]
    desk = [] if look.brand else [await recording.staff_changes(look), await recording.refused(look)]
    return [*sections, *desk], [*unconfirmed, *acts, *refused]


def _first(findings: Iterable[Finding]) -> list[Finding]:
    return list(findings)[:FINDINGS_MOST]


MAKERS: Mapping[DigestName, Callable[[Look], Awaitable[Made]]] = {
    DigestName.SECURITY: _security,
    DigestName.ACTIVITY: _activity,
    DigestName.ADJUSTMENTS: _adjustments,
    DigestName.EXCEPTIONS: _exceptions,
}
