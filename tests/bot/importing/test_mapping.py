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
        (
            PLAYERS | {"fields": PLAYERS["fields"] | {"city": {"constant": ["a"]}}},
            "must be a text on this line",
        ),
        (PLAYERS | {"fields": PLAYERS["fields"] | {"city": {"column": "a", "values": ["b"]}}}, "must be keys with"),
        (PLAYERS | {"fields": PLAYERS["fields"] | {"city": ["a"]}}, "fields.city must be keys with values below it"),
        (PLAYERS | {"fields": []}, "fields must be keys with values below it"),
        (PLAYERS | {"delimiter": ";;"}, "use at most 1 characters"),
        (PLAYERS | {"encoding": "utf-9"}, "is not an encoding of text"),
        (PLAYERS | {"encoding": "rot13"}, "is not an encoding of text"),
        (PLAYERS | {"format": "xlsx"}, "unknown value 'xlsx'"),
        ("what: players\nfields: &all\n  city: *all\n", "anchors and aliases"),
        ("what: players\nwhat: events\n", "is given twice, on lines 1 and 2"),
        ("what: players\nfields:\n  city: !!python/name:os.system a\n", "the tag"),
        (
            PLAYERS | {"fields": PLAYERS["fields"] | {"born_on": {"column": "a", "as": "time", "format": "%d.%m"}}},
            "times without a zone need one; write e.g. zone: Europe/Malta",
        ),
        (
            PLAYERS | {"fields": PLAYERS["fields"] | {"city": {"column": "a", "format": "mm:ss.s", "start": "12:00"}}},
            "not a time; write e.g. 2026-05-03T14:00:00Z",
        ),
    ],
)
def test_a_mapping_with_mistakes_tells_them(tmp_path: Path, raw: Any, why: str) -> None:
    path = tmp_path / "map.yml"
    path.write_text(raw if isinstance(raw, str) else yaml.safe_dump(raw), encoding="utf-8")

    with pytest.raises(MappingRefused) as refused:
        read_mapping(path, What.PLAYERS)

    assert why in refused.value.message
    assert "pydantic" not in refused.value.message
    assert "Input should" not in refused.value.message


def test_each_mistake_is_one_line_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "map.yml"
    path.write_text("what: players\nfields:\n  city:\n    colum: a\n  vip:\n    column: b\n    as: flag\n")

    with pytest.raises(MappingRefused) as refused:
        read_mapping(path, What.PLAYERS)

    _, *problems = refused.value.message.splitlines()
    assert [(problem.split()[1], problem[-9:]) for problem in problems] == [
        ("fields.city.colum", "(line 4)."),
        ("fields.vip.as", "(line 7)."),
    ]


def test_words_of_a_mapping_mean_what_they_say(tmp_path: Path) -> None:
    path = tmp_path / "map.yml"
    words = "  country: {constant: NO}\n  vip: {column: vip, values: {yes: true, 1: true, off: false, no: }}\n"
    fields = "  brand: {constant: 007}\n  licence: l\n  external_id: i\n  username: u\n  currency: c\n"
    path.write_text(f"what: players\nnothing: ['', NA, ~]\nfields:\n{fields}{words}", encoding="utf-8-sig")

    mapping = read_mapping(path, What.PLAYERS)

    assert (mapping.fields["country"].constant, mapping.fields["brand"].constant) == ("NO", "007")
    assert mapping.fields["vip"].values == {"yes": "true", "1": "true", "off": "false", "no": None}
    assert mapping.nothing == {"", "NA"}


def test_all_mistakes_of_a_mapping_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "map.yml"
    path.write_text(yaml.safe_dump({"what": "players", "fields": {"nmae": "a", "ctiy": "b"}}))

    with pytest.raises(MappingRefused) as refused:
        read_mapping(path, What.PLAYERS)

    assert refused.value.message.count("\n- ") == 7
