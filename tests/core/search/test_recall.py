"""Somebody whose name is told wrongly is found among the first ten, by the name and by name and year of birth."""

from collections.abc import Mapping, Sequence

import pytest

from core import foldings
from core.people import PITBOSS
from core.players import register
from core.search import candidates, similar
from core.search.likeness import Spelling, likeness
from core.search.similar import NONE, BesideName
from tests.support.febrl import Person, Twins, twins
from tests.support.office import World

FIRST = 10


def shares(told: Twins, listed: Mapping[tuple[str, bool], Sequence[str]]) -> dict[str, float]:
    """Give the share of those found among the first ten: of all and of the misspelled, by name and with the year."""
    found = {}
    for with_year in (False, True):
        for of, numbers in (("all", {one.number for one in told.told}), ("misspelled", told.misspelled)):
            hits = sum(number in listed[number, with_year][:FIRST] for number in numbers)
            found[f"{of}, {'name and year' if with_year else 'name'}"] = hits / len(numbers)
    return found


def assert_found(found: Mapping[str, float]) -> None:
    bars = {"all, name": 0.9, "all, name and year": 0.95, "misspelled, name": 0.8, "misspelled, name and year": 0.9}
    assert {of: share for of, share in found.items() if share < bars[of]} == {}


def evidence(one: Person, *, with_year: bool) -> BesideName:
    return BesideName(years=(one.year,)) if with_year and one.year else NONE


def test_the_likeliest_name_comes_first() -> None:
    told = twins(every=4, told=100)
    people = [(one, Spelling.of(one.first_name, one.last_name)) for one in told.people]

    listed = {}
    for one in told.told:
        words = foldings.typed_words(one.name)
        rated = sorted(((likeness(words, spelling), person) for person, spelling in people), key=lambda each: -each[0])
        for with_year in (False, True):
            year = one.year if with_year else None
            best = sorted(rated, key=lambda each: -each[0] - similar.SAME_YEAR * (each[1].year == year is not None))
            listed[one.number, with_year] = [person.number for _, person in best[:FIRST]]

    assert_found(shares(told, listed))


@pytest.mark.every_wiring
async def test_few_candidates_are_enough(office: World) -> None:
    told = twins(every=5, told=50)
    async with office.work() as work:
        ids = (await register(work, [one.player() for one in told.people])).ids
    numbers = {player_id: external.removeprefix("rec-") for (_, external), player_id in ids.items()}

    listed = {}
    async with office.read() as db:
        for one in told.told:
            rows = await candidates.named_like(db, one.name, actor=PITBOSS)
            named = similar.ranked(similar.of_names(one.name, rows))
            for with_year in (False, True):
                best = similar.raised(named, evidence(one, with_year=with_year))
                listed[one.number, with_year] = [numbers[each.player_id] for each in best]

    assert_found(shares(told, listed))
