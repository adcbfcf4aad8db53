"""Canonical JSON: the bytes of RFC 8785, whichever encoder writes them."""

import json
import os
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from core import canonical_json

VECTORS = Path(os.environ.get("PITBOSS_SHARED", Path(__file__).parents[2] / ".." / "shared")) / "vectors"


class Colour(StrEnum):
    RED = "red"


KEYS = st.text(max_size=4) | st.sampled_from(["a", "B", "ä", "\ufb33", "\U0001f600", "\x7f", "1"])
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(min_value=-(2**54), max_value=2**54)
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from([Colour.RED, '\x00\x1f\x7f\u2028\u2029"\\/', "\ud800", 2**53, 0.0, -0.0, 1e21, b"raw"])
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4))


def written(value: Any, write: Any) -> Any:
    try:
        return write(value)
    except rfc8785.CanonicalizationError as refusal:
        return type(refusal)


@given(VALUES)
def test_both_encoders_write_and_refuse_the_same(value: Any) -> None:
    assert written(value, canonical_json.dumps) == written(value, rfc8785.dumps)


def test_canonical_bytes_are_those_of_rfc_8785() -> None:
    folder = VECTORS / "rfc8785-jcs" / "testdata"
    if not folder.exists():
        pytest.skip("the RFC 8785 vectors are not on this machine (../shared/vectors)")
    for vector in sorted((folder / "input").iterdir()):
        expected = bytes.fromhex((folder / "outhex" / f"{vector.stem}.txt").read_text())

        assert canonical_json.dumps(json.loads(vector.read_bytes())) == expected, vector.name
