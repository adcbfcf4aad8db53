"""Refused signatures and keys are counted, limited for each client and logged without what was sent."""

import logging
from ipaddress import ip_network
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from bot.process import clients, refusals
from bot.process.metrics import Meters
from bot.process.refusals import RefusalReason, Refusals
from tests.support.desk import Desk, Plan, booted

SECRETS = {
    "PITBOSS_API_KEYS": f"backoffice:{'b' * 32} metrics:{'m' * 32}",
    "PITBOSS_EVENTS_SECRET": "whsec_" + "A" * 40,
}
TRUSTED = (ip_network("10.0.0.0/8"), ip_network("::1/128"))


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


async def knock(desk: Desk, method: str, path: str, **headers: str) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, f"{desk.bot.url}{path}", data=b"secret words", headers=headers) as response,
    ):
        return response.status


def counted(desk: Desk, door: str, reason: str, answer: str = "told") -> float:
    labels = {"door": door, "reason": reason, "answer": answer}
    return desk.services.meters.registry.get_sample_value("pitboss_http_refused_total", labels) or 0.0


async def test_what_is_refused_is_counted_and_its_body_is_never_logged(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    player, metrics = "/v1/players/{player}/status", f"Bearer {'m' * 32}"
    async with booted(Plan(database_url, "http", settings=SECRETS)) as desk:
        answers = [
            await knock(desk, "POST", "/slack/events"),
            await knock(desk, "POST", "/v1/events"),
            await knock(desk, "GET", "/v1/players/17/status"),
            await knock(desk, "GET", "/v1/players/17/status", Authorization=metrics),
            await knock(desk, "GET", "/metrics"),
        ]

        told = [
            counted(desk, "/slack/events", "signature"),
            counted(desk, "/v1/events", "signature"),
            counted(desk, player, "key"),
            counted(desk, player, "client"),
            counted(desk, "/metrics", "key"),
        ]

    assert answers == [401] * 5
    assert told == [1.0] * 5
    assert "Refused /v1/events from 127.0.0.1: signature" in caplog.text
    assert "secret words" not in caplog.text
    assert "/17/" not in caplog.text


async def test_client_that_is_refused_too_often_is_told_to_wait_and_one_with_a_key_is_served(
    database_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(refusals, "PER_MINUTE", 2)
    caplog.set_level(logging.WARNING)
    async with booted(Plan(database_url, "http", settings=SECRETS)) as desk:
        answers = [await knock(desk, "GET", "/v1/players/17/status") for _ in range(5)]

        served = await knock(desk, "GET", "/v1/players/17/status", Authorization=f"Bearer {'b' * 32}")

        assert answers == [401, 401, 429, 429, 429]
        assert served == 404
        assert counted(desk, "/v1/players/{player}/status", "key", "limited") == 3
        assert sum("Refused /v1" in line or "More than" in line for line in caplog.messages) == 3


async def test_header_of_anybody_buys_no_fresh_limit(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "PER_MINUTE", 2)
    async with booted(Plan(database_url, "http", settings=SECRETS)) as desk:
        path = "/v1/players/17/status"
        answers = [await knock(desk, "GET", path, **{"X-Forwarded-For": f"192.0.2.{each}"}) for each in range(4)]

    assert answers == [401, 401, 429, 429]


@pytest.mark.parametrize(
    ("peer", "headers", "client"),
    [
        ("192.0.2.1", {}, "192.0.2.1"),
        ("192.0.2.1", {"X-Forwarded-For": "203.0.113.9"}, "192.0.2.1"),
        ("192.0.2.1", {"Forwarded": "for=203.0.113.9"}, "192.0.2.1"),
        ("10.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, "203.0.113.9"),
        ("10.0.0.1", {"X-Forwarded-For": "1.2.3.4, 203.0.113.9"}, "203.0.113.9"),
        ("10.0.0.1", {"X-Forwarded-For": "203.0.113.9, 10.0.0.2"}, "203.0.113.9"),
        ("10.0.0.1", {"X-Forwarded-For": "10.0.0.3, 10.0.0.2"}, "10.0.0.3"),
        ("10.0.0.1", {"X-Forwarded-For": "203.0.113.9, nonsense"}, "10.0.0.1"),
        ("10.0.0.1", {"X-Forwarded-For": ""}, "10.0.0.1"),
        ("10.0.0.1", {"Forwarded": 'for="[2001:db8::1]:4711";proto=https'}, "2001:db8::1"),
        ("10.0.0.1", {"Forwarded": "proto=https;For=203.0.113.9:80;by=10.0.0.1"}, "203.0.113.9"),
        ("10.0.0.1", {"Forwarded": "for=_hidden", "X-Forwarded-For": "203.0.113.9"}, "10.0.0.1"),
        ("10.0.0.1", {"Forwarded": "for=1.2.3.4", "X-Forwarded-For": "203.0.113.9"}, "10.0.0.1"),
        ("10.0.0.1", {"Forwarded": "for=203.0.113.9", "X-Forwarded-For": "203.0.113.9"}, "203.0.113.9"),
        ("10.0.0.1", {"X-Forwarded-For": "::ffff:203.0.113.9"}, "203.0.113.9"),
        ("::ffff:192.0.2.1", {}, "192.0.2.1"),
        ("::ffff:10.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, "203.0.113.9"),
        ("::1", {"X-Forwarded-For": "2001:db8::7"}, "2001:db8::7"),
    ],
)
def test_only_a_trusted_proxy_names_the_client(peer: str, headers: dict[str, Any], client: str) -> None:
    request = make_mocked_request("GET", "/", headers=headers).clone(remote=peer)

    assert clients.address(request, TRUSTED) == client


def test_addresses_that_one_customer_chooses_freely_are_one_client() -> None:
    assert clients.block("2001:db8:0:7::1") == clients.block("2001:db8:0:7:ffff::9") != clients.block("2001:db8:0:8::1")
    assert clients.block("fe80::1%a") == clients.block("fe80::2%b")
    assert [clients.block(each) for each in ("192.0.2.1", "not available")] == ["192.0.2.1", "not available"]


def test_fresh_addresses_of_the_same_network_buy_no_fresh_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "PER_MINUTE", 2)
    limited = Refusals(Meters())
    answers = []
    for each in range(4):
        request = make_mocked_request("GET", "/").clone(remote=f"2001:db8::{each}")
        answers.append(limited.told(request, RefusalReason.KEY, web.Response(status=401)).status)

    assert answers == [401, 401, 429, 429]


def test_many_clients_together_do_not_fill_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(refusals, "LINES_PER_MINUTE", 3)
    meters = Meters()
    counting = Refusals(meters)
    for each in range(9):
        request = make_mocked_request("GET", "/").clone(remote=f"192.0.2.{each}")
        assert counting.told(request, RefusalReason.KEY, web.Response(status=401)).status == 401

    samples = [each for family in meters.registry.collect() for each in family.samples]
    assert sum(each.value for each in samples if each.name == "pitboss_http_refused_total") == 9
    assert len(caplog.messages) == 4
    assert caplog.messages[-1] == "More than 3 refusals within a minute; further ones are only counted"
