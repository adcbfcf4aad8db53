"""What README and the guides show does what they say: an action added, commands typed."""

import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import select

from bot import features
from bot.demo.cast import accounts
from bot.demo.setup import found
from bot.demo.simulation import Company
from bot.process.offline import Offline
from bot.reference import PAGES
from bot.slack import manifest
from core import actions
from core.action import Action
from core.database.tables import players
from tests.support import house, stories
from tests.support.desk import Plan, booted, desk, patience, transport

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDES = [*sorted((ROOT / "docs/guide").glob("*.md")), ROOT / "docs/operating.md"]
TYPED = re.compile(r"`(/[a-z]+(?: [^`]*)?)`")
FILLED_IN = {"…": "it must be so", "2026-05-01..2026-05-31": "7d", "2026-05-01..2026-05-03": "7d"}
__all__ = ["desk", "patience", "transport"]


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Action]]:
    """The action that README tells to write, in a file beside the others and named in one line."""
    [code] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (tmp_path / "watch_player.py").write_text(code, encoding="utf-8")
    [line] = re.findall(r"add one line, `(.*?)`", README)
    monkeypatch.setattr(actions, "__path__", [*actions.__path__, str(tmp_path)])
    monkeypatch.setattr(actions, "ALL", with_line(tmp_path / "__init__.py", line).ALL)
    monkeypatch.setattr(features, "ALL", features.of(actions.ALL))
    yield actions.named("watch_player")
    del sys.modules["core.actions.watch_player"], actions.watch_player


def with_line(path: Path, line: str) -> ModuleType:
    """Import the list of actions with one line more."""
    source = Path(actions.__file__).read_text(encoding="utf-8")
    path.write_text(source.replace('    "thaw",\n', f'    "thaw",\n    {line}\n'), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("core.actions", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("wiring", ["http-sqlite"])
async def test_the_action_one_adds_is_asked_for_approved_and_done_in_slack(
    database_url: str, transport: str, patience: None, example: type[Action]
) -> None:
    async with booted(Plan(database_url, transport, features=features.ALL, commands=["/watch"])) as town:
        player_id = await house.anna(town)
        card = await stories.asked(town, "/watch anna42 because of many small deposits")
        assert f"Watch player {player_id}" in card.shown
        assert "Done" in await stories.decided(town.sam, "Approve", card)

        await town.alice.say("<@U0PITBOSS> watch anna42 because of many small deposits", in_="player-desk")
        assert await town.alice.wait_for("opens no form from a message", in_="player-desk")
        await town.alice.say("<@U0PITBOSS> help", in_="player-desk")
        mentioned = await town.alice.wait_for("What you can do here", in_="player-desk")
        asked = await town.alice.command("/watch help")
        everything = await town.alice.command("/pitboss help")
        async with town.look() as work:
            assert await work.db.scalar(select(players.c.watched).where(players.c.id == player_id))
        assert len(await town.recorded("player.watched")) == 1
    for told in (mentioned, asked.message, everything.message):
        assert "/watch anna42 because of many small deposits" in told.shown


def test_the_action_one_adds_stands_in_the_reference_and_the_manifest(example: type[Action]) -> None:
    pages = {name: write() for name, write in PAGES.items()}

    assert "| Why | `note` |" in pages["actions.md"]
    assert "with `/watch`" in pages["actions.md"]
    assert "`/watch anna42 because of many small deposits`" in pages["commands.md"]
    assert "`player.watched`" in pages["record.md"]
    assert "- command: /watch\n" in manifest.made(features.entry_points())


@pytest.mark.parametrize("path", [*GUIDES], ids=lambda path: path.name)
def test_every_picture_says_what_it_shows(path: Path) -> None:
    assert all(len(about) > 20 for about in re.findall(r"!\[([^\]]*)\]", path.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def typed() -> list[str]:
    """Everything that README and the guides tell people to type."""
    texts = [README, *(path.read_text(encoding="utf-8") for path in GUIDES)]
    return sorted({line.rstrip(",.") for text in texts for line in TYPED.findall(text)})


async def test_what_one_is_told_to_type_is_understood(
    database_url: str, transport: str, patience: None, typed: list[str]
) -> None:
    async with booted(Plan(database_url, transport, staffed=False)) as town:
        here = Offline(town.services.database, town.services.desk)
        await found(here, accounts(), Company(players=30, days=2, now=town.services.clock().now))
        for shown in typed:
            line = _filled(shown)
            who = town.maya if line.startswith(("/digest", "/pitboss f")) else town.sam
            answer = await who.command(line, in_="player-desk")
            await town.settled()
            said = f"{answer.text} {who.form.text if who.form else who.messages('player-desk')[-1].shown}"
            assert answer.error is None, line
            assert not re.search(r"I do not know|E-[0-9A-F]{6}", said), (line, said)
            if who.form:
                await who.form.close(all_of_them=True)
    assert len(typed) > 20
    assert {one.split()[0] for one in typed} <= {
        command for feature in features.ALL for command in feature.routes.commands
    }


def _filled(line: str) -> str:
    """Put something in the place of what a guide leaves open."""
    for word, meant in FILLED_IN.items():
        line = line.replace(word, meant)
    return line
