"""Looking at who is linked to a player, page by page."""

from dataclasses import dataclass

from core import operations, search
from core.database import pages
from core.links import account_links
from core.links.account_links import Hub, Link
from core.operations import Seen
from core.people import Actor, Permission
from core.players import Introduction, PlayerPage, introduction
from core.search import Nothing, One, Several
from core.work import Work

PAGE = 5
"""Links on one page: each has its evidence and its buttons."""


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


async def _page(work: Work, actor: Actor, player_id: int, at: str) -> LinksPage:
    player: Introduction = await introduction(work.db, player_id, actor=actor, now=work.now)
    found = await account_links.known_to(work, actor, player_id)
    hubs = await account_links.hubs(work.db, actor, player_id, hub=work.office.limits.link_hub)
    return LinksPage(player, pages.numbered(found, at=at, size=PAGE), tuple(hubs))


def _facts(shown: LinksPage) -> dict[str, list[int]]:
    return {"players": [each.player_id for each in shown.page]}
