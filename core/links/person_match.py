"""Whether the particulars of two accounts describe one person: each field is compared, and the weights are added up.

The weight of an agreement is how much more often it is found between two accounts of one person than between two
people, as a power of two (Fellegi and Sunter, A Theory for Record Linkage, 1969).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.links import nicknames, spellings
from core.particulars import Particulars


class Field(StrEnum):
    """What is compared."""

    FIRST_NAME = "first name"
    LAST_NAME = "last name"
    BORN_ON = "birth date"
    ADDRESS = "address"
    POST_CODE = "post code"
    CITY = "city"
    PHONE = "phone"


class Agreement(StrEnum):
    """How well two values of a field agree."""

    SAME = "same"
    CLOSE = "close"
    """As by a typing error, a short form, or the day and the month swapped."""
    DIFFERENT = "different"
    UNKNOWN = "unknown"
    """One of them is not known: it says nothing."""


class Likeness(StrEnum):
    """What the fields say together."""

    SAME_PERSON = "same person"
    LIKELY = "likely the same person"
    HOUSEHOLD = "household"
    """Different people at one place."""
    NO = "no"


WEIGHTS: Mapping[Field, tuple[float, float, float]] = {
    Field.FIRST_NAME: (6.0, 4.0, -2.5),
    Field.LAST_NAME: (8.5, 6.0, -3.0),
    Field.BORN_ON: (13.0, 8.0, -4.5),
    Field.ADDRESS: (8.0, 4.0, -2.0),
    Field.POST_CODE: (6.0, 3.0, -1.5),
    Field.CITY: (2.0, 1.5, -1.0),
    Field.PHONE: (13.0, 5.0, -0.5),
}
"""By field, what the same, close and different values say. One in 64 people has a given first name, one in 400 a given
last name, one in 10,000 a given birth date; post code and city mostly follow from the address, so they add little."""
WHO = frozenset({Field.FIRST_NAME, Field.LAST_NAME, Field.BORN_ON})
"""What tells a person from the others of a household."""
PERSON_LEAST, CERTAIN_PERSON = 6.0, 18.0
"""What name and birth date must say for one person to be likely, and to be beyond doubt."""
LIKELY_LEAST, CERTAIN_LEAST = 20.0, 24.0
"""What all fields must say: 20 is a chance of one in a million that two people agree so, 24 of one in 16 million."""
PLACE_LEAST = 8.0
"""What address, post code, city and phone must say for two people to live together."""
CROSSED = 1.0
"""What it costs that first and last name are swapped."""
ALIKE = 0.75
"""How alike two names are that differ by typing errors."""
SHORT = 4
"""Letters of a name up to which one error makes another name of it, unless another letter is merely added."""
STREET_SAME, STREET_CLOSE = 0.75, 0.5
"""The share of pairs of letters that two spellings of one street have in common."""


@dataclass(frozen=True, slots=True)
class PersonMatch:
    """What a comparison came to, field by field."""

    likeness: Likeness
    weight: float
    fields: Mapping[Field, Agreement]


def compare(one: Particulars, other: Particulars) -> PersonMatch:
    """Compare two people; the order does not matter."""
    fields, crossing = _names(one, other)
    fields |= {
        Field.BORN_ON: _birth_dates(one.born_on, other.born_on),
        Field.ADDRESS: _addresses(one, other),
        Field.POST_CODE: _codes(one.post, other.post),
        Field.CITY: _words(one.town, other.town),
        Field.PHONE: _phones(one.phone, other.phone),
    }
    who = _weight(fields, WHO) - crossing
    place = _weight(fields, fields.keys() - WHO)
    return PersonMatch(_likeness(fields, who=who, place=place), who + place, fields)


def _likeness(fields: Mapping[Field, Agreement], *, who: float, place: float) -> Likeness:
    """Say what the weights come to.

    Of one family name at one place, another first name is another person; with the same birth date as well it is a
    twin, or one person under another name: never certain.
    """
    other_first_name = fields[Field.FIRST_NAME] is Agreement.DIFFERENT
    born_alike = fields[Field.BORN_ON] in {Agreement.SAME, Agreement.CLOSE}
    somebody_else = other_first_name and not (born_alike and place >= PLACE_LEAST)
    if who >= PERSON_LEAST and who + place >= LIKELY_LEAST and not somebody_else:
        certain = who >= CERTAIN_PERSON and who + place >= CERTAIN_LEAST and not other_first_name
        return Likeness.SAME_PERSON if certain else Likeness.LIKELY
    return Likeness.HOUSEHOLD if place >= PLACE_LEAST else Likeness.NO


def _weight(fields: Mapping[Field, Agreement], chosen: Iterable[Field]) -> float:
    order = (Agreement.SAME, Agreement.CLOSE, Agreement.DIFFERENT)
    return sum(WEIGHTS[each][order.index(fields[each])] for each in chosen if fields[each] is not Agreement.UNKNOWN)


def _names(one: Particulars, other: Particulars) -> tuple[dict[Field, Agreement], float]:
    """Compare first and last names, swapped where that fits better, and what swapping them costs."""
    straight = {
        Field.FIRST_NAME: _first_names(one.first, other.first),
        Field.LAST_NAME: _words(one.last, other.last),
    }
    swapped = sorted((_words(one.first, other.last), _words(one.last, other.first)), key=list(Agreement).index)
    crossed = dict(zip(straight, swapped, strict=True))
    better = _weight(crossed, crossed) - CROSSED > _weight(straight, straight)
    return (crossed, CROSSED) if better and Agreement.DIFFERENT not in crossed.values() else (straight, 0)


def _first_names(one: str, other: str) -> Agreement:
    found = _words(one, other)
    if found is Agreement.DIFFERENT and nicknames.same(one, other):
        return Agreement.CLOSE
    return found


def _words(one: str, other: str) -> Agreement:
    if not one or not other:
        return Agreement.UNKNOWN
    if one == other:
        return Agreement.SAME
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) <= SHORT:
        near = longer.startswith(shorter) or spellings.typing_errors(one, other) == 1
    else:
        near = longer.startswith(shorter) or spellings.likeness(one, other) >= ALIKE
    return Agreement.CLOSE if near else Agreement.DIFFERENT


def _birth_dates(one: date | None, other: date | None) -> Agreement:
    if one is None or other is None:
        return Agreement.UNKNOWN
    if one == other:
        return Agreement.SAME
    swapped = (one.year, one.month, one.day) == (other.year, other.day, other.month)
    written, another = f"{one:%Y%m%d}", f"{other:%Y%m%d}"
    return Agreement.CLOSE if swapped or spellings.typing_errors(written, another) == 1 else Agreement.DIFFERENT


def _addresses(one: Particulars, other: Particulars) -> Agreement:
    if not one.street or not other.street:
        return Agreement.UNKNOWN
    alike = spellings.shared_pairs(one.street, other.street)
    if alike < STREET_CLOSE:
        return Agreement.DIFFERENT
    same_house = one.numbers == other.numbers or (one.numbers & other.numbers and alike >= STREET_SAME)
    return Agreement.SAME if alike >= STREET_SAME and same_house else Agreement.CLOSE


def _codes(one: str, other: str) -> Agreement:
    if not one or not other:
        return Agreement.UNKNOWN
    if one == other:
        return Agreement.SAME
    return Agreement.CLOSE if spellings.typing_errors(one, other) == 1 else Agreement.DIFFERENT


def _phones(one: str | None, other: str | None) -> Agreement:
    return _codes(*("".join(sign for sign in each or "" if sign.isdigit()) for each in (one, other)))
