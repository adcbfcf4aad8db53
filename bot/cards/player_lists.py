"""Lists of players, masked, with distinguishing details and a button to open each."""

from collections.abc import Iterator, Sequence

from slackblocks import Block, Button

from bot import kit
from bot.slack.responses import Answer
from core.players import accounts
from core.search import PAGES_MOST, Match, Nothing, Recent, SavedSearch, Several, Use

FIND = "player:form"
PAGE = "player:page"
SAVED = "search"
NAMED_MOST = 3
"""Players of a list who are named in the text beside it."""
OPEN = "player:open"
HOW = "Type what you know, for example: /player anna42, /player anna@example.com, /player muel 4471 1984."


def several(found: Several, *, opens: str = OPEN, after: str = "", text: str = "") -> Answer:
    """Show equally good matches; each button passes the player's id and ``after`` to the handler ``opens``.

    Where it is said by which ``text`` they were found, the other pages of the list are offered.
    """
    said = _count(found)
    rest = [kit.small("There are more. Add a part: the end of the phone or card number, the year of birth.")]
    rows = [_row(one, opens, after, typed=found.parts) for one in found.matches]
    turners = list(_turners(found, text)) if text else []
    saving = [kit.button("Save this search…", f"{SAVED}:name", value=text)] if text else []
    pages = [kit.buttons(*turners, *saving)] if text else []
    return Answer.of(said, kit.say(said), *rows, *(rest if found.more else []), *pages)


def found(found: Several | Nothing, *, opens: str = OPEN, after: str = "", text: str = "") -> Answer:
    """Show the matching players, or that there are none."""
    if isinstance(found, Several):
        return several(found, opens=opens, after=after, text=text)
    return nothing(found, opens=opens, after=after)


def nothing(found: Nothing, *, opens: str = OPEN, after: str = "") -> Answer:
    """Say that nobody fits, what was tried, and who is called nearly so."""
    if found.near:
        named = kit.listed([one.username for one in found.near[:NAMED_MOST]], last="or")
        text = f"{found.sentence()} Did you mean {named}?"
        rows = [_row(one, opens, after) for one in found.near]
        return Answer.of(text, kit.say(found.sentence()), kit.say("Did you mean:"), *rows, kit.buttons(_again()))
    text = f"{found.sentence()} {HOW}"
    return Answer.of(text, kit.say(found.sentence()), kit.small(HOW), kit.buttons(_again()))


def names(offered: Sequence[Match]) -> Iterator[tuple[str, int]]:
    """Name players on buttons."""
    return ((f"{one.username} · player {one.player_id}", one.player_id) for one in offered)


def recent(known: Recent) -> Answer:
    """Show the players this person looked at last, and the searches they saved."""
    saved = list(_saved(known.searches))
    if not known.matches:
        text = f"You have not looked a player up yet. {HOW}"
        said = kit.say("You have not looked a player up yet.")
        return Answer.of(text, said, kit.small(HOW), *saved, kit.buttons(_again()))
    text = "The players you looked at last"
    return Answer.of(f"{text}.", kit.say(kit.bold(text)), *map(_row, known.matches), *saved, kit.buttons(_again()))


def _saved(searches: Sequence[SavedSearch]) -> Iterator[Block]:
    if searches:
        yield kit.say(kit.bold("Your saved searches"))
    for each in searches:
        yield kit.say(f"{kit.typed(each.name)}: {kit.typed(each.text)}")
        run = kit.button("Search", f"{SAVED}:run", value=each.text)
        yield kit.buttons(run, kit.button("Delete", f"{SAVED}:delete", value=each.name))


def _count(found: Several) -> str:
    count = len(found.matches)
    if found.page > 1:
        last = f"{found.first} to {found.first + count - 1}" if count else "beyond the last"
        return f"{found.remark}Players {last} of those who fit. Open the one you mean."
    if count == 1:
        return f"{found.remark}1 player fits. Open it if that is the one you mean."
    return f"{found.remark}{f'The first {count}' if found.more else count} players fit. Open the one you mean."


def _turners(found: Several, text: str) -> Iterator[Button]:
    if found.page > 1:
        yield kit.button("Back", f"{PAGE}:back", value=f"{found.page - 1}:{text}")
    if found.more and found.page < PAGES_MOST:
        yield kit.button("More", PAGE, value=f"{found.page + 1}:{text}")


def _used(use: Use) -> str:
    """Say how an account used what was typed."""
    seen = f"first seen {kit.moment(use.first_at)}" if use.first_at else "seen"
    if use.got_in_at:
        return f"{seen} · got in {kit.moment(use.got_in_at)}"
    return f"{seen} · tried to log in, did not get in" if use.tried else seen


def _row(one: Match, opens: str = OPEN, after: str = "", *, typed: Sequence[str] = ()) -> Block:
    """Draw a player with what tells them apart; one whom parts found with nothing but what was typed."""
    button = kit.button(f"Open {one.player_id}", opens, value=f"{one.player_id}{after}")
    named = kit.bold(f"{kit.typed(one.username)} · player {one.player_id}")
    if (apart := one.apart) is None:
        state = accounts.lifecycle_words(one.lifecycle)
        matched = kit.typed(one.how) if one.how else f"fits {kit.typed(' '.join(typed))}"
        return kit.say(named, kit.NEW_LINE, f"{state} · {matched}", beside=button)
    seen = f"last login {kit.moment(apart.last_login_at)}" if apart.last_login_at else "never logged in"
    about = (kit.typed(apart.name), apart.brand, apart.country or "country not known", apart.age_band, seen)
    matched = _used(one.use) if one.use else kit.typed(one.how)
    how = (kit.NEW_LINE, matched) if matched else ()
    return kit.say(named, kit.NEW_LINE, " · ".join(about), *how, beside=button)


def _again() -> Button:
    return kit.button("Look a player up…", FIND)
