"""The check: every rule's answer about one player, as things stand now, whatever the sweep has found."""

from dataclasses import replace
from typing import Any

import pytest

from core import security
from core.activity import Type
from core.people import PITBOSS, Visibility
from core.security import RuleOutcome, player_check, rule_sweep, rules
from tests.support.office import World
from tests.support.watching import BROKEN, BROKEN_PARTS, LAGOS, MALTA, Teller, looking, minutes

SECURITY = frozenset({Visibility.STAFF, Visibility.SECURITY})


@pytest.fixture
async def teller(office: World) -> Teller:
    teller = Teller(office)
    teller.player_id = await office.player("anna")
    return teller


async def answers(office: World, player_id: int, **more: Any) -> dict[str, security.RuleAnswer]:
    async with office.read() as db:
        found = await player_check.ask(looking(office, db), player_id, sees=more.pop("sees", SECURITY), **more)
    return {answer.rule: answer for answer in found}


async def test_of_a_player_nobody_has_told_of_no_rule_can_tell(office: World, teller: Teller) -> None:
    found = await answers(office, teller.player_id)

    assert list(found) == [rule.name for rule in rules.ALL]
    assert {answer.outcome for answer in found.values()} == {RuleOutcome.NOT_ENOUGH}
    assert all(answer.sentence for answer in found.values())


async def test_of_an_ordinary_player_most_rules_say_nothing(office: World, teller: Teller) -> None:
    place = {"latitude": MALTA[0], "longitude": MALTA[1]}
    await teller.tell(
        [replaced.model_copy(update={"body": {**replaced.body, **place}}) for replaced in teller.usual(6)],
        teller.withdrawal(ago=minutes(3)),
    )

    found = await answers(office, teller.player_id)

    assert found.pop("done_elsewhere").outcome is RuleOutcome.NOT_ENOUGH
    assert {answer.outcome for answer in found.values()} == {RuleOutcome.NOTHING}


async def test_of_a_stolen_account_each_rule_says_why(office: World, teller: Teller) -> None:
    there = {"latitude": LAGOS[0], "longitude": LAGOS[1], "ip": "105.112.1.1", "country": "NG", "device": "phone-9"}
    await teller.tell(
        teller.usual(),
        teller.failures(25, ago=minutes(70)),
        teller.login(ago=minutes(60), latitude=MALTA[0], longitude=MALTA[1]),
        teller.login(ago=minutes(30), **there),
        teller.event(Type.PASSWORD_CHANGED, ago=minutes(20)),
        teller.withdrawal(ago=minutes(10)),
        teller.event(Type.BALANCE_UPDATE, ago=minutes(5), balance={"amount_minor": 0, "currency": "EUR"}),
    )

    found = await answers(office, teller.player_id)

    assert {answer.outcome for answer in found.values()} == {RuleOutcome.ALERT}
    assert found["changed_then_withdrawal"].sentence == (
        "A withdrawal was asked for 10 minutes after the password was changed."
    )
    assert found["failed_logins"].limits == "20 failed logins within 60 minutes, of a player or from an address"


async def test_an_address_of_the_player_that_tries_many_accounts_is_told_masked(office: World, teller: Teller) -> None:
    await office.player("bjorn")
    await teller.tell(teller.login(ip="203.0.113.9"), Teller(office, "bjorn").failures(20, ip="203.0.113.9"))
    async with office.read() as db:
        found = await rule_sweep.look(looking(office, db), PITBOSS)
    async with office.work() as work:
        await rule_sweep.settle(work, PITBOSS, found)

    answer = (await answers(office, teller.player_id))["failed_logins"]

    assert answer.outcome is RuleOutcome.ALERT
    assert answer.sentence.startswith("From an address of this player (203.0.•••): 20 failed logins")


async def test_what_happened_longer_ago_than_news_do_is_only_looked_back_at(office: World, teller: Teller) -> None:
    await teller.tell(teller.event(Type.PASSWORD_CHANGED, ago=minutes(30)), teller.withdrawal(ago=minutes(10)))
    assert (await answers(office, teller.player_id))["changed_then_withdrawal"].outcome is RuleOutcome.ALERT

    office.later(days=8)

    assert (await answers(office, teller.player_id))["changed_then_withdrawal"].outcome is not RuleOutcome.ALERT


async def test_a_rule_whose_alerts_one_may_not_see_does_not_answer(office: World, teller: Teller) -> None:
    watched = {"done_elsewhere": {"visibility": "compliance"}}
    plain = office.desk.office.model_dump(mode="json") | {"security": {"rules": watched}}
    office.desk = replace(office.desk, office=type(office.desk.office).model_validate(plain))

    assert "done_elsewhere" not in await answers(office, teller.player_id)
    assert "done_elsewhere" in await answers(office, teller.player_id, sees=frozenset(Visibility))
    assert await answers(office, teller.player_id, sees=frozenset()) == {}


async def test_a_rule_that_raises_says_so_and_the_others_answer(office: World, teller: Teller) -> None:
    await teller.tell(teller.login())

    found = await answers(office, teller.player_id, asked=(BROKEN, *rules.ALL[2:]))

    assert found["impossible_travel"].outcome is RuleOutcome.FAILED
    assert "AttributeError" in found["impossible_travel"].sentence
    assert len(found) == len(rules.ALL) - 1


@pytest.mark.parametrize("part", BROKEN_PARTS)
async def test_whatever_of_a_rule_breaks_it_says_so_and_the_others_answer(
    office: World, teller: Teller, part: str
) -> None:
    await teller.tell(teller.login())
    broken = BROKEN_PARTS[part]

    found = await answers(office, teller.player_id, asked=(broken, *rules.ALL[2:]))

    assert found[broken.name].outcome is RuleOutcome.FAILED
    assert len(found) == len(rules.ALL) - 1
    assert await answers(office, teller.player_id, asked=(broken,), sees=frozenset({Visibility.STAFF})) == {}


def test_every_rule_says_its_thresholds_and_has_its_place_in_the_office_file() -> None:
    from core import office

    for rule in rules.ALL:
        limits = rule.limits(office.default().security.rules)
        assert len(rule.words(limits)) > 20
        assert rule.judges <= rule.reads
