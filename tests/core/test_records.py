"""Tables in files are read row by row; a bad row is said, and costs no other."""

from pathlib import Path

import pytest

from vsearch.errors import UsageWrong
from vsearch.records import Record, records

GOOD = {"a": "1", "b": "x"}


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        pytest.param("csv", "a,b\n1,x\n", [(2, GOOD)], id="commas"),
        pytest.param("csv", "\ufeffa\tb\r\n1\tx\r\n", [(2, GOOD)], id="tabs and a mark"),
        pytest.param("csv", 'a,b\n1,"x\ny"\n1,x\n', [(3, {"a": "1", "b": "x\ny"}), (4, GOOD)], id="two lines"),
        pytest.param("csv", "a,b\n1,x,z\n1,x\n", [(2, "more cells"), (3, GOOD)], id="too many cells"),
        pytest.param("csv", 'a,b\n1,x\n2,"y\n', [(2, GOOD), (3, "broken quote")], id="a quote without an end"),
        pytest.param("csv", "", [], id="nothing"),
        pytest.param("jsonl", '{"a":"1","b":"x"}\n\n', [(1, GOOD)], id="an object"),
        pytest.param(
            "jsonl", '{\n[1]\n{"a":"1","b":"x"}', [(1, "no JSON"), (2, "no JSON object"), (3, GOOD)], id="bad"
        ),
        pytest.param("jsonl", "[" * 200_000, [(1, "no JSON")], id="deep"),
        pytest.param("jsonl", '{"a":"1\u2028","b":"x"}', [(1, {"a": "1\u2028", "b": "x"})], id="another end of line"),
    ],
)
def test_rows_come_with_their_lines(tmp_path: Path, form: str, text: str, expected: list[tuple[int, Record]]) -> None:
    (tmp_path / "table").write_text(text, "utf-8", newline="")
    found = list(records(tmp_path / "table", form))
    assert [number for number, _ in found] == [number for number, _ in expected]
    for (_, row), (_, wanted) in zip(found, expected, strict=True):
        assert wanted in row if isinstance(wanted, str) else row == wanted


@pytest.mark.parametrize(
    ("form", "content"), [("csv", b"a\n\xff\n"), ("jsonl", b"\xff"), ("parquet", b"PAR1"), ("csv", None)]
)
def test_a_file_that_is_none_is_said(tmp_path: Path, form: str, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "table").write_bytes(content)
    with pytest.raises(UsageWrong, match="cannot be read"):
        list(records(tmp_path / "table", form))
