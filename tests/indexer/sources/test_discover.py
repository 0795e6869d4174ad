"""Videos are found by what they are, not by what they are called."""

import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from vsearch.errors import UsageWrong, VideoUnreadable
from vsearch.indexer.sources.discover import FoundFile, RefusedFile, discover
from vsearch.indexer.sources.identity import fingerprint

Film = Callable[..., Path]


def found(*paths: Path | str, store: Path = Path("/nowhere/library")) -> list[str]:
    return [item.path.name for item in discover(paths, store) if isinstance(item, FoundFile)]


@pytest.fixture
def tree(tmp_path: Path, film: Film) -> Path:
    """A folder as people have them."""
    film(tmp_path / "b.mp4")
    (tmp_path / "deep" / "deeper").mkdir(parents=True)
    (tmp_path / "b.mp4").rename(tmp_path / "deep" / "deeper" / "nameless")
    film(tmp_path / "a.mkv").rename(tmp_path / "a.MKV")
    (tmp_path / "notes.txt").write_text("no film")
    (tmp_path / "a.srt").write_text("no film")
    (tmp_path / "unknown.bin").write_bytes(b"\x00" * 2000)
    (tmp_path / ".hidden").mkdir()
    film(tmp_path / ".hidden" / "c.mp4")
    return tmp_path


def test_a_folder_is_searched_to_its_depths_and_files_are_sniffed(tree: Path) -> None:
    assert found(tree) == ["a.MKV", "nameless"]


def test_a_file_named_outright_is_always_tried(tree: Path) -> None:
    assert found(tree / "notes.txt") == ["notes.txt"]


def test_a_glob_and_a_folder_name_a_file_once(tree: Path) -> None:
    assert found(f"{tree}/*.MKV", tree) == ["a.MKV", "nameless"]


def test_a_folder_with_a_videos_name_is_said_and_searched(tree: Path) -> None:
    (tree / "x.mp4").mkdir()
    (tree / "a.MKV").rename(tree / "x.mp4" / "inside.mkv")
    items = list(discover([tree], Path("/nowhere")))
    assert [item.path.name for item in items if isinstance(item, RefusedFile)] == ["x.mp4"]
    assert "inside.mkv" in [item.path.name for item in items if isinstance(item, FoundFile)]


@pytest.mark.timeout(60)
def test_a_pipe_is_never_waited_for(tree: Path) -> None:
    os.mkfifo(tree / "cam.mp4")
    os.mkfifo(tree / "cam")
    (tree / "cam.mkv").symlink_to("cam.mp4")
    refused = [item for item in discover([tree, tree / "cam"], Path("/nowhere")) if isinstance(item, RefusedFile)]
    assert [item.path.name for item in refused] == ["cam.mkv", "cam.mp4", "cam"]
    assert {item.reason[:14] for item in refused} == {"It is not a fi"}
    with pytest.raises(VideoUnreadable, match="not a file"):
        fingerprint(tree / "cam.mp4")


def test_hidden_files_are_passed_over_unless_they_are_named(tree: Path) -> None:
    shutil.copy(tree / "a.MKV", tree / "._a.mkv")
    assert found(tree) == ["a.MKV", "nameless"]
    assert found(tree / "._a.mkv") == ["._a.mkv"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("list.csv", "path,title,tags\na.MKV,Кошка,x;y\nb.mp4,,\n", id="csv"),
        pytest.param("list.tsv", "path\ttitle\ttags\na.MKV\tКошка\tx,y\nb.mp4\t\t\n", id="tsv"),
        pytest.param("list.jsonl", '{"path": "a.MKV", "title": "Кошка", "tags": ["x", "y"]}\n{broken\n', id="jsonl"),
    ],
)
def test_a_manifest_names_videos_beside_itself(tree: Path, name: str, text: str) -> None:
    (tree / name).write_text(text)
    first, second = discover([tree / name], Path("/nowhere"))
    assert isinstance(first, FoundFile)
    assert (first.path, first.about.title, first.about.tags) == (tree / "a.MKV", "Кошка", ("x", "y"))
    assert isinstance(second, RefusedFile)
    assert second.reason.endswith(".")


def test_a_manifest_may_be_parquet(tree: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"path": ["a.MKV"], "title": ["A"], "thumbnail_time": [1.5]}), tree / "list.parquet")
    (item,) = discover([tree / "list.parquet"], Path("/nowhere"))
    assert isinstance(item, FoundFile)
    assert item.about.thumbnail_time == 1.5


def test_a_parquet_day_that_python_cannot_hold_is_wrong_usage(tree: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"path": ["a.MKV"], "date": pa.array([10**8], pa.date32())}), tree / "list.parquet")
    with pytest.raises(UsageWrong, match=r"list\.parquet cannot be read .* Export it as CSV"):
        list(discover([tree / "list.parquet"], Path("/nowhere")))


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_parquet_time_of_any_unit_is_a_date(tree: Path, unit: str) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    times = pa.array([datetime(2024, 5, 1, 12, 30)], pa.timestamp(unit))
    pq.write_table(pa.table({"path": ["a.MKV"], "date": times}), tree / "list.parquet")
    (item,) = discover([tree / "list.parquet"], Path("/nowhere"))
    assert isinstance(item, FoundFile)
    assert item.about.date == "2024-05-01"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        pytest.param('{"path": "~nobody-here/x.mp4"}', "no such file", id="a home of nobody"),
        pytest.param(f'{{"path": "{"x" * 300}.mp4"}}', "too long", id="a long name"),
        pytest.param('{"path": "\\ud83d.mp4"}', "not UTF-8", id="half a letter"),
        pytest.param('{"path": "\\u0000.mp4"}', "no such file", id="a zero byte"),
        pytest.param("[" * 200_000, "no JSON", id="deep"),
    ],
)
def test_an_odd_row_of_a_manifest_is_refused_alone(tree: Path, row: str, says: str) -> None:
    (tree / "list.jsonl").write_text(f'{row}\n{{"path": "a.MKV", "title": "one\u2028two"}}\n', "utf-8")
    first, second = discover([tree / "list.jsonl"], Path("/nowhere"))
    assert isinstance(first, RefusedFile)
    assert says in first.reason
    assert isinstance(second, FoundFile)
    assert (second.path.name, second.about.title) == ("a.MKV", "one two")


def test_a_tilde_is_a_home_or_part_of_a_name(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / "a.MKV").rename(tree / "~film.mkv")
    monkeypatch.chdir(tree)
    monkeypatch.setenv("HOME", str(tree))
    assert [found(item) for item in ("~film.mkv", "*.mkv", "~/*.mkv")] == [["~film.mkv"]] * 3


@pytest.mark.parametrize("name", ["list.csv", "list.parquet"])
def test_a_manifest_that_is_none_is_wrong_usage(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\xff\xfe\x00\x01" * 20)
    with pytest.raises(UsageWrong, match=name):
        list(discover([tmp_path / name], Path("/nowhere")))
