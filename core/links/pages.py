"""Looking at who is linked to a player: page by page, and in a line of the player's card."""

from dataclasses import dataclass, replace

from core import operations, search
from core.database import pages
from core.links import linking, shared_terms
from core.links.linking import Link
from core.links.shared_terms import Hub
from core.operations import Seen
from core.people import Actor, Permission
from core.players import Introduction, Overview, PlayerPage, introduction, profile_card
from core.players.profile_sections import LinkedAccount
from core.search import Nothing, One, Several
from core.work import Work

PAGE = 5
"""Links on one page: each has its evidence and its buttons."""
ON_CARD = 3
"""Links that the card of a player names."""


@dataclass(frozen=True, slots=True)
class LinksPage(PlayerPage[Link]):
    """A page of the accounts linked to a player, and what the player shares with too many."""

    hubs: tuple[Hub, ...] = ()


@operations.query(
    "links.listed", module="links", needs=Permission.PLAYER_VIEW, doing="look at players", looks_at_player=True
)
async def of_player(work: Work, actor: Actor, player_id: int, *, at: str = "") -> Seen[LinksPage]:
    """List a page of the accounts linked to a player, as far as somebody may know of them.

    Raises :class:`~core.errors.Unknown` when there is no such player, or none that this person may know of.
    """
    shown = await _page(work, actor, player_id, at)
    return Seen(shown, looked_at=shown.player, facts=_facts(shown))


@operations.query(
    "links.listed",
    module="links",
    needs=Permission.PLAYER_VIEW,
    doing="look at players",
    looks_at_player=True,
    records=("player.searched",),
    before=search.Counting(),
)
async def look_up(work: Work, actor: Actor, text: str) -> Seen[LinksPage | Several | Nothing]:
    """List the accounts linked to the one player who fits what somebody typed, else say who fits.

    Raises what :func:`core.search.resolve` raises.
    """
    found = await search.resolve(work, actor, text)
    if not isinstance(found, One):
        return Seen(found, action="player.searched", facts=search.facts(found))
    shown = await _page(work, actor, found.player_id, "")
    return Seen(shown, looked_at=shown.player, facts=_facts(shown), also=search.also(found))


@profile_card.completed_by
async def on_card(work: Work, actor: Actor, profile: Overview) -> Overview:
    """Name the strongest links on the card, those that a decision answers left out."""
    found = [each for each in await known_to(work, actor, profile.player_id) if not each.settled]
    linked = tuple(
        LinkedAccount(
            player_id=each.player_id,
            evidence=tuple(each.evidence),
            household=each.household,
            reopened=bool(each.news),
        )
        for each in found[:ON_CARD]
    )
    return replace(profile, linked=linked, linked_in_all=len(found))


async def known_to(work: Work, actor: Actor, player_id: int) -> list[Link]:
    """Find the accounts linked to a player that somebody may know of."""
    return [each for each in await linking.find(work, player_id) if actor.knows(each.brand)]


async def _page(work: Work, actor: Actor, player_id: int, at: str) -> LinksPage:
    player: Introduction = await introduction(work.db, player_id, actor=actor, now=work.now)
    found = await known_to(work, actor, player_id)
    hubs = await shared_terms.hubs(work.db, player_id, hub=work.office.limits.link_hub)
    return LinksPage(player, pages.numbered(found, at=at, size=PAGE), tuple(hubs))


def _facts(shown: LinksPage) -> dict[str, list[int]]:
    return {"players": [each.player_id for each in shown.page]}
