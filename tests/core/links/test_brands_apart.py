"""Nothing of an account of another brand is shown or countable to somebody who works for one brand."""

import re
from collections.abc import Iterator
from dataclasses import asdict, is_dataclass
from typing import Any

import pytest

from core import approvals, links, players, staff
from core.actions.correct_contact import CorrectContact
from core.actions.self_exclude import SelfExclude, SelfExclusionTerm
from core.actions.settle_link import SettleLink
from core.errors import Unknown
from core.links import Verdict, account_links
from core.people import PITBOSS, Actor
from core.players import Key
from core.requests import Request
from tests.support.asking import NOTE, ask, decide, opened
from tests.support.office import World

CONTACT = {"email": "twin.of.two@example.com"}


@pytest.fixture
async def twins(office: World) -> tuple[int, int]:
    """Anna of royal, and Regina of regal under the same licence: one device, one name."""
    for name in ("alice", "fred", "sam", "cora", "maya"):
        await office.staff(name)
    anna = await office.player("anna", brand="royal", cash="10 EUR")
    regina = await office.player("regina", brand="regal", **CONTACT)
    async with office.work() as work:
        await players.remember(work, [Key(each, "device", "tablet-1") for each in (anna, regina)])
    return anna, regina


async def kept(office: World, who: str, brand: str | None = "royal") -> Actor:
    actor = await office.staff(who)
    assert actor.staff_id
    async with office.work() as work:
        await staff.keep_to(work, PITBOSS, staff_id=actor.staff_id, brand=brand)
    return await office.staff(who)


def said(value: object) -> Iterator[str]:
    """Everything that something says, however deep."""
    if is_dataclass(value) and not isinstance(value, type):
        yield from said(asdict(value))
    elif hasattr(value, "model_dump"):
        yield from said(value.model_dump(mode="json"))
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from said(name)
            yield from said(each)
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from said(each)
    else:
        yield str(value)


def mentions(value: object, player_id: int) -> bool:
    return any(re.search(rf"player {player_id}\b|\bregina\b|^{player_id}$|regal", each) for each in said(value))


async def excluded(office: World, anna: int) -> Request:
    return await ask(office, "alice", SelfExclude(player_id=anna, term=SelfExclusionTerm.YEAR, note=NOTE))


async def contact(office: World, anna: int) -> Request:
    return await ask(office, "alice", CorrectContact(player_id=anna, note=NOTE, **CONTACT))


@pytest.mark.parametrize("asked", [excluded, contact])
async def test_a_request_that_reaches_another_brand_says_so_only_to_those_of_all_brands(
    office: World, twins: tuple[int, int], asked: Any
) -> None:
    anna, regina = twins
    request = await asked(office, anna)
    whole = await opened(office, "cora", request)
    assert mentions([whole.facts, whole.receipt], regina)

    await kept(office, "cora")
    review = await opened(office, "cora", request)

    shown = [review.facts, review.receipt, review.changed, review.request.facts, review.request.receipt]
    assert not mentions(shown, regina)
    assert "1 other account" not in " ".join(said(shown))
    assert await decide(office, "cora", request, "confirm" if request.open and review.only_confirmed else "approve")


async def test_what_would_happen_says_nothing_of_it_either(office: World, twins: tuple[int, int]) -> None:
    anna, regina = twins
    alice = await kept(office, "alice")
    acts = [
        SelfExclude(player_id=anna, term=SelfExclusionTerm.YEAR, note=NOTE),
        CorrectContact(player_id=anna, note=NOTE, **CONTACT),
    ]

    for act in acts:
        async with office.work() as work:
            assert not mentions((await approvals.what_if(work, act, actor=alice)).facts, regina)


async def test_a_decision_about_accounts_of_two_brands_is_unknown_to_those_of_one(
    office: World, twins: tuple[int, int]
) -> None:
    anna, regina = twins
    wish = SettleLink(player_id=anna, others=(regina,), verdict=Verdict.HOUSEHOLD, note=NOTE)
    request = await ask(office, "fred", wish)
    cora = await kept(office, "cora")

    with pytest.raises(Unknown):
        await opened(office, "cora", request)
    async with office.work() as work:
        assert list(await approvals.decidable(work, actor=cora)) == []
    with pytest.raises(Unknown):
        await ask(office, "cora", wish)


async def test_links_and_hubs_are_those_of_ones_own_brand(office: World, twins: tuple[int, int]) -> None:
    anna, regina = twins
    fred, everybody = await kept(office, "fred"), await office.staff("sam")
    async with office.work() as work:
        page = await links.pages.of_player(work, fred, anna)
        assert not mentions([page.page.items, page.hubs], regina)
        for wide in (fred, everybody):
            found = await account_links.hubs(work.db, wide, anna, hub=1)
            assert len(found) == (0 if wide.brand else 1)
