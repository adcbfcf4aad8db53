"""The slash command of an action, with its examples."""

from dataclasses import KW_ONLY, dataclass


@dataclass(frozen=True, slots=True)
class Usage:
    """An example of a command's arguments, and what it does."""

    example: str
    does: str


@dataclass(frozen=True, slots=True)
class Command:
    """The slash command of an action, or its verb of a shared command, with help texts and examples."""

    name: str
    about: str = ""
    """What the command does, in one line; a verb has only usages."""
    _: KW_ONLY
    verb: str = ""
    """Typed after the name, before or after the player."""
    hint: str = ""
    """The arguments, in short."""
    usages: tuple[Usage, ...] = ()
