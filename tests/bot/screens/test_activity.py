"""What a player did, as Slack shows it: the page, its periods, the lists behind it, and who gets none of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from core import activity
from core.activity import Event, Type
from core.database.tables import wallets
from sandbox.messages import Message
from tests.support import desk_players
from tests.support.desk import Desk

EUR = "EUR"


async def anna(desk: Desk, **told: Any) -> int:
    return await desk_players.player(desk, "anna42", **told)


async def happened(desk: Desk, *told: tuple[str, float, dict[str, Any]]) -> None:
    """Tell of events of anna42: a type, how many days ago, and what it says."""
    async with desk.work() as work:
        events = [
            Event(
                source="games",
                event_id=f"{number} {days} {type_}",
                type=type_,
                at=work.now - timedelta(days=days),
                brand="royal",
                player="x-anna42",
                body=body,
            )
            for number, (type_, days, body) in enumerate(told)
        ]
        outcome = await activity.ingest(work, events)
    assert outcome.refused == []


def deposit(minor: int) -> dict[str, Any]:
    return {"amount": {"amount_minor": minor, "currency": EUR}}


def login(*, success: bool = True, **more: Any) -> dict[str, Any]:
    return {"success": success, "ip": "81.2.69.142", "country": "MT", "device": "Firefox"} | more


async def asked(desk: Desk, line: str, *, who: str = "alice", sees: str) -> Message:
    await desk.person(who).command(line, in_="player-desk")
    return await desk.person(who).wait_for(sees, in_="player-desk")


def shape(message: Message) -> list[str]:
    return [block["type"] for block in message.blocks]


async def test_activity_is_shown_with_charts_against_the_period_before(desk: Desk) -> None:
    player_id = await anna(desk)
    await happened(
        desk,
        (Type.DEPOSIT, 1, deposit(45_000)),
        (Type.DEPOSIT, 35, deposit(30_000)),
        (Type.LOGIN, 1, login()),
        (Type.LOGIN, 0.5, login(success=False, country="RU")),
        (Type.LOGIN, 35, login()),
    )

    page = await asked(desk, "/activity anna42", sees="Activity of anna42")

    assert page.ephemeral_to == desk.alice.id
    assert "1 · EUR 450.00\nup from 1 · EUR 300.00" in page.shown
    assert "(30 days)" in page.shown
    assert "RU 0 (1 failed, new)" in page.shown
    assert shape(page).count("data_visualization") == 2
    [seen] = await desk.recorded("activity.viewed")
    assert (seen["player"], seen["facts"]["period"]) == (str(player_id), "30d")
    assert desk.slack.traffic.notes == []


async def test_a_slack_without_charts_gets_the_same_in_words(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from sandbox.blocks import data

    await anna(desk)
    await happened(desk, (Type.DEPOSIT, 1, deposit(45_000)))
    monkeypatch.setitem(data.CHARTS, "bar", lambda _block, at, problems: problems.append(f"unsupported type [{at}]"))

    page = await asked(desk, "/activity anna42 7d", sees="Activity of anna42")

    assert "data_visualization" not in shape(page)
    assert "in EUR 450.00" in page.blocks[-1]["text"]["text"]


async def test_another_period_takes_the_place_of_the_first(desk: Desk) -> None:
    await anna(desk)
    await happened(desk, (Type.DEPOSIT, 20, deposit(45_000)))
    page = await asked(desk, "/activity anna42 7d", sees="No activity in these 7 days")

    await desk.alice.press("30 days", on=page)
    await desk.settled()

    assert "EUR 450.00" in page.shown
    assert "(30 days)" in page.shown


async def test_days_that_go_on_say_so_and_those_before_do_not(desk: Desk) -> None:
    await anna(desk)
    await happened(desk, (Type.DEPOSIT, 0.01, deposit(45_000)))

    today = await asked(desk, "/activity anna42 today", sees="Activity of anna42")
    yesterday = await asked(desk, "/activity anna42 yesterday", sees="No activity on this day, nor on the day before.")

    assert today.shown.count(", so far") == 1
    assert " up to " in today.shown, "it is compared with the same hours"
    assert "so far" not in yesterday.shown


async def test_no_activity_is_said_in_words(desk: Desk) -> None:
    await anna(desk)

    page = await asked(desk, "/activity anna42", sees="No activity in these 30 days, nor in the 30 days before.")

    assert "data_visualization" not in shape(page)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("31.02.", "has no year"),
        ("0d", "has no day in it"),
        ("999999d", "more than the 3,660 days"),
        ("tomorrow", "Nothing has happened tomorrow"),
        ("2020-05-05..2020-05-01", "Write 2020-05-01..2020-05-05"),
        ("2999-01-01", "has not happened yet"),
        ("01.02.26..05.02.26", "only two digits"),
    ],
)
async def test_what_is_no_period_is_answered_with_what_to_write(desk: Desk, typed: str, told: str) -> None:
    await anna(desk)

    await asked(desk, f"/activity anna42 {typed}", sees=told)

    [refused] = await desk.recorded("activity.viewed")
    assert refused["outcome"] == "refused"


async def test_without_a_player_a_form_asks_and_keeps_what_was_typed(desk: Desk) -> None:
    await anna(desk)
    await happened(desk, (Type.DEPOSIT, 1, deposit(45_000)))
    await desk.alice.command("/activity 7d", in_="player-desk")
    form = await desk.alice.wait_for_form("Activity of a player")
    assert form.values["period"]["activity:period"]["value"] == "7d"

    await form.fill(Player="anna42", Days="tomorrow")
    await form.submit()
    assert "Nothing has happened tomorrow" in form.errors["Days"]

    await form.fill(Days="7d")
    await form.submit()
    assert "EUR 450.00" in (await desk.alice.wait_for_form("EUR 450.00")).text


async def test_several_players_are_listed_and_one_is_opened_with_the_same_period(desk: Desk) -> None:
    for name in ("anna1", "anna2"):
        await desk_players.player(desk, name)
    listed = await asked(desk, "/activity anna mueller 7d", sees="2 players fit")

    await desk.alice.press(next(one for one in _labels(listed) if one.startswith("Open ")), on=listed)

    assert await desk.alice.wait_for("No activity in these 7 days", in_="player-desk")


async def test_logins_and_transactions_come_in_pages(desk: Desk) -> None:
    await anna(desk)
    await happened(
        desk,
        *((Type.LOGIN, days / 10, login(device=f"device {days}")) for days in range(12)),
        *((Type.DEPOSIT, days / 10, deposit(1_000 + days)) for days in range(12)),
    )
    page = await asked(desk, "/activity anna42", sees="Activity of anna42")

    await desk.alice.press("Logins", on=page)
    logins = await desk.alice.wait_for("Logins of anna42", in_="player-desk")
    assert logins.shown.count("device ") == 10
    assert "69.142" not in logins.shown
    await desk.alice.press("Older", on=logins)
    await desk.settled()
    assert "device 11" in logins.shown
    assert "There is nothing older." in logins.shown

    await desk.alice.press("Transactions", on=page)
    moved = await desk.alice.wait_for("Transactions of anna42", in_="player-desk")
    assert moved.shown.count("deposit") == 10
    await desk.alice.press("Older", on=moved)
    await desk.settled()
    assert "EUR 10.11" in moved.shown
    assert "cash EUR 10.11: EUR 0.00 → EUR 10.11" in moved.shown
    assert len(await desk.recorded("transactions.listed")) == 2
    assert len(await desk.recorded("logins.listed")) == 2


async def test_a_block_is_listed_with_its_reason_to_whoever_may_know_it(desk: Desk) -> None:
    player_id = await anna(desk)
    await desk_players.block(desk, player_id, "money_laundering")
    for who, told in (("alice", "Under review: "), ("cora", "Suspected money laundering: ")):
        page = await asked(desk, "/activity anna42", who=who, sees="No activity")
        await desk.person(who).press("Blocks", on=page)
        assert await desk.person(who).wait_for(told, in_="player-desk")


async def test_a_delicate_account_asks_what_for_first(desk: Desk) -> None:
    await anna(desk, vip=True)
    await happened(desk, (Type.DEPOSIT, 1, deposit(45_000)))

    await asked(desk, "/activity anna42", sees="is shown once you say why")
    assert await desk.recorded("activity.viewed") == []

    page = await asked(desk, "/activity anna42 7d because phone", sees="EUR 450.00")
    assert page.ephemeral_to == desk.alice.id
    assert "Why are you looking?" not in page.shown
    [seen] = await desk.recorded("activity.viewed")
    assert seen["facts"]["purpose"] == "phone"


@pytest.mark.parametrize("told", [{"vip": True}, {}])
async def test_saying_what_for_leads_back_to_the_activity_of_the_same_days(desk: Desk, told: dict[str, Any]) -> None:
    await anna(desk, **told)
    page = await asked(desk, "/activity anna42 7d", sees="Why are you looking?")

    await desk.alice.choose("The player is in a chat", on=page)
    await desk.settled()

    assert "(7 days)" in page.shown
    assert "Why are you looking?" not in page.shown
    assert (await desk.recorded("activity.viewed"))[-1]["facts"] == {"period": "7d", "purpose": "chat"}


async def test_whoever_has_no_role_sees_no_activity(desk: Desk) -> None:
    await anna(desk)

    await desk.mallory.command("/activity anna42")

    assert await desk.mallory.wait_for("You may not look at players", dm=True)

    [refused] = await desk.recorded("activity.viewed")
    assert refused["outcome"] == "refused"


async def test_a_forged_button_is_answered(desk: Desk) -> None:
    await anna(desk)
    page = await asked(desk, "/activity anna42", sees="No activity")
    for block in page.blocks:
        for element in block.get("elements", ()):
            if element.get("action_id") == "activity:logins":
                element["value"] = "1:yesterday"

    await desk.alice.press("Logins", on=page)

    assert await desk.alice.wait_for("That page no longer exists", in_="player-desk")


async def test_activity_help_says_what_to_type(desk: Desk) -> None:
    told = await asked(desk, "/activity help", sees="What a player did")

    assert "2026-04-01..2026-04-30" in told.shown


async def test_the_card_leads_to_the_activity(desk: Desk) -> None:
    await anna(desk)
    card = await asked(desk, "/player anna42", sees="Security status")

    await desk.alice.press("Activity", on=card)

    assert await desk.alice.wait_for("Activity of anna42", in_="player-desk")


def _labels(message: Message) -> list[str]:
    beside = (block.get("accessory") for block in message.blocks)
    return [button["text"]["text"] for button in beside if button]


async def test_money_of_currencies_that_ended_or_that_no_table_knows_is_shown_like_any_other(desk: Desk) -> None:
    player_id = await anna(desk)
    days = (desk.services.clock().now - datetime(2022, 5, 1, tzinfo=UTC)).days
    await happened(desk, ("deposit", days, {"amount": {"amount_minor": 7_500, "currency": "HRK"}}))
    async with desk.work() as work:
        held = {"player_id": player_id, "wallet": "bonus", "currency": "QQQ", "balance_minor": 123_450}
        await work.db.execute(insert(wallets).values(**held, changed_at=work.now))

    card = await asked(desk, "/player anna42", sees="HRK 75.00")
    activity_page = await asked(desk, "/activity anna42 2022-05-01..2022-05-02", sees="Deposits")

    assert "QQQ 1,234.50" in str(card.blocks)
    assert "HRK 75.00" in str(activity_page.blocks)
