"""`pitboss platform simulate`: a small platform that takes signed orders, does each once, and ends when told to."""

import asyncio
import json
import os
import re
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.api import webhook_examples
from bot.demo.gaming_platform import GamingPlatform
from tests.support import telling
from tests.support.platform import SECRET
from tests.support.shared import ROOT
from tests.support.waiting import WAIT_SECONDS

ORDER = json.dumps(webhook_examples.examples()["order.block"])
KEY = "01970f2e-0000-7000-8000-000000000001"


async def ask(url: str, method: str, path: str, body: str = "", secret: str = SECRET) -> tuple[int, Any]:
    headers = telling.signed(body.encode(), secret=secret, name=KEY)
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, url + path, data=body, headers=headers) as told,
    ):
        return told.status, await told.json()


@asynccontextmanager
async def playing(**how: Any) -> AsyncIterator[GamingPlatform]:
    platform = GamingPlatform(SECRET, **how)
    await platform.up()
    try:
        yield platform
    finally:
        await platform.down()


@pytest.mark.parametrize(
    ("mood", "answered", "later"),
    [
        ("at_once", (200, "in_force"), "in_force"),
        ("later", (202, "accepted"), "in_force"),
        ("refusing", (422, "refused"), "refused"),
        ("partly", (200, "partly_done"), "partly_done"),
        ("late", (202, "accepted"), "in_force"),
    ],
)
async def test_it_answers_as_it_is_told_to_and_does_each_order_once(
    mood: str, answered: tuple[int, str], later: str
) -> None:
    async with playing(mood=mood, finishes_after=0) as here:
        status, told = await ask(here.url, "POST", "/orders", ORDER)
        asked = await ask(here.url, "GET", f"/orders/{KEY}")
        again = await ask(here.url, "POST", "/orders", ORDER)

    assert (status, told["state"]) == answered
    assert (asked[0], asked[1]["state"], again[1]["state"]) == (200, later, later)
    assert here.did == ({} if mood == "refusing" else {KEY: 1})


async def test_it_trusts_no_other_signature_and_knows_no_other_order() -> None:
    async with playing() as here:
        forged = await ask(here.url, "POST", "/orders", ORDER, telling.SECRET)
        unknown = await ask(here.url, "GET", f"/orders/{KEY}")
        first = await ask(here.url, "POST", "/orders", ORDER)
        other = await ask(here.url, "POST", "/orders", ORDER.replace("K7QD", "K7QE"))
        broken = await ask(here.url, "POST", "/replies", "[")

    assert [each[0] for each in (forged, unknown, first, other, broken)] == [401, 404, 200, 409, 409]


def test_a_secret_that_signs_nothing_is_refused() -> None:
    told = CliRunner().invoke(app, ["platform", "simulate", "--secret", "hunter2"])

    assert (told.exit_code, "whsec_" in told.stderr) == (1, True)


async def test_it_plays_until_it_is_stopped_and_listens_on_this_machine_alone() -> None:
    command = [sys.executable, "-m", "bot", "platform", "simulate", "--answer", "refused", "--secret", SECRET]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe, cwd=ROOT, env={**os.environ})
    assert process.stdout is not None
    try:
        written = b""
        begun = time.monotonic()
        while not (found := re.search(rb"PITBOSS_PLATFORM_URL=(\S+)", written)):
            assert time.monotonic() - begun < WAIT_SECONDS, written
            written += await asyncio.wait_for(process.stdout.readline(), WAIT_SECONDS)
        url = found[1].decode()
        assert url.startswith("http://127.0.0.1:")
        assert (await ask(url, "POST", "/orders", ORDER))[1]["state"] == "refused"
    finally:
        process.send_signal(signal.SIGTERM)
    out, err = await asyncio.wait_for(process.communicate(), WAIT_SECONDS)

    assert (process.returncode, err) == (0, b"")
    assert b"POST order.block K7QD player 42: refused" in out
    assert b"Stopped. Orders: 1, replies: 0." in out
