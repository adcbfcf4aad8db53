"""Taking events in: each once, under its player, with what follows from it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from core import player_blocks
from core.activity import (
    admission,
    answers,
    balances,
    bets,
    bonus_steps,
    exclusions,
    findings,
    identifiers,
    limits,
    movements,
    payment_references,
    profiles,
    quarantine,
    registration,
    sessions,
    stopped_withdrawals,
    store,
    suspensions,
    verifications,
    withdrawals,
)
from core.activity.account_bodies import ProfileChangedBody, RegistrationBody, VerificationBody
from core.activity.admission import Admission, AdmittedEvent
from core.activity.catalogue import BalanceBody, ExclusionBody, SuspensionBody, WithdrawalBody
from core.activity.events import NOBODY, Backing, Event, StoredEvent
from core.activity.misunderstood import Misunderstood, QuarantineKind
from core.activity.outcome import Ingested
from core.database import faults
from core.database.connections import Connection
from core.errors import Refused
from core.money import Money
from core.players import accounts, external_ids
from core.work import Work

BATCH = 1000
"""Events of one round: one statement of each kind, whatever their number."""

Owner = tuple[str, str]
Owners = Mapping[Owner, int]
"""Player ids by brand and external id."""
CONFLICT = "this event id came before with other content; each event has an id of its own"


async def ingest(work: Work, events: Sequence[Event] | Admission) -> Ingested:
    """Take events in, any number and any number of times; late ones land on their own day.

    What is not in the catalogue, or about nobody known here, is kept apart and counted. An event that cannot be read,
    or on which taking it in fails, is refused alone.
    """
    admitted = events if isinstance(events, Admission) else admission.admit(events, at=work.at)
    outcome = Ingested(refused=list(admitted.refused), misunderstood=dict(admitted.misunderstood))
    owners = await _held(work, admitted.admitted)
    for batch in admission.batches(admitted, size=BATCH):
        await _settle(work, batch, owners, outcome)
    outcome.refused.sort()
    return outcome


async def strangers(db: Connection, events: Iterable[Event]) -> frozenset[tuple[str, str]]:
    """Name the players that events speak of and nobody has registered, by brand and external id."""
    named = {event.owner for event in events if event.owner}
    return frozenset(named - (await external_ids.known(db, named)).keys())


async def _settle(work: Work, batch: Sequence[AdmittedEvent], owners: dict[Owner, int], outcome: Ingested) -> None:
    """Take a batch in whole; where that fails, by halves, until the event at fault stands alone and is refused.

    Players who are registered with it join ``owners``.
    """
    try:
        async with work.db.begin_nested():
            part, new = await _take(work, batch, owners)
    except Exception as error:
        if faults.transient(error):
            raise
        if len(batch) > 1:
            middle = len(batch) // 2
            await _settle(work, batch[:middle], owners, outcome)
            await _settle(work, batch[middle:], owners, outcome)
            return
        why = str(error.message) if isinstance(error, Refused) else admission.failed(error, at=work.at)
        outcome.refuse(batch[0].position, Misunderstood(QuarantineKind.FAILED, why, batch[0].event))
    else:
        owners |= new
        outcome.add(part)


async def _take(work: Work, batch: Sequence[AdmittedEvent], held: Owners) -> tuple[Ingested, Owners]:
    outcome = Ingested()
    new = await _registered(work, batch, held, outcome)
    owners = {**held, **new} if new else held
    read = list[StoredEvent]()
    for one in batch:
        player_id = owners.get(one.event.owner, NOBODY) if one.event.owner else NOBODY
        read.append(StoredEvent(work.at.ids(), one.event, player_id, one.body))
    kept = await store.keep(work, read)
    fresh = await answers.recognise(work, kept.fresh)
    outcome.again += len(kept.again)
    if kept.conflicting:
        _refuse(kept.conflicting, dict(zip((one.id for one in read), batch, strict=True)), outcome)
    _count(fresh, outcome)
    await quarantine.note_unknown(work, fresh)
    await answers.mark(work, [one for one in fresh if not isinstance(one.body, BalanceBody)])
    await _follow(work, fresh, outcome)
    return outcome, new


def _refuse(conflicting: Sequence[StoredEvent], given: Mapping[UUID, AdmittedEvent], outcome: Ingested) -> None:
    outcome.conflicts += len(conflicting)
    for one in conflicting:
        outcome.refuse(given[one.id].position, Misunderstood(QuarantineKind.CONFLICT, CONFLICT, one.event))
    outcome.findings += [findings.conflicting(one) for one in conflicting if one.player_id != NOBODY]


async def _held(work: Work, admitted: Iterable[AdmittedEvent]) -> dict[Owner, int]:
    """Find the players concerned and hold them in one statement, so that no two intakes tell of one at a time.

    All of them before the first is taken: what fails is taken back by halves, in another order.
    """
    admitted = list(admitted)
    named = {owner for one in admitted if (owner := one.event.owner)}
    owners = await external_ids.known(work.db, named)
    reached = await _reached(work, [one for one in admitted if one.event.owner in owners], owners)
    await accounts.hold(work.db, {*owners.values(), *reached})
    return owners


async def _reached(work: Work, admitted: Sequence[AdmittedEvent], owners: Owners) -> set[int]:
    """Find all whom exclusions reach that these events tell of, or may come to reach by what they tell."""
    excluding, compared, terms = set[int](), set[int](), defaultdict[int, set[tuple[str, str]]](set)
    for one in admitted:
        player_id = owners[one.event.owner or ("", "")]
        if isinstance(one.body, ExclusionBody):
            excluding.add(player_id)
        if isinstance(one.body, VerificationBody | ProfileChangedBody):
            compared.add(player_id)
        if told := set(identifiers.linking(one.body)):
            terms[player_id] |= told
    by_exclusion = await player_blocks.kin(work, excluding) if excluding else set()
    return by_exclusion | await player_blocks.kin_by(work, terms, compared=compared)


async def _registered(work: Work, batch: Sequence[AdmittedEvent], owners: Owners, outcome: Ingested) -> Owners:
    """Register the players who opened an account, and give their ids."""
    opened = {
        one.event.key: (one.event, one.body)
        for one in reversed(batch)
        if isinstance(one.body, RegistrationBody) and one.event.owner not in owners
    }
    known = await store.known(work.db, opened)
    new = await registration.follow(work, [told for key, told in opened.items() if key not in known])
    outcome.registered += len(new.ids)
    outcome.findings += [findings.odd(each, at=work.now) for each in new.oddities]
    return new.ids


def _count(fresh: Iterable[StoredEvent], outcome: Ingested) -> None:
    for kept in fresh:
        outcome.added += 1
        if kept.event.owner is None:
            outcome.nobody += 1
        elif kept.player_id == NOBODY:
            outcome.unknown_players[kept.event.owner] += 1
        if kept.body is None:
            outcome.unknown_types[kept.event.type] += 1


async def _follow(work: Work, fresh: Iterable[StoredEvent], outcome: Ingested) -> None:
    """Bring in step what the card shows: traces, what is in flight, what stands in the way, money.

    What proves an act of ours moves no money, since that act did. What protects a player is set whatever it names.
    """
    known = [kept for kept in fresh if kept.player_id != NOBODY and kept.body is not None]
    newcomers = await identifiers.follow(work, known)
    await sessions.follow(work, known)
    followed = await withdrawals.follow(work, known)
    followed.add(await bets.follow(work, known))
    followed.add(await payment_references.follow(work, known))
    await store.contradict(work, known, followed.contradictions)
    reached, found = await exclusions.follow(work, known)
    outcome.reached += reached
    outcome.findings += found
    await suspensions.follow(work, known)
    outcome.in_flight += {kept.player_id for kept in known if isinstance(kept.body, WithdrawalBody | SuspensionBody)}
    refuted = followed.contradictions
    outcome.findings += await stopped_withdrawals.find(work, [kept for kept in known if kept.id not in refuted])
    await verifications.follow(work, known)
    await limits.follow(work, known)
    lapsed = await bonus_steps.follow(work, known)
    outcome.findings += await profiles.follow(work, known)
    reached, found = await exclusions.extend(work, known, newcomers)
    outcome.reached += reached
    outcome.findings += found
    moving = [kept for kept in (*known, *followed.revived) if not kept.ours and not (refuted and kept.id in refuted)]
    outcome.overdrawn += await movements.follow(work, moving, followed.transfers, lapsed)
    outcome.findings += followed.findings
    differing = await balances.follow(work, known)
    outcome.differing += len(differing)
    await _conclude(work, known, differing, outcome)


async def _conclude(
    work: Work, known: Iterable[StoredEvent], differing: Mapping[UUID, Money], outcome: Ingested
) -> None:
    """Hand on what proves acts of ours, and tell of what names a request that does not stand behind it.

    A balance proves what its request moved where it differs by just that, or by nothing.
    """
    naming = [kept for kept in known if kept.backing is not Backing.NONE]
    balances_told = [
        await answers.compared(work, one, differing.get(one.id)) for one in naming if isinstance(one.body, BalanceBody)
    ]
    await answers.mark(work, balances_told)
    others = [one for one in naming if not isinstance(one.body, BalanceBody)]
    outcome.ours += [one for one in (*others, *balances_told) if one.ours]
    outcome.findings += [findings.unbacked(one) for one in others if not one.ours]
