"""A mapping with mistakes tells them all."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.importing import MappingRefused, What, read_mapping
from tests.support.importing import PLAYERS


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("- a list", "is not a mapping"),
        ("what: [", "cannot be read as YAML"),
        (PLAYERS | {"feilds": {}}, "feilds is not a key; did you mean 'fields'?"),
        (PLAYERS | {"what": "events"}, "it maps events, not players"),
        (PLAYERS | {"fields": {"brand": {"constant": "x"}}}, "fields.licence is missing"),
        (PLAYERS | {"fields": PLAYERS["fields"] | {"usrname": "id"}}, "did you mean 'username'?"),
        (PLAYERS | {"fields": PLAYERS["fields"] | {"city": {"colum": "id"}}}, "did you mean 'column'?"),
        (PLAYERS | {"fields": PLAYERS["fields"] | {"city": {"column": "a", "constant": "b"}}}, "one of column"),
        (PLAYERS | {"fields": PLAYERS["fields"] | {"city": {"column": "a", "format": "mm:ss.s"}}}, "start"),
        (PLAYERS | {"fields": PLAYERS["fields"] | {"city": {"column": "a", "zone": "Malta"}}}, "not a time zone"),
    ],
)
def test_a_mapping_with_mistakes_tells_them(tmp_path: Path, raw: Any, why: str) -> None:
    path = tmp_path / "map.yml"
    path.write_text(raw if isinstance(raw, str) else yaml.safe_dump(raw), encoding="utf-8")

    with pytest.raises(MappingRefused) as refused:
        read_mapping(path, What.PLAYERS)

    assert why in refused.value.message


def test_all_mistakes_of_a_mapping_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "map.yml"
    path.write_text(yaml.safe_dump({"what": "players", "fields": {"nmae": "a", "ctiy": "b"}}))

    with pytest.raises(MappingRefused) as refused:
        read_mapping(path, What.PLAYERS)

    assert refused.value.message.count("\n- ") == 7
