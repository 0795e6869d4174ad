"""Names of files that are made of titles."""

import pytest

from vsearch.filenames import safe


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("../../etc/passwd", "etc passwd", id="up"),
        pytest.param("a/b\\c", "a b c", id="separators"),
        pytest.param(".hidden", "hidden", id="dot"),
        pytest.param("\x00\n", "video", id="control"),
        pytest.param("x" * 300, "x" * 150, id="long"),
        pytest.param("猫" * 80, "猫" * 50, id="long in bytes"),
        pytest.param("кот", "кот", id="letters"),
    ],
)
def test_a_name_stays_in_its_folder(text, name):
    assert safe(text) == name
