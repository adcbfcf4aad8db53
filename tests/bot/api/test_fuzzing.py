"""Nothing signed, however odd, is an error of ours: a short walk; `make fuzz` goes the long one."""

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from bot import features
from bot.api import http_server
from bot.slack import payloads
from tests.support import fuzzing
from tests.support.desk import Plan, booted


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


async def test_signed_request_of_any_shape_is_never_an_error_of_ours(database_url: str, patience: None) -> None:
    async with booted(Plan(database_url, "http", settings=fuzzing.SETTINGS)) as desk:
        outcome = await fuzzing.run(desk, 400, seed=20_260_503)
        application = http_server.application(desk.services, desk.bot.app, [d for f in features.ALL for d in f.doors])

    assert {route.resource.canonical for route in application.router.routes() if route.resource} == fuzzing.ROUTES
    assert outcome.wrong == []
    assert outcome.statuses[400] > 100
    assert outcome.statuses[200] > 100


def test_payload_as_slack_sends_it_has_the_shape() -> None:
    assert [payloads.misshapen(each) for each in (*fuzzing.PAYLOADS, *fuzzing.EVENTS, *fuzzing.FORMS)] == [None] * 18


def test_same_seed_gives_the_same_mutations() -> None:
    first, second = (Random(5), Random(5))  # noqa: S311 - to be repeated

    assert all(fuzzing.mutated(each, first) == fuzzing.mutated(each, second) for each in fuzzing.PAYLOADS)


@pytest.mark.parametrize(
    ("payload", "key"),
    [
        (None, "payload"),
        ([], "payload"),
        ({"team": 5}, "team"),
        ({"user": []}, "user"),
        ({"view": {"state": "x"}}, "state"),
        ({"view": {"state": {"values": {"b": None}}}}, "values"),
        ({"view": {"state": {"values": {"b": {"a": 5}}}}}, "values"),
        ({"view": {"blocks": [None]}}, "blocks"),
        ({"view": {"id": 5}}, "id"),
        ({"view": {"private_metadata": {}}}, "private_metadata"),
        ({"type": "view_submission", "view": {"id": "V1"}}, "view"),
        ({"type": "view_submission", "view": None}, "view"),
        ({"type": "view_submission", "view": {}}, None),
        ({"type": "view_closed", "view": {}}, None),
        ({"type": "view_closed"}, "view"),
        ({"type": "block_actions"}, "actions"),
        ({"type": "block_actions", "actions": [{"value": "1"}]}, "actions"),
        ({"type": "block_actions", "actions": [{"action_id": "a", "value": 5}]}, "value"),
        (
            {"type": "block_actions", "actions": [{"action_id": "a", "selected_option": {"text": "x"}}]},
            "selected_option",
        ),
        ({"type": "event_callback"}, "event"),
        ({"event": None}, "event"),
        ({"type": "event_callback", "event": {"user": 5}}, "user"),
        ({"type": "event_callback", "event": {}, "authorizations": [None]}, "authorizations"),
        ({"type": "event_callback", "event": {"user": {"id": "U", "profile": []}}}, "profile"),
        ({"type": "event_callback", "event": {"attachments": [{"id": 1, "fields": [{"value": 5}]}]}}, None),
        ({"trigger_id": 5}, "trigger_id"),
        ({"command": "/x", "user": None}, None),
    ],
    ids=str,
)
def test_first_odd_key_is_named(payload: Mapping[str, Any], key: str | None) -> None:
    assert payloads.misshapen(payload) == key
