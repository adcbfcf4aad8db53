"""What a caller says beside what is on file: brought to one form, compared in whole, never shown."""

import hmac
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from dataclasses import field as part
from datetime import date
from enum import StrEnum

from core import foldings
from core.errors import Invalid
from core.office.caller_check import CallerField, CallerQuestions
from core.players import search_terms, typed_dates

FIELD_TITLES = {
    CallerField.BORN_ON: "birth date",
    CallerField.POST_CODE: "post code",
    CallerField.CITY: "city",
    CallerField.PHONE_END: "last four of the phone",
    CallerField.CARD_END: "last four of a card",
    CallerField.EMAIL: "e-mail address",
}
END = 4
"""Digits of the end of a number that a caller is asked for."""
LONGEST_PHONE = 15
"""Digits of E.164."""
LONGEST_ANSWER = 254
"""Characters of the longest e-mail address."""
NOTHING = "-"
"""Compared with what is said where nothing is on file, so that both take the same work; no answer comes to it."""


class CallerResult(StrEnum):
    """What came of checking a caller."""

    MATCHED = "matched"
    NOT_MATCHED = "not_matched"
    NOT_CHECKABLE = "not_checkable"
    """Too little of what was asked is on file; it says nothing about the answers and counts for nothing."""


@dataclass(frozen=True, slots=True)
class CallerAnswer:
    """What the caller said to one question."""

    field: CallerField
    said: str = part(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnFile:
    """What is known of a player that a caller can be asked; nothing of it leaves this module."""

    born_on: date | None = part(repr=False)
    post_code: str | None = part(repr=False)
    city: str | None = part(repr=False)
    phone: str | None = part(repr=False)
    email: str | None = part(repr=False)
    country: str | None
    card_ends: Collection[str] = part(repr=False)


def read(answers: Collection[CallerAnswer], *, country: str | None, today: date) -> dict[CallerField, str]:
    """Bring answers to the form in which they are compared; those left empty are left out.

    Raises :class:`~core.errors.Invalid` naming the field of one that cannot be read, whatever is on file.
    """
    said: dict[CallerField, str] = {}
    for answer in answers:
        if not answer.said.strip():
            continue
        try:
            said[answer.field] = _read(answer, country=country, today=today)
        except Invalid as unread:
            raise Invalid(unread.message, field=answer.field.value) from None
    return said


def compare(
    said: Mapping[CallerField, str], known: OnFile, questions: CallerQuestions
) -> tuple[CallerResult, tuple[CallerField, ...]]:
    """Compare answers with what is on file; give the result and the fields that were wrong.

    Too little on file is told without a word about the answers, right or wrong.
    """
    filed = _filed(known)
    right = {each for each, value in said.items() if _among(value, filed[each], end=each is CallerField.PHONE_END)}
    checkable = {each for each in said if filed[each]}
    if len(checkable) < questions.match:
        return CallerResult.NOT_CHECKABLE, ()
    if len(right) >= questions.match:
        return CallerResult.MATCHED, ()
    return CallerResult.NOT_MATCHED, tuple(each for each in said if each in checkable - right)


def _among(value: str, filed: Collection[str], *, end: bool) -> bool:
    """Compare with every value on file, or with its end, in a time that does not tell how far one agrees."""
    held = [each[-len(value) :] if end else each for each in filed or (NOTHING,)]
    return sum(hmac.compare_digest(value.encode(), each.encode()) for each in held) > 0


def _filed(known: OnFile) -> dict[CallerField, frozenset[str]]:
    numbers = {search_terms.digits(form) for form in search_terms.of_phone(known.phone or "")}
    return {
        CallerField.BORN_ON: frozenset({known.born_on.isoformat()} if known.born_on else ()),
        CallerField.POST_CODE: _some(known.post_code, lambda text: _post_code(text, known.country)),
        CallerField.CITY: _some(known.city, foldings.name),
        CallerField.PHONE_END: frozenset(each for each in numbers if len(each) >= END),
        CallerField.CARD_END: frozenset(known.card_ends),
        CallerField.EMAIL: _some(known.email, _email),
    }


def _some(text: str | None, form: Callable[[str], str]) -> frozenset[str]:
    return frozenset({form(text)} - {""}) if text else frozenset()


def _read(answer: CallerAnswer, *, country: str | None, today: date) -> str:
    text = answer.said.strip()
    if len(text) > LONGEST_ANSWER:
        raise Invalid("This is too long to be an answer. Type only what the caller says.")
    match answer.field:
        case CallerField.BORN_ON:
            return typed_dates.birth_date(text, today=today).isoformat()
        case CallerField.POST_CODE:
            return _written(_post_code(text, country))
        case CallerField.CITY:
            return _written(foldings.name(text))
        case CallerField.EMAIL:
            return _written(_email(text))
        case CallerField.PHONE_END:
            return _end(text, most=LONGEST_PHONE).removeprefix("00")
        case CallerField.CARD_END:
            return _end(text, most=END)


def _written(form: str) -> str:
    if not form:
        raise Invalid("Type what the caller says, in letters or digits.")
    return form


def _end(text: str, *, most: int) -> str:
    plain = foldings.fold(text)
    digits = "".join(str(int(sign)) for sign in plain if sign.isdecimal())
    if any(sign.isalpha() for sign in plain) or not END <= len(digits) <= most:
        beyond = ", never more of a card number" if most == END else ""
        raise Invalid(f"Type the last four digits{beyond}.")
    return digits


def _post_code(text: str, country: str | None) -> str:
    """Fold a post code to its letters and digits, without the country that some write before it."""
    folded = foldings.fold(text)
    front = f"{country.casefold()}-" if country else ""
    code = folded.removeprefix(front) if front else folded
    return "".join(sign for sign in code if sign.isalnum())


def _email(text: str) -> str:
    return "".join(foldings.fold(text).removeprefix("mailto:").split())
