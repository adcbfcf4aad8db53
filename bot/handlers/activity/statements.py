"""``/player WHO statement``: a player's statement of account, page by page, and as a file for oneself alone."""

from bot.cards import player_lists, purposes, statement_card
from bot.cards.drawing import Reader
from bot.parsing import statement_words
from bot.slack import payloads, typed_text
from bot.slack.command_help import HelpLine
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Shown
from bot.slack.routes import Routes, SlashCommand
from bot.workflows.audiences import Audiences
from core import activity
from core.activity import PlayerStatement, StatementWish
from core.errors import Invalid
from core.people import Permission
from core.players import PurposeNeeded

COMMAND = "/player statement"
USAGES = (
    HelpLine(
        "/player anna42 statement 30d", "every movement with the balance before and after", Permission.PLAYER_VIEW
    ),
    HelpLine(
        "/player anna42 statement cash deposits over 100 90d",
        "only some: a wallet, a kind, desk or platform, from an amount",
        Permission.PLAYER_VIEW,
    ),
)


async def command(call: Call) -> Shown:
    """Answer ``/player anna42 statement 30d``."""
    typed = statement_words.read(typed_text.parted(call.text).head, currency=call.services.office.base_currency)
    if not typed.named:
        raise Invalid("Say whose statement: /player anna42 statement 30d")
    try:
        found = await call.see(activity.find_statement, typed.named, wish=typed.wish)
    except PurposeNeeded as needed:
        return purposes.ask_purpose_first(needed.player_id, again=COMMAND)
    if isinstance(found, PlayerStatement):
        return statement_card.draw(found, typed.wish, reader=Reader.of(call))
    return player_lists.found(found)


async def _pressed(call: Call) -> Shown:
    player_id, wish, at = _meant(call)
    if call.verb == "export":
        return await _exported(call, player_id, wish)
    found = await call.see(activity.view_statement, player_id, wish=wish, at=at)
    return statement_card.draw(found, wish, reader=Reader.of(call), replace=bool(at))


async def _exported(call: Call, player_id: int, wish: StatementWish) -> Answer:
    """Send the file to the person alone, in their own conversation with Pitboss."""
    found = await call.do(activity.export_statement, player_id, wish=wish)
    direct = await Audiences(call.services).resolve(call.user)
    text, name = statement_card.csv_text(found, call.services.office), statement_card.file_name(found)
    lines = "1 line" if len(found.lines) == 1 else f"{len(found.lines):,} lines"
    upload = {"content": text, "filename": name, "title": name}
    comment = f"Statement of player {player_id}, {lines}. It was recorded that you exported it."
    await call.services.slack.files_upload_v2(channel=direct, file_uploads=[upload], initial_comment=comment)
    return Answer(f"The statement came to your own conversation with Pitboss: {lines}.")


def _meant(call: Call) -> tuple[int, StatementWish, str]:
    player, _, rest = call.value.partition(":")
    typed, _, at = rest.partition(":")
    wish = statement_words.read(f"{player} {typed}", currency=call.services.office.base_currency).wish
    return payloads.player(player), wish, at


ROUTES = Routes(
    commands={COMMAND: SlashCommand(command, help=USAGES)},
    buttons={"statement": _pressed},
)
