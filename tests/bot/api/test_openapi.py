"""The contract with the gaming platform is what the code serves and sends, and is readable with any client's key."""

import re
from typing import Any, get_args

import aiohttp
import pytest
from jsonschema import Draft202012Validator

from bot import features
from bot.api import openapi, webhook_examples
from bot.api.answers import OrderAnswer
from bot.workflows.platform_orders import SAID
from core.activity.catalogue import BODIES
from core.platform import OrderKind
from tests.support import contract
from tests.support.desk import Desk, Plan, booted
from tests.support.fuzzing import KEY, SETTINGS

DOCUMENT = openapi.document()


def test_the_paths_are_the_doors_for_machines() -> None:
    doors = {(door.path, door.method.lower()) for feature in features.ALL for door in feature.doors}
    told = {(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods}

    assert told == {(path, method) for path, method in doors if path.startswith("/v1/")}


def test_every_order_every_event_and_every_state_stands_in_it() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    told = [one["$ref"].rpartition("/")[2] for one in schemas["EventBatch"]["properties"]["events"]["items"]["oneOf"]]
    of_type = [schemas[name]["properties"] for name in told]
    types = {(each["type"]["const"], each["version"]["const"]) for each in of_type}

    assert {f"order.{kind}" for kind in OrderKind} <= DOCUMENT["webhooks"].keys()
    assert types == {(str(type_), version) for type_, version in BODIES}
    assert set(get_args(OrderAnswer.model_fields["state"].annotation)) == set(SAID)


def test_every_reference_leads_somewhere_and_the_schemas_are_sound() -> None:
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', openapi.text()))

    assert named <= DOCUMENT["components"]["schemas"].keys()
    for schema in DOCUMENT["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("name", webhook_examples.examples())
def test_each_example_is_of_its_own_form(name: str) -> None:
    message = webhook_examples.examples()[name]

    assert contract.problems(message) == []
    assert contract.problems(message | {"data": {**message["data"], "player": "anna"}}) != []


async def get(desk: Desk, key: str | None) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{desk.bot.url}/v1/openapi.json", headers=headers) as told,
    ):
        return told.status, await told.json()


async def test_it_is_served_with_any_clients_key(database_url: str) -> None:
    async with booted(Plan(database_url, "http", settings=SETTINGS, staffed=False)) as desk:
        assert (await get(desk, None))[0] == 401
        assert (await get(desk, "wrong"))[0] == 401
        for key in (KEY, "m" * 32):
            assert await get(desk, key) == (200, DOCUMENT)
