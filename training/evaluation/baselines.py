"""What a tower must beat: rankings of a video's frames that nobody had to train."""

from collections.abc import Callable
from contextlib import suppress
from itertools import chain
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vsearch.rows import unit
from vsearch.training.datasets.dataset import Dataset, Example

if TYPE_CHECKING:
    from av.container import InputContainer

Curve = NDArray[np.floating]
Method = Callable[[Example], Curve | None]
"""A score a frame; None where the method cannot be used on a video."""
_SMALL = "128:128:force_original_aspect_ratio=decrease:force_divisible_by=2"
"""The size at which FFmpeg's filter sees pictures: it holds all of them until the film ends, 27 kB each like this."""


def by_lot(example: Example) -> Curve:
    """Frames in random order, the same for a video every time."""
    return np.random.default_rng(list(example.id.encode())).random(len(example.chosen))


def uniform(example: Example) -> Curve:
    """The frames nearest to the middles of equal parts: a half, a quarter, three quarters, ..."""
    places = [0.5, 0.25, 0.75, 0.125, 0.375, 0.625, 0.875]
    return _visiting(example, places)


def fifteen(example: Example) -> Curve:
    """The frame at 15 % of the video, then its neighbours in time."""
    return -np.abs(example.sequences.times / example.sequences.duration - 0.15)


def centroid(example: Example) -> Curve:
    """Nearness to the mean of the frames: what is most typical of the video."""
    frames = np.asarray(example.sequences.frames, np.float32)
    near: Curve = frames @ unit(frames.mean(0))
    return near


def title(example: Example) -> Curve | None:
    """Nearness to the title."""
    if not len(example.title):
        return None
    near: Curve = np.asarray(example.sequences.frames, np.float32) @ example.title
    return near


def zero_shot(example: Example) -> Curve:
    """Nearness to the zero-shot prior: what a library does before anything was learned."""
    near: Curve = np.asarray(example.sequences.frames, np.float32) @ example.sequences.prior.reshape(-1)
    return near


def ffmpeg(example: Example) -> Curve | None:
    """The frame that FFmpeg's `thumbnail` filter takes from the file, then its neighbours; None without the file."""
    if not example.path or not Path(example.path).is_file():
        return None
    time = filtered(Path(example.path))
    return None if time is None else -np.abs(example.sequences.times - time)


def filtered(path: Path) -> float | None:
    """When the frame comes whose histogram FFmpeg's `thumbnail` filter finds nearest to the mean of all."""
    import av

    try:
        with av.open(str(path)) as film:
            stream = film.streams.video[0]
            graph = av.filter.Graph()
            parts = graph.add("scale", _SMALL), graph.add("thumbnail", str(_count(film))), graph.add("buffersink")
            graph.link_nodes(graph.add_buffer(template=stream), *parts).configure()
            start = None
            for frame in chain(film.decode(stream), [None]):
                start = frame.time if frame and start is None else start
                graph.push(frame)
                with suppress(BlockingIOError):  # asked after each frame: else all would wait in front of the filter
                    found = graph.pull()
                    return float(found.pts * found.time_base) - float(start or 0)
    except (av.FFmpegError, IndexError, TypeError, ValueError):
        pass
    return None


def _count(film: "InputContainer") -> int:
    """How many frames a film has, or a few more; fewer would end the filter's choice before the film does."""
    import av

    stream = film.streams.video[0]
    if stream.frames:
        return max(2, stream.frames)
    if film.duration and stream.average_rate:
        return 2 + ceil(float(film.duration * stream.average_rate / av.time_base))
    with av.open(film.name) as again:
        return 2 + sum(1 for _ in again.demux(video=0))


PRIOR = "zero-shot prior"
"""What serves before anything was learned."""

METHODS: dict[str, Method] = {
    "random": by_lot,
    "uniform": uniform,
    "15 %": fifteen,
    "ffmpeg thumbnail": ffmpeg,
    "centroid": centroid,
    "title similarity": title,
    PRIOR: zero_shot,
}


def curves(dataset: Dataset, method: Method) -> list[Curve] | None:
    """A method's curve for every video; None when it cannot be used on each of them."""
    found = [method(example) for example in dataset]
    return None if any(curve is None for curve in found) else [curve for curve in found if curve is not None]


def _visiting(example: Example, places: list[float]) -> Curve:
    share = example.sequences.times / example.sequences.duration
    scores = np.zeros(len(share))
    for number, place in enumerate(places):
        row = int(np.argmin(np.abs(share - place) + scores))
        scores[row] = max(scores[row], len(places) - number)
    return scores
