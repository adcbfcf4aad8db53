"""What README and the guides show does what they say: an action added, commands typed, links followed."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import select

from bot import features
from bot.demo.cast import accounts
from bot.demo.setup import found
from bot.demo.simulation import Company
from bot.process.offline import Offline
from bot.reference import actions as page
from core import actions
from core.database.tables import players
from tests.support import asking
from tests.support.desk import Plan, booted, desk, patience, transport
from tests.support.office import World

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDES = sorted((ROOT / "docs/guide").glob("*.md"))
TYPED = re.compile(r"`(/[a-z]+(?: [^`]*)?)`")
FILLED_IN = {"…": "it must be so", "2026-05-01..2026-05-31": "7d", "2026-05-01..2026-05-03": "7d"}
__all__ = ["desk", "patience", "transport"]


@pytest.fixture
def example(tmp_path: Path) -> ModuleType:
    """The module that README tells to write, imported from a file of its own."""
    [code] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    path = tmp_path / "watch_player.py"
    path.write_text(code, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("watch_player", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def test_the_action_one_adds_is_asked_approved_done_and_recorded(
    office: World, example: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "ALL", (*actions.ALL, example.WatchPlayer))
    player_id = await asking.desk(office, "alice", "sam")
    wish = example.WatchPlayer(player_id=player_id, note="Three deposits a day, just under the line.")

    request = await asking.ask(office, "alice", wish)
    assert [row.watched for row in await office.rows(players)] == [False]
    done = await asking.decide(office, "sam", request, "approve")

    assert done.state == "done"
    async with office.read() as db:
        assert await db.scalar(select(players.c.watched).where(players.c.id == player_id))
    assert "player.watched" in await asking.recorded(office, request)
    assert "| Why | `note` |" in page._section(example.WatchPlayer)


@pytest.mark.parametrize("path", [ROOT / "README.md", *GUIDES], ids=lambda path: path.name)
def test_every_link_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", path.read_text(encoding="utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []


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
