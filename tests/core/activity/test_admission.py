"""What stands in one event is judged by itself: keys nobody knows are ignored, wrong types refuse that event alone."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from core import activity, event_intake
from core.activity import Type, catalogue, ingestion
from core.activity.admission import admit
from core.activity.catalogue import BODIES
from core.activity.events import StoredEvent
from core.database.tables import events, players, wallets
from core.moment import Moment
from tests.support.gaming import NOW, Platform, event, login, money

MONEY = {"amount": money(500)}
FULL: dict[Type, dict[str, Any]] = {
    Type.REGISTRATION: {
        "country": "MT",
        "through": "web",
        "account": {"username": "ben", "licence": "MGA", "currency": "EUR", "born_on": "1984-03-17", "country": "MT"},
    },
    Type.LOGIN: {"success": True, "ip": "81.2.69.142", "latitude": 35.9, "longitude": 14.5, "vpn": False},
    Type.VERIFICATION: {"level": 2, "status": "verified", "expires_on": "2030-01-01"},
    Type.BALANCE_UPDATE: {"wallet": "cash", "balance": money(500)},
    Type.SUSPENSION: {"suspended": True, "reason": "fraud"},
    Type.LIMIT_SET: MONEY | {"limit": "deposit", "period": "day"},
    Type.EXCLUSION_SET: {"kind": "cool_off", "until": "2026-06-03T14:00:00Z"},
    Type.SESSION_ENDED: {"session": "s-1"},
    Type.PLATFORM_ACT: MONEY | {"act": "goodwill", "by": "op", "wallet": "cash", "state": "in_force"},
    **{type_: {"ip": "81.2.69.142", "device": "phone"} for type_ in Type if type_.endswith("_changed")},
    Type.EMAIL_CHANGED: {"email": "anna@example.com"},
    Type.PHONE_CHANGED: {"phone": "+35699124471"},
    Type.INSTRUMENT_CHANGED: {"instrument": {"kind": "card", "fingerprint": "f-1", "last_four": "0042"}},
    Type.PROFILE_CHANGED: {"last_name": "Borg", "born_on": "1984-03-17", "country": "MT", "address": "1 Main Street"},
    Type.ACCOUNT_CLOSED: {"by": "player", "reason": "asked"},
    Type.ACCOUNT_REOPENED: {"reason": "asked"},
    **{type_: MONEY | {"withdrawal": "w-1"} for type_ in Type if type_.startswith("withdrawal_")},
    **{type_: MONEY | {"bonus": "welcome"} for type_ in Type if type_.startswith("bonus_")},
    **{type_: MONEY | {"reference": "r"} for type_ in (Type.DEPOSIT, Type.DEPOSIT_FAILED, Type.CHARGEBACK)},
    **{type_: MONEY | {"bet": "b-1", "wallet": "cash"} for type_ in (Type.BET, Type.WIN, Type.BET_VOIDED)},
}
ODD = [None, True, 7, -1.5, 10**40, "odd", "", [], [1], {}, {"odd": 1}, {"amount_minor": 5}, [[[["deep"]]]]]
UNKNOWN = {"formatted": "€50.00", "model_config": 1, "never_kept": ["amount"], "__class__": "Event", "": {"": None}}


def _places(value: Any) -> Iterator[Any]:
    """Every object inside a value, the value included."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from _places(each)


def _copy(value: Any) -> Any:
    return {name: _copy(each) for name, each in value.items()} if isinstance(value, dict) else value


def _raw(type_: str, body: Any, **more: Any) -> dict[str, Any]:
    about = {"source": "games", "event_id": "x", "brand": "lucky", "player": "anna", "at": "2026-05-03T12:00:00Z"}
    return {**about, "type": type_, "body": body, **more}


def test_every_type_of_the_catalogue_is_tried_here() -> None:
    assert set(FULL) == {Type(name) for name, _version in BODIES}


@pytest.mark.parametrize("type_", FULL)
def test_keys_that_nobody_knows_are_ignored_wherever_they_stand(type_: Type) -> None:
    plain = admit([_raw(type_, FULL[type_])], at=Moment(NOW))
    for place in range(len(list(_places(FULL[type_])))):
        body = _copy(FULL[type_])
        list(_places(body))[place].update(UNKNOWN)

        told = admit([_raw(type_, body, **UNKNOWN, also={"a": 1})], at=Moment(NOW))

        assert told.refused == plain.refused == []
        assert told.admitted[0].body == plain.admitted[0].body


@pytest.mark.parametrize("levels", [21, 300, 900, 3_000])
@pytest.mark.parametrize("opening", ["[", '{"a":'])
async def test_a_body_nested_too_deep_is_refused_alone(platform: Platform, levels: int, opening: str) -> None:
    nested: Any = 1
    for _ in range(levels - 1):
        nested = [nested] if opening == "[" else {"a": nested}
    odd = _raw("made_up_by_the_platform", {"deep": nested})

    async with platform.work() as work:
        told = admit([_raw("login", {"success": True}), odd | {"event_id": "2"}], at=work.at)
        outcome = await event_intake.take(work, told)

    assert (outcome.added, [position for position, _ in outcome.refused]) == (1, [1])


@pytest.mark.parametrize("type_", [type_ for type_ in FULL if type_ != Type.EXCLUSION_SET])
def test_a_wrong_type_anywhere_refuses_that_event_alone_and_by_its_field(type_: Type) -> None:
    good = _raw("login", {"success": True})
    bad = []
    for place, inside in enumerate(_places(FULL[type_])):
        for name in inside:
            for odd in ODD:
                body = _copy(FULL[type_])
                list(_places(body))[place][name] = odd
                bad.append(_raw(type_, body))
    bad += [_raw(type_, odd) for odd in ODD]
    bad += [_raw(type_, FULL[type_]) | {name: odd} for name in _raw(type_, {}) for odd in ODD]
    mixed = [one for each in bad for one in (good, each)]

    told = admit(mixed, at=Moment(NOW))

    assert {one.position for one in told.admitted} >= set(range(0, len(mixed), 2))
    assert told.refused
    assert not [why for _position, why in told.refused if "because of a fault here" in why]


def test_a_wrong_type_anywhere_leaves_an_exclusion_that_names_its_player() -> None:
    body = FULL[Type.EXCLUSION_SET]
    told = [_raw("exclusion_set", odd) for odd in ODD]
    told += [_raw("exclusion_set", body | {name: odd}) for name in body for odd in ODD]
    told += [_raw("exclusion_set", body) | {name: odd} for name in ("at", "version", "request_id") for odd in ODD]

    assert admit(told, at=Moment(NOW)).refused == []


def test_an_event_on_which_the_reading_breaks_is_refused_under_a_reference(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaking(type_: str, version: int, body: dict[str, Any]) -> None:
        del type_, version
        if body["ip"] == "bad":
            raise AttributeError("a bug")

    monkeypatch.setattr(catalogue, "read", breaking)

    told = admit([login("1"), login("2", body={"ip": "bad"}), login("3")], at=Moment(NOW, entropy=bytes))

    assert [one.event.event_id for one in told.admitted] == ["1", "3"]
    assert told.refused == [
        (1, "it could not be taken in because of a fault here; tell the operator of Pitboss the reference E-000000")
    ]
    assert [(one.levelno, "E-000000" in one.getMessage()) for one in caplog.records] == [(logging.ERROR, True)]


async def test_an_event_on_which_taking_in_breaks_is_refused_and_its_neighbours_are_in(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow = ingestion.identifiers.follow

    async def breaking(work: Any, kept: list[StoredEvent]) -> Any:
        newcomers = await follow(work, kept)
        if any(one.event.event_id == "bad" for one in kept):
            raise KeyError("a bug")
        return newcomers

    monkeypatch.setattr(ingestion.identifiers, "follow", breaking)

    told = await platform.tell(*(event(name, Type.DEPOSIT, MONEY) for name in ("1", "2", "bad", "3", "4")))

    [(position, why)] = told.refused
    assert (told.added, position) == (4, 2)
    assert "tell the operator of Pitboss the reference E-" in why
    assert await platform.all(select(func.count()).select_from(events)) == [(4,)]


@pytest.mark.every_wiring
async def test_an_event_that_breaks_a_rule_of_the_database_is_refused_alone(platform: Platform) -> None:
    full = [event(f"{number}", Type.BONUS_GRANTED, {"amount": money(10**13)}) for number in range(3)]
    async with platform.work() as work:
        await activity.ingest(work, full[:1])
        await work.db.execute(update(wallets).values(balance_minor=2**63 - 1 - 10**13))

    told = await platform.tell(*full[1:], login("fine"))

    assert (told.added, [position for position, _why in told.refused]) == (2, [1])


@pytest.mark.every_wiring
async def test_what_is_refused_leaves_no_player_behind(platform: Platform) -> None:
    opened = FULL[Type.REGISTRATION]

    told = await platform.tell(event("1", Type.REGISTRATION, opened, player="ben", at=NOW + timedelta(days=2)))

    assert (told.registered, len(told.refused)) == (0, 1)
    assert await platform.all(select(func.count()).select_from(players)) == [(1,)]
