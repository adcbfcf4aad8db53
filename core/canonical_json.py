"""JSON in its one canonical form (RFC 8785), of which fingerprints, MACs and records are made."""

import json
from typing import Any

import rfc8785

SAFE_INTEGER = 2**53 - 1
"""The largest integer that every reader of JSON keeps exact."""
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)


def dumps(value: Any) -> bytes:
    """Write a value canonically.

    Python's own encoder does it ten times faster wherever it writes the same, which is nearly always. Raises
    :class:`rfc8785.CanonicalizationError` for what has no canonical form.
    """
    if _same_either_way(value):
        try:
            return _ENCODER.encode(value).encode()
        except UnicodeEncodeError:  # half a pair of surrogates, which the other refuses with a reason
            return rfc8785.dumps(value)
    return rfc8785.dumps(value)


def _same_either_way(value: Any) -> bool:
    """Tell whether there is nothing in it that Python writes or sorts differently: numbers with a point, odd keys."""
    kind = type(value)
    if value is None or kind is bool or isinstance(value, str):
        return True
    if kind is int:
        return bool(-SAFE_INTEGER <= value <= SAFE_INTEGER)
    if kind is dict:
        return all(type(key) is str and key.isascii() for key in value) and all(map(_same_either_way, value.values()))
    return kind in {list, tuple} and all(_same_either_way(each) for each in value)
