"""Tables are read however they are written; what is no table is named for what it is."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.importing import MappingRefused, What
from bot.importing.lines import UnusableFile
from bot.importing.read import Refusal
from tests.support.importing import PEOPLE, made

BITS = (
    *(b'"', b"\n", b"\r", b",", b";", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\x1a", b'="', b"1E+11", b"\xe2\x80\xae"),
    *(b"{", b"[", b"NaN", b"1e999", b"\xed\xa0\x80", b"\\ud800", b"9" * 400, b"-", b"#REF!", b"sep=;\n", b"\xff\xfe"),
)
WRITTEN = {
    "file.csv": b'id,name,phone,country\n1,anna,+35699000101,MT\n2,"bert",,GB\n3,cleo,,\n',
    "file.jsonl": b'{"id": 1, "name": "anna", "phone": null, "country": "MT"}\n{"id": 2.0, "name": ["x"]}\n',
}
PLAIN_TABLE = "id;name;phone;country\n1;anna;;MT\n2;björn;;MT\n"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(f"sep=;\n{PLAIN_TABLE}".encode(), id="sep"),
        pytest.param(f'"sep=;"\r\n{PLAIN_TABLE}'.encode("utf-8-sig"), id="quoted sep after a mark"),
        pytest.param(PLAIN_TABLE.replace(";", "\t").replace("id", "sep=\t\nid", 1).encode(), id="sep is a tab"),
        pytest.param(f"sep=;\n{PLAIN_TABLE}".encode("utf-16"), id="UTF-16"),
        pytest.param(f"sep=;\n{PLAIN_TABLE}".encode("utf-16-be"), id="UTF-16 without a mark"),
        pytest.param(f"sep=;\n{PLAIN_TABLE}".encode("utf-16-le"), id="UTF-16 the other way, without a mark"),
        pytest.param(f"sep=;\n{PLAIN_TABLE}".encode("utf-32"), id="UTF-32"),
        pytest.param(f"sep=;\n{PLAIN_TABLE}".replace("\n", "\r").encode(), id="carriage returns"),
        pytest.param(f"sep=;\n{PLAIN_TABLE}".replace("\n", "\r").encode("utf-16"), id="carriage returns in UTF-16"),
        pytest.param(f"sep=;\n\n;;;\n{PLAIN_TABLE}\n;;;;;\n \n\x1a".encode(), id="blank rows and Ctrl-Z"),
        pytest.param(f"sep=;\n{PLAIN_TABLE}".replace("\n", ";;\n").replace("sep=;;;", "sep=;").encode(), id="trailing"),
        pytest.param(f"sep=;\n{PLAIN_TABLE[:-1]}\x1a".encode(), id="Ctrl-Z without a line end"),
    ],
)
def test_a_table_is_read_however_it_is_written(tmp_path: Path, content: bytes) -> None:
    assert [one.username for one in made(tmp_path, content, PEOPLE, What.PLAYERS)] == ["anna", "björn"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04....xl/workbook.xml", "an Excel workbook. Export it as CSV"),
        (b"PK\x03\x04....players.csv", "a ZIP archive. Unpack it"),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "an OpenDocument spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel workbook of the old kind"),
        (b"\x1f\x8b\x08\x00", "compressed with gzip. Unpack it"),
        (b"\x28\xb5\x2f\xfd", "compressed with Zstandard"),
        (b"%PDF-1.7", "a PDF document"),
        (b"PAR1", "a Parquet file"),
        (b"\r\n <html><table>", "an HTML or XML document"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "an HTML or XML document"),
    ],
)
def test_a_file_that_is_no_text_says_so_before_anything_else(tmp_path: Path, content: bytes, why: str) -> None:
    with pytest.raises(UnusableFile, match=why):
        made(tmp_path, content, PEOPLE, What.PLAYERS)


@pytest.mark.parametrize("content", ['[{"id": 1}]\n', "[\n{}\n]\n", '{\n"id": 1\n}\n'])
def test_one_json_document_is_told_from_json_lines(tmp_path: Path, content: str) -> None:
    with pytest.raises(UnusableFile, match="one JSON document, not JSON lines"):
        made(tmp_path, content, PEOPLE, What.PLAYERS, name="file.json")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('{"id": 1, "name": "anna"}\n', "Write format: jsonl in the mapping"),
        ("id;name;phone;country;since\n", "write delimiter: ';' in the mapping"),
        ("sep=;\nid;name;phone;country;since\n", "says sep=;, the mapping says delimiter: ','"),
    ],
)
def test_a_delimiter_that_is_not_the_files_is_one_sentence(tmp_path: Path, content: str, why: str) -> None:
    with pytest.raises(MappingRefused) as refused:
        made(tmp_path, content, PEOPLE | {"delimiter": ","}, What.PLAYERS)

    assert why in refused.value.message
    assert "\n" not in refused.value.message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "idna", "cp1252", "utf-7"])
def test_a_mapping_that_names_another_encoding_crashes_nothing(tmp_path: Path, encoding: str) -> None:
    content = "id,name,phone,country\n1,änna,,\n".encode()

    with contextlib.suppress(MappingRefused, UnusableFile):
        assert len(made(tmp_path, content, PEOPLE | {"encoding": encoding}, What.PLAYERS)) == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    edits=st.lists(st.tuples(st.integers(0, 70), st.integers(0, 4), st.sampled_from(BITS)), min_size=1, max_size=5),
    name=st.sampled_from(("file.csv", "file.jsonl")),
)
def test_whatever_is_in_a_file_each_line_is_taken_or_refused_with_its_reason(
    tmp_path: Path, edits: list[tuple[int, int, bytes]], name: str
) -> None:
    content = WRITTEN[name]
    for at, length, bits in edits:
        content = content[:at] + bits + content[at + length :]

    with contextlib.suppress(MappingRefused, UnusableFile):
        refused = [one for one in made(tmp_path, content, PEOPLE, What.PLAYERS, name=name) if isinstance(one, Refusal)]
        assert not [one for one in refused if "an error in Pitboss" in one.sentence]
