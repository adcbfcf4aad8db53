"""An event is read alike in a faultless message, which is read in one go, and one by one beside what is none."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from bot.api.events import Faultless
from core.activity import Event

PLAIN = {
    "source": "games",
    "event_id": "1",
    "type": "login",
    "at": "2026-05-28T22:26:40Z",
    "brand": "lucky",
    "player": "anna",
    "body": {"success": True},
}
ODD = {
    "seconds": {"at": 1_780_000_000},
    "seconds as text": {"at": "1780000000"},
    "another zone": {"at": "2026-05-28T22:26:40.5+02:00"},
    "version as text": {"version": "1"},
    "version with a point": {"version": 1.0},
    "blanks": {"event_id": " odd "},
    "a name said twice": {"source": 'first", "source": "second'},
    "large numbers": {"body": {"success": True, "much": 10**40, "more": 1e300}},
    "request without dashes": {"request_id": "0b0b6c8e5a554a548f6c0d1f5f2a7c11"},
    "day alone": {"at": "2026-05-28"},
    "no zone": {"at": "2026-05-28T22:26:40"},
    "player as number": {"player": 5},
    "no body": {"body": None},
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_event_is_read_alike_in_one_go_and_alone(odd: dict[str, Any]) -> None:
    text = json.dumps(PLAIN | odd).replace('\\"', '"')

    assert _in_one_go(text) == _alone(text)


def _in_one_go(text: str) -> Event | None:
    try:
        return Faultless.model_validate_json(f'{{"events": [{text}]}}').events[0]
    except ValidationError:
        return None


def _alone(text: str) -> Event | None:
    try:
        return Event.model_validate(json.loads(text))
    except ValidationError:
        return None
