"""What is derived is given back whole, under its own key and within bounds, or not at all."""

from pathlib import Path

import numpy as np
import pytest

from vsearch.library.storage.derived import Derived


def test_contents_and_arrays_come_back(tmp_path: Path) -> None:
    made = Derived(tmp_path / "search")
    assert made.read("phrases/a") is None
    made.write("phrases/a", b"content")
    made.keep_arrays("towers/b", rows=np.eye(2))
    assert Derived(tmp_path / "search").read("phrases/a") == b"content"
    arrays = made.arrays("towers/b")
    assert arrays is not None
    assert arrays["rows"].tolist() == [[1, 0], [0, 1]]
    made.clear()
    assert made.read("phrases/a") is None


@pytest.mark.parametrize("damage", ["flip", "cut", "another's"])
def test_a_damaged_content_is_none(tmp_path: Path, damage: str) -> None:
    made = Derived(tmp_path)
    made.write("phrases/a", b"content")
    made.write("phrases/b", b"another")
    file = tmp_path / "phrases" / "a"
    held = file.read_bytes()
    other = (tmp_path / "phrases" / "b").read_bytes()
    file.write_bytes({"flip": held[:-1] + b"!", "cut": held[:-1], "another's": other}[damage])
    assert made.read("phrases/a") is None


def test_a_room_is_bounded(tmp_path: Path) -> None:
    made = Derived(tmp_path, most=10_000)
    for number in range(200):
        made.write(f"phrases/{number}", bytes(100))
    assert sum(file.stat().st_size for file in tmp_path.rglob("*") if file.is_file()) < 10_000 + 64 * 116
    assert made.read("phrases/199")


def test_who_may_not_write_does_without(tmp_path: Path) -> None:
    (tmp_path / "search").write_text("a file where the folder should be")
    made = Derived(tmp_path / "search")
    made.write("phrases/a", b"content")
    assert made.read("phrases/a") is None


def test_a_folder_serves_when_it_is_whole_and_the_one_before_goes(tmp_path: Path) -> None:
    derived = Derived(tmp_path)
    assert derived.serving("whole") is None
    for content in ("one", "two"):
        with derived.replaced("whole") as folder:
            (folder / "rows").write_text(content)
    with pytest.raises(ValueError, match="torn"), derived.replaced("whole"):
        raise ValueError("torn")
    assert derived.serving("whole") == folder
    assert [(path / "rows").read_text() for path in tmp_path.glob("whole-*")] == ["two"]
