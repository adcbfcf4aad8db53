"""Every look and every change that core offers: refused to everybody without the right, and the refusal recorded."""

import asyncio
import pkgutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy import update

import core
from bot.process import transactions
from core import operations, search
from core.database import tables
from core.database.connections import Database
from core.errors import Invalid, NotAllowed, Refused
from core.office import Office
from core.operations import Declared, Query
from core.people import Actor, Permission, SystemRight, Visibility
from tests.support import samples
from tests.support.edge import Edge
from tests.support.memory import folder
from tests.support.office import World

for module in pkgutil.walk_packages(core.__path__, "core."):
    if ".migrations" not in module.name:
        import_module(module.name)

EVERY = {each.declaration.name: each for each in operations.registry() if each.__module__.startswith("core.")}
SAMPLES = samples.loaded()
EVERYTHING = frozenset(SystemRight)
NOBODY = ("mallory", "frozen", "leaver", "guest")


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def world(loop: asyncio.Runner, sqlite_template: Path) -> Iterator[World]:
    """One world for all: what is refused changes nothing."""
    with folder() as place:
        path = place / "pitboss.sqlite3"
        path.write_bytes(sqlite_template.read_bytes())

        async def opened() -> World:
            return World(Database.open(f"sqlite+aiosqlite:///{path}"))

        world = loop.run(opened())
        yield world
        loop.run(world.db.close())


async def actor(world: World, who: str) -> Actor:
    """Somebody who may not: without a role, or with every right but no active staff record."""
    if who == "mallory":
        return await world.staff("mallory")
    one = await world.staff(who, roles=())
    changed = {"frozen": {"state": "frozen"}, "leaver": {"state": "gone"}, "guest": {"barred": True}}[who]
    async with world.work() as work:
        await work.db.execute(update(tables.staff).where(tables.staff.c.id == one.staff_id).values(**changed))
    return replace(await world.staff(who), permissions=frozenset(Permission), sees=frozenset(Visibility))


async def called(world: World, declared: Declared[Any, Any], who: Actor, arguments: dict[str, Any]) -> None:
    if isinstance(declared, Query):
        await transactions.see(Edge(world), who, declared, **arguments)
    else:
        await transactions.do(Edge(world), who, declared, None, **arguments)


async def last_record(world: World) -> Any:
    async with world.read() as db:
        return (await db.execute(tables.records.select().order_by(tables.records.c.id.desc()).limit(1))).one()


def test_every_operation_has_a_sample_of_its_arguments() -> None:
    assert EVERY.keys() == SAMPLES.keys()


def test_every_guard_is_registered() -> None:
    operations.refuse_unguarded()


def test_nothing_starts_while_a_guard_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.operations.declarations.GUARDS", operations.GUARDS | {"a guard nobody registers"})

    with pytest.raises(RuntimeError, match="a guard nobody registers"):
        operations.refuse_unguarded()


@pytest.mark.parametrize("name", sorted(EVERY))
@pytest.mark.parametrize("who", NOBODY)
def test_without_the_right_it_is_refused_and_recorded(loop: asyncio.Runner, world: World, name: str, who: str) -> None:
    declared = EVERY[name]
    if who == "mallory" and declared.declaration.needs is None:
        pytest.skip("everybody who works here may")

    async def tried() -> None:
        arguments = await SAMPLES[name].make(world)
        nobody = await actor(world, who)
        words = declared.declaration.doing.partition("{")[0]
        with pytest.raises(NotAllowed, match=f"You may not {words}"):
            await called(world, declared, nobody, arguments)
        record = await last_record(world)
        assert (record.person, record.action) == (who, declared.declaration.action)
        assert record.outcome == "refused"

    loop.run(tried())


@pytest.mark.parametrize("name", sorted(name for name, each in SAMPLES.items() if each.of_player))
def test_of_another_brand_it_is_refused_and_recorded(loop: asyncio.Runner, world: World, name: str) -> None:
    async def tried() -> None:
        arguments = await SAMPLES[name].make(world)
        ada = await world.staff("ada")
        elsewhere = replace(
            ada, brand="another", permissions=frozenset(Permission), sees=frozenset(Visibility), works=True
        )
        with pytest.raises(Refused):
            await called(world, EVERY[name], elsewhere, arguments)
        record = await last_record(world)
        assert (record.person, record.outcome) == ("ada", "refused")

    loop.run(tried())


def broken(value: object) -> Iterator[object]:
    """Give a value with a zero byte, and with half a character, in each of its texts.

    An office file is refused with such a character when it is read.
    """
    if isinstance(value, Office):
        return
    if type(value) is str:
        yield from (value + "\0", f"\ud800{value}")
    elif isinstance(value, BaseModel):
        given = value.__dict__.items()
        yield from (value.model_copy(update={name: worse}) for name, each in given for worse in broken(each))
    elif is_dataclass(value) and not isinstance(value, type):
        given = [(each.name, getattr(value, each.name)) for each in fields(value) if each.init]
        yield from (replace(value, **{name: worse}) for name, each in given for worse in broken(each))


def test_a_broken_character_is_refused_by_every_operation(loop: asyncio.Runner, world: World) -> None:
    async def tried() -> int:
        count = 0
        ada = replace(await world.staff("ada"), works=True, permissions=frozenset(Permission), system=EVERYTHING)
        given = {name: await SAMPLES[name].make(world) for name in EVERY}
        async with world.work() as work:
            for name, declared in EVERY.items():
                arguments = given[name]
                for worse in ((each, one) for each, value in arguments.items() for one in broken(value)):
                    count += 1
                    with pytest.raises(Invalid, match="broken character"):
                        declared.refuse_unless_permitted(work, ada, **(arguments | dict([worse])))
        return count

    assert loop.run(tried()) > len(EVERY) / 2


def test_a_broken_character_is_recorded_as_refused(loop: asyncio.Runner, world: World) -> None:
    async def tried() -> None:
        with pytest.raises(Invalid, match="broken character"):
            await called(world, search.find, await world.staff("alice"), {"text": "an\0na"})
        record = await last_record(world)
        assert (record.person, record.outcome) == ("alice", "refused")

    loop.run(tried())
