"""Made-up people and their corrupted twins, of the public labelled set Febrl 4."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from core import foldings
from core.players import NewPlayer
from tests.support.shared import shared


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as they are registered, or as their name is told wrongly."""

    number: str
    first_name: str
    last_name: str
    born: str
    """Year, month and day as eight digits, which may name no day."""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def year(self) -> int | None:
        return int(self.born[:4]) if self.born[:4].isdigit() else None

    def player(self) -> NewPlayer:
        """Register them."""
        try:
            born_on = datetime.strptime(self.born, "%Y%m%d").replace(tzinfo=UTC).date()
        except ValueError:
            born_on = None
        return NewPlayer(
            brand="royal",
            licence="MGA",
            external_id=f"rec-{self.number}",
            username=f"rec{self.number}x",
            currency="AUD",
            registered_at=datetime(2026, 1, 1, tzinfo=UTC),
            first_name=self.first_name or None,
            last_name=self.last_name or None,
            born_on=born_on if born_on and born_on < date(2026, 1, 1) else None,
        )


@dataclass(frozen=True, slots=True)
class Twins:
    """People, and some of them as they were told wrongly."""

    people: Sequence[Person]
    told: Sequence[Person]

    @property
    def misspelled(self) -> frozenset[str]:
        """The numbers of those whose name was told wrongly."""
        right = {person.number: foldings.name(person.name) for person in self.people}
        return frozenset(one.number for one in self.told if foldings.name(one.name) != right[one.number])


def twins(*, every: int = 1, told: int = 5_000) -> Twins:
    """Read one of so many people, and so many of their twins at most; or skip the test, saying so."""
    people = sorted(_read("dataset4a.csv"), key=lambda person: person.number)[::every]
    numbers = {person.number for person in people}
    wrongly = [one for one in _read("dataset4b.csv") if one.number in numbers and one.name]
    return Twins(people, sorted(wrongly, key=lambda person: person.number)[:told])


def _read(name: str) -> Iterator[Person]:
    with shared("data", "febrl", name).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, skipinitialspace=True):
            number = row["rec_id"].split("-")[1]
            yield Person(number, row["given_name"], row["surname"], row["date_of_birth"])
