"""Who may not see a reason cannot tell it from the one it is drawn as, whichever door of the desk they open."""

import asyncio
import dataclasses
import inspect
import pkgutil
import random
import sys
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import core
from bot.cards import request_card, unconfirmed_card
from bot.process import transactions
from core import approvals, background, operations
from core.actions.block_player import Lasts
from core.actions.unblock_player import UnblockPlayer
from core.approvals import AlreadyPending, DecidedElsewhere, Decision
from core.approvals.form_content import FormInput
from core.audit_trail import TrailKind, TrailSubject
from core.database import tables
from core.errors import Refused
from core.operations import Query
from core.people import PITBOSS, Actor, Permission, SystemRight, Visibility
from core.platform.status import of_players
from core.requests import Request, State
from tests.support import samples
from tests.support.asking import ask, block, decide, now
from tests.support.edge import Edge
from tests.support.office import World
from tests.support.ordering import connect, order_of
from tests.support.protecting import unblock
from tests.support.tipping_off import desk, plain

for module in pkgutil.walk_packages(core.__path__, "core."):
    if ".migrations" not in module.name:
        import_module(module.name)

STAFF = frozenset({Visibility.STAFF})
SECURITY = frozenset({Visibility.STAFF, Visibility.SECURITY})
COVER = "review"
BESIDE = {
    "longer": (Lasts.WEEK, Lasts.UNTIL_ENDED),
    "as long": (Lasts.WEEK, Lasts.WEEK),
    "shorter": (Lasts.UNTIL_ENDED, Lasts.WEEK),
}
"""How long an earlier block lasts that everybody sees, and how long the one beside it."""
HIDDEN = {"fraud": (STAFF,), "money_laundering": (STAFF, SECURITY)}
"""Each hidden reason, with the levels of reader that may not see it."""
QUERIES = {
    each.declaration.name: each
    for each in operations.registry()
    if isinstance(each, Query)
    and each.__module__.startswith("core.")
    and not isinstance(each.declaration.needs, SystemRight)
}
SAMPLES = samples.loaded()


@dataclasses.dataclass
class Case:
    """A desk on which anna is blocked for a reason, and what people can name of it."""

    world: World
    request: Request
    block_id: UUID
    records: tuple[UUID, ...]

    def named(self, name: str, sample: Mapping[str, Any]) -> dict[str, Any]:
        """Give the arguments of a query, about anna's block wherever it takes a name of it."""
        known = {
            "player_id": self.request.player_id,
            "request_id": self.request.id,
            "code": self.request.code,
            "subject": TrailSubject(player_id=self.request.player_id),
            "given": FormInput(
                action=UnblockPlayer,
                picks=frozenset(),
                player_id=self.request.player_id,
                build=lambda _: UnblockPlayer(
                    player_id=self.request.player_id,
                    blocks=(self.block_id,),
                    remedies=("Findings written down",),
                    note="The findings are written down.",
                ),
            ),
        }
        parameters = inspect.signature(QUERIES[name].function).parameters
        given = dict(sample) | {each: value for each, value in known.items() if each in parameters}
        if name == "audit_trail.look_up":
            given |= {"kind": TrailKind.REQUEST, "named": self.request.code}
        return given


@pytest.fixture
def repeated(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let what the samples make by chance come out the same in every world."""

    def begin() -> None:
        dice = random.Random(7)  # noqa: S311 - a test repeats itself
        for name, module in list(sys.modules.items()):
            if name.startswith("tests.support."):
                monkeypatch.setattr(module, "uuid4", lambda: UUID(int=dice.getrandbits(128), version=4), raising=False)
                monkeypatch.setattr(module, "SUBMISSIONS", count(), raising=False)

    return begin


async def happened(world: World, reason: str, decision: str | None) -> Case:
    """Let cora block anna for a reason, and clara decide about it; beside an earlier one, or to ``lift`` it."""
    for who in ("alice", "sam", "cora"):
        await world.staff(who)
    await world.staff("clara", roles=("compliance",))
    anna = await world.player("anna", cash="100 EUR")
    await world.withdrawal(anna, "90 EUR")
    if decision in BESIDE:
        await ask(world, "alice", block(anna, COVER, lasts=BESIDE[decision][0]), key="earlier")
        world.later(minutes=30)
    lasts = BESIDE.get(decision or "", (None, Lasts.UNTIL_ENDED))[1]
    request = await ask(world, "cora", block(anna, reason, lasts=lasts), key="submission")
    placed = await world.rows(tables.player_blocks)
    if decision == "lift":
        lifting = unblock(anna, placed[0].id, remedies=("Findings written down",))
        request = await ask(world, "alice", lifting, key="lifting")
    elif decision in tuple(Decision):
        request = await decide(world, "clara", request, decision, "Two accounts were one.")
    records = await world.rows(tables.records, tables.records.c.player_id == anna)
    return Case(world, request, placed[0].id if placed else request.id, tuple(row.id for row in records))


async def reader(world: World, sees: frozenset[Visibility]) -> Actor:
    """Somebody who may do everything, and see only so much."""
    alice = await world.staff("alice")
    return dataclasses.replace(alice, permissions=frozenset(Permission), sees=sees)


async def answers(case: Case, *readers: frozenset[Visibility]) -> dict[tuple[frozenset[Visibility], str], Any]:
    """Give what every query shows to each reader, or says when it refuses."""
    found = {}
    who = {sees: await reader(case.world, sees) for sees in readers}
    for name in sorted(QUERIES):
        given = case.named(name, await SAMPLES[name].make(case.world))
        for sees in readers:
            found[sees, name] = await _answer(case, who[sees], name, given)
    for sees in readers:
        for record_id in case.records:
            given = {"record_id": record_id}
            found[sees, f"record {record_id}"] = await _answer(case, who[sees], "audit_trail.open_record", given)
        for decision in Decision:
            given = {"request_id": case.request.id, "decision": decision}
            found[sees, f"vote {decision}"] = await _answer(case, who[sees], "approvals.operations.opened", given)
    return found


async def _answer(case: Case, who: Actor, name: str, given: dict[str, Any]) -> Any:
    try:
        return plain(await transactions.see(Edge(case.world), who, QUERIES[name], **given), who.sees)
    except Refused as refusal:
        return (type(refusal).__name__, str(refusal.message))


@pytest.mark.parametrize("decision", [None, "end", "longer", "as long", "shorter", "lift"])
def test_no_query_tells_a_hidden_reason_from_the_visible_one(
    sqlite_template: Path, repeated: Callable[[], None], decision: str | None
) -> None:
    async def shown(reason: str) -> dict[tuple[frozenset[Visibility], str], Any]:
        repeated()
        async with desk(sqlite_template, reason) as world:
            case = await happened(world, reason, decision)
            return await answers(case, STAFF, SECURITY)

    async def compared() -> list[tuple[str, str, Any, Any]]:
        covered = await shown(COVER)
        return [
            (reason, name, said, covered[sees, name])
            for reason in HIDDEN
            for (sees, name), said in (await shown(reason)).items()
            if sees in HIDDEN[reason] and said != covered[sees, name]
        ]

    assert asyncio.run(compared()) == []


EACH_REASON = (COVER, "fraud", "money_laundering")


def same_for_each(
    template: Path, repeated: Callable[[], None], look: Callable[[World, str], Awaitable[Any]]
) -> list[Any]:
    """Do the same on a desk for each reason, and give what was seen."""

    async def seen() -> list[Any]:
        found = []
        for reason in EACH_REASON:
            repeated()
            async with desk(template, reason) as world:
                found.append(await look(world, reason))
        return found

    return asyncio.run(seen())


@pytest.mark.parametrize("decision", [None, "confirm", "end"])
def test_a_channel_gets_the_same_card_and_the_same_alarm(
    sqlite_template: Path, repeated: Callable[[], None], decision: str | None
) -> None:
    async def drawn(world: World, reason: str) -> list[Any]:
        case = await happened(world, reason, decision)
        see = partial(transactions.see, Edge(world), PITBOSS, request_id=case.request.id)
        readers, alarm = await see(background.request_card), await see(background.overdue_request)
        cards = [request_card.in_channel(readers.for_channel), unconfirmed_card.draw(alarm.review)]
        return [(card.text, card.blocks) for card in cards]

    cover, *hidden = same_for_each(sqlite_template, repeated, drawn)

    assert "Under review" in str(cover)
    assert hidden == [cover, cover]


def test_the_platform_is_told_the_same(sqlite_template: Path, repeated: Callable[[], None]) -> None:
    async def told(world: World, reason: str) -> list[Any]:
        case = await happened(connect(world), reason, None)
        order = await order_of(world, case.request)
        async with world.read() as db:
            found = (await of_players(db, [order.player_id], now=world.now)).get(order.player_id)
        return [order.body, found]

    cover, *hidden = same_for_each(sqlite_template, repeated, told)

    assert cover[0]["data"]["reason"] == COVER
    assert hidden == [cover, cover]


@pytest.mark.parametrize("decision", list(Decision))
def test_a_vote_by_somebody_who_may_not_see_the_reason_gets_one_sentence(
    sqlite_template: Path, repeated: Callable[[], None], decision: Decision
) -> None:
    async def refused(world: World, reason: str) -> str:
        case = await happened(world, reason, None)
        with pytest.raises(DecidedElsewhere) as refusal:
            await decide(world, "alice", case.request, decision, "It was the player.")
        return refusal.value.message

    assert len(set(same_for_each(sqlite_template, repeated, refused))) == 1


def test_asking_for_the_same_or_for_lifting_it_is_answered_the_same(
    sqlite_template: Path, repeated: Callable[[], None]
) -> None:
    async def answered(world: World, reason: str) -> list[Any]:
        case = await happened(world, reason, None)
        alice = await world.staff("alice")
        again = await ask(world, "alice", block(case.request.player_id or 0, COVER))
        lifting = unblock(case.request.player_id or 0, case.block_id, remedies=("Findings written down",))
        async with world.work() as work:
            intent = await approvals.what_if(work, lifting, actor=alice)
        async with world.work() as work:
            shown = await approvals.operations.opened(work, alice, again.id)
        return [plain(shown, STAFF), plain(intent, STAFF)]

    cover, *hidden = same_for_each(sqlite_template, repeated, answered)

    assert hidden == [cover, cover]


def test_asking_again_while_one_waits_for_approval_is_answered_the_same(
    sqlite_template: Path, repeated: Callable[[], None]
) -> None:
    async def answered(world: World, reason: str) -> str:
        file = world.desk.office
        rule = file.rules.block_player.model_copy(update={"first": "second_person"})
        rules = file.rules.model_copy(update={"block_player": rule})
        world.desk = dataclasses.replace(world.desk, office=file.model_copy(update={"rules": rules}))
        case = await happened(world, reason, None)
        assert case.request.state == State.PENDING
        with pytest.raises(AlreadyPending) as again:
            await ask(world, "alice", block(case.request.player_id or 0, COVER))
        return again.value.message

    assert len(set(same_for_each(sqlite_template, repeated, answered))) == 1


async def test_the_owner_lifts_a_hidden_block_that_somebody_asked_to_lift_without_knowing_it(office: World) -> None:
    case = await happened(office, "money_laundering", None)
    lifting = unblock(case.request.player_id or 0, case.block_id, remedies=("Findings written down",))
    request = await ask(office, "alice", lifting)

    done = await decide(office, "clara", request, "approve")

    assert done.state == State.DONE
    assert (await now(office, case.request)).state == State.ENDED
