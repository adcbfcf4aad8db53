"""Values that no player has, and words for a missing one, in the files of spreadsheets and databases."""

from pathlib import Path

import pytest

from tests.support.importing import people


@pytest.mark.parametrize("word", ["-", "NULL", "N/A", "#N/A", "null", "(null)", "\\N"])
def test_the_word_of_a_spreadsheet_for_a_missing_value_is_none(tmp_path: Path, word: str) -> None:
    without_phone, *nameless = people(tmp_path, f"1,anna,{word},{word}\n2,{word},,\n{word},bert,,\n")

    assert (without_phone.phone, without_phone.country) == (None, None)
    assert [(one.number, one.sentence) for one in nameless] == [
        (3, "username is empty."),
        (4, "external_id is empty."),
    ]
