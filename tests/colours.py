"""A small library by hand: frames are flat colours, and the encoder knows colours by name."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vsearch.encoders import ENCODERS, EncoderSpec, prompts
from vsearch.library import Store
from vsearch.library.parts.entry import Entry
from vsearch.library.parts.frames import table
from vsearch.library.parts.motion import MotionTrack
from vsearch.library.parts.sound import SoundTrack
from vsearch.library.parts.vectors import flat
from vsearch.nouns import FrameRow, Pixels, ScreenText, Span, Utterance, Vectors, Video
from vsearch.retrieval.library import Library

COLOURS = ("red", "green", "blue", "yellow", "black", "white", "orange", "violet")
WIDTH = 16


def vector(colour: str, more: str = "", share: float = 0.3) -> Vectors:
    """A unit row near the axis of one colour, leaning to another."""
    row = np.full(WIDTH, 0.05, np.float32)
    row[COLOURS.index(colour)] += 1
    if more:
        row[COLOURS.index(more)] += share
    return row / np.linalg.norm(row)


class Colours:
    """An encoder whose words are colours; all words are a little noise too."""

    loaded = 0

    def __init__(self) -> None:
        Colours.loaded += 1
        self.spec = EncoderSpec("colours", WIDTH, 8, templates=("{}", "a photo of {}."), tokens=16)

    def encode_images(self, pixels: Pixels) -> Vectors:
        means = pixels.reshape(len(pixels), -1, 3).mean(axis=1)
        paints = {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255), "black": (0, 0, 0)}
        nearest = [min(paints, key=lambda name: float(np.abs(mean - paints[name]).sum())) for mean in means]
        return np.stack([vector(name) for name in nearest])

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._text(text) for text in texts])

    def unread(self, text: str) -> int:
        return max(0, len(text.split()) - 16)

    def _text(self, text: str) -> Vectors:
        row = np.random.default_rng(list(text.encode())).normal(0, 0.12, WIDTH).astype(np.float32)
        known = [COLOURS.index(word.strip(".,")) for word in text.lower().split() if word.strip(".,") in COLOURS]
        row[known] += 1
        return row / np.linalg.norm(row)


@pytest.fixture
def colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table of encoders knows this one."""
    monkeypatch.setitem(ENCODERS._own, "colours", Colours)
    Colours.loaded = 0
    assert prompts.NEUTRAL


def frame(
    time: float, shot: int = 0, reason: str = "", span: tuple[float, float] | None = None, **signals: float
) -> FrameRow:
    """A row: kept unless it has a reason."""
    plain = {
        "sharpness": 0.5,
        "brightness": 0.5,
        "contrast": 0.4,
        "colour": 0.4,
        "direction": 0.1,
        "text": 0.0,
        "motion": 0.2,
    }
    start, end = span or (time, time + 0.5)
    return FrameRow(0, time, shot, not reason, reason, Span(start, end), plain | signals)


@pytest.fixture(name="frame")
def _frame() -> Callable[..., FrameRow]:
    """Makes rows of a frame table."""
    return frame


@pytest.fixture(name="vector")
def _vector() -> Callable[..., Vectors]:
    """Makes rows near the axis of a colour."""
    return vector


Shots = Sequence[tuple[str, float, float]]
Add = Callable[..., Entry]


@pytest.fixture
def store(tmp_path: Path, colours: None) -> Store:
    """An empty library of the encoder of colours, on disk."""
    return Store.create(tmp_path / "library", "colours", WIDTH)


@pytest.fixture
def library(store: Store) -> Library:
    """The same library, open."""
    return Library(store)


@pytest.fixture
def add(store: Store, tmp_path: Path) -> Add:
    """Adds a video made of shots (colour, start, end), a frame every half second."""

    def one(
        id: str,
        shots: Shots,
        *,
        title: str = "",
        said: Sequence[Utterance] = (),
        written: Sequence[ScreenText] = (),
        sound: SoundTrack | None = None,
        motion: MotionTrack | None = None,
        rows: Sequence[FrameRow] = (),
        paint: Sequence[Vectors] = (),
        hashes: Sequence[int] = (),
        sheet: bytes = b"",
        cues: str = "",
        **video: object,
    ) -> Entry:
        frames, vectors = list(rows), list(paint)
        for number, (colour, start, end) in enumerate(shots):
            for time in np.arange(start, end - 1e-9, 0.5):
                frames.append(frame(float(time), number, span=(float(time), min(end, float(time) + 0.5))))
                lean = COLOURS[(COLOURS.index(colour) + 1) % len(COLOURS)]
                vectors.append(vector(colour, lean, 0.02 * ((time - start) % 3)))
        made, order = table([replace(row, row=n) for n, row in enumerate(frames)], list(hashes or range(len(frames))))
        duration = max(row.span.end for row in frames)
        path = tmp_path / "films" / f"{id}.mp4"
        known = {"path": path, "title": title or id, "duration": duration, "width": 640, "height": 360}
        entry = Entry(Video(id=id, fingerprint=id, **{**known, **video}))  # type: ignore[arg-type]
        with store.draft(id) as draft:
            draft.put_frames(made, flat(np.stack([vectors[n] for n in order])))
            draft.put_words(tuple(said), None)
            if written:
                draft.put_screen(tuple(written))
            if sound:
                draft.put_sound(sound)
            if motion:
                draft.put_motion(motion)
            if sheet:
                draft.put_preview(sheet, cues)
            draft.commit(entry)
        return entry

    return one


TICKS = 100
"""Frames of the ticking film, 25 a second."""


def numbered(number: int) -> Pixels:
    """A picture, 32 pixels wide, that tells a number below 100 by two greys."""
    picture = np.full((48, 32, 3), 25 + 22 * (number // 10), np.uint8)
    picture[24:] = 25 + 22 * (number % 10)
    return picture


def ticking(path: Path, **how: object) -> Path:
    """A film whose left half tells each frame's number by greys (tens above units); at 2 s it flashes and beeps."""
    from vsearch.data.film import RATE, evenly, write_video

    pictures = np.zeros((TICKS, 48, 64, 3), np.uint8)
    for number in range(TICKS):
        pictures[number, :, :32] = numbered(number)
    pictures[50:52, :, 32:] = 255
    wave = np.zeros(4 * RATE, np.float32)
    wave[2 * RATE : 2 * RATE + 3840] = 0.5 * np.sin(np.arange(3840) * 2 * np.pi * 1000 / RATE)
    films = {"audio": wave, "gop": 20, "bframes": 2, "options": {"crf": "10", "x264-params": "scenecut=0"}} | how
    return write_video(path, films.pop("frames", None) or evenly(pictures), **films)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ticking film, four seconds long."""
    return ticking(tmp_path_factory.mktemp("films") / "ticking.mp4")


@pytest.fixture(name="ticking")
def _ticking() -> Callable[..., Path]:
    """Makes ticking films of other kinds."""
    return ticking


@pytest.fixture
def filmed(add: Add, store: Store, film: Path) -> Store:
    """A library of one video, "tick", whose file is the ticking film."""
    shots = [("red", 0.0, 1.0), ("green", 1.0, 2.0), ("blue", 2.0, 4.0)]
    add("tick", shots, title="A clock ticks", path=film, fps=25.0, width=64, height=48)
    return store


@pytest.fixture(name="numbered")
def _numbered() -> Callable[[int], Pixels]:
    """Draws numbers."""
    return numbered
