"""Each connected machine has keys of its own: what they may do, how often, two at a time, none that is over."""

import io
import logging
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select, update

from bot.process import offline, transactions
from core import client_keys
from core.client_keys import ClientScope, KeyKind, MadeKey, NewClient
from core.database.tables import client_keys as rows
from core.errors import Conflict, Invalid, Unknown
from tests.support.desk import Desk
from tests.support.telling import knock, login, message, signed, tell

EVENTS, STATUS = ClientScope.EVENTS_WRITE, ClientScope.STATUS_READ
OPERATOR = offline.operator()


async def made(desk: Desk, *scopes: ClientScope, client: str = "casino", **more: Any) -> list[MadeKey]:
    new = NewClient(client=client, scopes=frozenset(scopes), **more)
    return await transactions.do(desk.services, OPERATOR, client_keys.create, None, new)


async def rotated(desk: Desk, client: str = "casino", *, days: int = 7) -> list[MadeKey]:
    keep = timedelta(days=days)
    return await transactions.do(desk.services, OPERATOR, client_keys.rotate, None, client, keep=keep)


async def revoked(desk: Desk, client: str = "casino", hint: str | None = None) -> int:
    return await transactions.do(desk.services, OPERATOR, client_keys.revoke, None, client, hint=hint)


async def status(desk: Desk, key: str, path: str = "/v1/players/1/status") -> int:
    headers = {"Authorization": f"Bearer {key}"}
    desk.services.client_keys.forget()
    async with aiohttp.ClientSession() as session, session.get(f"{desk.bot.url}{path}", headers=headers) as answer:
        return answer.status


async def sent(desk: Desk, secret: str, event: str, **how: Any) -> tuple[int, dict[str, Any]]:
    desk.services.client_keys.forget()
    told = await tell(desk, login(event), secret=secret, **how)
    return told.status, told.body


async def test_a_key_opens_what_its_scopes_say_and_nothing_else(desk: Desk) -> None:
    paths = {
        ClientScope.STATUS_READ: "/v1/players/1/status",
        ClientScope.METRICS_READ: "/metrics",
        ClientScope.OPENAPI_READ: "/v1/openapi.json",
    }
    for scope in paths:
        [key] = await made(desk, scope, client=scope.replace(".", "-"))
        opened = {other for other, path in paths.items() if await status(desk, key.secret, path) == 200}
        assert opened == {scope}
    [events] = await made(desk, EVENTS, client="sender")
    assert await status(desk, events.secret) == 401


async def test_two_secrets_sign_while_one_is_rotated_and_none_that_is_over(desk: Desk) -> None:
    [first] = await made(desk, EVENTS)
    [second] = await rotated(desk)
    with pytest.raises(Conflict, match="two valid keys"):
        await rotated(desk)
    both = [(await sent(desk, key.secret, name))[0] for key, name in ((first, "1"), (second, "2"))]
    async with desk.work() as work:
        ended = update(rows).where(rows.c.id == first.key.id).values(ends_at=work.now - timedelta(seconds=1))
        await work.db.execute(ended)
    after = [(await sent(desk, key.secret, name))[0] for key, name in ((first, "3"), (second, "4"))]
    assert await revoked(desk) == 1
    at_last = await sent(desk, second.secret, "5")

    assert (both, after, at_last[0]) == ([200, 200], [401, 200], 401)


async def test_clients_name_their_messages_each_for_itself(desk: Desk) -> None:
    [one], [other] = await made(desk, EVENTS, client="one"), await made(desk, EVENTS, client="other")

    body = message(login("1"))

    told = [await knock(desk, body, signed(body, secret=key.secret, name="msg_1")) for key in (one, other, one)]

    assert [(each.status, each.body["added"], each.body["again"], each.body["repeated"]) for each in told] == [
        (200, 1, 0, False),
        (200, 0, 1, False),
        (200, 0, 0, True),
    ]
    senders = [record["actor"]["person"] for record in await desk.recorded("events.received")]
    assert senders == ["one", "other"]


async def test_client_that_asks_too_often_waits_and_others_do_not(desk: Desk) -> None:
    [key], [other] = await made(desk, STATUS, per_minute=2), await made(desk, STATUS, client="other")
    [events] = await made(desk, EVENTS, client="sender", per_minute=1)

    asked = [await status(desk, key.secret) for _ in range(3)]
    told = [(await sent(desk, events.secret, name))[0] for name in "12"]

    assert (asked, told, await status(desk, other.secret)) == ([200, 200, 429], [200, 429], 200)


async def test_keys_of_the_settings_work_as_before(desk: Desk) -> None:
    assert (await tell(desk, login("1"))).status == 200


async def test_no_key_is_stored_in_clear_or_logged(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    keys = await made(desk, EVENTS, STATUS)
    body = message(login("1"))
    [secret] = [one.secret for one in keys if one.key.kind is KeyKind.SIGNING]
    await knock(desk, io.BytesIO(body), signed(body, secret=secret))
    async with desk.look() as work:
        kept = [bytes(row.kept) for row in await work.db.execute(select(rows))]
    records = await desk.recorded("client_key.created")

    assert {one.key.kind for one in keys} == set(KeyKind)
    for one in keys:
        told = one.secret.removeprefix("whsec_").removeprefix("pbk_")
        assert told not in caplog.text
        assert told not in repr([keys, records, kept, desk.services.client_keys])
    assert [record["facts"]["client"] for record in records] == ["casino"]


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (NewClient(client="Casino!", scopes=frozenset({STATUS})), "small letters"),
        (NewClient(client="casino", scopes=frozenset()), "Say what it may do"),
    ],
    ids=["name", "scopes"],
)
async def test_client_that_cannot_be_is_refused(desk: Desk, new: NewClient, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        await transactions.do(desk.services, OPERATOR, client_keys.create, None, new)


async def test_what_is_not_there_is_neither_rotated_nor_revoked_and_nothing_is_made_twice(desk: Desk) -> None:
    await made(desk, STATUS)
    with pytest.raises(Conflict, match="has keys already"):
        await made(desk, STATUS)
    with pytest.raises(Unknown, match="no valid key ending in zzzz"):
        await revoked(desk, hint="zzzz")
    for act in (rotated, revoked):
        with pytest.raises(Unknown, match="nobody has no valid key"):
            await act(desk, "nobody")
