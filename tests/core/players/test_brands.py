"""Whoever is kept to one brand meets no player of another, wherever players are met."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest

from core import approvals, players, requests, search, staff
from core.approvals import Decision, NobodyCan, RequesterGone
from core.errors import Unknown
from core.masks import MaskedField
from core.people import PITBOSS, Actor
from core.players import NewNote, Purpose, Reveal, Tag, TakenBack, Why, profile_card
from core.search import listing, lookup, typeahead
from core.work import Work
from tests.support.asking import adjustment, ask, ballot, block, cast, decide, opened
from tests.support.office import World

Deed = Callable[[Work, Actor, int], Awaitable[object]]


async def kept(office: World, who: str, brand: str | None) -> Actor:
    """Somebody of the cast who works for one brand from now on."""
    actor = await office.staff(who)
    assert actor.staff_id
    async with office.work() as work:
        await staff.keep_to(work, PITBOSS, staff_id=actor.staff_id, brand=brand)
    return await office.staff(who)


async def found(office: World, actor: Actor, text: str) -> search.Found:
    async with office.read() as db:
        return await lookup.find(db, text, actor=actor, today=office.now.date())


@pytest.mark.every_wiring
@pytest.mark.parametrize("text", ["anna", "x-anna", "anna@example.com", "anna mueller", "muel 1984"])
async def test_player_of_another_brand_is_found_by_nothing(office: World, text: str) -> None:
    await office.player("anna", brand="royal")

    foreign, own, everybody = [
        await found(office, await kept(office, "fred", brand), text) for brand in ("lucky7", "royal", None)
    ]

    assert isinstance(foreign, search.Nothing)
    assert isinstance(own, search.One | search.Several)
    assert own == everybody


async def test_id_of_another_brand_is_answered_like_any_number(office: World) -> None:
    anna, lucky = await office.player("anna", brand="royal"), await kept(office, "alice", "lucky7")

    with pytest.raises(search.TooLittle):
        await found(office, lucky, str(anna))
    assert await found(office, await kept(office, "alice", "royal"), str(anna)) == search.One(anna, "id")


@pytest.mark.every_wiring
async def test_same_name_in_two_brands_is_one_player_to_each(office: World) -> None:
    own = await office.player("anna", brand="royal")
    await office.player("anna", brand="lucky7")

    alice = await kept(office, "alice", "royal")

    assert await found(office, alice, "anna") == search.One(own, "username")
    async with office.read() as db:
        assert [each for each, _ in await typeahead.beginning_with(db, "ann", actor=alice)] == [own]
        assert [each for each, _ in await typeahead.beginning_with(db, str(own + 1), actor=alice)] == []
        assert [
            one.player_id for one in await listing.matches(db, [own, own + 1], actor=alice, today=office.now.date())
        ] == [own]


@pytest.mark.parametrize(
    "deed",
    [
        lambda work, actor, player_id: profile_card.profile(work.db, player_id, actor=actor, now=work.now),
        lambda work, actor, player_id: players.reveal(work, actor, Reveal(player_id, MaskedField.EMAIL, Why.PHONE)),
        lambda work, actor, player_id: players.add_note(work, actor, NewNote(player_id, "Hello")),
        lambda work, actor, player_id: players.add_tag(work, actor, Tag(player_id, "hello")),
        lambda work, actor, player_id: players.withdraw_note(work, actor, TakenBack(player_id, uuid4(), "Mistaken")),
        lambda work, actor, player_id: players.remove_tag(work, actor, player_id=player_id, tag="hello"),
        lambda work, actor, player_id: players.give_purpose(work, actor, player_id=player_id, purpose=Purpose.PHONE),
        lambda work, actor, player_id: approvals.ask(work, adjustment(player_id), actor=actor, key="form 1"),
        lambda work, actor, player_id: approvals.what_if(work, block(player_id), actor=actor),
    ],
    ids=["profile", "reveal", "note", "tag", "note taken back", "untag", "purpose", "ask", "what if"],
)
async def test_player_of_another_brand_is_as_unknown_as_none(office: World, deed: Deed) -> None:
    anna = await office.player("anna", brand="royal")
    await office.staff("bob")
    alice = await kept(office, "alice", "lucky7")

    told = []
    for player_id in (anna, 4711):
        with pytest.raises(Unknown) as refusal:
            async with office.work() as work:
                await deed(work, alice, player_id)
        told.append(refusal.value.message.replace(str(player_id), "N"))

    assert told[0] == told[1]


async def test_request_about_another_brand_is_as_unknown_as_none(office: World) -> None:
    anna = await office.player("anna", brand="royal", cash="100 EUR")
    await office.staff("carol")
    await office.staff("bob")
    request = await ask(office, "alice", adjustment(anna))
    given = ballot(await opened(office, "bob", request), Decision.APPROVE)

    bob = await kept(office, "bob", "lucky7")

    async with office.read() as db:
        with pytest.raises(Unknown) as none:
            await requests.by_code(db, "2222")
    expected = none.value.message.replace("2222", request.code)
    for deed in (opened(office, "bob", request), cast(office, "bob", given)):
        with pytest.raises(Unknown) as refusal:
            await deed
        assert refusal.value.message == expected
    async with office.work() as work:
        assert not await approvals.decidable(work, actor=bob)
    assert (await decide(office, "carol", request, "approve")).state == "done"


async def test_people_of_other_brands_do_not_make_a_request_fillable(office: World) -> None:
    anna = await office.player("anna", brand="royal")
    await kept(office, "bob", "lucky7")

    with pytest.raises(NobodyCan):
        await ask(office, "alice", adjustment(anna))


async def test_request_stands_still_when_its_requester_goes_to_another_brand(office: World) -> None:
    anna = await office.player("anna", brand="royal", cash="100 EUR")
    await office.staff("bob")
    request = await ask(office, "alice", adjustment(anna))
    await kept(office, "alice", "lucky7")

    with pytest.raises(RequesterGone):
        await decide(office, "bob", request, "approve")


async def test_note_on_a_player_of_another_brand_is_read_by_no_old_button(office: World) -> None:
    anna, alice = await office.player("anna", brand="royal"), await kept(office, "alice", "royal")
    async with office.work() as work:
        note_id = await players.add_note(work, alice, NewNote(anna, "Deaf: write, do not call."))
    lucky = await kept(office, "alice", "lucky7")

    async with office.work() as work:
        with pytest.raises(Unknown, match="There is no player"):
            await players.note(work, lucky, anna, note_id)
