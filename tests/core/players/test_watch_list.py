"""The watch list: who sees that a player stands on it, and how one is put there and taken off."""

import pytest

from core.database import tables
from core.errors import Invalid, NotAllowed, Unknown
from core.people import Visibility
from core.players import Profile, profile_card, watch_list
from core.players.watch_list import NewWatch, WatchedAlready
from tests.support.office import World

WHY = "Many small deposits"


async def watch(office: World, who: str, player_id: int, visibility: str = "staff", why: str = WHY) -> None:
    actor = await office.staff(who)
    async with office.work() as work:
        await watch_list.watch(work, actor, NewWatch(player_id, why, Visibility(visibility)))


async def unwatch(office: World, who: str, player_id: int, visibility: str = "staff") -> None:
    actor = await office.staff(who)
    async with office.work() as work:
        await watch_list.unwatch(work, actor, player_id=player_id, visibility=Visibility(visibility), why=WHY)


async def card(office: World, who: str, player_id: int) -> Profile:
    actor = await office.staff(who)
    async with office.work() as work:
        return await profile_card.profile(work.db, player_id, actor=actor, now=work.now)


async def test_a_player_is_put_on_it_and_taken_off(office: World) -> None:
    anna = await office.player("anna")
    await watch(office, "alice", anna)

    seen = await card(office, "bob", anna)
    assert [(one.by, one.why, one.since_at) for one in seen.watches] == [("Alice", WHY, office.now)]
    assert seen.account.delicate
    with pytest.raises(WatchedAlready, match="on the watch list already"):
        await watch(office, "bob", anna)

    with pytest.raises(NotAllowed, match="Who may: Security, Fraud, Compliance"):
        await unwatch(office, "bob", anna)
    await unwatch(office, "sam", anna)
    seen = await card(office, "alice", anna)
    assert (seen.watches, seen.account.watched) == ((), False)
    with pytest.raises(Unknown, match="not on the watch list"):
        await unwatch(office, "sam", anna)


@pytest.mark.parametrize(("visibility", "support_reads"), [("security", True), ("compliance", False)])
async def test_who_may_not_see_it_reads_at_most_to_ask_security(
    office: World, visibility: str, *, support_reads: bool
) -> None:
    anna = await office.player("anna")
    await watch(office, "cora", anna, visibility)

    seen = await card(office, "alice", anna)

    assert (seen.watches, seen.account.watched, seen.ask_security) == ((), False, support_reads)
    assert len((await card(office, "cora", anna)).watches) == 1
    with pytest.raises(Unknown):
        await unwatch(office, "alice", anna, visibility)
    with pytest.raises(NotAllowed):
        await watch(office, "alice", anna, visibility)


async def test_a_mark_that_the_platform_set_is_taken_off_too(office: World) -> None:
    anna = await office.player("anna", watched=True)

    await unwatch(office, "sam", anna)

    assert not (await card(office, "alice", anna)).account.watched
    assert await office.rows(tables.watches) == []


@pytest.mark.parametrize("why", ["", "  ", "x" * 501])
async def test_a_reason_is_written(office: World, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        await watch(office, "alice", await office.player("anna"), why=why)

    assert refused.value.field == "why"
