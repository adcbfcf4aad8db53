"""The accounts that are most likely of one person: the same device, payment instrument, document or identity."""

from core.links import account_links
from core.links.account_links import Link
from core.links.evidence import Strength
from core.work import Work


async def hard_linked(work: Work, player_id: int, *, for_exclusion: bool = False) -> list[int]:
    """List the players of every brand who are linked by hard evidence, by id.

    A decision that two accounts are different people is respected. How far an exclusion reaches is decided by
    compliance alone: ``for_exclusion`` respects only what compliance agreed to.
    """
    found = await account_links.linked_to(work, player_id)
    return sorted(
        each.player_id for each in found if each.strength is Strength.HARD and not _apart(each, for_exclusion)
    )


def _apart(link: Link, for_exclusion: bool) -> bool:  # noqa: FBT001 - of the function above
    """Tell whether people decided that these are different people."""
    return link.settled and link.decision is not None and (link.decision.compliance or not for_exclusion)
