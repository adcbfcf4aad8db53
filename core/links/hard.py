"""The accounts that are most likely of one person: the same device, payment instrument or document."""

from collections import defaultdict

from core.links import decisions, shared_terms
from core.links.evidence import HARD, Evidence
from core.players import accounts
from core.work import Work


async def hard_linked(work: Work, player_id: int, *, for_exclusion: bool = False) -> list[int]:
    """List the players of every brand who are linked by hard evidence, by id.

    A decision that two accounts are different people is respected. How far an exclusion reaches is decided by
    compliance alone: ``for_exclusion`` respects only what compliance agreed to.
    """
    found = await _found(work, player_id)
    decided = await decisions.standing(work.db, player_id, now=work.now) if found else {}
    apart = {
        other
        for other, decision in decided.items()
        if decision.explains(found.get(other, ())) and (decision.compliance or not for_exclusion)
    }
    honey = await accounts.honey_among(work.db, found)
    return sorted(found.keys() - apart - honey)


async def _found(work: Work, player_id: int) -> dict[int, set[Evidence]]:
    hub, found = work.office.limits.link_hub, defaultdict[int, set[Evidence]](set)
    for row in await shared_terms.terms(work.db, player_id, HARD, hub=hub):
        found[row.player_id].add(Evidence(row.kind))
    for row in await shared_terms.documents(work.db, player_id, hub=hub):
        found[row.player_id].add(Evidence.DOCUMENT)
    return dict(found)
