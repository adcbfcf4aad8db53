"""Every action says what people type to ask for it, or that only a button offers it."""

import pytest

from core import actions
from core.action import Action


@pytest.mark.parametrize("action", actions.ALL, ids=lambda action: action.name)
def test_an_action_declares_its_command(action: type[Action]) -> None:
    command = action.command

    assert command is None or command.usages
    assert command is None or command.verb or (command.about and command.hint)


def test_no_two_actions_are_asked_for_with_the_same_words() -> None:
    typed = [(one.command.name, one.command.verb) for one in actions.ALL if one.command]

    assert len(typed) == len(set(typed))


def test_a_module_without_an_action_of_its_name_is_told() -> None:
    with pytest.raises(LookupError, match=r"core/actions/player_facts\.py has no action named"):
        actions.load("player_facts")
