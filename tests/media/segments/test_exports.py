"""Segments in files of players, each read back by a reader that is not ours where there is one."""

import csv
import json
import shutil
from io import StringIO
from pathlib import Path

import av
import numpy as np
import pytest
from pysubs2 import SSAFile

from vsearch.data.film import RATE, evenly, write_video
from vsearch.errors import OutputRefused, UsageWrong, VideoGone
from vsearch.media.segments import SEGMENT_EXPORTS
from vsearch.media.segments.chapters import chapters
from vsearch.media.segments.files import copies, write
from vsearch.nouns import Segment, Span, Video
from vsearch.readers.clock import MediaClock
from vsearch.readers.pyav import PyAVReader

SEGMENTS = (
    Segment("ident", Span(0, 1.2), 0.9),
    Segment("intro", Span(3, 4.04), 0.95),
    Segment("recap", Span(4.04, 5), 0.4, sure=False),
    Segment("credits", Span(6, 8), 0.99),
)
SURE = tuple(one for one in SEGMENTS if one.sure)


def film(path: Path) -> Video:
    return Video("v1", path, "=A film", 8.0, 64, 36, "print")


def text(name: str, segments: tuple[Segment, ...] = SURE) -> str:
    return SEGMENT_EXPORTS.make(name).text(film(Path("x.mp4")), segments)


@pytest.mark.parametrize("name", SEGMENT_EXPORTS.own)
def test_a_format_writes_something_for_every_kind_and_for_none(name: str) -> None:
    every = tuple(Segment(kind, Span(n, n + 1), 0.9) for n, kind in enumerate(Segment.KINDS))
    assert SEGMENT_EXPORTS.make(name).suffix.startswith(".")
    assert len(text(name, every)) > len(text(name, ()))


def test_chapters_cover_the_film_and_name_what_is_packaging() -> None:
    told = [(one.title, one.span.start, one.span.end) for one in chapters(SURE, 8.0)]
    assert told == [("Ident", 0, 1.2), ("Part 1", 1.2, 3), ("Intro", 3, 4.04), ("Part 2", 4.04, 6), ("Credits", 6, 8)]
    assert chapters((), 8.0) == []


def test_webvtt_is_read_back_by_a_subtitle_library() -> None:
    read = SSAFile.from_string(text("vtt"), "vtt")
    assert [(line.text, line.start, line.end) for line in read][2] == ("Intro", 3000, 4040)
    assert len(read) == 5


def test_kodi_reads_three_numbers_a_line() -> None:
    lines = [line.split("\t") for line in text("edl").splitlines()]
    assert lines == [["0.000", "1.200", "3"], ["3.000", "4.040", "3"], ["6.000", "8.000", "3"]]


def test_jellyfin_counts_in_ticks_and_plex_in_milliseconds() -> None:
    told = json.loads(text("jellyfin"))
    assert told["TotalRecordCount"] == 3
    assert told["Items"][1] == {"ItemId": "v1", "Type": "Intro", "StartTicks": 30_000_000, "EndTicks": 40_400_000}
    assert [one["Type"] for one in told["Items"]] == ["Intro", "Intro", "Outro"]
    marks = json.loads(text("plex"))["Marker"]
    assert marks[-1] == {"type": "credits", "startTimeOffset": 6000, "endTimeOffset": 8000, "final": True}


def test_a_table_is_read_back_and_runs_no_formula() -> None:
    rows = list(csv.DictReader(StringIO(text("csv").removeprefix("\ufeff"))))
    assert [row["segment"] for row in rows] == ["ident", "intro", "credits"]
    assert not rows[0]["title"].startswith("=")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small film with sound."""
    path = tmp_path_factory.mktemp("films") / "Show S01E01.mp4"
    pictures = (np.full((36, 64, 3), 30 * (n // 25), np.uint8) for n in range(200))
    wave = 0.1 * np.sin(np.arange(8 * RATE) / 20).astype(np.float32)
    return write_video(path, evenly(pictures), audio=wave, metadata={"title": "The first"})


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".avi"])
def test_a_copy_has_the_chapters_inside_and_the_same_pictures(made: Path, tmp_path: Path, suffix: str) -> None:
    source = made
    if suffix != ".mp4":
        pictures = (np.full((36, 64, 3), n % 99, np.uint8) for n in range(200))
        source = write_video(tmp_path / f"film{suffix}", evenly(pictures), bframes=0)
    (copy,) = copies([(film(source), SEGMENTS)], tmp_path / "out")
    assert copy == tmp_path / "out" / (source.name if suffix != ".avi" else "film.avi.mkv")
    with av.open(str(copy)) as container:
        read = [(one["metadata"]["title"], float(one["start"] * one["time_base"])) for one in container.chapters()]
        kinds = [stream.type for stream in container.streams if stream.type in ("video", "audio")]
    clock = MediaClock.of(copy)  # containers count from wherever they like
    told = [(title, round(clock.seconds(start), 3)) for title, start in read]
    assert told == [("Ident", 0), ("Part 1", 1.2), ("Intro", 3), ("Part 2", 4.04), ("Credits", 6)]
    assert kinds == (["video", "audio"] if suffix == ".mp4" else ["video"])
    before, after = PyAVReader(source), PyAVReader(copy)
    assert np.allclose(before.times(), after.times(), atol=2e-3)
    before.close()
    after.close()


def test_files_lie_beside_the_film_where_players_look(made: Path) -> None:
    written = write([(film(made), SEGMENTS)], ["edl", "vtt"], None, beside=True)
    assert [path.name for path in written] == ["Show S01E01.edl", "Show S01E01.chapters.vtt"]
    assert all(path.parent == made.parent for path in written)


def test_an_edit_list_of_another_program_beside_the_film_is_kept(made: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(made, tmp_path))
    told, other = [(film(path), SEGMENTS)], path.with_suffix(".edl")
    (written,) = write(told, ["edl"], None, beside=True)
    assert write(told, ["edl"], None, beside=True) == [written], "one that was written here is written again"
    other.write_text("0.00\t30.03\t0\n")
    with pytest.raises(OutputRefused, match="of another program"):
        write(told, ["edl"], None, beside=True)
    assert other.read_text() == "0.00\t30.03\t0\n"


def test_what_cannot_be_written_is_said(made: Path, tmp_path: Path) -> None:
    gone = film(tmp_path / "gone.mp4")
    with pytest.raises(VideoGone, match=r"gone\.mp4"):
        write([(gone, SEGMENTS)], ["edl"], None, beside=True)
    with pytest.raises(VideoGone, match=r"gone\.mp4"):
        copies([(gone, SEGMENTS)], tmp_path)
    with pytest.raises(UsageWrong, match="not both"):
        write([(film(made), SEGMENTS)], ["edl"], tmp_path, beside=True)
    with pytest.raises(UsageWrong, match="avi"):
        write([(film(made), SEGMENTS)], ["avi"], tmp_path, beside=False)
    with pytest.raises(OutputRefused, match="the film itself"):
        copies([(film(made), SEGMENTS)], made.parent)
    with pytest.raises(OutputRefused, match="Two films"):
        write([(film(made), SEGMENTS), (film(made), SEGMENTS)], ["edl"], tmp_path, beside=False)
    assert write([(film(made), SEGMENTS[2:3])], ["edl"], tmp_path, beside=False) == []
