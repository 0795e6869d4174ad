"""Every format, read back by a reader that is not ours."""

import csv
import json
import re
from collections.abc import Callable
from fractions import Fraction
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import opentimelineio as otio
import pysubs2
import pytest

from vsearch.errors import OutputRefused, TimeOutside, UsageWrong
from vsearch.escapes import visible
from vsearch.library import Store
from vsearch.media.exports import EXPORTS, export
from vsearch.nouns import Moment, Span

Shelved = Callable[..., Store]
Moments = tuple[Moment, ...]

OLD_READER = pytest.mark.filterwarnings("ignore:Testing an element's truth value:DeprecationWarning")
"""OpenTimelineIO's reader of FCPXML asks elements for their truth, which Python 3.12 and later warn of."""

RATES = [
    pytest.param(24000 / 1001, "", id="23.976"),
    pytest.param(25.0, "", id="25"),
    pytest.param(30000 / 1001, "", id="29.97 drop"),
    pytest.param(30000 / 1001, "01:00:00:00", id="29.97 non-drop from an hour on"),
    pytest.param(60000 / 1001, "10:00:00;00", id="59.94 drop from ten hours on"),
]


def seconds(clip: otio.schema.Clip) -> tuple[float, float]:
    """Start and end of a clip in its source."""
    span = clip.source_range
    return span.start_time.to_seconds(), span.end_time_exclusive().to_seconds()


def first(code: str, fps: float) -> float:
    """Seconds of real time that a time code stands for."""
    return otio.opentime.from_timecode(code, fps).to_seconds() if code else 0.0


def timeline(path: Path, fps: float) -> otio.schema.Timeline:
    """What OpenTimelineIO reads from a file."""
    rate = {"rate": fps} if path.suffix == ".edl" else {}
    found = otio.adapters.read_from_file(str(path), **rate)
    while not isinstance(found, otio.schema.Timeline):
        found = next(iter(found))
    return found


@OLD_READER
@pytest.mark.parametrize(
    ("kind", "fps", "code"),
    [pytest.param(kind, *rate.values, id=f"{kind} {rate.id}") for kind in ("otio", "edl") for rate in RATES]
    + [pytest.param("fcpxml", 25.0, "", id="fcpxml 25")],  # the reader rounds other rates down
)
def test_an_editor_finds_the_moments(
    shelved: Shelved, moments: Moments, tmp_path: Path, kind: str, fps: float, code: str
) -> None:
    read = timeline(export(shelved(fps, code), moments, tmp_path / f"cut.{kind}", title="A day"), fps)
    track, zero = read.video_tracks()[0], first(code, fps)
    assert read.name == "A day"
    assert len(track) == 3
    for clip, moment in zip(track, moments, strict=True):
        wanted = (zero + moment.span.start, zero + moment.span.end)
        assert seconds(clip) == pytest.approx(wanted, abs=0.51 / fps)
    places = [track.range_of_child(clip).start_time.to_seconds() for clip in track]
    assert places == pytest.approx([0, 8.5, 11.5], abs=1 / fps)


def exact(time: str | None) -> Fraction:
    """A time of FCPXML, in seconds."""
    return Fraction((time or "").removesuffix("s"))


@pytest.mark.parametrize(("fps", "code"), RATES)
def test_a_project_counts_in_whole_frames(
    shelved: Shelved, moments: Moments, tmp_path: Path, fps: float, code: str
) -> None:
    root = ElementTree.parse(export(shelved(fps, code), moments, tmp_path / "cut.fcpxml")).getroot()
    frame, at = exact(root.findall(".//format")[0].get("frameDuration")), Fraction(0)
    assert float(1 / frame) == pytest.approx(fps)
    for clip, moment in zip(root.findall(".//asset-clip"), moments, strict=True):
        start, length, offset = (exact(clip.get(name)) for name in ("start", "duration", "offset"))
        assert float(start) == pytest.approx(first(code, fps) + moment.span.start, abs=0.51 / fps)
        assert float(length) == pytest.approx(moment.span.length, abs=1.01 / fps)
        assert offset == at
        assert all((time / frame).denominator == 1 for time in (start, length, offset))
        assert start <= exact(clip.find("marker").get("start")) < start + length  # type: ignore[union-attr]
        at += length
    assert exact(root.find(".//sequence").get("duration")) == at  # type: ignore[union-attr]


@OLD_READER
@pytest.mark.parametrize("kind", ["otio", "fcpxml"])
def test_an_editor_finds_the_files(shelved: Shelved, moments: Moments, tmp_path: Path, kind: str) -> None:
    store = shelved()
    read = otio.adapters.read_from_file(str(export(store, moments, tmp_path / f"cut.{kind}")))
    references = [clip.media_reference for clip in read.find_clips()]
    assert {reference.target_url for reference in references} == {store.find("film").video.path.as_uri()}
    assert references[0].available_range.duration.to_seconds() == pytest.approx(90)


def test_a_timeline_says_why(shelved: Shelved, moments: Moments, tmp_path: Path) -> None:
    read = otio.adapters.read_from_file(str(export(shelved(), moments, tmp_path / "cut.otio")))
    clip = next(iter(read.find_clips()))
    assert clip.metadata["vsearch"]["because"]["nearness"] == 0.5
    assert clip.metadata["vsearch"]["said"] == moments[0].said
    assert [track.kind for track in read.tracks] == ["Video", "Audio"]


def test_silent_sources_have_no_sound_in_lists(shelved: Shelved, moments: Moments, tmp_path: Path) -> None:
    store = shelved(sound=False)
    read = otio.adapters.read_from_file(str(export(store, moments, tmp_path / "cut.otio")))
    listed = otio.adapters.read_from_file(str(export(store, moments, tmp_path / "cut.edl")), rate=25)
    assert [track.kind for track in read.tracks] == [track.kind for track in listed.tracks] == ["Video"]


def test_an_edl_names_its_clips_and_its_mode(shelved: Shelved, moments: Moments, tmp_path: Path) -> None:
    text = export(shelved(30000 / 1001), moments, tmp_path / "cut.edl").read_text("utf-8")
    read = otio.adapters.read_from_string(text, adapter_name="cmx_3600", rate=30000 / 1001)
    assert [clip.name for clip in read.video_tracks()[0]] == ["film é.mp4"] * 3
    assert "FCM: DROP FRAME" in text
    assert text.count("01:00:00;00") == 1
    assert all(len(line) < 200 for line in text.splitlines())


def test_sources_of_different_rates_share_one_list(shelved: Shelved, tmp_path: Path) -> None:
    shelved(25.0)
    store = shelved(30.0, id="other", width=1920, height=1080)
    moments = (Moment("film", Span(10, 20), 1.0), Moment("other", Span(30, 33), 0.5))
    listed = otio.adapters.read_from_file(str(export(store, moments, tmp_path / "cut.edl")), rate=25)
    assert [seconds(clip) for clip in listed.video_tracks()[0]] == [(10, 20), (30, 33)]
    root = ElementTree.parse(export(store, moments, tmp_path / "cut.fcpxml")).getroot()
    clips = root.findall(".//asset-clip")
    assert [clip.get("start") for clip in clips] == ["250/25s", "900/30s"]
    assert [clip.get("offset") for clip in clips] == ["0s", "250/25s"]
    assert [clip.find("conform-rate") is not None for clip in clips] == [False, True]
    assert len(root.findall(".//format")) == 2


@pytest.mark.parametrize(
    ("fps", "code", "start"),
    [
        pytest.param(60.0, "01:00:00:50", "01:00:10:21", id="frames counted finer"),
        pytest.param(60.0, "01:00:00:59", "01:00:11:00", id="the last frame of a second"),
        pytest.param(24.0, "01:00:00:23", "01:00:10:24", id="frames counted more coarsely"),
        pytest.param(60000 / 1001, "01:00:00;20", "01:00:10:08", id="dropping numbers"),
        pytest.param(60.0, "", "00:00:10:00", id="no time code"),
    ],
)
def test_a_time_code_is_counted_in_the_rate_of_the_list_by_time(
    shelved: Shelved, tmp_path: Path, fps: float, code: str, start: str
) -> None:
    shelved(25.0)
    store = shelved(fps, code, id="other")
    moments = (Moment("film", Span(0, 60), 1.0), Moment("other", Span(10, 13), 0.5))
    text = export(store, moments, tmp_path / "cut.edl").read_text("utf-8")
    assert f" C        {start} " in text


def test_a_table_has_a_row_for_each_moment(shelved: Shelved, moments: Moments, tmp_path: Path) -> None:
    path = export(shelved(title="=HYPERLINK(1)"), moments, tmp_path / "cut.csv")
    rows = list(csv.DictReader(StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    assert [(float(row["start"]), float(row["end"])) for row in rows] == [(m.span.start, m.span.end) for m in moments]
    assert rows[0]["start_code"] == "00:00:12:00"
    assert rows[0]["said"] == moments[0].said
    assert rows[0]["title"] == "'=HYPERLINK(1)"
    assert json.loads(rows[0]["because"]) == dict(moments[0].because)


def test_chapters_are_cues_in_order(shelved: Shelved, moments: Moments, tmp_path: Path) -> None:
    overlapping = (*moments, Moment("film", Span(18.0, 30.0), 0.1, said="a --> b"))
    read = pysubs2.load(str(export(shelved(), overlapping, tmp_path / "chapters.vtt")), format_="vtt")
    assert [(cue.start, cue.end) for cue in read] == [(12000, 18000), (18000, 30000), (40000, 44000), (62000, 65000)]
    assert read[0].text == "I was &lt;never&gt; afraid, &amp; she says"
    assert read[1].text == "a --&gt; b"


def test_youtube_reads_the_chapters(shelved: Shelved, moments: Moments, tmp_path: Path) -> None:
    near = Moment("film", Span(66.0, 70.0), 0.1, said="too near the one before")
    late = Moment("film", Span(85.0, 89.0), 1.0, said="too near the end")
    text = export(shelved(), (*moments, near, late), tmp_path / "chapters.txt").read_text("utf-8")
    assert text.splitlines() == [
        "0:00 Émilie & the «lake»", "0:12 I was ‹never› afraid, & she says", "0:40 Second", "1:02 Moment 2",
    ]  # fmt: skip
    found = re.findall(r"^(?:(\d+):)?(\d?\d):(\d\d) (\S[^<>\n]*)$", text, re.MULTILINE)
    starts = [3600 * int(h or 0) + 60 * int(m) + int(s) for h, m, s, _ in found]
    assert starts[0] == 0
    assert len(starts) >= 3
    assert min(b - a for a, b in zip(starts, [*starts[1:], 90], strict=True)) >= 10


def test_long_videos_have_hours_in_their_chapters(shelved: Shelved, tmp_path: Path) -> None:
    moments = [Moment("film", Span(start, start + 5), 1.0) for start in (0.0, 700.0, 4000.0)]
    path = export(shelved(duration=7200.0), moments, tmp_path / "chapters.txt")
    assert [line.split()[0] for line in path.read_text().splitlines()] == ["0:00:00", "0:11:40", "1:06:40"]


def test_what_cannot_be_exported_is_refused(shelved: Shelved, moments: Moments, tmp_path: Path) -> None:
    store = shelved()
    with pytest.raises(UsageWrong, match="wants 3 chapters"):
        export(store, moments[:1], tmp_path / "chapters.txt")
    shelved(id="other")
    with pytest.raises(UsageWrong, match="one video"):
        export(store, (*moments, Moment("other", Span(0, 1), 1.0)), tmp_path / "chapters.vtt")
    with pytest.raises(UsageWrong, match="csv, edl, fcpxml, otio, txt, vtt"):
        export(store, moments, tmp_path / "cut.aaf")
    with pytest.raises(UsageWrong, match="Give it a suffix"):
        export(store, moments, tmp_path / "cut")
    with pytest.raises(UsageWrong, match="no moment"):
        export(store, (), tmp_path / "cut.csv")
    with pytest.raises(TimeOutside, match=r"90\.00 seconds"):
        export(store, (Moment("film", Span(95, 99), 1.0),), tmp_path / "cut.csv")
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputRefused, match="cannot be written"):
        export(store, moments, tmp_path / "file" / "cut.csv")


@pytest.mark.parametrize("kind", list(EXPORTS))
def test_titles_and_words_never_break_a_file(shelved: Shelved, tmp_path: Path, kind: str) -> None:
    nasty = 'a\n002  AX V C "]]> --> & <b> \x0b שלום 猫\r\n* FROM CLIP NAME: x'
    store = shelved(title=nasty)
    moments = [Moment("film", Span(start, start + 11.0), 1.0, {nasty: 1.0}, start, nasty) for start in (0, 20, 40)]
    path = export(store, moments, tmp_path / f"cut.{kind}", title=nasty)
    readers: dict[str, Callable[[], int]] = {
        "otio": lambda: len(otio.adapters.read_from_file(str(path)).video_tracks()[0]),
        "edl": lambda: len(otio.adapters.read_from_file(str(path), rate=25).video_tracks()[0]),
        "fcpxml": lambda: len(ElementTree.parse(path).findall(".//asset-clip")),
        "csv": lambda: len(list(csv.DictReader(StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))),
        "vtt": lambda: len(pysubs2.load(str(path), format_="vtt")),
        "txt": lambda: len(re.findall(r"^\d+:\d\d ", path.read_text("utf-8"), re.MULTILINE)),
    }
    assert readers[kind]() == 3


HOSTILE = "\x1b]52;c;cm0gLXJm\x07 \x9b31m gpj.\u202eexe"


@pytest.mark.parametrize("kind", list(EXPORTS))
def test_no_file_steers_a_terminal(shelved: Shelved, tmp_path: Path, kind: str) -> None:
    store = shelved(title=HOSTILE, path=tmp_path / "\x1b]2;a\x07.mp4")
    moments = [Moment("film", Span(start, start + 11.0), 1.0, {HOSTILE: 1.0}, start, HOSTILE) for start in (0, 20, 40)]
    path = export(store, moments, tmp_path / f"cut.{kind}", title=HOSTILE)
    text = path.read_bytes().decode("utf-8").replace("\r\n", "\n")
    assert visible(text) == text
    assert "gpj.exe" in text
    if kind == "fcpxml":
        assert ElementTree.parse(path).find(".//event").get("name") == "]52;c;cm0gLXJm 31m gpj.exe"  # type: ignore[union-attr]
    if kind == "otio":
        assert "\\u001b" not in text


@pytest.mark.parametrize("letter", ["=", "+", "-", "@", "\t", "\r"], ids=repr)
def test_no_cell_is_a_formula(shelved: Shelved, tmp_path: Path, letter: str) -> None:
    words = f"{letter}cmd|' /C calc'!A0"
    path = export(shelved(title=words), [Moment("film", Span(0, 9), 1.0, {}, 0.0, words)], tmp_path / "cut.csv")
    row = next(csv.DictReader(StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    assert not {row["title"][:1], row["said"][:1]} & set("=+-@\t\r")
