"""Letters that steer a terminal or a spreadsheet do neither after they went through here, and all others stay."""

import json

import pytest
from rich.cells import cell_len

from vsearch.escapes import escaped, guarded, stripped, unguarded, visible

CLIPBOARD = "\x1b]52;c;cm0gLXJm\x07"
CASES = [
    pytest.param("Émilie & שלום 猫\n\tend", "Émilie & שלום 猫\n\tend", "Émilie & שלום 猫\n\tend", id="plain"),
    pytest.param(CLIPBOARD, "␛]52;c;cm0gLXJm␇", "]52;c;cm0gLXJm", id="clipboard"),
    pytest.param("a\x9b31mb", "a\ufffd31mb", "a31mb", id="C1"),
    pytest.param("gpj.\u202eexe", "gpj.\ufffdexe", "gpj.exe", id="turned"),
    pytest.param("one\rtwo\x0bthree\u2028four", "one␍two␋three\ufffdfour", "one two three four", id="ends of lines"),
    pytest.param("\x7f\ud83d\uffff", "␡\ufffd\ufffd", "", id="no letters"),
]


@pytest.mark.parametrize(("text", "shown", "kept"), CASES)
def test_what_steers_is_shown_or_left_out(text: str, shown: str, kept: str) -> None:
    assert visible(text) == shown
    assert stripped(text) == kept
    assert len(visible(text)) == len(text)


@pytest.mark.parametrize("text", [chr(code) for code in (*range(9), 11, 27, 127, 155, 0x202E, 0x2066)], ids=ascii)
def test_a_symbol_takes_one_place(text: str) -> None:
    assert cell_len(visible(text)) == 1


@pytest.mark.parametrize("text", [CLIPBOARD, "a\x9b\u202e\x7f", "\udcff", 'a "b" \\ é'], ids=ascii)
def test_json_says_the_same_without_them(text: str) -> None:
    written = escaped(json.dumps([text], ensure_ascii=False))
    assert json.loads(written) == [text]
    assert visible(written) == written


@pytest.mark.parametrize(
    "cell", ["=cmd", "+1", "-1", "@x", "\tx", "\rx", "'=cmd", "''+", "'tis", "plain", ""], ids=repr
)
def test_a_cell_is_guarded_and_read_back(cell: str) -> None:
    assert guarded(cell)[:1] not in tuple("=+-@\t\r")
    assert unguarded(guarded(cell)) == cell


@pytest.mark.parametrize("cell", ["'tis", "plain", ""], ids=repr)
def test_a_harmless_cell_stays(cell: str) -> None:
    assert guarded(cell) == cell
