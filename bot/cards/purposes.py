"""What a player is looked up for, asked in place of the card, chosen in a menu, or said within a sentence."""

from bot import kit
from bot.cards.player_card import PURPOSE_MENU, ask_purpose
from bot.slack import payloads
from bot.slack.responses import Answer
from core.errors import Invalid
from core.players import Purpose

SPOKEN_PURPOSES = {
    **{purpose.value: purpose for purpose in Purpose},
    "call": Purpose.PHONE,
    "e-mail": Purpose.EMAIL,
    "mail": Purpose.EMAIL,
    "security": Purpose.CHECK,
    "fraud": Purpose.CHECK,
}
"""Words that state a purpose within a sentence."""


def ask_purpose_first(player_id: int, *, menu: str = PURPOSE_MENU, again: str = "") -> Answer:
    """Ask in place of the card, showing nothing of the player; ``again`` is the command that the card comes before."""
    text = f"Player {player_id} is shown once you say why you are looking. That is recorded."
    then = [kit.small(f"You see the card first. Then type {again} again.")] if again else []
    title = kit.say(kit.bold(f"Player {player_id}"))
    return Answer.of(text, title, ask_purpose(player_id, menu=menu), kit.small(text), *then)


def chosen_purpose(value: str) -> tuple[int, Purpose]:
    """Read the player and the purpose that were chosen.

    Raises :class:`~core.errors.Invalid` for what the menu does not offer.
    """
    player_id, _, word = value.partition(":")
    if word not in set(Purpose):
        raise Invalid("This menu comes from another version of Pitboss. Look the player up again.")
    return payloads.player(player_id), Purpose(word)


def states_purpose(why: str) -> bool:
    """Tell whether a sentence states a purpose."""
    return any(word in SPOKEN_PURPOSES for word in why.casefold().replace(",", " ").replace(".", " ").split())


def spoken_purpose(why: str) -> Purpose:
    """Read the purpose from the end of a sentence: ``she is on the phone``.

    Raises :class:`~core.errors.Invalid` where no word of it states one.
    """
    told = (
        SPOKEN_PURPOSES[word]
        for word in why.casefold().replace(",", " ").replace(".", " ").split()
        if word in SPOKEN_PURPOSES
    )
    if found := next(told, None):
        return found
    listed = kit.listed([purpose.value for purpose in Purpose], last="or")
    raise Invalid(
        f"After “because”, state the purpose with one of these words: {listed}. To act on a player, put the act behind "
        "the name; /player help lists them."
    )
