"""What an operator does with the quarantine of events: list it, open it, replay it, discard it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from core import audit, event_intake, operations
from core.activity import admission, catalogue, extraction, quarantine
from core.activity.misunderstood import Misunderstood, QuarantineKind
from core.activity.outcome import Ingested
from core.activity.quarantine import QuarantineCount, Quarantined
from core.activity.quarantine_filter import QuarantineFilter
from core.database.pages import Page
from core.operations import Recorded, Seen
from core.people import Actor, SystemRight
from core.players import accounts
from core.work import Work

PAGE = 50
ROUND = 200
"""Events of one transaction of a replay: few enough that nobody waits long for the players it holds."""
REASONS_MOST = 20
"""Reasons that a replay names; the others are counted, and the list shows them all."""


@dataclass(frozen=True, slots=True)
class QuarantinePage:
    """What waits: the sums, and a page of single events."""

    counts: tuple[QuarantineCount, ...]
    page: Page[Quarantined]


@dataclass(frozen=True, slots=True)
class OpenedEvent:
    """One quarantined event with what was told."""

    one: Quarantined
    told: object


@dataclass(slots=True)
class Replayed:
    """What came of a round of a replay."""

    taken: int = 0
    again: int = 0
    """Known by now: somebody told it again in the meantime."""
    failing: int = 0
    reasons: list[tuple[UUID, str]] = field(default_factory=list)
    last: UUID | None = None
    """Where the next round goes on; None after the last."""

    def add(self, other: "Replayed") -> None:
        """Add what came of another round."""
        self.taken += other.taken
        self.again += other.again
        self.failing += other.failing
        self.reasons += other.reasons[: REASONS_MOST - len(self.reasons)]


@operations.query(
    "quarantine.listed",
    module="activity",
    needs=SystemRight.OPERATE,
    doing="list quarantined events",
)
async def listed(
    work: Work,
    actor: Actor,  # noqa: ARG001 - the operator sees all
    *,
    chosen: QuarantineFilter,
    before: UUID | None = None,
) -> Seen[QuarantinePage]:
    """Count what waits, and list a page of it, the newest first."""
    sums = tuple(await quarantine.counts(work.db))
    rows = await quarantine.newest(work.db, chosen, before=before, most=PAGE + 1)
    following = str(rows[PAGE - 1].id) if len(rows) > PAGE else ""
    return Seen(QuarantinePage(sums, Page(items=tuple(rows[:PAGE]), next=following)))


@operations.query(
    "quarantine.viewed",
    module="activity",
    needs=SystemRight.OPERATE,
    doing="open quarantined events",
)
async def opened(work: Work, actor: Actor, *, typed: str) -> Seen[OpenedEvent]:  # noqa: ARG001 - the operator sees all
    """Open one with what was told."""
    one = await quarantine.find(work.db, typed)
    told = quarantine.told(work, one)
    if one.place is not None:
        found = await extraction.read(work.db, [one.place])
        told = extraction.told(one.place, found[one.id]) if one.id in found else None
    return Seen(OpenedEvent(one, told), facts={"event": str(one.id)})


@operations.query(
    "quarantine.listed",
    module="activity",
    needs=SystemRight.OPERATE,
    doing="replay quarantined events",
    recorded=Recorded.INTERNAL,
)
async def days(work: Work, actor: Actor, *, chosen: QuarantineFilter, after: UUID | None) -> Seen[frozenset[date]]:  # noqa: ARG001 - no person sees it
    """Tell on which days the events of the next round happened: their months are made before."""
    rows = await quarantine.next_round(work.db, chosen, after=after, most=ROUND, lock=False)
    told = [quarantine.told(work, one) for one in rows if one.place is None]
    return Seen(frozenset(admission.admit(told, at=work.at).days))


@operations.query(
    "quarantine.listed",
    module="activity",
    needs=SystemRight.OPERATE,
    doing="replay quarantined events",
    recorded=Recorded.INTERNAL,
)
async def orphans(work: Work, actor: Actor, *, chosen: QuarantineFilter) -> Seen[int]:  # noqa: ARG001 - no person sees it
    """Count the events that were chosen and wait for their players."""
    return Seen(await quarantine.count_orphans(work.db, chosen))


@operations.operation(
    "events.replayed",
    module="activity",
    needs=SystemRight.OPERATE,
    doing="replay quarantined events",
    recorded=Recorded.CHANGES,
)
async def replay(work: Work, actor: Actor, *, chosen: QuarantineFilter, after: UUID | None = None) -> Replayed:
    """Take in the next round of what was chosen, as if it came now; what still fails stays, with why.

    What was taken in leaves the quarantine in the same transaction, so that it is done once however often it is tried.
    """
    if after is None:
        await quarantine.wake_orphans(work, chosen)
    rows = await quarantine.next_round(work.db, chosen, after=after, most=ROUND)
    failures, given = await _given(work, rows)
    outcome = await event_intake.take(work, admission.admit([told for _, told in given], at=work.at))
    failures |= {given[position][0].id: one for position, one in outcome.misunderstood.items()}
    await quarantine.note_failures(work, failures, rows)
    await quarantine.drop(work.db, [one.id for one, _ in given if one.id not in failures])
    return await _told(work, actor, _replayed(rows, failures, outcome))


@operations.operation(
    "events.discarded",
    module="activity",
    needs=SystemRight.OPERATE,
    doing="discard quarantined events",
    recorded=Recorded.CHANGES,
)
async def discard(work: Work, actor: Actor, *, chosen: QuarantineFilter, why: str) -> int:
    """Discard a round of what was chosen for good, and give how many; 0 once nothing is left."""
    gone = await quarantine.discard(work.db, chosen, most=ROUND)
    if not gone:
        gone = await quarantine.discard_orphans(work.db, chosen, most=ROUND)
    if gone:
        entry = audit.Entry(
            actor=actor,
            action="events.discarded",
            module="activity",
            facts={"discarded": gone},
            private={"why": why},
        )
        await audit.record(work, entry)
    return gone


async def _given(
    work: Work, rows: Sequence[Quarantined]
) -> tuple[dict[UUID, Misunderstood], list[tuple[Quarantined, object]]]:
    """Take stored events out that can be understood by now; give what still cannot, and all that is to be taken in."""
    failures = dict[UUID, Misunderstood]()
    stored = [one for one in rows if one.place is not None]
    await accounts.hold(work.db, {one.place.player_id for one in stored if one.place})
    found = await extraction.read(work.db, [one.place for one in stored if one.place])
    leaving, given = [], list[tuple[Quarantined, object]]()
    for one in rows:
        if one.place is None:
            given.append((one, quarantine.told(work, one)))
        elif (row := found.get(one.id)) is None:
            await quarantine.drop(work.db, [one.id])  # deleted with its month, or taken in elsewhere
        elif (why := _still_unknown(row)) or (why := _unfit(work, extraction.told(one.place, row))):
            failures[one.id] = why
        else:
            leaving.append(one.place)
            given.append((one, extraction.told(one.place, row)))
    await extraction.remove(work, leaving, found)
    return failures, given


def _still_unknown(row: object) -> Misunderstood | None:
    type_, version = row.type, row.version  # type: ignore[attr-defined]
    if (type_, version) in catalogue.BODIES:
        return None
    if type_ in quarantine.OF_TYPE:
        return Misunderstood(QuarantineKind.VERSION, quarantine.UNKNOWN_VERSION, None)
    return Misunderstood(QuarantineKind.TYPE, quarantine.UNKNOWN_TYPE, None)


def _unfit(work: Work, told: object) -> Misunderstood | None:
    """Say why a stored event cannot be taken in by the catalogue of today: it stays where it is then."""
    refused = admission.admit([told], at=work.at).misunderstood.get(0)
    return Misunderstood(QuarantineKind.TYPE, refused.because, None) if refused else None


def _replayed(rows: Sequence[Quarantined], failures: dict[UUID, Misunderstood], outcome: Ingested) -> Replayed:
    reasons = [(one.id, failures[one.id].because) for one in rows if one.id in failures]
    return Replayed(
        taken=outcome.added,
        again=outcome.again,
        failing=len(failures),
        reasons=reasons[:REASONS_MOST],
        last=rows[-1].id if len(rows) == ROUND else None,
    )


async def _told(work: Work, actor: Actor, came: Replayed) -> Replayed:
    if came.taken or came.again:
        facts = {"taken": came.taken, "again": came.again, "failing": came.failing}
        entry = audit.Entry(actor=actor, action="events.replayed", module="activity", facts=facts)
        await audit.record(work, entry)
    return came
