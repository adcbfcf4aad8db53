"""The demo: a local Slack, a simulated company and the bot, in one process that shuts down cleanly."""

import asyncio
import errno
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from pydantic import SecretStr
from rich.panel import Panel

from bot import doctor, features
from bot.demo import live
from bot.demo.cast import WORKSPACE, accounts
from bot.demo.setup import found
from bot.demo.simulation import Company
from bot.demo.stories import ALL
from bot.process import offline, terminal
from bot.process.configuration import Settings
from bot.slack import manifest
from bot.startup import running
from bot.workflows import rollups, staff_monitoring
from core import office
from core.database.connections import Database
from core.errors import Refused
from core.moment import Moment
from core.office import Channel, Office
from sandbox import Slack

STATE = Path(".state/demo")
"""The demo's database, below the directory it was started in."""
DATABASE = "pitboss.sqlite3"
PORTS_TRIED = 50
LOOKED_UP = "anna42"
MORE = "More stories"
"""The heading of the company's stories on the page."""


class DemoFailed(Refused):
    """The demo did not start, or did not answer as expected."""

    code = "demo_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """The options of the demo."""

    port: int
    players: int
    days: int
    seed: int
    keep: bool
    still: bool = False
    """No new events arrive."""
    state: Path = STATE


async def shown(wanted: Demo) -> None:
    """Run the demo until it is stopped."""
    told = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, told.set)
    began = time.perf_counter()
    async with _up(wanted) as slack:
        terminal.out.print(_panel(slack, wanted, time.perf_counter() - began))
        await told.wait()
        terminal.out.print("Ending.")


async def checked(wanted: Demo) -> None:
    """Start, let Alice look a player up, and print how long it took.

    Raises :class:`DemoFailed` when she does not see the card, or the doctor finds something wrong.
    """
    began = time.perf_counter()
    with TemporaryDirectory(prefix="pitboss-") as state:
        async with _up(replace(wanted, state=Path(state))) as slack:
            seconds = time.perf_counter() - began
            await _look_up(slack)
            told = await _examined(slack, Path(state))
    terminal.out.print(f"OK: started in {seconds:.1f} s, and Alice sees {LOOKED_UP}. The doctor finds {told}.")


async def _look_up(slack: Slack) -> None:
    alice = slack.person("alice")
    answer = await alice.command(f"/player {LOOKED_UP}", in_="player-desk")
    if answer.error or not await alice.until(lambda: alice.sees(f"{LOOKED_UP} · player", in_="player-desk")):
        raise DemoFailed(f"The demo runs, but looking {LOOKED_UP} up gave: {answer.error or answer.text!r}")


async def _examined(slack: Slack, state: Path) -> str:
    async with doctor.opened(_settings(slack, state), features.entry_points(), office=_office(slack)) as patient:
        findings = await doctor.examine(patient)
    if bad := [f"{one.about}: {one.told}" for one in findings if one.level is doctor.Level.WRONG]:
        raise DemoFailed(f"The demo runs, but the doctor says: {' '.join(bad)}")
    return doctor.summary(findings)


@asynccontextmanager
async def _up(wanted: Demo) -> AsyncIterator[Slack]:
    async with AsyncExitStack() as stack:
        with terminal.err.status("Starting a local Slack, a simulated company and the bot …"):
            slack = await stack.enter_async_context(_sandbox(wanted.port))
            slack.state.workspace.stories = [*slack.state.workspace.stories, *_more()]
            settings, decided = _settings(slack, wanted.state), _office(slack)
            await _company(settings, decided, wanted)
            bot = await stack.enter_async_context(running(settings, features.ALL, office=decided))
            await slack.connected()
            await staff_monitoring.watch(
                bot.services
            )  # otherwise the first alert about a colleague comes ten minutes late
            await rollups.fold(bot.services)
            await rollups.measure_peers(bot.services)  # otherwise nobody is compared with others for an hour
            if not wanted.still:
                await stack.enter_async_context(live.flowing(bot.services, seed=wanted.seed))
        yield slack


@asynccontextmanager
async def _sandbox(port: int) -> AsyncIterator[Slack]:
    """Run the local Slack on the port, or on the next free one."""
    declared = yaml.safe_load(manifest.made(features.entry_points()))
    slack = Slack(WORKSPACE, declared)
    for tried in range(port, port + PORTS_TRIED if port else 1):
        try:
            await slack.start(tried)
            break
        except OSError as taken:
            await slack.close()
            if taken.errno != errno.EADDRINUSE:
                raise
            slack = Slack(WORKSPACE, declared)
    else:
        raise DemoFailed(f"No port from {port} to {port + PORTS_TRIED - 1} is free; choose another with --port.")
    try:
        yield slack
    finally:
        await slack.close()


def _settings(slack: Slack, state: Path) -> Settings:
    """Point the bot at the local Slack and at a database of its own, whatever the environment says."""
    return Settings(
        slack_bot_token=SecretStr(slack.bot_token),
        slack_app_token=SecretStr(slack.app_token),
        slack_api_url=slack.api_url,
        database_url=f"sqlite+aiosqlite:///{state / DATABASE}",
        port=0,
    )


def _office(slack: Slack) -> Office:
    return office.default().with_channels({purpose: slack.channel(purpose.value).id for purpose in Channel})


async def _company(settings: Settings, decided: Office, wanted: Demo) -> None:
    """Create the company, or continue with the existing one."""
    fresh = not (wanted.keep and (wanted.state / DATABASE).exists())
    if fresh:
        await _clear(settings, wanted.state)
    if fresh:
        company = Company(players=wanted.players, days=wanted.days, seed=wanted.seed, now=Moment.real().now)
        async with offline.of(settings, decided) as here:
            await found(here, accounts(), company)


async def _clear(settings: Settings, state: Path) -> None:
    """Remove the previous database, unless a demo is using it."""
    held = Database.open(settings.database_url, exclusive=True)
    for path in list(_left_behind(state)):
        path.unlink()
    await held.close()


def _left_behind(state: Path) -> Iterator[Path]:
    return (path for path in state.glob(f"{DATABASE}*") if path.suffix != ".lock")


def _more() -> Iterator[dict[str, object]]:
    """List the other stories for the page, each with where to begin."""
    for story in ALL:
        who, typed = story.begin
        about = f"{story.happened} Who should look: {story.looks}."
        answer = f"Find it. A good answer: {story.answer}"
        yield {
            "title": story.title,
            "for": MORE,
            "about": about,
            "steps": [{"as": who, "side": "left", "open": "player-desk", "say": answer, "type": typed}],
        }


def _walked(slack: Slack) -> list[dict[str, str]]:
    return [told for told in slack.state.workspace.stories if told.get("for") != MORE]


def _panel(slack: Slack, wanted: Demo, seconds: float) -> Panel:
    port = slack.url.rpartition(":")[2]
    lines = [f"[bold green]{slack.url}[/bold green]", ""]
    if wanted.port and int(port) != wanted.port:
        lines[1:1] = [f"[yellow]Port {wanted.port} is in use; using {port}.[/yellow]"]
    lines += ["Open it: two colleagues side by side, and [bold]Try this[/bold] walks you through their day:"]
    lines += [f"  [bold]{told.get('for', '')}[/bold]  {told['title']}" for told in _walked(slack)]
    lines += ["", f"Or type [bold]/player {LOOKED_UP}[/bold] as Alice, and [bold]/pitboss[/bold] for what you may do."]
    lines += [
        "",
        f"[dim]Started in {seconds:.1f} s. All data is invented, and stored in {wanted.state}/. Ctrl-C stops it.[/dim]",
    ]
    return Panel(
        "\n".join(lines), title="[bold]Pitboss[/bold]", subtitle="the player desk", padding=(1, 3), expand=False
    )
