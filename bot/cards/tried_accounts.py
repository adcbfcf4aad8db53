"""The accounts tried from an address, as security reads them: those that were entered first, in pages."""

from collections.abc import Iterator

from slackblocks import Block

from bot import kit
from bot.cards import alert_card
from bot.slack.responses import Answer
from core.security import TriedAccount, TriedAccounts

LIST = "alerts:accounts"


def draw(found: TriedAccounts, *, whole: bool, replace: bool) -> Answer:
    """Draw a page; ``whole`` shows the address unmasked, to those who may search by it."""
    about = alert_card.about_whom(found.alert, whole=whole)
    text = f"{kit.counted(found.page.total or 0, 'account')} tried from {about}; {entered(found.entered)}."
    lines = (block for one in found.page for block in _line(one))
    nothing = [] if found.page else [kit.small("No try is kept any more.")]
    turning = kit.turning(found.page, LIST, about=str(found.alert.id))
    return Answer.of(text, kit.say(kit.bold(text)), *lines, *nothing, *turning, replace=replace)


def entered(number: int) -> str:
    """Say how many were entered."""
    return "none was entered" if not number else "1 was entered" if number == 1 else f"{number} were entered"


def _line(one: TriedAccount) -> Iterator[Block]:
    who = kit.player(one.player_id) if one.player_id is not None else "names that no player has"
    tries = "1 try" if one.tries == 1 else f"{one.tries} tries"
    how = kit.marked(kit.bold("Entered"), f" {kit.moment(one.entered_at)}") if one.entered_at else "not entered"
    opening = kit.button("Open player", "player:open", value=str(one.player_id)) if one.player_id is not None else None
    told = f" · {tries}, {one.failed} failed, last {kit.moment(one.last_at)}"
    yield kit.say(kit.bold(who), told, kit.NEW_LINE, how, beside=opening)
