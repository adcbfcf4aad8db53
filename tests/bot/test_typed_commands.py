"""Which command or verb answers what was typed, and what its help shows."""

from typing import Any

import pytest

from bot import features
from bot.slack import typed_text
from bot.slack.command_help import HelpLine
from bot.slack.incoming import Call, IncomingKind
from bot.slack.responses import Answer
from bot.slack.routes import Commands, SlashCommand
from core.errors import Unknown
from core.people import Actor, Permission

CALL: dict[str, Any] = {"kind": IncomingKind.COMMAND, "body": {}, "user": "U0ALICE", "services": None}


def answering(name: str) -> Any:
    async def answer(call: Call) -> Answer:
        return Answer(f"{name}: {call.text}")

    return answer


COMMANDS = Commands(
    {
        "/player": SlashCommand(
            answering("player"),
            "Look a player up",
            help=(HelpLine("/player anna42", "shows"),),
            verbs_before=typed_text.BECAUSE,
        ),
        "/player close": SlashCommand(
            answering("close"), help=(HelpLine("/player close anna42", "closes", Permission.BLOCK_ASK),)
        ),
        "/desk": SlashCommand(None, "The desk", helps_alone=True, is_index=True),
        "/desk whoami": SlashCommand(answering("whoami"), help=(HelpLine("/desk whoami", "says who"),)),
    }
)


async def typed(line: str, *permissions: Permission) -> str:
    name, _, text = line.partition(" ")
    actor = Actor(None, "alice", "Alice", permissions=frozenset(permissions))
    shown = await COMMANDS.typed(Call(name=name, text=text, actor=actor, **CALL))
    assert isinstance(shown, Answer)
    return shown.text


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/player anna42", "player: anna42"),
        ("/player", "player:"),
        ("/player close anna42 because she asked", "close: anna42 because she asked"),
        ("/player anna42 close because she asked", "close: anna42 because she asked"),
        ("/player CLOSE", "close:"),
        ("/player anna bonnici close because she asked", "close: anna bonnici because she asked"),
        ("/player anna bonnici close until May because she asked", "close: anna bonnici until May because she asked"),
        ('/player "anna close"', 'player: "anna close"'),
        ('/player "anna close" close', 'close: "anna close"'),
        ("/player anna maria bonnici because close to me", "player: anna maria bonnici because close to me"),
        ("/player anna42 because they asked to close it", "player: anna42 because they asked to close it"),
        ("/desk whoami", "whoami:"),
    ],
)
async def test_a_verb_stands_first_or_behind_the_player(line: str, answer: str) -> None:
    assert await typed(line) == answer


async def test_help_of_a_command_lists_its_verbs_for_those_who_may() -> None:
    assert await typed("/player help", Permission.BLOCK_ASK) == "Look a player up: /player anna42; /player close anna42"
    assert await typed("/player help") == "Look a player up: /player anna42"
    assert await typed("/player close help", Permission.BLOCK_ASK) == "/player close: /player close anna42"


async def test_the_index_lists_everything() -> None:
    assert await typed("/desk") == await typed("/desk help") == "What you can do here: /player anna42; /desk whoami"


async def test_a_command_of_verbs_alone_knows_no_other_word() -> None:
    with pytest.raises(Unknown, match="Did you mean /desk whoami"):
        await typed("/desk whoamu")


def test_the_hint_of_a_command_of_verbs_alone_names_them() -> None:
    assert COMMANDS.hint("/desk") == "[help | whoami]"
    assert COMMANDS.words() == {
        "close": "/player close",
        "whoami": "/desk whoami",
        "player": "/player",
        "desk": "/desk",
    }


def test_help_says_in_plain_words_what_a_line_does() -> None:
    lines = [line for feature in features.ALL for one in feature.routes.commands.values() for line in one.help]

    assert len(lines) > 30
    assert [line.typed for line in lines if set(line.does) & set("*~`")] == [], "marks would be shown as they stand"
