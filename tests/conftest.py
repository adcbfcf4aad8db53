"""What every test may ask for: a database of each kind, of its own.

Which test runs on which database and transport is said in tests/support/wirings.py.
"""

import contextlib
import dataclasses
import gc
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from core import outbox
from core.database import engines as of_core
from core.staff import home_updates
from tests.support import citus, engines, memory, postgres, wirings
from tests.support.browser import one_browser  # noqa: F401 - the browser of a test process
from tests.support.office import office  # noqa: F401 - the fixture of that name, for every test
from tests.support.recycling import Recycling
from tests.support.require import demanded, require

SERVERS = pytest.StashKey[contextlib.ExitStack]()
CLUSTER = pytest.StashKey[postgres.Cluster]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--wirings",
        choices=("dealt", "all"),
        default="dealt",
        help="run each test on one transport and database (dealt) or on each (all)",
    )


def pytest_configure(config: pytest.Config) -> None:
    demanded()
    of_core.create_async_engine = engines.sharing(of_core.create_async_engine)
    home_updates.PAUSE = outbox.NO_PAUSE  # the time of a test stands still, so no pause would ever be over
    signal.signal(signal.SIGINT, _interrupted)
    servers = config.stash[SERVERS] = contextlib.ExitStack()
    config.add_cleanup(servers.close)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Give every test process of one run the same PostgreSQL server."""
    if postgres.binaries():
        node.workerinput["postgres"] = dataclasses.asdict(_cluster(node.config))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    wirings.parametrize(metafunc)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deal before `-k` and `-m` choose, so that a part of the suite runs as the whole does."""
    if config.getoption("wirings") == "dealt" and not any("::" in argument for argument in config.args):
        items[:], left = wirings.keep_dealt(items)
        config.hook.pytest_deselected(items=left)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Let the garbage collector look at what tests make, and never again at what was imported and collected."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session")
def cluster(pytestconfig: pytest.Config) -> postgres.Cluster:
    """A PostgreSQL server, one for the whole run."""
    require("postgres")
    given = getattr(pytestconfig, "workerinput", {}).get("postgres")
    return postgres.Cluster(**given) if given else _cluster(pytestconfig)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    from core.database.upgrade import migrate

    path = tmp_path_factory.mktemp("template") / "pitboss.sqlite3"
    postgres.complete(lambda: migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_template(cluster: postgres.Cluster) -> Iterator[str]:
    """The name of a migrated PostgreSQL database to copy; each test process has its own."""
    from core.database.upgrade import migrate

    with cluster.fresh() as url:
        postgres.complete(lambda: migrate(url))
        yield url.rpartition("/")[2]


@pytest.fixture(scope="session")
def postgres_copies(request: pytest.FixtureRequest) -> Iterator[Recycling | citus.Distributed]:
    """Databases to lend, each emptied after a test; distributed ones where PITBOSS_TEST_CITUS names a coordinator."""
    if citus.VARIABLE in os.environ:
        copies: Recycling | citus.Distributed = citus.Distributed()
    else:
        copies = Recycling(request.getfixturevalue("cluster"), request.getfixturevalue("postgres_template"))
    yield copies
    copies.close()


@pytest.fixture(params=["sqlite", "postgres"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """The kind of database that a test was dealt; marked `every_wiring` it runs on each."""
    return request.param


@pytest.fixture
def database_file() -> Iterator[Path]:
    """Where a SQLite database of the test's own may lie."""
    with memory.folder() as folder:
        yield folder / "pitboss.sqlite3"


@pytest.fixture
def database_url(database_kind: str, database_file: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated database of the test's own."""
    if database_kind == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_template"), database_file)
        yield f"sqlite+aiosqlite:///{database_file}"
    else:
        copies: Recycling | citus.Distributed = request.getfixturevalue("postgres_copies")
        with copies.lent() as url:
            yield url


@pytest.fixture
def empty_database_url(database_kind: str, database_file: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of the test's own in which nothing has happened, not even a migration."""
    if database_kind == "sqlite":
        yield f"sqlite+aiosqlite:///{database_file}"
    else:
        cluster: postgres.Cluster = request.getfixturevalue("cluster")
        with cluster.fresh() as url:
            yield url


def _interrupted(number: int, frame: FrameType | None) -> None:
    """Raise as Python does; its own handler would have asyncio set another, and describe every fixture, at each run."""
    signal.default_int_handler(number, frame)


def _cluster(config: pytest.Config) -> postgres.Cluster:
    if CLUSTER not in config.stash:
        config.stash[CLUSTER] = config.stash[SERVERS].enter_context(postgres.running(where=memory.place()))
    return config.stash[CLUSTER]
