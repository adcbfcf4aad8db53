"""Accounts that share a device, a payment instrument or a document are linked hard; a hub links nobody."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import insert, update

from core import links, players
from core.database import tables
from core.links import Evidence
from core.players import Instrument, Key, NewPlayer, documents
from tests.support.office import BEGINNING, World

HUB = 20


async def known(office: World, count: int) -> list[int]:
    told = [
        NewPlayer(
            brand="royal" if number % 2 else "noble",
            licence="MGA",
            external_id=f"x{number}",
            username=f"player{number}",
            currency="EUR",
            registered_at=datetime(2025, 1, 1, tzinfo=UTC),
        )
        for number in range(count)
    ]
    async with office.work() as work:
        ids = (await players.register(work, told)).ids
    return [ids[one.key] for one in told]


async def share(office: World, kind: str, value: str, *player_ids: int) -> None:
    async with office.work() as work:
        await players.remember(work, [Key(each, kind, value) for each in player_ids])


async def hard(office: World, player_id: int, *, for_exclusion: bool = False) -> list[int]:
    async with office.work() as work:
        return await links.hard_linked(work, player_id, for_exclusion=for_exclusion)


async def decide(office: World, one: int, other: int, *, kinds: set[Evidence], compliance: bool = False) -> None:
    decision = {
        "id": uuid4(),
        "verdict": "household",
        "kinds": sorted(kinds),
        "compliance": compliance,
        "why": "a couple",
        "decided_at": BEGINNING - timedelta(days=1),
        "decided_by": "Fred",
        "expires_at": BEGINNING + timedelta(days=364),
    }
    async with office.work() as work:
        rows = [decision | {"player_id": mine, "other_id": other} for mine, other in ((one, other), (other, one))]
        await work.db.execute(insert(tables.link_decisions), rows)


async def test_device_instrument_and_document_link_from_both_sides(office: World) -> None:
    anna, ben, carl, dora, eli = await known(office, 5)
    await share(office, "device", "tablet-1", anna, ben)
    await share(office, "ip", "81.2.69.142", anna, eli)
    async with office.work() as work:
        card = Instrument("card", "fp_1", last_four="4471")
        await players.instruments.add(work, [(anna, card), (carl, card)])
        await documents.add(work, [(anna, "MT 123"), (dora, "mt-123")])

    assert await hard(office, anna) == sorted([ben, carl, dora])
    assert [await hard(office, each) for each in (ben, carl, dora, eli)] == [[anna], [anna], [anna], []]


async def test_what_more_accounts_share_than_the_limit_links_nobody(office: World) -> None:
    anna, ben, *others = await known(office, HUB + 1)
    await share(office, "device", "kiosk", anna, ben, *others[:-1])

    assert len(await hard(office, anna)) == HUB - 1

    await share(office, "device", "kiosk", others[-1])
    await share(office, "device", "tablet-1", anna, ben)

    assert await hard(office, anna) == [ben]


async def test_a_decision_is_respected_until_hard_evidence_of_another_kind_comes(office: World) -> None:
    anna, ben = await known(office, 2)
    await share(office, "device", "tablet-1", anna, ben)
    await decide(office, anna, ben, kinds={Evidence.DEVICE})

    await share(office, "device", "tablet-2", anna, ben)
    assert await hard(office, anna) == await hard(office, ben) == []

    await share(office, "instrument", "fp_1", anna, ben)
    assert (await hard(office, anna), await hard(office, ben)) == ([ben], [anna])


async def test_an_exclusion_reaches_until_compliance_has_agreed(office: World) -> None:
    anna, ben, carl = await known(office, 3)
    await share(office, "device", "tablet-1", anna, ben, carl)
    await decide(office, anna, ben, kinds={Evidence.DEVICE})
    await decide(office, anna, carl, kinds={Evidence.DEVICE}, compliance=True)

    assert await hard(office, anna) == []
    assert await hard(office, anna, for_exclusion=True) == [ben]


async def test_a_decision_that_expired_or_ended_explains_nothing(office: World) -> None:
    anna, ben, carl = await known(office, 3)
    await share(office, "device", "tablet-1", anna, ben, carl)
    await decide(office, anna, ben, kinds={Evidence.DEVICE})
    await decide(office, anna, carl, kinds={Evidence.DEVICE})
    decided = tables.link_decisions
    async with office.work() as work:
        await work.db.execute(update(decided).where(decided.c.other_id == ben).values(expires_at=BEGINNING))
        await work.db.execute(update(decided).where(decided.c.other_id == carl).values(ended_at=BEGINNING))

    assert await hard(office, anna) == sorted([ben, carl])


async def test_nobody_is_linked_to_a_player_who_is_bait(office: World) -> None:
    anna, ben = await known(office, 2)
    await share(office, "device", "tablet-1", anna, ben)
    async with office.work() as work:
        await work.db.execute(update(tables.players).where(tables.players.c.id == ben).values(honey=True))

    assert await hard(office, anna) == []
