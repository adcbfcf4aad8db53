"""Somebody keeps searches under names of their own, and runs and deletes them."""

import pytest

from core import search
from core.errors import Invalid, Unknown
from core.search import saved_searches
from core.search.saved_searches import MOST, SavedSearch, TooManySaved
from tests.support.office import World


async def test_searches_are_kept_for_each_person_and_replaced_by_name(office: World) -> None:
    alice, bob = await office.staff("alice"), await office.staff("bob")
    async with office.work() as work:
        await search.save.function(work, alice, name=" Twins ", text="muel  4471")
        await search.save.function(work, alice, name="twins", text="muel 4472")
        await search.save.function(work, bob, name="Twins", text="anna")

        kept = [await saved_searches.of(work.db, each) for each in (alice, bob)]

    assert kept == [(SavedSearch("twins", "muel 4472"),), (SavedSearch("Twins", "anna"),)]


async def test_a_deleted_search_is_gone_and_cannot_be_deleted_twice(office: World) -> None:
    alice = await office.staff("alice")
    async with office.work() as work:
        await search.save.function(work, alice, name="twins", text="muel 4471")
        await search.delete.function(work, alice, name="TWINS")

        assert await saved_searches.of(work.db, alice) == ()
        with pytest.raises(Unknown, match="no saved search called “twins”"):
            await search.delete.function(work, alice, name="twins")


@pytest.mark.parametrize("name", ["", "   ", "?!", "x" * 41, "a\u0007b", "a\u202eb"])
async def test_a_name_that_cannot_be_read_is_refused(office: World, name: str) -> None:
    alice = await office.staff("alice")
    async with office.work() as work:
        with pytest.raises(Invalid):
            await search.save.function(work, alice, name=name, text="muel 4471")


@pytest.mark.parametrize("text", ["", "🎰", "x" * 201])
async def test_a_text_in_which_nothing_can_be_looked_for_is_refused(office: World, text: str) -> None:
    alice = await office.staff("alice")
    async with office.work() as work:
        with pytest.raises(Invalid):
            await search.save.function(work, alice, name="twins", text=text)


async def test_one_person_keeps_no_more_than_fits_a_page(office: World) -> None:
    alice = await office.staff("alice")
    async with office.work() as work:
        for number in range(MOST):
            await search.save.function(work, alice, name=f"search {number}", text="anna")

        await search.save.function(work, alice, name="search 3", text="bert")
        with pytest.raises(TooManySaved, match="Delete one"):
            await search.save.function(work, alice, name="one more", text="anna")
