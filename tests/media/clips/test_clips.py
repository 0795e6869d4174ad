from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from vsearch.errors import OutputRefused, TimeOutside, VideoGone
from vsearch.library import Store
from vsearch.media.clips.clips import Clip, clips, cut
from vsearch.media.clips.copying import copied
from vsearch.media.clips.encode import RATE
from vsearch.nouns import Moment, Pixels, Span
from vsearch.readers.clock import MediaClock
from vsearch.readers.pyav import PyAVReader

FRAME = 1 / 25


def numbers(path: Path) -> list[tuple[int, float]]:
    """The number that each frame of a ticking film shows, and its time."""
    reader = PyAVReader(path)
    found = []
    for frame in reader.frames(reader.times(), []):
        tens, units = (round((frame.pixels[0][rows, 2:28].mean() - 25) / 22) for rows in (slice(2, 22), slice(26, 46)))
        found.append((10 * tens + units, round(frame.time, 4)))
    reader.close()
    return found


def heard(path: Path) -> NDArray[np.float32]:
    """The first channel of a file's sound, placed by its time stamps."""
    wave = np.zeros(RATE * 20, np.float32)
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            at = round(frame.time * RATE)
            wave[at : at + frame.samples] = frame.to_ndarray()[0]
    return wave


def flash(path: Path) -> float:
    """When the right half of a film lights up."""
    with av.open(str(path)) as container:
        return next(f.time for f in container.decode(video=0) if f.to_ndarray(format="gray")[:, 40:].mean() > 150)


def beep(path: Path) -> float:
    """When a film's sound begins to be loud."""
    return float(np.flatnonzero(np.abs(heard(path)) > 0.1)[0] / RATE)


@pytest.mark.parametrize(
    ("span", "frames"),
    [
        pytest.param((1.0, 3.0), range(25, 75), id="on frames"),
        pytest.param((1.01, 2.99), range(26, 75), id="between frames"),
        pytest.param((0.0, 0.2), range(5), id="at the beginning"),
        pytest.param((3.6, 4.0), range(90, 100), id="to the end"),
        pytest.param((3.6, 9.0), range(90, 100), id="beyond the end"),
        pytest.param((1.0, 1.0), [25], id="no length"),
        pytest.param((1.01, 1.02), [25], id="within one frame"),
    ],
)
def test_a_clip_holds_exactly_the_frames_of_its_span(
    film: Path, tmp_path: Path, span: tuple[float, float], frames: list[int]
) -> None:
    cut(film, Span(*span), tmp_path / "clip.mp4")
    assert [number for number, _ in numbers(tmp_path / "clip.mp4")] == list(frames)


def test_sound_stays_in_step(film: Path, tmp_path: Path) -> None:
    cut(film, Span(1.48, 3.0), tmp_path / "clip.mp4")
    assert flash(tmp_path / "clip.mp4") == pytest.approx(0.52, abs=1e-3)
    assert beep(tmp_path / "clip.mp4") == pytest.approx(0.52, abs=0.005)


def test_sound_stays_in_step_when_the_file_does_not_begin_at_zero(
    ticking: Callable[..., Path], film: Path, tmp_path: Path
) -> None:
    source = tmp_path / "late.ts"
    with av.open(str(film)) as old, av.open(str(source), "w", format="mpegts") as new:
        twins = {s.index: new.add_stream_from_template(s) for s in old.streams}
        for packet in old.demux():
            if packet.dts is not None:
                packet.pts, packet.dts = (t + round(30 / packet.time_base) for t in (packet.pts, packet.dts))
                packet.stream = twins[packet.stream_index]
                new.mux(packet)
    cut(source, Span(1.48, 3.0), tmp_path / "clip.mp4")
    assert [number for number, _ in numbers(tmp_path / "clip.mp4")] == list(range(37, 75))
    real = copied(source, Span(1.48, 3.0), tmp_path / "copy.ts")
    assert numbers(tmp_path / "copy.ts")[0][0] == round(25 * real.start) <= 37
    assert beep(tmp_path / "clip.mp4") == pytest.approx(0.52, abs=0.005)


def test_a_clip_lasts_as_long_as_its_span(film: Path, tmp_path: Path) -> None:
    real = cut(film, Span(1.0, 3.0), tmp_path / "clip.mp4")
    with av.open(str(tmp_path / "clip.mp4")) as container:
        lengths = [float(s.duration * s.time_base) for s in container.streams]
    assert real == Span(1.0, 3.0)
    assert lengths == pytest.approx([2.0, 2.0], abs=1e-3)


def test_a_variable_frame_rate_keeps_its_times(
    ticking: Callable[..., Path], numbered: Callable[[int], Pixels], tmp_path: Path
) -> None:
    times = [0.0, 0.1, 0.15, 0.5, 0.52, 1.0, 2.5, 2.6]
    pictures = ((np.repeat(numbered(n), 2, 1), time) for n, time in enumerate(times))
    source = ticking(tmp_path / "vfr.mp4", frames=pictures)
    cut(source, Span(0.1, 2.0), tmp_path / "clip.mp4")
    expected = [(n, round(times[n] - 0.1, 4)) for n in (1, 2, 3, 4, 5)]
    assert numbers(tmp_path / "clip.mp4") == expected


def test_a_picture_that_stays_for_long_is_there_from_the_start(
    ticking: Callable[..., Path], numbered: Callable[[int], Pixels], tmp_path: Path
) -> None:
    times = [0.0, 0.1, 0.2, 0.3, 0.4, 3.0, 3.1]
    pictures = ((np.repeat(numbered(n), 2, 1), time) for n, time in enumerate(times))
    cut(ticking(tmp_path / "vfr.mp4", frames=pictures), Span(1.5, 3.1), tmp_path / "clip.mp4")
    assert numbers(tmp_path / "clip.mp4") == [(4, 0.0), (5, 1.5)]


def test_a_clip_is_upright_with_square_pixels_and_even_sides(ticking: Callable[..., Path], tmp_path: Path) -> None:
    source = ticking(tmp_path / "odd.mp4", rotation=90, aspect=Fraction(35, 32))
    cut(source, Span(0, 0.2), tmp_path / "clip.mp4")
    facts = PyAVReader(tmp_path / "clip.mp4").facts
    assert PyAVReader(source).facts.height == 70
    assert (facts.width, facts.height, facts.rotation) == (48, 70, 0)


def test_odd_sides_are_made_even(ticking: Callable[..., Path], tmp_path: Path) -> None:
    pictures = ((np.full((47, 63, 3), 90, np.uint8), n / 25) for n in range(5))
    source = ticking(tmp_path / "odd.mkv", frames=pictures, pix_fmt="yuv444p")
    cut(source, Span(0, 0.2), tmp_path / "clip.mp4")
    facts = PyAVReader(tmp_path / "clip.mp4").facts
    assert (facts.width, facts.height) == (64, 48)


def test_colours_survive(ticking: Callable[..., Path], tmp_path: Path) -> None:
    paints = np.array([[200, 40, 40], [40, 180, 60], [50, 60, 210]], np.uint8)
    pictures = ((np.repeat(np.repeat(paints[None], 48, 0), 20, 1), n / 25) for n in range(3))
    source = ticking(tmp_path / "paints.mp4", frames=pictures, audio=None)
    cut(source, Span(0, 0.12), tmp_path / "clip.mp4")
    shown = next(PyAVReader(tmp_path / "clip.mp4").frames(np.zeros(1), [])).pixels[0]
    assert np.abs(shown[24, 10::20].astype(int) - paints).max() <= 8


def test_high_dynamic_range_is_brought_to_the_screen(ticking: Callable[..., Path], tmp_path: Path) -> None:
    curve = "log-level=none:pools=1:frame-threads=1:transfer=smpte2084:colorprim=bt2020:colormatrix=bt2020nc"
    how = {"codec": "libx265", "pix_fmt": "yuv420p10le", "options": {"x265-params": curve}, "audio": None}
    pictures = ((np.full((48, 64, 3), 140, np.uint8), n / 25) for n in range(3))
    source = PyAVReader(ticking(tmp_path / "hdr.mp4", frames=pictures, **how))
    cut(tmp_path / "hdr.mp4", Span(0, 0.12), tmp_path / "clip.mp4")
    made = PyAVReader(tmp_path / "clip.mp4")
    assert (source.facts.hdr, made.facts.hdr) == ("pq", "")
    bright, shown = (next(reader.frames(np.zeros(1), [])).pixels[0].mean() for reader in (source, made))
    assert bright > 160
    assert shown == pytest.approx(bright, abs=3)


def test_a_silent_source_makes_a_clip_without_a_sound_track(ticking: Callable[..., Path], tmp_path: Path) -> None:
    cut(ticking(tmp_path / "silent.mp4", audio=None), Span(1, 2), tmp_path / "clip.mp4")
    with av.open(str(tmp_path / "clip.mp4")) as container:
        assert not container.streams.audio


def test_a_copy_starts_at_a_key_frame_and_says_so(filmed: Store, tmp_path: Path) -> None:
    made = clips(filmed, [Moment("tick", Span(1.1, 2.3), 1.0)], tmp_path / "clips", copy=True)[0]
    shown = numbers(made.path)
    assert made.copied
    assert made.span.start == pytest.approx(0.8)
    assert made.span.start + len(shown) * FRAME == pytest.approx(made.span.end)
    assert made.asked.end <= made.span.end <= made.asked.end + 4 * FRAME
    assert [number for number, _ in shown] == list(range(20, 20 + len(shown)))
    assert beep(made.path) == pytest.approx(1.2, abs=0.025)
    assert flash(made.path) == pytest.approx(1.2, abs=1e-3)


def test_a_copy_keeps_the_rotation(
    ticking: Callable[..., Path], add: Callable[..., object], store: Store, tmp_path: Path
) -> None:
    add("turned", [("red", 0.0, 4.0)], path=ticking(tmp_path / "turned.mp4", rotation=90))
    made = clips(store, [Moment("turned", Span(1, 2), 1.0)], tmp_path, copy=True)[0]
    assert PyAVReader(made.path).facts.rotation == 270


@pytest.mark.parametrize(
    ("title", "name"),
    [
        pytest.param("../../etc/passwd", "etc passwd", id="a way out"),
        pytest.param("C:\\Windows\\x", "C Windows x", id="a way out of Windows"),
        pytest.param("猫が来る", "猫が来る", id="Japanese"),
        pytest.param("שלום עולם", "שלום עולם", id="right to left"),
        pytest.param("...", "video", id="dots"),
        pytest.param("NUL", "_NUL", id="a device"),
        pytest.param("a\u202egpj\n\x00b", "a gpj b", id="invisible letters"),
        pytest.param("猫" * 200, "猫" * 50, id="too long"),
    ],
)
def test_a_name_stays_in_its_folder(
    add: Callable[..., object], store: Store, film: Path, tmp_path: Path, title: str, name: str
) -> None:
    add("named", [("red", 0.0, 4.0)], title=title, path=film)
    made = clips(store, [Moment("named", Span(0, 0.1), 1.0)], tmp_path / "clips", copy=True)[0]
    assert made.path == tmp_path / "clips" / f"{name} 0.00.00.00-0.00.00.10.mp4"
    assert made.path.is_file()


def test_equal_names_are_numbered(add: Callable[..., object], store: Store, film: Path, tmp_path: Path) -> None:
    for id, title in (("one", "Same"), ("two", "same")):
        add(id, [("red", 0.0, 4.0)], title=title, path=film)
    made = clips(store, [Moment(id, Span(0, 0.1), 1.0) for id in ("one", "two")], tmp_path, copy=True)
    assert [clip.path.stem for clip in made] == ["Same 0.00.00.00-0.00.00.10", "same 0.00.00.00-0.00.00.10 (2)"]


def test_what_is_gone_is_named_before_anything_is_written(
    add: Callable[..., object], filmed: Store, tmp_path: Path
) -> None:
    add("gone", [("red", 0.0, 4.0)], path=tmp_path / "nowhere.mp4")
    with pytest.raises(VideoGone, match=r"nowhere\.mp4 is gone"):
        clips(filmed, [Moment("tick", Span(0, 1), 1.0), Moment("gone", Span(0, 1), 1.0)], tmp_path / "clips")
    assert not (tmp_path / "clips").exists()


def test_a_copy_of_the_file_serves_when_it_is_gone(
    add: Callable[..., object], store: Store, film: Path, tmp_path: Path
) -> None:
    add("moved", [("red", 0.0, 4.0)], path=tmp_path / "nowhere.mp4", copies=(film,))
    assert clips(store, [Moment("moved", Span(0, 0.1), 1.0)], tmp_path)[0].path.is_file()


def test_a_time_outside_the_video_is_refused(filmed: Store, tmp_path: Path) -> None:
    with pytest.raises(TimeOutside, match=r"4\.00 seconds long"):
        clips(filmed, [Moment("tick", Span(5, 6), 1.0)], tmp_path)


@pytest.mark.parametrize("copy", [False, True], ids=["encoded", "copied"])
def test_a_folder_that_cannot_be_written_is_refused(filmed: Store, tmp_path: Path, copy: bool) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OutputRefused, match="cannot be written"):
        clips(filmed, [Moment("tick", Span(0, 0.1), 1.0)], tmp_path / "file", copy=copy)


def test_a_clip_that_fails_leaves_nothing(filmed: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: object, *_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("vsearch.media.clips.encode._Film.close", broken)
    with pytest.raises(OutputRefused, match="No space left"):
        clips(filmed, [Moment("tick", Span(0, 0.1), 1.0)], tmp_path / "clips")
    assert list((tmp_path / "clips").iterdir()) == []


def test_clips_tell_what_they_are(filmed: Store, tmp_path: Path) -> None:
    made = clips(filmed, [Moment("tick", Span(1, 1.2), 1.0)], tmp_path)
    path = tmp_path / "A clock ticks 0.00.01.00-0.00.01.20.mp4"
    assert made == [Clip(path, "tick", Span(1, 1.2), Span(1, 1.2), copied=False)]


@pytest.mark.parametrize("way", [cut, copied], ids=["encoded", "copied"])
def test_a_clip_of_a_stream_that_begins_in_mid_group_keeps_its_beep(
    midstream: Path, tmp_path: Path, way: Callable[[Path, Span, Path], Span]
) -> None:
    target = tmp_path / ("clip.mp4" if way is cut else "clip.ts")
    real = way(midstream, Span(4.0, 5.0), target)
    zero = 0.0 if way is cut else MediaClock.of(target).zero
    assert flash(target) - zero == pytest.approx(4.2 - real.start, abs=0.05)
    assert beep(target) - zero == pytest.approx(4.2 - real.start, abs=0.05)


def test_a_copy_of_444_by_an_old_x264_says_so_in_its_first_picture(shared: Path, tmp_path: Path) -> None:
    source = shared / "videos" / "real" / "cockatoo.mp4"
    real = copied(source, Span(8, 12), tmp_path / "copy.mp4")
    whole, copy = PyAVReader(source), PyAVReader(tmp_path / "copy.mp4")
    place = int(np.searchsorted(whole.times(), real.start - 1e-3))
    old, new = (reader.times()[n : n + 1] for reader, n in ((whole, place + 40), (copy, 40)))
    assert np.array_equal(next(whole.frames(old, [])).pixels[0], next(copy.frames(new, [])).pixels[0])
