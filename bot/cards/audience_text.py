"""Which channel shows no player data, because of whom, and what to do."""

from collections.abc import Iterable

from bot import kit
from bot.kit import Marked
from core.audiences import Audience

NOTICE = "The readers of a channel of the desk have changed."
SHOWN_MOST = 5


def of(audience: Audience) -> Marked:
    """Say how a channel stands."""
    channel = kit.channel(audience.channel)
    if not audience.blinded_by:
        if audience.whole:
            return kit.marked(channel, ": everybody there may see players again, so cards are shown whole.")
        return kit.marked(channel, " is public or shared, so no card there shows player data.")
    return kit.marked(
        channel,
        " shows no player data: ",
        _people(audience.blinded_by),
        " may not see players. Remove ",
        "them" if len(audience.blinded_by) > 1 else _people(audience.blinded_by),
        " from ",
        channel,
        ", or give them a role that may.",
    )


def remove(user: str, channels: Iterable[str]) -> Marked:
    """Say from which channels a leaver is to be removed."""
    places = kit.marked(*_joined([kit.channel(each) for each in channels]))
    return kit.marked("Remove ", kit.person(user), " from ", places, ": until then no card there shows player data.")


def _people(accounts: tuple[str, ...]) -> Marked:
    shown = [kit.person(each) for each in accounts[:SHOWN_MOST]]
    more = len(accounts) - len(shown)
    return kit.marked(*_joined(shown), f" and {more} more" if more else "")


def _joined(parts: list[Marked]) -> list[Marked | str]:
    joined: list[Marked | str] = []
    for place, part in enumerate(parts):
        before = "" if place == 0 else (" and " if place == len(parts) - 1 else ", ")
        joined += [before, part]
    return joined
