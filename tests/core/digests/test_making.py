"""What the four digests say of a day, of the day before, and of a day on which nothing happened."""

import pytest

from bot.cards import digest_text
from core import digests, player_blocks
from core.office import DigestName
from core.people import PITBOSS, Visibility
from core.tickets import solve
from tests.support.asking import adjustment, ask, block, decide
from tests.support.digesting import EVERYBODY, alert, eur, lines, made, rows, section, tell
from tests.support.office import World
from tests.support.ticketing import do, ticket

EVERYTHING = frozenset(Visibility)
SECURITY = frozenset({Visibility.STAFF, Visibility.SECURITY})


@pytest.mark.parametrize("name", list(DigestName))
async def test_a_day_without_activity_says_so_with_its_whole_header(office: World, name: str) -> None:
    await office.player("anna")
    office.later(days=3)

    digest = await made(office, name)

    assert digest.empty
    assert (digest_text.covers(digest), digest.zone, digest.version) == ("5 May 2026", "Europe/Malta", 1)
    assert (digest.generated_at, digest.filters, digest.partial) == (office.now, {}, False)


@pytest.mark.parametrize("name", list(DigestName))
async def test_a_digest_is_the_same_again_after_it_was_kept(office: World, name: str) -> None:
    anna = await office.player("anna", cash="100 EUR")
    await office.staff("alice")
    await office.staff("sam")
    await decide(office, "sam", await ask(office, "alice", adjustment(anna)), "approve")
    await ask(office, "alice", block(anna))
    office.later(days=1)
    digest = await made(office, name)

    async with office.work() as work:
        kept = await digests.keep(work, digest, by=PITBOSS)
    async with office.read() as db:
        again = await digests.get(db, kept.id)

    assert again.digest == digest


async def test_alerts_are_counted_by_rule_against_the_day_before(office: World) -> None:
    await alert(office, "failed_logins", "ip:81.2.69.142")
    office.later(days=1)
    for number in (1, 2):
        await alert(office, "failed_logins", f"player:{number}")
    await alert(office, "impossible_travel", "player:1", severity="high")
    office.later(days=1)

    digest = await made(office, "security")

    titles = {line.label: digest_text.number(line) for line in section(digest, "Alerts by rule").lines}
    assert list(titles.values()) == ["2 (1 before, +1)", "1 (0 before, +1)"]
    assert rows(digest, "Top subjects")[0] == ("player 1", "2", "high", "security")
    assert lines(digest, "Open alerts") == {
        "Open": (4, None),
        "Late": (4, None),
        "With no owner": (4, None),
    }
    assert ("IP 81.2.•••") in {row[2] for row in rows(digest, "Open alerts")}
    assert len(digest.findings) == 4


async def test_what_an_audience_may_not_see_is_a_count_and_nothing_more(office: World) -> None:
    await alert(office, "structuring", "player:7", visibility="compliance")
    await alert(office, "failed_logins", "player:1", visibility="security")
    office.later(days=1)
    digest = await made(office, "security")

    shown = digest.shown_to(SECURITY)
    hidden = digest.shown_to(EVERYBODY)

    assert "player 7" not in shown.model_dump_json()
    assert "tructuring" not in shown.model_dump_json()
    assert lines(shown, "Alerts by rule")["Not for everybody here"] == (1, 0)
    assert shown.hidden_findings == 1
    assert section(shown, "Open alerts").hidden == 1
    assert lines(hidden, "Alerts by rule") == {"Not for everybody here": (2, 0)}
    assert "player 7" in digest.shown_to(EVERYTHING).model_dump_json()
    assert not hidden.empty


async def test_alerts_about_colleagues_are_only_ever_counted(office: World) -> None:
    alice = await office.staff("alice")
    await alert(office, "mass_lookups", f"staff:{alice.staff_id}", visibility="compliance")
    office.later(days=1)

    digest = (await made(office, "security")).shown_to(EVERYTHING)

    assert lines(digest, "Alerts by rule") == {"About colleagues": (1, 0)}
    assert lines(digest, "Open alerts")["About colleagues"] == (1, None)
    told = "Not listed: 1 about colleagues; those who watch over the desk were told in private."
    assert section(digest, "Open alerts").note == told
    assert str(alice.staff_id) not in digest.model_dump_json()
    assert "ookups" not in digest.model_dump_json()


async def test_blocks_are_counted_by_reason_as_far_as_one_may_know_it(office: World) -> None:
    anna, ben = await office.player("anna"), await office.player("ben")
    sam = await office.staff("fred")
    for player, reason in ((anna, "takeover"), (ben, "fraud")):
        async with office.work() as work:
            await player_blocks.place(
                work, player_blocks.NewBlock(player_id=player, reason=reason, asked_by="operator", placed_by=sam.name)
            )
    office.later(days=1)

    digest = await made(office, "security")

    assert lines(digest, "Blocks") == {"Placed: Account taken over": (1, 0), "Placed: Suspected fraud": (1, 0)}
    everybody = digest.shown_to(EVERYBODY)
    assert lines(everybody, "Blocks") == {"Placed: Account taken over": (1, 0), "Placed: Under review": (1, 0)}


async def test_every_adjustment_stands_with_all_who_are_behind_it(office: World) -> None:
    anna = await office.player("anna", cash="1,000 EUR".replace(",", ""))
    for name in ("alice", "bob", "maya"):
        await office.staff(name)
    request = await ask(office, "alice", adjustment(anna, "750 EUR"))
    office.later(minutes=5)
    await decide(office, "bob", request, "approve")
    office.later(minutes=5)
    await decide(office, "maya", request, "approve")
    office.later(days=1)

    digest = await made(office, "adjustments")

    [row] = rows(digest, "Every adjustment")
    assert row[0] == "3 May, 16:13"
    assert row[2:] == (
        str(anna),
        "EUR 750.00 given, cash",
        "EUR 1,000.00",
        "EUR 1,750.00",
        "Payment booked wrongly: incident 1",
        "Alice",
        "Bob (finance), 3 May, 16:08; Maya (manager), 3 May, 16:13",
    )
    [subtotal] = section(digest, "Subtotals by reason, direction and currency").lines
    assert subtotal.label == "Payment booked wrongly, given (1)"
    assert digest_text.number(subtotal) == "EUR 750.00 (EUR 0.00 before, EUR +750.00)"


async def test_subtotals_keep_directions_currencies_and_days_apart(office: World) -> None:
    anna, lars = await office.player("anna", cash="500 EUR"), await office.player("lars", currency="SEK")
    for name in ("alice", "bob", "sam"):
        await office.staff(name)
    await decide(office, "sam", await ask(office, "alice", adjustment(anna, "20 EUR", source_ref="a")), "approve")
    office.later(days=1)
    await decide(office, "sam", await ask(office, "alice", adjustment(anna, "30 EUR", source_ref="b")), "approve")
    await decide(office, "sam", await ask(office, "alice", adjustment(lars, "40 SEK", source_ref="c")), "approve")
    taken = await ask(office, "alice", adjustment(anna, "5 EUR", source_ref="d", direction="take"))
    await decide(office, "bob", taken, "approve")
    await decide(office, "sam", taken, "approve")
    office.later(days=1)

    digest = await made(office, "adjustments")

    told = {(line.label, line.unit): (line.now, line.before) for line in digest.sections[0].lines}
    assert told == {
        ("Payment booked wrongly, given (1)", "EUR"): (3_000, 2_000),
        ("Payment booked wrongly, given (1)", "SEK"): (4_000, 0),
        ("Payment booked wrongly, taken (1)", "EUR"): (500, 0),
    }
    two_days = await made(office, "adjustments", days=2)
    assert two_days.sections[0].lines[0].now == 5_000


async def test_a_list_that_is_cut_says_how_many_more_there_are(office: World) -> None:
    anna = await office.player("anna", cash="500 EUR")
    await office.staff("alice")
    await office.staff("sam")
    for number in range(3):
        wish = adjustment(anna, f"{10 + number} EUR", source_ref=f"round {number}")
        await decide(office, "sam", await ask(office, "alice", wish), "approve")
    office.later(days=1)

    table = section(await made(office, "adjustments", most=2), "Every adjustment").table

    assert table
    assert (len(table.rows), table.total, table.left_out) == (2, 3, 1)


async def test_activity_adds_up_the_day_and_holds_it_against_the_one_before(office: World) -> None:
    anna = await office.player("anna")
    await office.player("ben")
    login = ("login", {"success": True, "ip": "81.2.69.142", "country": "MT", "device": "phone"})
    await tell(office, ("deposit", eur(10_000)), login)
    office.later(days=1)
    await tell(office, ("deposit", eur(25_000)), login, ("login", {"success": False}))
    await tell(office, ("deposit", eur(5_000)), login, player="x-ben")
    office.later(days=1)

    digest = await made(office, "activity")

    assert anna
    assert lines(digest, "Players") == {"Active players": (2, 1), "Logins": (2, 1), "Failed logins": (1, 0)}
    told = {line.label: digest_text.number(line) for line in section(digest, "Money").lines}
    assert told["Deposits"] == "EUR 300.00 (EUR 100.00 before, EUR +200.00)"
    assert told["Net, after chargebacks"] == "EUR 300.00 (EUR 100.00 before, EUR +200.00)"
    trend = section(digest, "Money").trend
    assert trend
    assert trend.series[0].values[-2:] == (10_000, 30_000)
    assert len(trend.days) == 7
    assert lines(await made(office, "activity", days=2), "Players")["Active players"] == (2, 0)


async def test_tickets_and_how_long_a_decision_took_are_counted(office: World) -> None:
    await office.staff("alice")
    await office.staff("sam")
    anna = await office.player("anna", cash="500 EUR")
    request = await ask(office, "alice", adjustment(anna))
    mine = await ticket(office, player_id=anna)
    await do(office, "alice", solve, mine, how="Paid.")
    office.later(minutes=20)
    await decide(office, "sam", request, "approve")
    office.later(days=1)

    digest = await made(office, "activity")

    assert lines(digest, "Tickets") == {
        "Opened": (1, 0),
        "Solved": (1, 0),
        "Of the solved, every target kept": (1, 0),
    }
    told = {line.label: digest_text.number(line) for line in section(digest, "Requests").lines if line.now}
    assert told == {
        "Asked": "1 (0 before, +1)",
        "Approved": "1 (0 before, +1)",
        "Time to a decision, median": "20 min",
    }


async def test_chart_is_of_the_currency_in_which_most_was_paid_by_what_it_is_worth(office: World) -> None:
    await office.player("anna")
    sek = {"amount": {"amount_minor": 900_000, "currency": "SEK"}}
    usd = {"amount": {"amount_minor": 10**9, "currency": "USD"}, "bet": "b"}
    await tell(office, ("deposit", eur(100_000)), ("deposit", sek), ("bet", usd))
    office.later(days=1)

    money = section(await made(office, "activity"), "Money")

    assert money.trend
    assert money.trend.title == "Deposits and withdrawals by day, EUR"
    assert list(dict.fromkeys(line.unit for line in money.lines)) == ["USD", "EUR", "SEK"]
