"""Short ids of records: ten letters and digits that name one, read aloud or typed anyhow."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import short_ids

AT = datetime(2026, 11, 30, 19, 23, 26, 431000, tzinfo=UTC)
ID = UUID("01a22de9-89ee-744e-b56f-2fa712820e7e")
WRITTEN = short_ids.written(AT, ID)


def test_short_id_names_the_second_its_record_was_written() -> None:
    assert WRITTEN == "6G3V1E-43KY"
    assert short_ids.second_of(WRITTEN) == AT.replace(microsecond=0)


@pytest.mark.parametrize("typed", ["6g3v1e43ky", " 6G3V1E-43KY ", "`6G3V1E-43KY`", "6G3VIE 43KY", "#6g3vle-43ky"])
def test_short_id_is_read_however_it_is_typed(typed: str) -> None:
    assert short_ids.names(typed, AT, ID)


@pytest.mark.parametrize("typed", ["", "abc", "6G3V1E", "6G3V1E-43KYZ", "6G3V1E-43K*", "01a22de9-89ee-744e", "é" * 10])
def test_what_is_no_short_id_names_no_second(typed: str) -> None:
    assert short_ids.second_of(typed) is None


def test_ids_of_rows_are_short_by_the_time_they_name_and_other_text_stays() -> None:
    assert short_ids.shortened(str(ID)) == short_ids.of(ID)
    for text in ("", "6G3V1E-43KY", "T-1042", "0b7e1d1e-5f2a-4c7e-9f00-000000000001", f"refund of {ID}"):
        assert short_ids.shortened(text) == text


@given(st.datetimes(datetime(2020, 1, 1), datetime(2053, 12, 31)), st.uuids(version=4))  # noqa: DTZ001 - made aware below
def test_every_record_is_found_in_the_second_of_its_short_id(at: datetime, record_id: UUID) -> None:
    aware = at.replace(tzinfo=UTC)
    second = short_ids.second_of(short_ids.written(aware, record_id))

    assert second is not None
    assert second <= aware < second + timedelta(seconds=1)
