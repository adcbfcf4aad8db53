"""Every action says what people type to ask for it, or that only a button offers it."""

import pytest

from bot import features
from bot.reference.actions import orders, summary
from core import actions, platform
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


@pytest.mark.parametrize("action", actions.ALL, ids=lambda action: action.name)
def test_the_reference_says_who_asks_who_agrees_what_the_platform_is_told_and_how_it_is_undone(
    action: type[Action],
) -> None:
    said = summary(action)

    assert all(part.strip() for part in said), said
    assert bool(orders(action)) is action.on_platform


def test_every_order_is_placed_by_some_action() -> None:
    by_the_clock = {"hold"}

    assert {kind for one in actions.ALL for kind in orders(one)} >= {*platform.OrderKind} - by_the_clock


def test_at_most_twenty_commands_are_offered() -> None:
    assert len(features.entry_points().commands) <= 20
