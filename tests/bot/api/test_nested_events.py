"""Events nested deeper than anybody writes them, at the door."""

from tests.support.desk import Desk
from tests.support.telling import knock, login, message, signed


async def test_what_is_nested_too_deep_loses_its_event_or_is_a_clear_refusal(desk: Desk) -> None:
    deep, deeper = [
        message(login("1"), login("2", body={"odd": 1234567})).replace(b"1234567", b"[" * levels + b"]" * levels)
        for levels in (300, 100_000)
    ]

    told, refused = await knock(desk, deep, signed(deep)), await knock(desk, deeper, signed(deeper))

    assert (told.status, told.body["added"]) == (200, 1)
    assert (refused.status, "nested too deep" in refused.body["error"]) == (400, True)
