import math
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from vsearch.data.film import RATE
from vsearch.errors import OutputRefused, UsageWrong, VideoGone
from vsearch.library import Store
from vsearch.media.clips.reel import _ticks, chosen, merged, ordered, reel
from vsearch.nouns import Moment, Span
from vsearch.readers.pyav import PyAVReader


def moment(start: float, end: float, score: float = 1.0, video: str = "tick", best: float | None = None) -> Moment:
    return Moment(video, Span(start, end), score, {}, start if best is None else best)


def tone(seconds: float) -> np.ndarray:
    """A low sound that never rests: a jump in it would click."""
    return (0.5 * np.sin(np.arange(int(seconds * RATE)) * 2 * np.pi * 200 / RATE)).astype(np.float32)


def sound(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])


def brightness(path: Path) -> list[float]:
    reader = PyAVReader(path)
    return [float(frame.pixels[0][:, 28:].mean()) for frame in reader.frames(reader.times(), [])]


@pytest.fixture
def two(filmed: Store, add: Callable[..., object], ticking: Callable[..., Path], tmp_path: Path) -> Store:
    """The ticking film, and a white upright one without sound at another rate."""
    pictures = ((np.full((80, 40, 3), 255, np.uint8), n / 30) for n in range(60))
    path = ticking(tmp_path / "white.mp4", frames=pictures, audio=None, fps=30)
    add("white", [("white", 0.0, 2.0)], path=path, fps=30.0)
    return filmed


def test_a_reel_is_one_film_of_one_size_and_rate(two: Store, tmp_path: Path) -> None:
    made = reel(two, [moment(0.0, 1.0), moment(0.5, 1.3, 0.5, "white")], tmp_path / "reel.mp4")
    facts = PyAVReader(tmp_path / "reel.mp4").facts
    assert (facts.width, facts.height, facts.fps) == (64, 48, pytest.approx(25.0))
    assert (made.length, facts.duration) == (pytest.approx(1.8), pytest.approx(1.8))
    assert [video for video, _ in made.parts] == ["tick", "white"]
    assert made.parts[1][1].start == 0.5


def test_pictures_keep_their_shape_between_black_bars(two: Store, tmp_path: Path) -> None:
    reel(two, [moment(2.0, 2.08), moment(0, 1, 0.5, "white")], tmp_path / "reel.mp4")
    first = next(PyAVReader(tmp_path / "reel.mp4").frames(np.zeros(1), [])).pixels[0]
    rows = np.flatnonzero(first[:, 30].mean(axis=1) > 128)  # 64 x 48 in 40 x 80 is 40 x 30
    assert (rows[0], rows[-1] + 1) == (pytest.approx(25, abs=1), pytest.approx(55, abs=1))


def test_silent_parts_are_silent_and_the_others_in_step(two: Store, tmp_path: Path) -> None:
    path = reel(two, [moment(0, 1, 1.0, "white"), moment(1.5, 2.5, 0.5)], tmp_path / "reel.mp4").path
    wave, bright = sound(path), brightness(path)
    assert np.abs(wave[: int(0.95 * RATE)]).max() < 0.01
    assert np.flatnonzero(np.abs(wave) > 0.1)[0] / RATE == pytest.approx(1.5, abs=0.01)
    shown = zip(PyAVReader(path).times(), bright, strict=True)
    assert next(time for time, light in shown if time >= 1.0 and light > 60) == pytest.approx(1.5, abs=1e-3)


def test_joins_do_not_click(
    add: Callable[..., object], store: Store, ticking: Callable[..., Path], tmp_path: Path
) -> None:
    add("hum", [("red", 0.0, 4.0)], path=ticking(tmp_path / "hum.mp4", audio=tone(4)), fps=25.0)
    moments = [moment(0.5, 1.0, 1.0, "hum"), moment(2.12, 2.6, 0.9, "hum")]
    wave = sound(reel(store, moments, tmp_path / "reel.mp4").path)
    steady = np.abs(np.diff(wave[int(0.1 * RATE) : int(0.4 * RATE)])).max()
    assert np.abs(np.diff(wave[int(0.4 * RATE) : int(0.6 * RATE)])).max() < 1.3 * steady
    around = wave[int(0.49 * RATE) : int(0.51 * RATE)]
    assert np.sqrt(np.mean(around**2)) > 0.15  # faded into one another, not to silence


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        pytest.param(None, [(0, 4), (10, 16), (20, 30)], id="all"),
        pytest.param(13.5, [(0, 4), (10.42, 15.17), (20, 24.75)], id="what a short one leaves goes to the longer ones"),
        pytest.param(9.0, [(0, 3), (11, 14), (20, 23)], id="as much of each, around its best"),
        pytest.param(2.5, [(11.58, 12.83), (20.58, 21.83)], id="too short for all"),
        pytest.param(1.0, [(11.67, 12.67)], id="one moment"),
        pytest.param(99.0, [(0, 4), (10, 16), (20, 30)], id="more than there is"),
    ],
)
def test_a_reel_shares_its_length_among_the_best(length: float | None, expected: list[tuple[float, float]]) -> None:
    moments = [moment(0, 4, 0.1), moment(10, 16, 0.9, best=12), moment(20, 30, 0.5, best=21)]
    made = ordered(chosen(merged(moments), length))
    spans = sorted((round(m.span.start, 2), round(m.span.end, 2)) for m in made)
    assert spans == expected


def test_nothing_is_shown_twice() -> None:
    made = merged([moment(0, 4, 0.5), moment(3, 6, 0.9), moment(5.5, 8, 0.1), moment(3, 6, 0.2, "other")])
    assert [(m.video, m.span) for m in made] == [("tick", Span(0, 8)), ("other", Span(3, 6))]


def test_the_video_of_the_best_moment_comes_first() -> None:
    made = ordered([moment(9, 10, 0.9, "b"), moment(0, 1, 0.8, "a"), moment(2, 3, 0.7, "b")])
    assert [(m.video, m.span.start) for m in made] == [("b", 2), ("b", 9), ("a", 0)]


def test_what_cannot_be_joined_is_refused(filmed: Store, add: Callable[..., object], tmp_path: Path) -> None:
    add("gone", [("red", 0.0, 4.0)], path=tmp_path / "nowhere.mp4")
    with pytest.raises(UsageWrong, match="no moment"):
        reel(filmed, [], tmp_path / "reel.mp4")
    for length in (0.5, -1.0, math.nan):
        with pytest.raises(UsageWrong, match=rf"cannot last {length:g} seconds"):
            reel(filmed, [moment(0, 1)], tmp_path / "reel.mp4", length=length)
    with pytest.raises(VideoGone, match=r"nowhere\.mp4"):
        reel(filmed, [moment(0, 1, video="gone")], tmp_path / "reel.mp4")
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputRefused, match="cannot be written"):
        reel(filmed, [moment(0, 1)], tmp_path / "file" / "reel.mp4")


@pytest.mark.parametrize(
    ("start", "count", "fps"), [(0.0, 30, 25.0), (0.31, 7, 10.0), (2.2, 90, 60.0), (3.9, 40, 24.0)]
)
def test_each_tick_shows_the_picture_that_is_on_the_screen(start: float, count: int, fps: float) -> None:
    times = np.concatenate([np.arange(50) / 25, 2 + np.arange(8) * 0.25])
    shown, until = _ticks(times, start, count, fps)
    ticks = np.repeat(shown, np.diff(until, prepend=0))
    moments = start + np.arange(count) / fps + 1e-3
    assert ticks.tolist() == [times[times <= moment].max() for moment in moments]


def test_a_stretch_of_a_year_is_told_without_counting_its_ticks() -> None:
    shown, until = _ticks(np.array([0.0, 1.0, 3e7]), 0.0, 3 * 10**9, 60.0)
    assert (shown.tolist(), until[-1]) == ([0.0, 1.0, 3e7], 3 * 10**9)
