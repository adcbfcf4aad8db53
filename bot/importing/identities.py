"""Ids of the players in a file, read ahead: which come more than once, and how long those with leading zeros are."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.importing import convert
from bot.importing.convert import UnreadableValue, ValueReader
from bot.importing.mapping import Mapping as MappingFile
from bot.importing.mapping import What
from bot.importing.read import File, FileLine, Refusal
from core.players import NewPlayer, identity

PlayerKey = tuple[str, str]
"""Brand and external id."""
PlayerLine = tuple[FileLine, NewPlayer]


@dataclass(frozen=True, slots=True)
class Ahead:
    """What the ids of a whole file say about each of them."""

    twice: frozenset[int] = frozenset()
    """Hashes of the keys that come more than once: a million players take little memory."""
    lengths: Mapping[str, int] = field(default_factory=dict)
    """By brand the length of ids that begin with zeros, where all those have the same."""
    brands: frozenset[str] = frozenset()

    def comes_twice(self, key: PlayerKey) -> bool:
        """Tell whether other lines may tell of this player too."""
        return hash(key) in self.twice


def read_ahead(file: File, mapping: MappingFile) -> Ahead:
    """Read the ids of a file of players; of events there is nothing to know."""
    if mapping.what is not What.PLAYERS:
        return Ahead()
    seen, twice, lengths = set[int](), set[int](), defaultdict[str, set[int]](set)
    for brand, external_id in _keys(file, mapping):
        name = hash((brand, external_id))
        (twice if name in seen else seen).add(name)
        padded = external_id.isdigit() and external_id.startswith("0") and len(external_id) > 1
        lengths[brand] |= {len(external_id)} if padded else set()
    same = {brand: min(found) for brand, found in lengths.items() if len(found) == 1}
    return Ahead(frozenset(twice), same, frozenset(lengths))


def judge(told: Sequence[PlayerLine]) -> tuple[list[PlayerLine], list[Refusal]]:
    """Part the lines that tell of one player from those that tell of several people under one id."""
    by_key = defaultdict[PlayerKey, list[PlayerLine]](list)
    for line, player in told:
        by_key[player.key].append((line, player))
    conflicting = {key for key, lines in by_key.items() if identity.several(player for _, player in lines)}
    return [one for one in told if one[1].key not in conflicting], sorted(
        (refusal for key in conflicting for refusal in _refusals(by_key[key])), key=lambda refusal: refusal.number
    )


def _keys(file: File, mapping: MappingFile) -> Iterator[PlayerKey]:
    readers = [ValueReader(mapping.fields[name], mapping.nothing) for name in ("brand", "external_id")]
    for line in file.rows():
        if isinstance(line, FileLine):
            try:
                brand, external_id = (convert.text(reader.read(line.cells) or "") for reader in readers)
            except (UnreadableValue, ValueError):
                continue  # refused with its reason when the line is read as a whole
            if external_id:
                yield brand, external_id


def _refusals(lines: Sequence[PlayerLine]) -> Iterator[Refusal]:
    numbers = [line.number for line, _ in lines]
    for number in numbers:
        others = [str(other) for other in numbers if other != number][:5]
        yield Refusal(
            number,
            f"external_id is also on line {', '.join(others)}, with another person. Give each person an id of "
            "their own, or export the file again if a spreadsheet has changed it.",
        )
