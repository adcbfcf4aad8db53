"""Names and usernames are the same however they are written; one table of foldings, in examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import foldings

THE_SAME_NAME = (
    ("Łukasz Żółć", "lukasz zolc"),
    ("Đorđe Petrović", "Djordje Petrovic", "dorde petrovic"),
    ("Đặng Văn Lâm", "dang van lam"),
    ("Øystein Kjær", "oystein kjar", "oeystein kjaer"),
    ("Ħaż-Żebbuġ", "haz zebbug"),
    ("Çağlar Işık", "caglar isik", "ÇAĞLAR IŞIK", "çağlar ışık"),
    ("İsmail", "ismail", "ISMAIL", "ısmail", "i̇smail"),
    ("Groß", "gross", "GROẞ", "GROSS"),
    ("Þór Guðmundsson", "thor gudmundsson"),
    ("Zoë Œuvray", "zoe oeuvray"),
    ("Jürgen Müller", "juergen mueller", "jurgen muller", "JU\u0308RGEN MU\u0308LLER"),
    ("Håkon Åse", "haakon aase", "hakon ase"),
    ("O'Brien", "O’Brien", "OʼBrien", "O`Brien", "O´Brien", "O＇Brien", "obrien", "O Brien"),
    ("Anna-Maria", "anna maria", "Anna‐Maria", "Anna–Maria", "Anna—Maria", "annamaria", "Anna\u00a0Maria"),
    ("de la Cruz", "Delacruz", "De La Cruz"),
    ("李娜", "李 娜", "李\u3000娜"),
    ("김민준", "김 민준", "\u1100\u1175\u11b7민준"),
    ("やまだ", "ヤマダ", "ﾔﾏﾀﾞ", "やまた\u3099"),
    ("محمّد", "محمد", "مُحَمَّد", "محـمد"),
    ("علي", "علی", "على"),
    ("דָּוִד כהן", "דוד כהן"),
    ("Фёдор", "Федор", "ФЁДОР"),
    ("Γιώργος", "ΓΙΩΡΓΟΣ", "γιωργος"),
    ("🎰 Anna 🎰", "anna"),
)
OTHER_NAMES = (
    ("Anna", "Hanna"),
    ("李娜", "李明"),
    ("はら", "ばら"),
    ("Müller", "Miller"),
    ("กิน", "กัน"),
    ("राम", "रमा"),
)


@pytest.mark.parametrize("written", THE_SAME_NAME, ids=lambda written: written[0])
def test_a_name_is_the_same_however_it_is_written(written: tuple[str, ...]) -> None:
    assert len({foldings.name(each) for each in written}) == 1
    assert foldings.name(written[0])


@pytest.mark.parametrize(("one", "other"), OTHER_NAMES)
def test_another_name_stays_another(one: str, other: str) -> None:
    assert foldings.name(one) != foldings.name(other)


@pytest.mark.parametrize(
    ("first", "last", "typed"),
    [
        ("Anna Maria", "Müller", "anna muller"),
        ("Anna Maria", "Müller", "müller anna maria"),
        ("Anna Maria", "Müller", "maria mueller"),
        ("Anna", "Müller", "Anna M. Müller"),
        ("Anna-Maria", "Müller", "Anna Müller"),
        ("Juan Carlos", "García López", "juan garcia"),
        ("Juan Carlos", "García López", "lopez, juan"),
        ("娜", "李", "李娜"),
        ("민준", "김", "김민준"),
        ("李 小龍", None, "李小龍"),
    ],
)
def test_a_person_is_named_with_and_without_the_names_between(first: str, last: str | None, typed: str) -> None:
    assert set(foldings.typed_names(typed)) & foldings.names(first, last)


@pytest.mark.parametrize(
    ("username", "typed"),
    [
        ("аnnа42", "anna42"),  # Cyrillic
        ("anna42", "аnnа42"),
        ("ΑΝΝΑ42", "anna42"),  # Greek
        ("ιναν", "ivav"),
        ("ann\u0251", "anna"),
        ("ａｎｎａ", "anna"),
        ("ánna_42", "anna-42"),
        ("annа–42", "anna-42"),
        ("łucja", "lucja"),
        ("D’Artagnan", "d'artagnan"),
    ],
)
def test_a_username_is_found_by_how_it_looks(username: str, typed: str) -> None:
    assert foldings.alike(username) == foldings.alike(typed)


def test_digits_are_not_taken_for_letters() -> None:
    assert foldings.alike("anna0") != foldings.alike("annao")


@given(st.text(max_size=20))
def test_folding_twice_is_folding_once(text: str) -> None:
    for folded in (foldings.fold, foldings.alike):
        assert folded(folded(text)) == folded(text)


@given(st.text(alphabet="aeoudjnmslrt -'", max_size=12), st.integers(0, 12))
def test_the_beginning_of_a_name_stays_a_beginning(text: str, length: int) -> None:
    assert foldings.name(text).startswith(foldings.name(text[:length]))


@pytest.mark.parametrize(("text", "fewest"), [("李娜", 2), ("김민", 2), ("やま", 2), ("an", 3), ("李a", 3), ("12", 3)])
def test_two_characters_are_a_name_where_names_are_that_short(text: str, fewest: int) -> None:
    assert foldings.fewest_letters(text, otherwise=3) == fewest
