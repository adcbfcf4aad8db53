"""Office files as tests write them: the one that ships with one change, and what is wrong with it."""

import copy
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest
import yaml

from core import office
from core.money import Money
from core.office import OfficeRefused

SHIPPED = files("core.office").joinpath("default.yml").read_text(encoding="utf-8")
PLAIN = yaml.safe_load(SHIPPED)
FAST_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
Change = Callable[[Any], object]
Case = tuple[str, Change, str, str]
"""What is wrong, the change that makes it so, where it is told, what is told."""


def problems(text: str) -> tuple[str, ...]:
    with pytest.raises(OfficeRefused) as refusal:
        office.load(text)
    assert refusal.value.code == "office_refused"
    assert all(problem in refusal.value.message for problem in refusal.value.problems)
    return refusal.value.problems


def changed(change: Change) -> str:
    """Give the shipped file with one change."""
    plain = copy.deepcopy(PLAIN)
    change(plain)
    written: str = yaml.dump(plain, Dumper=FAST_DUMPER, sort_keys=False)
    return written


def refused_once(change: Change, place: str, words: str) -> None:
    told = problems(changed(change))

    assert [problem for problem in told if problem.startswith(f"{place}: ") and words in problem], told
    assert len(told) == 1, "one mistake is told once"


def euros(amount: int) -> Money:
    return Money(amount * 100, "EUR")
