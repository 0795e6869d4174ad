"""Segments encoded anew, one after another from any of them on: the pictures and the sound that belong to each."""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import av
import numpy as np

from vsearch.media.playback.film import PlayedFilm
from vsearch.media.playback.fragments import GRAIN, LEAD, TAIL, Fragment, grains, parted, written
from vsearch.media.playback.screen import Canvas, FrameCanvas
from vsearch.media.playback.showing import Showing
from vsearch.media.playback.sounding import Sounding
from vsearch.nouns import Span
from vsearch.readers.pictures.turn import Turn
from vsearch.readers.still import NEAR

Segment = tuple[bytes, str]
"""The bytes of a segment, and what is to be said of it."""

_ENDED = 1.0
"""Seconds without a picture at a film's end that mean that it has become shorter."""
_STAYS = 0.1
"""Seconds after which a picture that stays is sent again."""
_FASTEST = 80.0
"""Pictures a second beyond which some are left out."""


def encoded(film: PlayedFilm, start: int, check: Callable[[], None] = lambda: None) -> Iterator[Segment]:
    """Segments from number `start` on; `check` is called between pictures, and may raise to stop."""
    showing, sounding = Showing(film.path), Sounding(film.path, film.duration) if film.sound else None
    try:
        pictures = _Pictures(film, showing, film.span(start).start, check)
        for number in range(start, film.count):
            yield _segment(film, film.span(number), pictures, sounding)
    finally:
        showing.close()
        if sounding:
            sounding.close()


def header(film: PlayedFilm) -> bytes:
    """What stands before all segments of a film."""
    out = BytesIO()
    with written(out, film.canvas, film.fps, sound=film.sound):
        pass
    return parted(out.getvalue())[0]


def blank(film: PlayedFilm, number: int) -> bytes:
    """A black and silent segment, for one that cannot be made."""
    span, out = film.span(number), BytesIO()
    with written(out, film.canvas, film.fps, sound=film.sound) as fragment:
        fragment.show(black(film.canvas), span.start, span.end)
        if film.sound:
            heard(fragment, span, None)
    return parted(out.getvalue())[1]


def black(canvas: Canvas) -> Any:
    """A black picture."""
    frame = av.VideoFrame(canvas.width, canvas.height, "yuv420p")
    for plane, value in zip(frame.planes, (16, 128, 128), strict=True):
        plane.update(bytes([value]) * plane.buffer_size)
    return frame


class _Pictures:
    """The pictures of a film from a moment on, and the one that is on the screen now."""

    def __init__(self, film: PlayedFilm, showing: Showing, since: float, check: Callable[[], None]) -> None:
        self._showing, self._canvas = showing, film.canvas
        self._frames = _spaced(showing.since(since), check)
        self._next = next(self._frames, None)
        self._screen: FrameCanvas | None = None
        self._held: Any = black(film.canvas)
        self._latest = float("-inf")

    def into(self, fragment: Fragment, span: Span) -> str:
        """Add what is on the screen during a span; a sentence, if that is not what was filmed."""
        damaged, time, picture = self._showing.damaged, span.start, self._held
        while self._next is not None and self._next[1] < span.end - NEAR:
            frame, begun = self._next
            _stay(fragment, picture, time, begun)
            self._held = picture = self._drawn(frame)
            time, self._latest = max(time, begun), begun
            self._next = next(self._frames, None)
        _stay(fragment, picture, time, span.end)
        ended = self._next is None and self._latest < span.end - _ENDED
        if self._showing.damaged == damaged and not ended:
            return ""
        return f"The film is damaged between {span.start:.1f} and {span.end:.1f} s: not all pictures can be decoded."

    def _drawn(self, frame: Any) -> Any:
        self._screen = self._screen or FrameCanvas(self._canvas, Turn.of(frame))
        return self._screen.picture(frame)


def _segment(film: PlayedFilm, span: Span, pictures: _Pictures, sounding: Sounding | None) -> Segment:
    out = BytesIO()
    with written(out, film.canvas, film.fps, sound=film.sound) as fragment:
        note = pictures.into(fragment, span)
        if film.sound:
            heard(fragment, span, sounding)
    return parted(out.getvalue())[1], note


def heard(fragment: Fragment, span: Span, sounding: Sounding | None) -> None:
    """Add the packets of sound that begin in a span."""
    first, last = grains(span.start), grains(span.end)
    edges = (first - LEAD) * GRAIN, (last + TAIL) * GRAIN
    wave = sounding.wave(*edges) if sounding else np.zeros((2, edges[1] - edges[0]), np.float32)
    fragment.hear(wave, first, last)


def _stay(fragment: Fragment, picture: Any, time: float, until: float) -> None:
    """Keep a picture on the screen, again and again: browsers take a jump to shortly before a buffered one for it.

    «Shortly» is two of the longest pictures.
    """
    while until - time > NEAR:
        end = until if until - time < 1.5 * _STAYS else time + _STAYS
        fragment.show(picture, time, end)
        time = end


def _spaced(frames: Iterator[tuple[Any, float]], check: Callable[[], None]) -> Iterator[tuple[Any, float]]:
    """Not more pictures a second than a screen shows."""
    latest = float("-inf")
    for frame, time in frames:
        check()
        if time - latest > 1 / _FASTEST:
            yield frame, time
            latest = time
