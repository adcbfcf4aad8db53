"""Asking what a player is looked up for: beside the card, or before there is one."""

from slackblocks import Block

from bot import kit
from bot.slack import payloads
from bot.slack.responses import Answer
from core.errors import Invalid
from core.players import Purpose

MENU = "player:why"
QUESTION = "Why are you looking?"
WORDS = {
    Purpose.PHONE: "The player is on the phone",
    Purpose.CHAT: "The player is in a chat",
    Purpose.EMAIL: "Answering an e-mail",
    Purpose.TICKET: "Working on a ticket",
    Purpose.CHECK: "A security check",
    Purpose.INTERNAL: "Internal work",
}
SPOKEN = {
    **{purpose.value: purpose for purpose in Purpose},
    "call": Purpose.PHONE,
    "e-mail": Purpose.EMAIL,
    "mail": Purpose.EMAIL,
    "security": Purpose.CHECK,
    "fraud": Purpose.CHECK,
}
"""Words that tell a purpose within a sentence."""


def question(player_id: int, *, menu: str = MENU) -> Block:
    """Ask, in one line with a menu beside it; whoever the menu belongs to shows what follows."""
    options = [kit.option(label, f"{player_id}:{purpose}") for purpose, label in WORDS.items()]
    return kit.say(QUESTION, beside=kit.menu(menu, options), block_id=f"why:{player_id}")


def first(player_id: int, *, menu: str = MENU, again: str = "") -> Answer:
    """Ask in place of the card, telling nothing of the player; ``again`` is the command that the card comes before."""
    text = f"Player {player_id} is shown once you say why you are looking. That is recorded."
    then = [kit.small(f"You see the card first. Then type {again} again.")] if again else []
    title = kit.say(kit.bold(f"Player {player_id}"))
    return Answer.of(text, title, question(player_id, menu=menu), kit.small(text), *then)


def chosen(value: str) -> tuple[int, Purpose]:
    """Read whom it is about and what was chosen.

    Raises :class:`~core.errors.Invalid` for what the menu does not offer.
    """
    player_id, _, word = value.partition(":")
    if word not in set(Purpose):
        raise Invalid("This menu is of another version. Look the player up again.")
    return payloads.player(player_id), Purpose(word)


def spoken(why: str) -> Purpose:
    """Read what for from the end of a sentence: ``she is on the phone``.

    Raises :class:`~core.errors.Invalid` where no word of it tells.
    """
    told = (SPOKEN[word] for word in why.casefold().replace(",", " ").replace(".", " ").split() if word in SPOKEN)
    if found := next(told, None):
        return found
    listed = kit.listed([purpose.value for purpose in Purpose], last="or")
    raise Invalid(f"After “because” say what for, with one of these words: {listed}.")
