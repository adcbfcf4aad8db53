"""Each digest at its hour, once, by two processes on one PostgreSQL database; one of them is killed over it."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect
from sqlalchemy import select, text, update

from bot.workflows import digests as workflow
from core import office as offices
from core.database.connections import Database
from core.database.tables import digests, job_runs
from core.moment import Moment
from sandbox import Slack
from tests.journeys.test_digests import BLOCK, GIVE, TIMELESS
from tests.support import browser, house, processes, stories
from tests.support.browser import Screen
from tests.support.desk import Desk, Plan, environment, hire_the_cast, slack_of, started
from tests.support.office_files import changed

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAMES = ("Security", "Activity", "Adjustments", "Exceptions")
PLACES = ("security", "managers")
DAY = timedelta(days=1)
HOUR_SECONDS = 150.0
"""Until the next whole minute, and until both processes have woken up after it, on a busy machine."""
ROUND_MS = 60_000.0
"""Until a process wakes up again, makes what is due and posts it."""
PICTURES = os.environ.get("PITBOSS_PICTURES")
"""A folder for pictures of the way, for whoever wants to look at it."""


@dataclass(frozen=True, slots=True)
class Company:
    """A company where it is about noon, and where all digests are due at one of the next whole minutes.

    Those of every day come to #security, those of every week, on this day, to #managers.
    """

    hour: datetime
    file: str

    @classmethod
    def of(cls, slack: Slack) -> "Company":
        """Leave the processes time to start before the hour."""
        soon = datetime.now(UTC) + timedelta(seconds=75)
        zone = f"Etc/GMT{soon.hour - 12:+d}"
        hour = soon.replace(second=0, microsecond=0).astimezone(ZoneInfo(zone))
        daily = [{"digest": name.lower(), "channel": "security", "at": f"{hour:%H:%M}"} for name in NAMES]
        weekly = [{**each, "channel": "managers", "days": [f"{hour:%A}".lower()]} for each in daily]
        named = {name: slack.channel(name).id for name in ("player-desk", "approvals", "support", *PLACES)}
        return cls(hour, changed(lambda plain: plain.update(zone=zone, channels=named, digests=daily + weekly)))

    def days(self, *ago: int) -> str:
        return " to ".join(f"{day.day} {day:%B %Y}" for day in (self.hour - each * DAY for each in ago))


@dataclass(frozen=True, slots=True)
class Killed:
    """What a process had claimed when it was killed."""

    job: str

    def digest(self, screen: Screen) -> Locator:
        """Find its message, wherever it is to come."""
        _, name, place = self.job.split(":")
        return shown(screen, place, name.capitalize())


def shown(screen: Screen, place: str, name: str) -> Locator:
    """Find every message in a channel that is this digest."""
    side = screen.left if place == "security" else screen.right
    return side.log.get_by_role("article").filter(has_text=f"{name} digest, ")


@pytest.fixture
def database_kind() -> str:
    return "postgres"


@pytest_asyncio.fixture(loop_scope="session")
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database.open(database_url)
    yield database
    await database.close()


async def test_each_digest_comes_at_its_hour_once_from_two_processes_though_one_is_killed_over_it(
    database_url: str, database: Database, one_browser: Browser, tmp_path: Path, patience: None
) -> None:
    plan = Plan(database_url, features=TIMELESS, staffed=False)
    async with slack_of(plan) as slack:
        company = Company.of(slack)
        await worked(slack, plan, company)
        file = tmp_path / "office.yml"
        file.write_text(company.file, encoding="utf-8")
        settings = environment(slack, plan) | {"PITBOSS_OFFICE": str(file)}
        async with (
            processes.bots(2, settings, logs=tmp_path) as bots,
            browser.visited(one_browser, slack.url) as screen,
        ):
            await slack.connected(2, seconds=processes.START_SECONDS)
            await screen.show("cora:security", "maya:managers")
            await announced(screen, company)
            killed = await killed_over_a_digest(screen, database, bots)
            await all_come_the_late_one_last(screen, database, killed)
            await told_of_their_days(screen, company)

    async with database.read() as db:
        kept = (await db.execute(select(digests))).all()
        runs = (await db.execute(select(job_runs).where(job_runs.c.claimed_at >= company.hour))).all()
    assert len(kept) == len(runs) == len(PLACES) * len(NAMES)
    assert all(one.generated_at >= company.hour for one in kept)
    assert all(run.done_at for run in runs)
    assert {run.job: run.lease for run in runs if run.lease > 1} == {killed.job: 2}


async def worked(slack: Slack, plan: Plan, company: Company) -> None:
    """Let one day of the week have had something everywhere, and no other; the digests came until yesterday."""
    async with started(slack, plan) as desk:
        desk.services.desk = replace(desk.services.desk, office=offices.load(company.file))
        be(desk, company.hour - 4 * DAY)
        await hire_the_cast(desk)
        await house.anna(desk)
        await stories.decided(desk.sam, "Confirm", await stories.asked(desk, BLOCK))
        give = await stories.asked(desk, GIVE)
        await stories.refused(desk, desk.alice, "Approve", give)
        await stories.decided(desk.bob, "Approve", give)
        await desk.settled()
        be(desk, company.hour - DAY)
        await workflow.send_due(desk.services)


def be(desk: Desk, now: datetime) -> None:
    """Let it be another time for the desk, though not for Slack."""
    desk.services.clock = lambda: Moment(now=now.astimezone(UTC))


async def announced(screen: Screen, company: Company) -> None:
    await screen.right.say("/digest schedule")
    schedule = screen.right.message("What comes by itself")
    await expect(schedule).to_contain_text(f"at {company.hour:%H:%M} every day")
    await expect(schedule).to_contain_text(f"at {company.hour:%H:%M} on {company.hour:%A}")


async def killed_over_a_digest(screen: Screen, database: Database, bots: processes.Bots) -> Killed:
    """Kill one of the two when the hour has come, and each has claimed a digest that it has not kept yet."""
    async with nothing_kept(database):
        claims = await claimed_by_both(database)
        for side in (screen.left, screen.right):
            await expect(side.message(" digest, ")).to_have_count(0)
        job, pid = next(iter(claims.items()))
        await processes.ended(bots[pid])
    return Killed(job)


@asynccontextmanager
async def nothing_kept(database: Database) -> AsyncIterator[None]:
    """Hold up whoever has made a digest, before it is kept."""
    async with database.write() as db:
        await db.execute(text("LOCK TABLE digests IN SHARE MODE"))
        yield


async def claimed_by_both(database: Database) -> Mapping[str, int]:
    """Wait until both processes do something; give what, and the process id of whoever does it."""
    query = select(job_runs).where(job_runs.c.done_at.is_(None)).order_by(job_runs.c.claimed_at)
    async with asyncio.timeout(HOUR_SECONDS):
        while True:
            async with database.read() as db:
                claims = {run.job: int(run.holder.partition(":")[2]) for run in await db.execute(query)}
            if len(set(claims.values())) > 1:
                return claims
            await asyncio.sleep(0.2)


async def all_come_the_late_one_last(screen: Screen, database: Database, killed: Killed) -> None:
    late = killed.digest(screen)
    for place, name in [(place, name) for place in PLACES for name in NAMES]:
        if f"digest:{name.lower()}:{place}" != killed.job:
            await expect(shown(screen, place, name)).to_have_count(1, timeout=ROUND_MS)
    await expect(late).to_have_count(0)
    await picture(screen, "one is missing")
    async with database.write() as db:  # the minutes are over for which a period is left to whoever claimed it
        await db.execute(update(job_runs).where(job_runs.c.done_at.is_(None)).values(leased_until=datetime.now(UTC)))
    await expect(late).to_have_count(1, timeout=ROUND_MS)


async def told_of_their_days(screen: Screen, company: Company) -> None:
    """Read that nothing happened yesterday, and that something did in the week; the office file is another one now."""
    for name in NAMES:
        [day, week] = [shown(screen, place, name) for place in PLACES]
        await expect(day).to_contain_text(f"{name} digest, {company.days(1)}Time zone {company.hour.tzinfo}")
        nothing = "The office file changed" if name == "Exceptions" else "No activity."
        await expect(day).to_contain_text(nothing)
        await expect(week).to_contain_text(f"{name} digest, {company.days(7, 1)}")
        await expect(week).not_to_contain_text("No activity.")
    await expect(shown(screen, "managers", "Security")).to_contain_text("Placed: Account taken over: 1")
    await expect(shown(screen, "managers", "Activity")).to_contain_text("Given by hand: EUR 20.00")
    await expect(shown(screen, "managers", "Adjustments")).to_contain_text("Bob Borg (finance)")
    await expect(shown(screen, "managers", "Exceptions")).to_contain_text("Refused: 1")
    await picture(screen, "all are there")


async def picture(screen: Screen, name: str) -> None:
    if PICTURES:
        await screen.page.screenshot(path=Path(PICTURES) / f"{name}.png")
