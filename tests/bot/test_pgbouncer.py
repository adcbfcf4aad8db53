"""Behind PgBouncer, where each transaction may meet another server connection, the desk works or says why not."""

import asyncio
from collections.abc import Iterator

import pytest

from core.database.poolers import PoolerUnknown
from tests.support import postgres
from tests.support.cards import asked, decided, state
from tests.support.desk import Plan, booted
from tests.support.pooling import pooled


@pytest.fixture
def database_kind() -> str:
    return "postgres"


@pytest.fixture
def bouncer(cluster: postgres.Cluster, database_url: str) -> Iterator[str]:
    with pooled(cluster, database_url) as url:
        yield url


async def test_desk_works_behind_a_pooler_with_fewer_connections_than_people(bouncer: str, patience: None) -> None:
    async with booted(Plan(f"{bouncer}?pgbouncer=true")) as desk:
        card = await asked(desk)
        people = (desk.alice, desk.bob, desk.carol, desk.sam, desk.maya)

        answers = await asyncio.gather(*(who.command("/player anna42") for who in people for _ in range(3)))
        await decided(desk.bob, "Approve", card)

        assert all("anna42" in answer.text for answer in answers)
        assert await state(desk) == "done"


@pytest.mark.parametrize("more", ["", "ignore_startup_parameters = synchronous_commit"], ids=["refuses", "ignores"])
async def test_pooler_that_the_address_does_not_name_is_refused(
    cluster: postgres.Cluster, database_url: str, more: str
) -> None:
    with pooled(cluster, database_url, more=more) as url, pytest.raises(PoolerUnknown, match=r"\?pgbouncer=true"):
        async with booted(Plan(url)):
            pass
