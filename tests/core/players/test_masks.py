"""Masks keep only what tells people apart."""

from datetime import date
from typing import Any

import pytest

from core import masks

TODAY = date(2026, 5, 3)


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (masks.email, "john@gmail.com", "j•••@g•••.com"),
        (masks.email, "j@mail.co.uk", "j•••@m•••.uk"),
        (masks.email, "nonsense", "•••@•••"),
        (masks.phone, "+447911123456", "••• 56"),
        (masks.ip, "81.2.69.160", "81.2.•••"),
        (masks.ip, "2a02:8109::1", "2a02:•••"),
        (masks.address, "1 Sea Street", "•••"),
    ],
)
def test_masks_keep_only_what_tells_people_apart(mask: Any, value: str, shown: str) -> None:
    assert mask(value) == shown


@pytest.mark.parametrize(
    ("born_on", "band"),
    [
        (date(2008, 5, 4), "under 18"),
        (date(2008, 5, 3), "18–24"),  # noqa: RUF001 - an en dash between numbers
        (date(2001, 5, 3), "25–34"),  # noqa: RUF001
        (date(1991, 5, 4), "25–34"),  # noqa: RUF001
        (date(1951, 5, 4), "65–74"),  # noqa: RUF001
        (date(1951, 5, 3), "75 or over"),
        (None, "•••"),
    ],
)
def test_a_birth_date_is_shown_as_a_band(born_on: date | None, band: str) -> None:
    assert masks.age_band(born_on, TODAY) == band
