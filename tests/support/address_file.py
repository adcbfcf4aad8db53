"""A small MaxMind file, written as its specification says, so that a test needs no licence for a real one."""

from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

MARKER = b"\xab\xcd\xefMaxMind.com"
RECORD_BYTES = 3
STRING, UINT16, UINT32, MAP, UINT64, ARRAY = 2, 5, 6, 7, 9, 11
EXTENDED = 7
"""Types above this are written in a byte of their own."""


def written(path: Path, countries: dict[str, str]) -> Path:
    """Write which IPv4 networks are in which country."""
    data, offsets = b"", dict[str, int]()
    for country in sorted(set(countries.values())):
        offsets[country] = len(data)
        data += _value({"country": {"iso_code": country}})
    nodes: list[list[int | tuple[str, str] | None]] = [[None, None]]
    for network, country in countries.items():
        _add(nodes, IPv4Network(network), country)
    tree = b"".join(_record(side, len(nodes), offsets) for node in nodes for side in node)
    about = {
        "binary_format_major_version": (UINT16, 2),
        "binary_format_minor_version": (UINT16, 0),
        "build_epoch": (UINT64, 1_700_000_000),
        "database_type": "Test-Country",
        "description": {},
        "ip_version": (UINT16, 4),
        "languages": [],
        "node_count": (UINT32, len(nodes)),
        "record_size": (UINT16, RECORD_BYTES * 8),
    }
    path.write_bytes(tree + bytes(16) + data + MARKER + _value(about))
    return path


def _add(nodes: list[list[Any]], network: IPv4Network, country: str) -> None:
    at, address = 0, int(network.network_address)
    for depth in range(network.prefixlen):
        side = address >> (31 - depth) & 1
        if depth == network.prefixlen - 1:
            nodes[at][side] = ("data", country)
        else:
            if nodes[at][side] is None:
                nodes.append([None, None])
                nodes[at][side] = len(nodes) - 1
            at = nodes[at][side]


def _record(side: Any, count: int, offsets: dict[str, int]) -> bytes:
    value = count if side is None else side if isinstance(side, int) else count + 16 + offsets[side[1]]
    return int(value).to_bytes(RECORD_BYTES)


def _value(value: Any) -> bytes:
    if isinstance(value, str):
        return _head(STRING, len(value)) + value.encode()
    if isinstance(value, dict):
        return _head(MAP, len(value)) + b"".join(_value(name) + _value(each) for name, each in value.items())
    if isinstance(value, list):
        return _head(ARRAY, len(value)) + b"".join(map(_value, value))
    kind, number = value
    digits = number.to_bytes((number.bit_length() + 7) // 8)
    return _head(kind, len(digits)) + digits


def _head(kind: int, size: int) -> bytes:
    return bytes([kind << 5 | size]) if kind <= EXTENDED else bytes([size, kind - EXTENDED])
