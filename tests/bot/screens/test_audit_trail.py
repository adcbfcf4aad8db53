import re
from typing import Any
from uuid import UUID

from sqlalchemy import text

from bot.cards import record_values
from core import security
from core.database.tables import records
from core.people import Visibility
from tests.support import house, stories
from tests.support.alert_screens import raised
from tests.support.desk import Desk
from tests.support.desk_players import note, player
from tests.support.ticket_screens import opened


async def test_record_of_a_player_tells_who_looked(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await desk.alice.command("/player anna42")

    by_name, by_id = [(await desk.sam.command(f"/audit player {key}")).message.shown for key in ("anna42", anna)]

    assert "*Alice Adams looked at player 1*" in by_name
    assert "*Sam Svensson read the record about player 1*" in by_id
    [first, _] = await desk.recorded("audit.read")
    assert (first["player"], first["subject"]["type"]) == (str(anna), "player")


async def test_record_of_a_colleague_is_found_by_mention_and_by_name(desk: Desk) -> None:
    await player(desk, "anna42")
    await desk.alice.command("/player anna42")

    for named in ("@alice", "staff @alice", "staff ali", "staff alice"):
        answer = await desk.olga.command(f"/audit {named}")
        assert "Records about Alice Adams" in answer.message.shown
        assert "Alice Adams looked at player" in answer.message.shown
        assert answer.message.mentions == []


async def test_values_of_a_record_are_words_and_amounts_not_json(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await stories.asked(desk, stories.GIVE)
    await desk.sam.command(f"/check {anna}")

    listed = (await desk.sam.command(f"/audit player {anna}")).message.shown

    assert "Sam Svensson checked the security of player 1" in listed
    assert not {"{", "["} & set(listed.replace("{date_short_pretty} {time}", ""))
    assert record_values.text([{"visibility": "security"}, {"visibility": "vip"}]) == "security; vip"
    assert record_values.text({"amount_minor": 123_450, "currency": "EUR"}) == "EUR 1,234.50"


async def test_request_in_full_is_words_and_amounts_not_json(desk: Desk) -> None:
    await house.anna(desk)
    await stories.asked(desk, stories.GIVE)
    asked = (await desk.recorded("request.asked"))[0]["id"]

    whole = (await desk.sam.command(f"/audit record {asked}")).message.shown

    assert "Cash balance: EUR " in whole
    assert '{"' not in whole
    assert "amount_minor" not in whole


async def test_record_of_a_decision_says_who_what_why_and_which_module(desk: Desk) -> None:
    await house.anna(desk)
    card = await stories.asked(desk, stories.BLOCK)
    form = await stories.opened(desk.sam, "Confirm", card)
    await form.submit()
    await desk.settled()
    confirmed = (await desk.recorded("request.confirmed"))[0]

    listed = (await desk.olga.command("/audit player 1")).message.shown
    [short] = re.findall(r"confirmed the block of player 1 .*\n.* · player blocks · (\w{6}-\w{4})", listed)
    shown = (await desk.olga.command(f"/audit record {short.lower()}")).message.shown

    assert "*Sam Svensson confirmed the block of player 1 (" in shown
    assert "*Reason*\nshe did not change her e-mail and is not abroad" in shown
    assert "*Module*\nplayer blocks" in shown
    assert f"record {confirmed['id']}" in shown
    assert len(set(re.findall(r"\((EE?S?T|UTC)\)", shown))) == 1


async def test_record_of_a_change_shows_old_and_new_side_by_side(desk: Desk) -> None:
    alert = await raised(desk, await player(desk, "anna42"))
    async with desk.work() as work:
        await security.take(work, await house.actor(desk, "sam"), alert)
    taken = (await desk.recorded("alert.taken"))[0]["id"]

    shown = (await desk.olga.command(f"/audit record {taken}")).message.shown
    listed = (await desk.olga.command("/audit staff sam")).message.shown

    assert "*Before*\nopen\n*After*\ninvestigating" in shown
    assert "open → investigating" in listed


async def test_long_record_is_paged(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    for _ in range(25):
        await desk.alice.command("/player anna42")
        desk.advance(seconds=1)
    first = (await desk.sam.command(f"/audit player {anna}", in_="player-desk")).message
    assert first.shown.count("looked at player") == 20

    await desk.sam.press("Older", on=first)
    older = await desk.sam.wait_for("Records about", in_="player-desk")
    await desk.settled()

    [page] = [message for message in desk.sam.messages("player-desk") if "Records about" in message.shown]
    assert page.shown.count("looked at player") == 5
    assert "Older" not in page.shown
    assert older.ephemeral_to == desk.sam.id


async def test_card_leads_to_the_record_of_its_player(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    card = (await desk.sam.command("/player anna42", in_="player-desk")).message

    await desk.sam.press("History", on=card)

    assert await desk.sam.wait_for(f"Records about player {anna}", in_="player-desk")


async def test_record_is_shown_whole_and_called_unchanged(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await note(desk, anna, "Called about <!channel>", by="alice")

    answer = await desk.olga.command(f"/audit record {await _last(desk, 'note.added')}")

    shown = answer.message.shown
    assert "*unchanged*" in shown
    assert "Called about <!channel>" in shown
    assert "IP: not available" in shown
    assert answer.message.mentions == []


async def test_record_changed_behind_our_back_is_called_broken(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await note(desk, anna, "Called twice", by="alice")
    record_id = await _last(desk, "note.added")
    async with desk.work() as work:
        await _without_guards(work.db)
        await work.db.execute(records.update().where(records.c.id == UUID(record_id)).values(person="bob"))

    shown = (await desk.olga.command(f"/audit record {record_id}")).message.shown

    assert "broken: column person says other than the content" in shown


async def test_what_one_may_not_see_is_not_read_from_the_record_either(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await note(desk, anna, "Report is being written", by="cora", visibility=Visibility.COMPLIANCE)
    record_id = await _last(desk, "note.added")

    sam = [
        (await desk.sam.command(f"/audit {what}")).message.shown for what in (f"player {anna}", f"record {record_id}")
    ]
    cora = (await desk.cora.command(f"/audit record {record_id}")).message.shown

    assert "added a note" not in sam[0]
    assert "There is no record" in sam[1]
    assert "Report is being written" in cora


async def test_record_is_not_for_everybody(desk: Desk) -> None:
    answer = await desk.alice.command("/audit player 1")

    assert "You may not read the record. Who may: Security" in answer.message.shown
    [refused] = await desk.recorded("audit.read")
    assert (refused["outcome"], refused["code"]) == ("refused", "not_allowed")


async def test_what_cannot_be_found_is_said(desk: Desk) -> None:
    await player(desk, "muel71")
    await player(desk, "muel72")
    said = {
        "/audit": "/audit request K7QD",
        "/audit playr 42": "Did you mean /audit player?",
        "/audit 6K3Q9D-7XAB": "/audit record 6K3Q9D-7XAB",
        "/audit T-1001": "/audit ticket T-1001",
        "/audit K7QD": "/audit request K7QD",
        "/audit player": "Say which: /audit player 42",
        "/audit player muel 4471": "Several players fit. Say which by its id:",
        "/audit player nobody 4471 1984": "No player found. Tried:",
        "/audit player 999999": "Nothing is recorded yet.",
        "/audit staff zoe": "no staff record of that name",
        "/audit staff c": "Several people fit: Carol Camilleri or Cora Collins",
        "/audit request XXXX": "There is no request XXXX",
        "/audit record abc": "is not the id of a record",
        "/audit record 019f0000-0000-7000-8000-000000000000": "There is no record",
    }

    for line, expected in said.items():
        assert expected in (await desk.olga.command(line)).message.shown, line


async def _last(desk: Desk, action: str) -> str:
    return (await desk.recorded(action))[-1]["id"]


async def _without_guards(db: Any) -> None:
    """Do as somebody would who owns the database."""
    guard = "DROP TRIGGER records_append_only_UPDATE"
    if db.dialect.name == "postgresql":
        guard = "SET LOCAL session_replication_role = replica"
    await db.execute(text(guard))


async def test_record_of_a_ticket_tells_every_step_to_whoever_may_see_it(desk: Desk) -> None:
    await opened(desk, "cora", visibility="Security and fraud only")
    [head] = [one for one in desk.sam.messages("security") if "Waits in Support" in one.shown]
    for _ in range(11):
        await desk.sam.press("Hold", on=head)
        await desk.settled()
        await desk.sam.press("Go on", on=head)
        await desk.settled()

    steps = (await desk.olga.command("/audit ticket t-1001", in_="player-desk")).message
    assert "Records about ticket T-1001" in steps.shown
    await desk.olga.press("Older", on=steps)
    await desk.settled()

    [older] = [one for one in desk.olga.messages("player-desk") if "Records about" in one.shown]
    assert "*Cora Collins opened ticket T-1001 as a new one*" in older.shown
    refused = await desk.sam.command("/audit ticket T-4711", in_="player-desk")
    assert "There is no ticket T-4711" in refused.text
