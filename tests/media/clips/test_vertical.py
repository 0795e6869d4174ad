"""Upright films: 9:16, the subject stays inside, and the window is calm."""

from collections.abc import Callable, Sequence
from pathlib import Path

import av
import numpy as np
import pytest

from vsearch.errors import UsageWrong
from vsearch.library import Store
from vsearch.library.saved import Reel, ReelPart, save_reel
from vsearch.media.clips.clips import clips
from vsearch.media.clips.reel import joined, reel
from vsearch.media.clips.vertical import SHAPE, SPEED, calmest, canvas, framing
from vsearch.media.delivery import Wanted, write_reel
from vsearch.nouns import Moment, Pixels, Span
from vsearch.readers import Facts
from vsearch.readers.pyav import PyAVReader

WIDE, HIGH, BOX = 192, 108, 24


def scene(left: float, *, tall: bool = False) -> Pixels:
    """A red box at a place on grey, whose noise is the same in every picture."""
    noise = np.random.default_rng(1).integers(90, 110, (WIDE if tall else HIGH, HIGH if tall else WIDE, 1))
    pixels = np.repeat(noise, 3, axis=2).astype(np.uint8)
    at = round(left)
    if tall:
        pixels[at : at + BOX, 42 : 42 + BOX] = (230, 20, 20)
    else:
        pixels[42 : 42 + BOX, at : at + BOX] = (230, 20, 20)
    return pixels


def written(path: Path, pictures: Sequence[Pixels], fps: int = 10) -> Path:
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=fps, options={"preset": "ultrafast", "crf": "12"})
        video.height, video.width = pictures[0].shape[:2]
        video.pix_fmt = "yuv420p"
        for picture in pictures:
            container.mux(video.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        container.mux(video.encode())
    return path


def red(path: Path) -> list[float]:
    """How much of the box each picture shows."""
    reader = PyAVReader(path)
    scale = reader.facts.height / HIGH
    shown = (frame.pixels[0].astype(int) for frame in reader.frames(reader.times(), []))
    return [float(((p[..., 0] > 160) & (p[..., 1] < 90)).sum() / (BOX * scale) ** 2) for p in shown]


WAYS = {
    "stands left": [10.0] * 30,
    "stands right": [150.0] * 30,
    "walks": list(np.linspace(10, 150, 50)),
    "comes and goes": [*np.linspace(20, 140, 30), *np.linspace(140, 20, 30)],
    "stands, then walks": [*[20.0] * 20, *np.linspace(20, 140, 30), *[140.0] * 10],
}


@pytest.mark.parametrize("way", WAYS)
def test_the_subject_stays_inside_and_the_window_is_calm(
    way: str, store: Store, add: Callable[..., object], tmp_path: Path
) -> None:
    film = written(tmp_path / "film.mp4", [scene(left) for left in WAYS[way]])
    length = len(WAYS[way]) / 10
    add("box", [("red", 0.0, length)], path=film, fps=10.0, width=WIDE, height=HIGH)
    [clip] = clips(store, [Moment("box", Span(0, length), 1.0)], tmp_path, vertical=True)
    facts = PyAVReader(clip.path).facts
    assert (facts.width, facts.height) == (108, 192)
    assert min(red(clip.path)) > 0.85, way
    look = framing(film, Span(0, length))
    steps = np.abs(np.diff(np.interp(np.arange(0, length, 0.1), look.times, look.starts)))
    assert steps.max() <= SPEED * 0.1 + 1e-6
    if way.startswith("stands ") or way.endswith(("left", "right")):
        assert steps.max() < 1e-9


def test_a_cut_is_followed_at_once_by_another_window(store: Store, add: Callable[..., object], tmp_path: Path) -> None:
    film = written(tmp_path / "film.mp4", [scene(10.0)] * 20 + [scene(150.0)] * 20)
    add("box", [("red", 0.0, 2.0), ("blue", 2.0, 4.0)], path=film, fps=10.0, width=WIDE, height=HIGH)
    made = reel(store, [Moment("box", Span(0.5, 3.5), 1.0)], tmp_path / "reel.mp4", vertical=True)
    assert (made.width, made.height, made.length) == (108, 192, pytest.approx(3.0))
    assert min(red(made.path)) > 0.85


def test_an_upright_picture_is_cut_above_and_below(tmp_path: Path) -> None:
    film = written(tmp_path / "tall.mp4", [scene(150.0, tall=True)] * 10)
    look = framing(film, Span(0, 1))
    [frame] = PyAVReader(film).frames(np.zeros(1), [])
    shown = look.picture(frame, (90, 160))
    assert shown.shape == (160, 90, 3)


def test_a_kept_reel_is_written_upright_in_its_own_order(
    store: Store, add: Callable[..., object], tmp_path: Path
) -> None:
    film = written(tmp_path / "film.mp4", [scene(10.0)] * 20 + [scene(150.0)] * 20)
    add("box", [("red", 0.0, 2.0), ("blue", 2.0, 4.0)], path=film, fps=10.0, width=WIDE, height=HIGH)
    parts = (ReelPart("box", Span(3, 4)), ReelPart("box", Span(0, 1)))
    kept = save_reel(store, Reel("r", parts))
    made = write_reel(store, kept, tmp_path / "r.mp4", vertical=True)
    assert made is not None
    assert [span.start for _, span in made.parts] == [3, 0]
    assert min(red(made.path)) > 0.85
    assert write_reel(store, kept, tmp_path / "r.csv") is None
    with pytest.raises(UsageWrong, match="no film"):
        write_reel(store, kept, tmp_path / "r.edl", vertical=True)
    assert joined(store, kept.moments, tmp_path / "flat.mp4").width == WIDE


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [
        pytest.param(1920, 1080, (1080, 1920), id="full HD"),
        pytest.param(3840, 2160, (1080, 1920), id="never larger"),
        pytest.param(1280, 720, (810, 1440), id="at most twice as large"),
        pytest.param(1080, 1920, (1080, 1920), id="upright already"),
        pytest.param(16, 16, (18, 32), id="tiny"),
    ],
)
def test_an_upright_film_is_exactly_nine_to_sixteen(width: int, height: int, size: tuple[int, int]) -> None:
    made = canvas([Facts(width, height, 1.0, 25.0, "h264")])
    assert made == size
    assert made[0] / made[1] == SHAPE


def test_the_way_is_worth_its_moves_and_never_too_fast() -> None:
    places = np.linspace(0, 0.68, 61)
    flicker = np.zeros((40, 61))
    flicker[:, 10] = 0.3
    flicker[20, 60] = 1.0  # for one look only
    assert set(calmest(flicker, places)) == {10}
    moved = np.zeros((40, 61))
    moved[:20, 10], moved[20:, 60] = 1.0, 1.0
    way = places[calmest(moved, places)]
    assert (way[0], way[-1]) == (places[10], places[60])
    assert np.abs(np.diff(way)).max() <= SPEED * 0.25


@pytest.mark.parametrize(
    ("given", "why"),
    [
        pytest.param({}, "how films are shaped", id="no film"),
        pytest.param({"clips": Path("c"), "copy": True}, "A copy keeps the shape", id="a copy"),
    ],
)
def test_what_cannot_be_upright_is_refused(given: dict[str, Path], why: str) -> None:
    with pytest.raises(UsageWrong, match=why):
        Wanted(vertical=True, **given)
