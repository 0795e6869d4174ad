"""Thumbnails against baselines: videos put together from photographs, the title being the caption of one of them.

Every video shows eight photographs for two or three seconds each, with blurred, dark and black stretches between; a
choice hits when it falls into the titled photograph. Only photographs that the encoder was not trained on are used,
and of those only the ones on which no weights were chosen. Then the sample library, whose titles and faults are known.
"""

import hashlib
import io
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from PIL import Image
from rich.console import Console

from bench.setting.bars import Bars
from bench.setting.places import IMAGES
from bench.setting.samples import samples
from vsearch.encoders import ENCODERS, Encoder
from vsearch.indexer.frames.signals import measure
from vsearch.library import Store
from vsearch.library.parts.entry import Entry
from vsearch.library.parts.frames import table as frame_table
from vsearch.library.parts.vectors import flat
from vsearch.nouns import FrameRow, Pixels, Span, Vectors, Video
from vsearch.retrieval.library import Library
from vsearch.retrieval.thumbnails.choose import thumbnails

FOLDER = Path("build/bench/thumbnails")
REPORTED = slice(0, 500)
"""Photographs by the hash of their names: the built-in encoder's training leaves out the first thousand, and on the
second half of them the weights of the re-ranker were chosen."""
VIDEOS = 300
PHOTOS = 8
STEP = 0.5
KS = (1, 3, 5)
DRAWS = 2_000


@dataclass(frozen=True)
class MadeFilm:
    """The sampled frames of a video: when, small, as the encoder sees them, which photograph each shows (-1: none)."""

    title: str
    target: int
    times: list[float]
    small: Pixels
    vectors: Vectors
    shows: list[int]
    bad: list[str]
    shot: list[int]
    length: float

    def hit(self, time: float) -> bool:
        """Whether the frame shown at that time is of the titled photograph and whole."""
        row = min(range(len(self.times)), key=lambda n: abs(self.times[n] - time))
        return self.shows[row] == self.target and not self.bad[row]


Method = Callable[[MadeFilm, int, np.random.Generator], Sequence[float]]


def main() -> None:
    short = samples(FOLDER)
    if IMAGES.is_dir():
        short |= _photographs()
    else:
        Console().print(f"skipped: films of photographs (there is no {IMAGES})")
    sys.exit(short)


def _photographs() -> bool:
    encoder = ENCODERS.make("builtin")
    films = _films(encoder)
    methods: dict[str, Method] = {
        "random": lambda film, k, random: random.uniform(0, film.length, k).tolist(),
        "uniform": lambda film, k, _: [film.length * (n + 0.5) / k for n in range(k)],
        "at 15 % (then on)": lambda film, k, _: [film.length * ((0.15 + n / k) % 1) for n in range(k)],
        "ffmpeg thumbnail filter": _ffmpeg,
        "k-means centroid": _kmeans,
        "nearest to the title alone": _title(encoder),
    }
    random = np.random.default_rng(0)
    hits = {
        name: np.array([[any(map(film.hit, choose(film, k, random))) for k in KS] for film in films])
        for name, choose in methods.items()
    }
    with TemporaryDirectory() as folder:
        chosen = [_chosen(Path(folder) / f"{number}", film) for number, film in enumerate(films)]
    pairs = list(zip(films, chosen, strict=True))
    hits["vsearch, zero-shot"] = np.array([[any(map(film.hit, times[:k])) for k in KS] for film, times in pairs])
    return _show(hits)


def _chosen(folder: Path, film: MadeFilm) -> list[float]:
    """A library for each film: their photographs recur, and what recurs at the end of several videos is an ident."""
    library = Library(Store.create(folder, "builtin", film.vectors.shape[1]))
    _shelve(library, "film", film)
    return [one.time for one in thumbnails(library, "film", top=max(KS))]


def _show(hits: dict[str, "np.ndarray[tuple[int, int], np.dtype[np.bool_]]"]) -> bool:
    table = Bars("method", *(f"hit@{k} [95 %]" for k in KS), box=None)
    random = np.random.default_rng(1)
    for name, found in hits.items():
        draws = found[random.integers(0, len(found), (DRAWS, len(found)))].mean(axis=1)
        low, high = np.percentile(draws, [2.5, 97.5], axis=0)
        table.add_row(
            name, *(f"{m:.3f} [{a:.3f}, {b:.3f}]" for m, a, b in zip(found.mean(axis=0), low, high, strict=True))
        )
    others = np.max([found.mean(axis=0) for name, found in hits.items() if not name.startswith("vsearch")], axis=0)
    ours = hits["vsearch, zero-shot"].mean(axis=0)
    table.add_row(
        "bar: ours leads at every k",
        *(table.verdict(a > b) for a, b in zip(ours, others, strict=True)),
    )
    Console().print(table)
    Console().print("Katna is not among them: it reads video files, and these are frames that were never encoded.")
    return table.short


def _films(encoder: Encoder) -> list[MadeFilm]:
    photos = _photos()
    random = np.random.default_rng(3)
    return [_film(encoder, photos, random) for _ in range(VIDEOS)]


def _photos(which: slice = REPORTED) -> list[tuple[Pixels, list[str]]]:
    import pyarrow.parquet as pq

    rows = [row for n in (0, 1) for row in pq.read_table(IMAGES / f"photos_captions_{n}.parquet").to_pylist()]
    rows.sort(key=lambda row: hashlib.sha256(row["name"].encode()).hexdigest())
    return [(_pixels(row["image"]), list(row["captions"])) for row in rows[which]]


def _pixels(image: bytes | dict[str, bytes]) -> Pixels:
    content = image["bytes"] if isinstance(image, dict) else image
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))


def _film(encoder: Encoder, photos: list[tuple[Pixels, list[str]]], random: np.random.Generator) -> MadeFilm:
    chosen = random.choice(len(photos), PHOTOS, replace=False)
    target = int(random.integers(PHOTOS))
    pictures: list[Pixels] = []
    shows, bad, shot = [], [], []
    for number, photo in enumerate(chosen):
        whole = _wide(photos[photo][0])
        for n in range(int(random.integers(4, 7))):
            pictures.append(_zoomed(whole, 1 + 0.03 * n))
            shows.append(number), bad.append(""), shot.append(2 * number)
        spoil = ("blurred", "dark", "black")[int(random.integers(3))]
        for _ in range(int(random.integers(1, 4))):
            pictures.append(_spoiled(_wide(photos[int(random.choice(chosen))][0]), spoil))
            shows.append(-1), bad.append(spoil), shot.append(2 * number + 1)
    size = encoder.spec.size
    small = np.stack([cv2.resize(one, (160, 90), interpolation=cv2.INTER_AREA) for one in pictures])
    square = np.stack([cv2.resize(one[:, 70:250], (size, size), interpolation=cv2.INTER_AREA) for one in pictures])
    caption = photos[chosen[target]][1][0].rstrip(" .")
    times = [n * STEP for n in range(len(pictures))]
    return MadeFilm(
        caption, target, times, small, encoder.encode_images(square), shows, bad, shot, len(pictures) * STEP
    )


def _wide(photo: Pixels) -> Pixels:
    high, wide = photo.shape[:2]
    scale = max(320 / wide, 180 / high)
    large = cv2.resize(
        photo, (max(320, round(wide * scale)), max(180, round(high * scale))), interpolation=cv2.INTER_AREA
    )
    top, left = (large.shape[0] - 180) // 2, (large.shape[1] - 320) // 2
    return np.asarray(large[top : top + 180, left : left + 320], np.uint8)


def _zoomed(picture: Pixels, by: float) -> Pixels:
    matrix = cv2.getRotationMatrix2D((160, 90), 0, by)
    return np.asarray(cv2.warpAffine(picture, matrix, (320, 180), borderMode=cv2.BORDER_REFLECT), np.uint8)


def _spoiled(picture: Pixels, how: str) -> Pixels:
    if how == "blurred":
        return np.asarray(cv2.GaussianBlur(picture, (0, 0), 9), np.uint8)
    return (picture * (0.12 if how == "dark" else 0.0)).astype(np.uint8)


def _shelve(library: Library, id: str, film: MadeFilm) -> None:
    """The film as the indexer keeps it: what is black, dark or blurred has a reason by its measured signals."""
    signals, hashes = measure(list(film.small))
    rows = []
    for n, time in enumerate(film.times):
        known = {name: float(column[n]) for name, column in signals.items()}
        faulty = "dark" if known["brightness"] < 0.1 else "blurred" if known["sharpness"] < 0.06 else ""
        rows.append(FrameRow(n, time, film.shot[n], not faulty, faulty, Span(time, time + STEP), known))
    made, order = frame_table(rows, hashes.tolist())
    video = Video(id, Path(f"{id}.mp4"), film.title, film.length, 320, 180, id)
    with library.store.draft(id) as draft:
        draft.put_frames(made, flat(film.vectors[order]))
        draft.commit(Entry(video))


def _ffmpeg(film: MadeFilm, k: int, _: np.random.Generator) -> list[float]:
    """ffmpeg's filter picks the most typical frame of every n."""
    import av

    count = max(1, len(film.times) // k)
    graph = av.filter.Graph()
    source = graph.add_buffer(width=160, height=90, format="rgb24", time_base=1)
    best, sink = graph.add("thumbnail", f"n={count}"), graph.add("buffersink")
    source.link_to(best), best.link_to(sink)
    graph.configure()
    found: list[float] = []
    for n, picture in enumerate(film.small):
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
        frame.pts, frame.time_base = n, 1
        graph.push(frame)
        if (n + 1) % count == 0:
            found.append(film.times[graph.pull().pts])
    return found[:k]


def _kmeans(film: MadeFilm, k: int, _: np.random.Generator) -> list[float]:
    """The frames nearest to the centres of k clusters of vectors, the largest cluster first."""
    ends = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 1e-4)
    cv2.setRNGSeed(1)
    labels, centres = cv2.kmeans(film.vectors, k, None, ends, 3, cv2.KMEANS_PP_CENTERS)[1:]
    order = np.argsort(-np.bincount(labels.ravel(), minlength=k))
    return [film.times[int(np.argmin(np.linalg.norm(film.vectors - centres[n], axis=1)))] for n in order]


def _title(encoder: Encoder) -> Method:
    """The frames whose vectors are nearest to the title's, and nothing else."""

    def choose(film: MadeFilm, k: int, _: np.random.Generator) -> list[float]:
        scores = film.vectors @ encoder.encode_texts([film.title])[0]
        return [film.times[n] for n in np.argsort(-scores)[:k]]

    return choose


if __name__ == "__main__":
    main()
