"""Payment references of deposits: one payment is one deposit, so a second one under the same reference is looked at."""

from collections.abc import Iterable

from core.activity.catalogue import PaymentBody, Type
from core.activity.consequences import Followed
from core.activity.events import StoredEvent
from core.activity.findings import SHARED_REFERENCE, IntakeFinding, finding
from core.database import bulk
from core.database.tables import payment_references
from core.work import Work

KEY = ("brand", "reference")


async def follow(work: Work, kept: Iterable[StoredEvent]) -> Followed:
    """Keep the references of deposits, and tell of those that came before; the deposits stand."""
    followed, first = Followed(), dict[tuple[str, str], StoredEvent]()
    for one in kept:
        reference = one.body.reference if isinstance(one.body, PaymentBody) and one.event.type == Type.DEPOSIT else None
        if reference and first.setdefault((one.event.brand, reference), one) is not one:
            followed.findings.append(_shared(one))
    rows = [
        {"brand": brand, "reference": reference, "player_id": one.player_id, "at": one.event.at, "event": one.id}
        for (brand, reference), one in sorted(first.items(), key=lambda each: each[0])
    ]
    made = await bulk.add(work.db, payment_references, rows, unless_there=True, returning=KEY)
    known = set(first) - set(map(tuple, made))
    followed.findings.extend(_shared(first[key]) for key in sorted(known))
    return followed


def _shared(one: StoredEvent) -> IntakeFinding:
    return finding(SHARED_REFERENCE, one, "Two deposits were reported with one payment reference; both are booked.")
