"""Make a screenshot lighter: 256 colours, which flat surfaces and letters do not miss."""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from itertools import chain

HEAD = b"\x89PNG\r\n\x1a\n"
COLOURS = 256
PIXEL = 3
"""Bytes of a pixel: a browser's screenshot is plain red, green and blue (PNG, third edition, colour type 2)."""

Colour = tuple[int, int, int]


def lighter(png: bytes) -> bytes:
    """Write a browser's screenshot anew, with the commonest colours in place of all."""
    parts = list(_parts(png))
    width, height = struct.unpack(">II", parts[0][1][:8])
    body = zlib.decompress(b"".join(data for kind, data in parts if kind == b"IDAT"))
    lines = [list(zip(row[::3], row[1::3], row[2::3], strict=True)) for row in _rows(body, width * PIXEL)]
    counted = Counter(chain.from_iterable(lines))
    palette = [colour for colour, _ in counted.most_common(COLOURS)]
    index = {colour: _nearest(colour, palette) for colour in counted}
    plain = b"".join(b"\0" + bytes(map(index.__getitem__, line)) for line in lines)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    colours = bytes(chain.from_iterable(palette))
    written = ((b"IHDR", header), (b"PLTE", colours), (b"IDAT", zlib.compress(plain, 9)), (b"IEND", b""))
    return HEAD + b"".join(_part(kind, data) for kind, data in written)


def _nearest(colour: Colour, palette: list[Colour]) -> int:
    def distance(at: int) -> int:
        return sum((one - other) ** 2 for one, other in zip(colour, palette[at], strict=True))

    return min(range(len(palette)), key=distance)


def _parts(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(HEAD)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length


def _part(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _rows(body: bytes, size: int) -> Iterator[bytes]:
    """Undo each row's filter (PNG, third edition, 9)."""
    above = bytearray(size)
    for start in range(0, len(body), size + 1):
        kind, row = body[start], bytearray(body[start + 1 : start + 1 + size])
        for at in range(size if kind else 0):
            left, over, corner = (row[at - PIXEL], above[at], above[at - PIXEL]) if at >= PIXEL else (0, above[at], 0)
            row[at] = (row[at] + _guess(kind, left, over, corner)) & 0xFF
        yield bytes(row)
        above = row


def _guess(kind: int, left: int, over: int, corner: int) -> int:
    if kind == 4:
        ahead = left + over - corner
        return min((left, over, corner), key=lambda one: abs(ahead - one))
    return (0, left, over, (left + over) // 2)[kind]
