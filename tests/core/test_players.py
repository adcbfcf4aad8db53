from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert
from sqlalchemy.exc import IntegrityError

from core import audit, masks, player_blocks, players, tables
from core.errors import Invalid, NotAllowed, Unknown
from core.masks import Field
from core.money import Money
from core.people import Visibility
from core.players import Instrument, Key, NewNote, NewPlayer, Profile, Reveal, Tag, Why, terms
from tests.support.office import World

STAFF = frozenset({Visibility.STAFF})
TODAY = date(2026, 5, 3)


def told(number: int = 1, **changes: Any) -> NewPlayer:
    plain = {
        "brand": "royal",
        "licence": "MGA",
        "external_id": f"x{number}",
        "username": f"player{number}",
        "currency": "EUR",
        "registered_at": datetime(2025, 1, 1, tzinfo=UTC),
    }
    return NewPlayer(**plain | changes)


async def seen_by(office: World, who: str, player_id: int) -> Profile:
    actor = await office.staff(who)
    async with office.read() as db:
        return await players.profile(db, player_id, sees=actor.sees, now=office.now)


async def lookups(office: World, player_id: int) -> set[tuple[str, str]]:
    rows = await office.rows(tables.player_lookups, tables.player_lookups.c.player_id == player_id)
    return {(row.kind, row.term) for row in rows}


async def register(office: World, *new: NewPlayer) -> players.Registered:
    async with office.work() as work:
        return await players.register(work, new)


async def add_note(office: World, who: str, note: NewNote) -> None:
    actor = await office.staff(who)
    async with office.work() as work:
        await players.add_note(work, actor, note)


async def reveal(office: World, who: str, player_id: int, field: Field = Field.EMAIL) -> str:
    actor = await office.staff(who)
    async with office.work() as work:
        return await players.reveal(work, actor, Reveal(player_id, field, Why.PHONE, ticket="T-1"))


async def test_telling_the_same_players_again_changes_nothing(office: World) -> None:
    many = [told(number, email=f"p{number}@example.com") for number in range(1_203)]

    first = await register(office, *many)
    again = await register(office, *many)

    assert (first.added, first.changed, first.same) == (1_203, 0, 0)
    assert (again.added, again.changed, again.same) == (0, 0, 1_203)
    assert again.ids == first.ids
    assert len(set(first.ids.values())) == 1_203


async def test_a_player_told_twice_in_one_batch_is_one(office: World) -> None:
    outcome = await register(office, told(1), told(1, email="late@example.com"))

    assert outcome.added == 1
    assert ("email", "late@example.com") in await lookups(office, outcome.ids["royal", "x1"])


async def test_the_same_external_id_at_two_brands_is_two_players(office: World) -> None:
    outcome = await register(office, told(1), told(1, brand="noble"))

    assert outcome.added == 2


async def test_what_is_told_anew_replaces_what_the_player_was_found_by(office: World) -> None:
    first = await register(office, told(1, email="old@example.com", first_name="Anna", phone="+35699123456"))
    player_id = first.ids["royal", "x1"]

    outcome = await register(office, told(1, email="new@example.com"))

    found_by = await lookups(office, player_id)
    assert (outcome.added, outcome.changed) == (0, 1)
    assert ("email", "new@example.com") in found_by
    assert ("email", "old@example.com") not in found_by
    assert {("name", "anna"), ("phone", "+35699123456")} <= found_by  # not told again, so kept


async def test_a_player_is_found_by_every_form_of_name_and_number(office: World) -> None:
    new = told(1, first_name="Jürgen", last_name="MÜLLER", phone="07911 123456", country="GB", username="ＪÜ")
    card = Instrument("card", "fp_9A", last_four="4471")

    outcome = await register(office, told(2), NewPlayer(**{**_values(new), "instruments": (card,)}))

    assert await lookups(office, outcome.ids["royal", "x1"]) == {
        ("external_id", "x1"),
        ("username", "jü"),
        ("name", "jürgen müller"),
        ("name", "müller jürgen"),
        ("name", "jurgen muller"),
        ("name", "muller jurgen"),
        ("name", "juergen mueller"),
        ("name", "mueller juergen"),
        ("phone", "+447911123456"),
        ("phone", "07911123456"),
        ("phone_end", "654321119744"),
        ("instrument", "fp_9a"),
        ("card_end", "1744"),
    }


def _values(new: NewPlayer) -> dict[str, Any]:
    return {name: getattr(new, name) for name in NewPlayer.__dataclass_fields__}


async def test_a_number_that_is_none_is_kept_as_told(office: World) -> None:
    outcome = await register(office, told(1, phone="ask his wife"), told(2, phone="12"))

    rows = await office.rows(tables.players)
    assert outcome.added == 2
    assert {row.phone for row in rows} == {"ask his wife", "12"}


async def test_an_address_once_seen_is_remembered_once(office: World) -> None:
    anna = await office.player("anna")

    for _ in range(2):
        async with office.work() as work:
            await players.remember(work, [Key(anna, "ip", "81.2.69.160"), Key(anna, "device", "iPhone-7F")])

    assert {("ip", "81.2.69.160"), ("device", "iphone-7f")} <= await lookups(office, anna)


@pytest.mark.parametrize(
    ("prefix", "following"), [("anna", "annb"), ("\ud7ff", "\ue000"), ("a\U0010ffff", "b"), ("z", "{")]
)
def test_a_prefix_is_a_range_by_code_points(prefix: str, following: str) -> None:
    assert terms.following(prefix) == following


async def test_a_card_has_all_parts_of_the_profile(office: World) -> None:
    anna = await office.player(
        "anna", cash="120 EUR", phone="+35699123456", address="1 Sea Street", verification_level=2
    )
    await office.withdrawal(anna, "900 EUR")
    await office.bet(anna, "45 EUR")
    await office.session(anna)
    await logged_in(office, anna, ip="81.2.69.160")

    card = await seen_by(office, "alice", anna)

    assert card.player_id == anna
    assert card.account.full_name == "Anna Mueller"
    assert card.registration.at == office.now - timedelta(days=400)
    assert card.verification.level == 2
    assert card.standing.sentence() == "Can do everything."
    assert [(one.wallet, one.amount) for one in card.balances] == [("cash", Money(12_000, "EUR"))]
    assert card.in_flight.sentence(office.now) == (
        "1 withdrawal EUR 900.00 asked 12 min ago, 1 open bet EUR 45.00, 1 session"
    )
    assert [(one.success, one.country, one.device) for one in card.logins] == [(True, "MT", "iPhone")]
    assert [(one.kind, one.amount, one.balance_after) for one in card.movements] == [
        ("deposit", Money(12_000, "EUR"), Money(12_000, "EUR"))
    ]
    assert card.as_of == office.now


async def logged_in(office: World, player_id: int, ip: str = "81.2.69.160", **body: Any) -> None:
    said = {"success": True, "ip": ip, "country": "MT", "device": "iPhone"} | body
    row = {"player_id": player_id, "at": office.now, "source": "platform", "received_at": office.now}
    async with office.work() as work:
        event_id = work.at.ids()
        await work.db.execute(
            insert(tables.events),
            row | {"id": event_id, "event_id": str(event_id), "type": players.LOGIN, "body": said},
        )


async def test_a_card_masks_what_is_personal(office: World) -> None:
    anna = await office.player("anna", email="anna@gmail.com", phone="+35699123456", address="1 Sea Street")
    await logged_in(office, anna)

    card = await seen_by(office, "alice", anna)

    assert card.account.email == "a•••@g•••.com"
    assert card.account.phone == "••• 56"
    assert card.account.address == "•••"
    assert card.account.age_band == "35–44"  # noqa: RUF001 - an en dash between numbers
    assert card.logins[0].ip == "81.2.•••"
    shown = repr(card)
    assert not [secret for secret in ("anna@gmail", "99123456", "Sea Street", "1984", "69.160") if secret in shown]


async def test_a_card_shows_only_the_newest(office: World) -> None:
    anna = await office.player("anna", cash="1 EUR")
    for number in range(7):
        office.later(minutes=1)
        await logged_in(office, anna, success=number % 2 == 0, device=f"device {number}")

    card = await seen_by(office, "alice", anna)

    assert [one.device for one in card.logins] == [f"device {number}" for number in (6, 5, 4, 3, 2)]
    assert [one.success for one in card.logins] == [True, False, True, False, True]


async def test_a_card_is_one_round_trip(office: World) -> None:
    anna = await office.player("anna")
    actor = await office.staff("alice")
    statements: list[str] = []
    event.listen(
        office.db.reader.sync_engine, "before_cursor_execute", lambda *context: statements.append(str(context[2]))
    )

    async with office.read() as db:
        await players.profile(db, anna, sees=actor.sees, now=office.now)

    assert len(statements) == 1


async def test_an_unknown_player_is_told(office: World) -> None:
    with pytest.raises(Unknown, match="There is no player 4711"):
        await seen_by(office, "alice", 4711)


async def test_notes_and_tags_are_for_those_who_may_see_them(office: World) -> None:
    anna = await office.player("anna")
    for who, visibility in (("alice", "staff"), ("sam", "security"), ("cora", "compliance")):
        note = NewNote(anna, f"{visibility} note", priority="high", visibility=Visibility(visibility))
        await add_note(office, who, note)
        actor = await office.staff(who)
        async with office.work() as work:
            await players.add_tag(work, actor, Tag(anna, f"{visibility} tag", Visibility(visibility)))

    seen = {who: await seen_by(office, who, anna) for who in ("alice", "sam", "cora")}

    assert [note.text for note in seen["alice"].notes] == ["staff note"]
    assert {note.text for note in seen["sam"].notes} == {"staff note", "security note"}
    assert {note.text for note in seen["cora"].notes} == {"staff note", "security note", "compliance note"}
    assert seen["alice"].tags == ("staff tag",)
    assert {who: card.ask_security for who, card in seen.items()} == {"alice": True, "sam": False, "cora": False}


async def test_what_only_compliance_may_know_leaves_no_hint(office: World) -> None:
    anna, ben = await office.player("anna"), await office.player("ben")
    await add_note(office, "cora", NewNote(anna, "Reported today.", "high", Visibility.COMPLIANCE))

    card, plain = await seen_by(office, "alice", anna), await seen_by(office, "alice", ben)

    assert (card.notes, card.tags, card.blocks, card.ask_security) == ((), (), (), False)
    assert card.standing == plain.standing


async def test_a_high_note_stands_above_newer_ones(office: World) -> None:
    anna = await office.player("anna")
    await add_note(office, "alice", NewNote(anna, "Deaf: write, do not call.", priority="high"))
    for number in range(6):
        office.later(minutes=1)
        await add_note(office, "alice", NewNote(anna, f"note {number}"))

    card = await seen_by(office, "alice", anna)

    assert [note.text for note in card.notes][:2] == ["Deaf: write, do not call.", "note 5"]


async def test_a_withdrawn_note_leaves_the_card(office: World) -> None:
    anna = await office.player("anna")
    await add_note(office, "alice", NewNote(anna, "Wrong player"))
    note = (await seen_by(office, "alice", anna)).notes[0]
    actor = await office.staff("alice")

    async with office.work() as work:
        await players.withdraw_note(work, actor, player_id=anna, note_id=note.id)

    assert (await seen_by(office, "alice", anna)).notes == ()
    with pytest.raises(Unknown):
        async with office.work() as work:
            await players.withdraw_note(work, actor, player_id=anna, note_id=note.id)


async def test_a_tag_goes_when_taken_off(office: World) -> None:
    anna = await office.player("anna")
    actor = await office.staff("alice")
    async with office.work() as work:
        await players.add_tag(work, actor, Tag(anna, "High Roller"))
        await players.add_tag(work, actor, Tag(anna, "high roller"))
    assert (await seen_by(office, "alice", anna)).tags == ("high roller",)

    async with office.work() as work:
        await players.remove_tag(work, actor, player_id=anna, tag="High roller")

    assert (await seen_by(office, "alice", anna)).tags == ()
    with pytest.raises(Unknown, match="no tag"):
        async with office.work() as work:
            await players.remove_tag(work, actor, player_id=anna, tag="high roller")


@pytest.mark.parametrize(
    ("who", "note", "refusal"),
    [
        ("olga", {}, NotAllowed),
        ("alice", {"visibility": Visibility.SECURITY}, NotAllowed),
        ("alice", {"text": "  "}, Invalid),
        ("alice", {"text": "x" * 2_001}, Invalid),
        ("alice", {"priority": "urgent"}, Invalid),
        ("alice", {"player_id": 4711}, Unknown),
    ],
)
async def test_a_note_that_may_not_be_written_is_refused(
    office: World, who: str, note: dict[str, Any], refusal: type[Exception]
) -> None:
    anna = await office.player("anna")

    with pytest.raises(refusal):
        await add_note(office, who, NewNote(**{"player_id": anna, "text": "A note."} | note))


async def test_the_text_of_a_note_is_recorded_only_encrypted(office: World) -> None:
    anna = await office.player("anna")

    await add_note(office, "alice", NewNote(anna, "His mother called."))

    (row,) = await office.rows(tables.records, tables.records.c.action == "note.added")
    assert b"mother" not in row.content


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (Field.EMAIL, "anna@gmail.com"),
        (Field.PHONE, "+35699123456"),
        (Field.BORN_ON, "1984-02-29"),
        (Field.ADDRESS, "1 Sea Street, SLM 1020 Sliema, MT"),
        (Field.IP, "81.2.69.160"),
    ],
)
async def test_each_masked_field_can_be_seen_with_a_reason(office: World, field: Field, value: str) -> None:
    where = {"address": "1 Sea Street", "post_code": "SLM 1020", "city": "Sliema"}
    anna = await office.player("anna", email="anna@gmail.com", phone="+35699123456", **where)
    await logged_in(office, anna)

    assert await reveal(office, "alice", anna, field) == value


async def test_a_reveal_is_recorded_by_the_name_of_the_field(office: World) -> None:
    anna = await office.player("anna", email="anna@gmail.com")

    await reveal(office, "alice", anna)

    async with office.read() as db:
        (found,) = [one for one in await audit.search(db, player_id=anna) if one.action == "player.revealed"]
    (row,) = await office.rows(tables.records, tables.records.c.action == "player.revealed")
    assert found.person == "alice"
    assert b'"field":"email"' in row.content
    assert b'"ticket":"T-1"' in row.content
    assert b"gmail" not in row.content


async def test_the_quota_of_the_day_ends_at_midnight_of_the_office(office: World) -> None:
    anna = await office.player("anna")
    for _ in range(30):
        await reveal(office, "alice", anna)

    with pytest.raises(players.QuotaUsed, match="30 masked fields today"):
        await reveal(office, "alice", anna)
    office.now = datetime(2026, 5, 3, 21, 59, tzinfo=UTC)
    with pytest.raises(players.QuotaUsed):
        await reveal(office, "alice", anna)
    office.now = datetime(2026, 5, 3, 22, 0, tzinfo=UTC)  # midnight in Malta

    assert await reveal(office, "alice", anna) == "anna@example.com"


async def test_one_persons_reveals_are_not_anothers(office: World) -> None:
    anna = await office.player("anna")
    for _ in range(30):
        await reveal(office, "alice", anna)

    assert await reveal(office, "sam", anna) == "anna@example.com"


@pytest.mark.parametrize("who", ["ada", "mallory"])
async def test_whoever_may_not_reveal_is_told_who_may(office: World, who: str) -> None:
    anna = await office.player("anna")

    with pytest.raises(NotAllowed, match="Who may: Support"):
        await reveal(office, who, anna)


async def test_an_empty_field_is_told_and_costs_nothing(office: World) -> None:
    anna = await office.player("anna")

    with pytest.raises(Unknown, match="No phone number"):
        await reveal(office, "alice", anna, Field.PHONE)
    with pytest.raises(Unknown, match="no player 4711"):
        await reveal(office, "alice", 4711)

    assert await office.rows(tables.reveals) == []


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (masks.email, "john@gmail.com", "j•••@g•••.com"),
        (masks.email, "j@mail.co.uk", "j•••@m•••.uk"),
        (masks.email, "nonsense", "•••@•••"),
        (masks.phone, "+447911123456", "••• 56"),
        (masks.ip, "81.2.69.160", "81.2.•••"),
        (masks.ip, "2a02:8109::1", "2a02:•••"),
        (masks.address, "1 Sea Street", "•••"),
    ],
)
def test_masks_keep_only_what_tells_people_apart(mask: Any, value: str, shown: str) -> None:
    assert mask(value) == shown


@pytest.mark.parametrize(
    ("born_on", "band"),
    [
        (date(2008, 5, 4), "under 18"),
        (date(2008, 5, 3), "18–24"),  # noqa: RUF001 - an en dash between numbers
        (date(2001, 5, 3), "25–34"),  # noqa: RUF001
        (date(1991, 5, 4), "25–34"),  # noqa: RUF001
        (date(1951, 5, 4), "65–74"),  # noqa: RUF001
        (date(1951, 5, 3), "75 or over"),
        (None, "•••"),
    ],
)
def test_a_birth_date_is_shown_as_a_band(born_on: date | None, band: str) -> None:
    assert masks.age_band(born_on, TODAY) == band


async def test_the_database_refuses_two_players_of_one_brand_and_external_id(office: World) -> None:
    await office.player("anna")
    row = (await office.rows(tables.players))[0]

    with pytest.raises(IntegrityError):
        async with office.work() as work:
            await work.db.execute(insert(tables.players), {**row._mapping, "id": 99})


async def test_a_block_for_security_shows_without_its_reason(office: World) -> None:
    anna = await office.player("anna")
    async with office.work() as work:
        placing = player_blocks.Placing(
            player_id=anna, reason="fraud", asked_by="operator", placed_by="Fred", note="Two accounts."
        )
        await player_blocks.place(work, placing)

    card = await seen_by(office, "alice", anna)

    assert [(row.reason, row.note, row.placed_by) for row in card.blocks] == [(None, None, players.ASK_SECURITY)]
    assert card.ask_security
    assert card.standing.prohibition() == "Cannot: deposit, bet, withdraw."
    assert (await seen_by(office, "fred", anna)).blocks[0].reason == "fraud"


async def test_a_block_for_compliance_shows_only_what_it_stops(office: World) -> None:
    anna = await office.player("anna")
    async with office.work() as work:
        placing = player_blocks.Placing(
            player_id=anna, reason="money_laundering", asked_by="operator", placed_by="Cora"
        )
        await player_blocks.place(work, placing)

    for who in ("alice", "sam"):
        card = await seen_by(office, who, anna)
        assert (card.blocks, card.ask_security) == ((), False)
        assert card.standing.prohibition() == "Cannot: deposit, bet, withdraw."
        assert "laundering" not in repr(card)
    assert (await seen_by(office, "cora", anna)).blocks[0].reason == "money_laundering"
