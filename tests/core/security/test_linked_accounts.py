"""Alerts about linked accounts: several new ones on a device, bonuses of one person, blocked and excluded players."""

from datetime import timedelta
from typing import Any

from core import links
from core.activity import Type
from core.links import NewDecision, Verdict
from core.players.restrictions import SELF_EXCLUSION
from core.security import linked_news
from tests.support import blocking
from tests.support.office import World
from tests.support.sweeping import standing, swept
from tests.support.watching import Teller, watch_by

EUR_10 = {"amount_minor": 1_000, "currency": "EUR"}


async def newcomer(office: World, name: str, *, days_ago: int = 2, **told: Any) -> int:
    registered_at = office.now - timedelta(days=days_ago)
    return await office.player(name, registered_at=registered_at, last_name=name.capitalize(), **told)


async def comes(office: World, *names: str, device: str = "tablet-1") -> None:
    for name in names:
        await Teller(office, name).tell(Teller(office, name).login(device=device))


async def bonus(office: World, name: str) -> None:
    teller = Teller(office, name)
    await teller.tell(teller.event(Type.BONUS_GRANTED, amount=EUR_10, bonus=f"b-{name}"))


async def raised(office: World, rule: str = "linked_accounts") -> list[tuple[int, str]]:
    await swept(office)
    return sorted((row.player_id, row.sentence) for row in await standing(office) if row.rule == rule)


async def test_several_new_accounts_on_one_device_are_one_alert(office: World) -> None:
    anna, ben, carl = [await newcomer(office, name) for name in ("anna", "ben", "carl")]
    await newcomer(office, "dora", days_ago=200)
    await comes(office, "anna", "ben", "dora")
    assert await raised(office) == []

    await comes(office, "carl")
    assert await raised(office) == [(anna, "3 accounts that share a device were opened within 7 days.")]

    office.later(hours=1)
    await comes(office, "anna", "ben", "carl")
    assert len(await raised(office)) == 1
    [alert] = await standing(office)
    assert alert.evidence == {"players": [ben, carl]}


async def test_a_bonus_for_each_of_several_linked_accounts_is_told(office: World) -> None:
    names = ("anna", "ben", "carl")
    anna, *_ = [await newcomer(office, name, days_ago=300) for name in names]
    await comes(office, *names)
    for name in names[:2]:
        await Teller(office, name).tell(
            Teller(office, name).event(Type.BONUS_GRANTED, amount=EUR_10, bonus=f"b-{name}")
        )
    assert await raised(office) == []

    await bonus(office, "carl")

    assert await raised(office) == [(anna, "3 accounts that share a device were granted a bonus within 30 days.")]


async def test_a_new_account_linked_to_a_blocked_one_is_told_whatever_the_reason_is(office: World) -> None:
    old = await newcomer(office, "old", days_ago=300)
    await blocking.place(office, old, "money_laundering")
    new = await newcomer(office, "new")
    await comes(office, "old", "new")

    found = await raised(office)

    sentence = "This new account shares a device with one that the company has blocked or closed."
    assert found == [(new, sentence)]
    [alert] = await standing(office)
    assert alert.visibility == "security"


async def test_an_excluded_person_who_comes_back_is_told_to_compliance_by_hard_and_by_soft_evidence(
    office: World,
) -> None:
    person = {"first_name": "Rita", "last_name": "Zammit", "post_code": "VLT 1434", "address": "12 Strait Street"}
    gone = await office.player("gone", **person)
    await blocking.exclude(office, gone, SELF_EXCLUSION, None)
    account = {**person, "username": "rita2", "currency": "EUR", "licence": "MGA", "born_on": "1984-02-29"}
    await Teller(office, "rita2").tell(
        Teller(office, "rita2").event(Type.REGISTRATION, country="MT", account=account),
        Teller(office, "gone").login(),
    )
    await Teller(office, "rita2").tell(Teller(office, "rita2").login())

    found = await raised(office, "linked_excluded")

    assert [sentence for _, sentence in found] == [
        "This account shares a device with that of an excluded player.",
        "This account shares name, birth date or address with that of an excluded player.",
    ]
    assert {(row.visibility, row.severity) for row in await standing(office)} >= {
        ("compliance", "high"),
        ("compliance", "medium"),
    }


async def test_what_people_decided_is_not_told_again_but_fraud_alone_decides_nothing_about_exclusions(
    office: World,
) -> None:
    watch_by(office, linked_accounts={"accounts": 2})
    anna, ben = [await newcomer(office, name) for name in ("anna", "ben")]
    await comes(office, "anna", "ben")
    fred = await office.staff("fred")
    new = NewDecision(player_id=anna, other_id=ben, verdict=Verdict.HOUSEHOLD, evidence="Both showed passports.")
    async with office.work() as work:
        await links.decide.function(work, fred, new)
    assert await raised(office) == []

    await blocking.exclude(office, ben, SELF_EXCLUSION, None)
    async with office.work() as work:
        found = await linked_news.of_player(work, anna)
    assert [(each.rule, each.player_id) for each in found] == [("linked_excluded", anna)]
