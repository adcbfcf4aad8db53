"""Links where terms lie on several machines are those of one statement on one machine."""

import pytest

from core import players
from core.database import connections
from core.links import account_links
from core.players import Key
from tests.support.office import World

pytestmark = pytest.mark.parametrize("database_kind", ["postgres"], indirect=True)

HUB = 2


async def test_shared_terms_and_hubs_are_the_same_asked_for_one_by_one(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, ben, zoe = [await office.player(name) for name in ("anna", "ben", "zoe")]
    fred = await office.staff("fred")
    async with office.work() as work:
        pair = [Key(each, "device", "d1") for each in (anna, ben)]
        await players.remember(work, [*pair, *(Key(each, "ip", "81.2.69.142") for each in (anna, ben, zoe))])

    async def found() -> tuple[list[account_links.SharedTerm], list[account_links.Hub]]:
        async with office.work() as work:
            shared = await account_links.read_shared(work.db, anna, hub=HUB)
            hubs = await account_links.hubs(work.db, fred, anna, hub=HUB)
        return sorted(shared, key=str), hubs

    once = await found()
    monkeypatch.setattr(connections, "is_distributed", lambda _: True)

    assert await found() == once
    assert [(each.kind, each.player_id) for each in once[0] if each.kind == "device"] == [("device", ben)]
    assert [each.kind for each in once[1]] == ["ip"]
