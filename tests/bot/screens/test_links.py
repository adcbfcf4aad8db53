"""/links and the line of the card: who shares what with a player, in words."""

from datetime import UTC, date, datetime

from core import players
from core.players import Key
from tests.support.desk import Desk
from tests.support.desk_players import player

PETER = {"first_name": "Peter", "born_on": date(1981, 6, 2), "phone": "+35679111222"}
ZOE = {"first_name": "Zoe", "last_name": "Vella", "born_on": date(1990, 1, 1), "address": None, "phone": None}
AT = datetime(2026, 5, 3, 9, 0, tzinfo=UTC)


async def street(desk: Desk) -> tuple[int, int, int]:
    """Anna and Peter live together; Zoe shares a tablet with Anna, and a café's address with half the town."""
    anna, peter, zoe = (
        await player(desk, "anna42"),
        await player(desk, "peter7", **PETER),
        await player(desk, "zoe9", **ZOE),
    )
    guests = [await player(desk, f"guest{number}", **ZOE | {"first_name": f"G{number}"}) for number in range(20)]
    async with desk.work() as work:
        await players.remember(work, [Key(each, "device", "tablet-1", AT) for each in (anna, zoe)])
        await players.remember(work, [Key(each, "ip", "81.2.69.160") for each in (anna, *guests)])
    return anna, peter, zoe


async def test_links_tell_what_is_shared_how_strong_it_is_and_that_it_is_no_verdict(desk: Desk) -> None:
    anna, peter, zoe = await street(desk)

    shown = (await desk.alice.command("/links anna42")).message.shown

    assert f"Linked accounts of anna42 · player {anna}" in shown
    assert f"zoe9 · p{zoe}" in shown
    assert "Hard evidence: same device since " in shown
    assert f"peter7 · p{peter}" in shown
    assert "Soft evidence: same address" in shown
    assert "household?: same last name, address and city, another first name, birth date and phone" in shown
    assert shown.index("zoe9") < shown.index("peter7")
    assert "Evidence, not a verdict" in shown
    assert "shared by more than 20 accounts, so it links nobody" in shown
    assert "guest" not in shown
    assert "decided by Compliance" in shown
    assert "decided by" not in (await desk.fred.command("/links anna42")).message.shown
    assert "81.2.69" not in shown


async def test_an_address_shared_beside_a_device_is_not_called_hard_evidence(desk: Desk) -> None:
    anna, _, zoe = await street(desk)
    async with desk.work() as work:
        await players.remember(work, [Key(each, "ip", "81.2.69.161") for each in (anna, zoe)])

    shown = (await desk.alice.command("/links anna42")).message.shown

    hard, soft = shown.index("Hard evidence: same device"), shown.index("Soft evidence: same IP address")
    assert hard < soft
    assert "same IP address" not in shown[hard:soft]


async def test_the_card_names_the_strongest_links_and_leads_to_all_of_them(desk: Desk) -> None:
    _, peter, zoe = await street(desk)

    card = (await desk.alice.command("/player anna42")).message

    assert f"2 linked accounts: p{zoe} (same device), p{peter} (same address, household?)" in card.shown
    await desk.alice.press("Linked accounts", on=card)
    await desk.settled()
    [record] = await desk.recorded("links.listed")
    assert record["facts"] == {"players": [zoe, peter]}


async def test_links_of_somebody_who_shares_nothing_say_so(desk: Desk) -> None:
    await player(desk, "anna42")

    assert "No other account shares a device" in (await desk.alice.command("/links anna42")).message.shown
    assert "Say whose linked accounts" in (await desk.alice.command("/links")).message.shown


async def test_fraud_confirms_a_household_in_a_form_and_ends_it_again(desk: Desk) -> None:
    _, peter, zoe = await street(desk)
    listed = (await desk.fred.command("/links anna42")).message
    assert "Household with" not in (await desk.alice.command("/links anna42")).message.shown

    await desk.fred.press(f"Household with p{zoe}…", on=listed)
    form = await desk.fred.wait_for_form("Two people who live together")
    assert f"and {zoe}" in form.text
    await form.fill(**{"Two people who live together: what shows it?": "Both came with their passports."})
    await form.submit()
    assert (await desk.fred.wait_for_form("Confirmed as a household: players")).is_open

    after = (await desk.fred.command("/links anna42")).message
    assert after.shown.index("peter7") < after.shown.index("zoe9")
    assert "Confirmed as a household by Fred" in after.shown
    assert f"1 linked account: p{peter}" in (await desk.alice.command("/player anna42")).message.shown
    await desk.fred.press(f"End the decision about p{zoe}…", on=after)
    form = await desk.fred.wait_for_form("The link is shown again")
    await form.fill(**{"The link is shown again. Why?": "They moved apart in May."})
    await form.submit()
    assert (await desk.fred.wait_for_form("has ended; what links them is shown again")).is_open
    assert "2 linked accounts" in (await desk.alice.command("/player anna42")).message.shown


async def test_where_two_decide_the_form_offers_the_linked_accounts_and_compliance_is_asked(desk: Desk) -> None:
    await street(desk)
    await desk.fred.command("/player anna42 link because the register shows that they are a couple")
    form = await desk.fred.wait_for_form("Decide about links")
    assert "zoe9\nsame device\npeter7\nsame address" in form.text

    await form.fill(**{"Linked accounts": ["zoe9"], "Decision": "Household"})
    await form.submit()
    await desk.settled()

    assert "Compliance" in desk.cora.messages("approvals")[-1].shown
