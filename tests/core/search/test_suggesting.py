"""While somebody types, players are offered, masked."""

import pytest

from tests.support.office import World
from tests.support.searching import samuel, suggest


async def test_typing_offers_players_by_their_first_letters(office: World) -> None:
    sam = await samuel(office)
    anna = await office.player("anna", first_name="Samantha", last_name=None, country=None)

    assert await suggest(office, "sam") == [
        (sam, f"{sam} · Sam84 · Samuel M. · GB"),
        (anna, f"{anna} · anna · Samantha"),
    ]
    assert [each for each, _ in await suggest(office, "muel")] == [sam]
    assert [each for each, _ in await suggest(office, "ext-")] == [sam]
    assert await suggest(office, "sa") == []
    assert await suggest(office, "sam.mueller@") == []


async def test_typing_an_id_offers_that_player_first(office: World) -> None:
    anna = await office.player("anna")
    await office.player("ben", external_id=f"{anna}00")

    assert (await suggest(office, str(anna)))[0][0] == anna


async def test_no_more_is_offered_than_wanted(office: World) -> None:
    for number in range(8):
        await office.player(f"anna{number}", first_name="Anna", last_name="Annason")

    offered = await suggest(office, "anna", limit=5)

    assert len(offered) == 5
    assert len(await suggest(office, "anna", limit=100)) == 8


async def test_labels_hide_what_is_masked(office: World) -> None:
    await samuel(office)

    ((_, label),) = await suggest(office, "samuel")

    assert "Müller" not in label
    assert "example" not in label
    assert "7911" not in label


@pytest.mark.every_wiring
async def test_similar_names_are_offered_where_few_begin_so(office: World) -> None:
    mark = await office.player("mark77", first_name="Mark", last_name="Calleja", country="MT")
    begin = [await office.player(f"caleja{number}", first_name="Jo", last_name="Xu") for number in range(4)]

    few = await suggest(office, "callef")
    some = await suggest(office, "caleja")
    begin.append(await office.player("caleja4", first_name="Jo", last_name="Xu"))
    enough = await suggest(office, "caleja")

    assert few[0] == (mark, f"{mark} · mark77 · Mark C. · MT · similar name: Callef → Calleja")
    assert [player_id for player_id, _ in some] == [*begin[:4], mark]
    assert [player_id for player_id, _ in enough] == begin
