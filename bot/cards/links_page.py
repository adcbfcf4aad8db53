"""The page of accounts linked to a player, each with its evidence and what can be done."""

from collections.abc import Iterator

from slackblocks import Block, Button

from bot import kit
from bot.cards import link_text
from bot.cards.drawing import Reader
from bot.slack.responses import Answer
from core.links import Link, LinksPage
from core.people import Permission
from core.players import accounts

PAGE = "links:page"


def draw(found: LinksPage, *, reader: Reader, replace: bool = False) -> Answer:
    """Draw a page for somebody."""
    player = found.player
    total = found.page.total or 0
    text = f"Accounts linked to player {player.player_id}: {total or 'none'}."
    return Answer.of(text, *_blocks(found, reader), replace=replace)


def _blocks(found: LinksPage, reader: Reader) -> Iterator[Block]:
    player = found.player
    yield kit.say(kit.bold(f"Linked accounts of {kit.typed(player.account.username)} · player {player.player_id}"))
    if not found.page:
        yield kit.say("No other account shares a device, a payment instrument, particulars or an address.")
    for link in found.page:
        yield from _link(link)
        if reader.actor.may(Permission.LINK_DECIDE):
            yield kit.buttons(*_decisions(link, player.player_id))
    if found.page and not reader.actor.may(Permission.LINK_DECIDE):
        yield kit.small(f"Whether they are a household or not linked is decided by {_deciders(reader)}.")
    if found.page:
        yield kit.small(link_text.NO_VERDICT)
    if found.hubs:
        yield kit.small(kit.stacked(link_text.hub(each, reader.office.limits.link_hub) for each in found.hubs[:3]))
    about = str(player.player_id)
    turners = kit.turners(found.page, PAGE, about=about)
    yield kit.buttons(*turners, kit.button("Open player", "player:open", value=about))


def _deciders(reader: Reader) -> str:
    """Name the roles that decide about links."""
    roles = reader.office.roles.values()
    return (
        kit.listed(sorted(role.title for role in roles if Permission.LINK_DECIDE in role.permissions)) or "nobody yet"
    )


def _decisions(link: Link, player_id: int) -> Iterator[Button]:
    """Offer what can be decided about a link."""
    pair = f"{player_id}:{link.player_id}"
    if not link.settled:
        yield kit.button(f"Household with p{link.player_id}…", "linked:household", value=pair)
        yield kit.button(f"Not linked to p{link.player_id}…", "linked:not_linked", value=pair)
    if link.decision:
        yield kit.button(f"End the decision about p{link.player_id}…", "linked:end", value=pair)


def _link(link: Link) -> Iterator[Block]:
    named = kit.bold(f"{kit.typed(link.username)} · p{link.player_id}")
    where = f" · {kit.typed(link.brand)} · {accounts.lifecycle_words(link.lifecycle)}"
    button = kit.button(f"Open {link.player_id}", "player:open", value=str(link.player_id))
    yield kit.say(named, where, beside=button)
    yield kit.small(kit.stacked(link_text.lines(link)))
