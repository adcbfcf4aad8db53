"""What a caller says is forgiven its form and held to its content."""

from dataclasses import replace
from datetime import date

import pytest

from core.errors import Invalid
from core.office.caller_check import CallerField, CallerQuestions
from core.players import CallerAnswer, CallerResult, OnFile, caller_answers

TODAY = date(2026, 5, 3)
ANNA = OnFile(
    born_on=date(1984, 3, 17),
    post_code="SLM 1020",
    city="Tas-Sliema",
    phone="+35699554471",
    email="anna@example.com",
    country="MT",
    card_ends=frozenset({"1117", "0042"}),
)
ONE = CallerQuestions(match=1)
TWO = CallerQuestions(match=2)


def compared(
    questions: CallerQuestions, known: OnFile = ANNA, **said: str
) -> tuple[CallerResult, tuple[CallerField, ...]]:
    answers = [CallerAnswer(CallerField(name), text) for name, text in said.items()]
    read = caller_answers.read(answers, country=known.country, today=TODAY)
    return caller_answers.compare(read, known, questions)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("born_on", "17.3.84"),
        ("post_code", "slm1020"),
        ("post_code", "SLM-10 20"),
        ("post_code", "MT-SLM 1020"),
        ("city", "tas sliema"),
        ("city", "TAS-SLIEMA"),
        ("phone_end", "4471"),
        ("phone_end", "44 71"),
        ("phone_end", "9955 4471"),
        ("phone_end", "0035699554471"),
        ("phone_end", "+356 99554471"),
        ("card_end", "1117"),
        ("card_end", " 0042 "),
        ("card_end", "•••• 0042"),
        ("email", " ANNA@Example.com"),
        ("email", "anna @ example.com"),
    ],
)
def test_the_right_answer_matches_in_any_form(field: str, said: str) -> None:
    assert compared(ONE, **{field: said})[0] is CallerResult.MATCHED


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("born_on", "18 March 1984"),
        ("post_code", "SLM 102"),
        ("post_code", "SLM 10200"),
        ("city", "Sliema"),
        ("phone_end", "4472"),
        ("phone_end", "1111 4471"),
        ("card_end", "0043"),
        ("email", "anna@example.co"),
        ("email", "anna+x@example.com"),
    ],
)
def test_what_is_nearly_right_is_wrong(field: str, said: str) -> None:
    assert compared(ONE, **{field: said})[0] is CallerResult.NOT_MATCHED


@pytest.mark.parametrize(
    ("said", "result"),
    [
        ({"post_code": "SLM1020", "card_end": "1117"}, CallerResult.MATCHED),
        ({"post_code": "SLM1020", "card_end": "9999"}, CallerResult.NOT_MATCHED),
        ({"post_code": "SLM1020", "card_end": "9999", "phone_end": "4471"}, CallerResult.MATCHED),
    ],
)
def test_as_many_answers_must_be_right_as_the_licence_says(said: dict[str, str], result: CallerResult) -> None:
    assert compared(TWO, **said)[0] is result


@pytest.mark.parametrize("guess", ["anna@example.com", "wrong@example.com"])
@pytest.mark.parametrize("missing", [None, "", "ask his wife"])
def test_too_little_on_file_tells_nothing_of_the_other_answers(guess: str, missing: str | None) -> None:
    known = replace(ANNA, phone=missing)

    assert compared(TWO, known, email=guess, phone_end="4471") == (CallerResult.NOT_CHECKABLE, ())


def test_a_missing_value_does_not_count_against_the_others() -> None:
    known = replace(ANNA, born_on=None)

    result, wrong = compared(TWO, known, born_on="17 March 1984", email="anna@example.com", card_end="9999")

    assert result is CallerResult.NOT_MATCHED
    assert wrong == (CallerField.CARD_END,)


@pytest.mark.parametrize(
    ("field", "said", "told"),
    [
        ("born_on", "03/04/1984", "Write the month as a word"),
        ("card_end", "111", "last four digits"),
        ("card_end", "4111 1111 1111 1117", "never more of a card number"),
        ("phone_end", "don't know", "last four digits"),
        ("post_code", "--", "letters or digits"),
        ("city", "!", "letters or digits"),
        ("email", "x" * 255, "too long"),
    ],
)
def test_an_answer_that_cannot_be_read_is_named_whatever_is_on_file(field: str, said: str, told: str) -> None:
    with pytest.raises(Invalid, match=told) as refused:
        compared(ONE, **{field: said})

    assert refused.value.field == field


def test_answers_are_not_written_into_logs() -> None:
    assert "1984" not in repr(CallerAnswer(CallerField.BORN_ON, "17 March 1984"))
    assert not [each for each in ("1984", "1020", "4471", "1117", "anna@") if each in repr(ANNA)]
