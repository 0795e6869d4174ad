"""How a video moves: whether the camera's movement is told right through a codec, and what it costs beside indexing."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from rich.console import Console

from bench.setting.bars import Bars
from bench.setting.indexing import films, indexed
from bench.setting.places import IMAGES, REAL
from bench.setting.screen.draw import decoded, photographs
from vsearch.data.film import evenly, write_video
from vsearch.data.movements import KINDS, MovingShot, drawn, moving_shot
from vsearch.data.photos import PHOTOS, photo
from vsearch.data.samples import make_samples
from vsearch.encoders import ENCODERS, EncoderSpec
from vsearch.indexer.run.adding import see_motion
from vsearch.nouns import Movement, Pixels, Shot, Span, Vectors
from vsearch.settings import IndexOverrides, IndexSettings

FOLDER = Path("build/bench/motion")
SAMPLES = FOLDER / "samples"
SEEDS, EACH, FPS = (101, 102, 103), 120, 25
"""Films of shots by lot, on which nothing was tuned; shots of a film."""
RIGHT, COST = 0.95, 0.25
"""The bars: F1 over the kinds; CPU that it adds to indexing without the encoder of pictures."""
TURNS = 2


class Unseeing:
    """An encoder that takes no time: what is left of indexing is all but the encoder."""

    spec = EncoderSpec("unseeing", 8, 128)

    def encode_images(self, pixels: Pixels) -> Vectors:
        return np.full((len(pixels), 8), 8**-0.5, np.float32)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        return np.full((len(texts), 8), 8**-0.5, np.float32)


def main() -> None:
    ENCODERS.add("unseeing", lambda **_: Unseeing())
    cv2.setNumThreads(1)
    FOLDER.mkdir(parents=True, exist_ok=True)
    table = Bars("what", "measured", "bar", "", title="How a video moves")
    _told(table)
    make_samples(SAMPLES)
    for folder in (SAMPLES, REAL):
        if folder.exists():
            _cost(table, folder)
    Console().print(table)
    sys.exit(table.short)


def _told(table: Bars) -> None:
    """Kinds and directions of rendered shots of 2.2 to 4 seconds, compressed, found by what the indexer does."""
    pairs = [pair for seed in SEEDS for pair in _film(seed)]
    for name, part in (
        ("all", pairs),
        ("with a subject that moves", [p for p in pairs if p[0].subject]),
        ("with something near (parallax)", [p for p in pairs if p[0].near > 1]),
    ):
        scores = {kind: _f1(part, kind) for kind in KINDS}
        mean = float(np.mean(list(scores.values())))
        told = " ".join(f"{kind} {score:.3f}" for kind, score in scores.items())
        verdict = table.verdict(mean >= RIGHT) if name == "all" else ""
        table.add_row(f"F1, {len(part)} shots, {name}", f"{mean:.3f} ({told})", f"{RIGHT}" if verdict else "-", verdict)
    headed = [(shot, move) for shot, move in pairs if shot.direction and move and move.kind == shot.kind]
    right = np.mean([shot.direction == move.direction for shot, move in headed])
    table.add_row("which way, of pans, tilts and zooms", f"{right:.3f}", "-", "")
    speeds = [abs(move.speed / shot.speed - 1) for shot, move in headed]
    table.add_row("how fast: median error", f"{np.median(speeds):.3f}", "-", "")
    clear = [(bool(shot.subject), bool(move and move.action >= move.LIVELY)) for shot, move in pairs if shot.near == 1]
    lively = {some: np.mean([told for there, told in clear if there is some]) for some in (True, False)}
    table.add_row("an action: with a subject, without", f"{lively[True]:.3f}, {lively[False]:.3f}", "-", "")


def _film(seed: int) -> list[tuple[MovingShot, Movement | None]]:
    """Each shot of a film, and the longest movement that is found in it."""
    dice = np.random.default_rng(seed)
    captioned = IMAGES / "photos_captions_1.parquet"
    grounds = photographs([captioned]) if captioned.exists() else []
    shots = [(moving_shot(dice, KINDS[n % len(KINDS)]), int(dice.uniform(2.2, 4.0) * FPS)) for n in range(EACH)]
    path = FOLDER / f"{seed}.mp4"
    pictures = (picture for shot, count in shots for picture in _drawn(shot, count, dice, grounds))
    write_video(path, evenly(pictures, FPS), fps=FPS, gop=250, options={"preset": "veryfast", "crf": "26"})
    edges = (np.cumsum([0, *(count for _, count in shots)]) / FPS).tolist()
    spans = [Span(start, end) for start, end in pairwise(edges)]
    *_, told = see_motion(path, IndexSettings(), [Shot(span) for span in spans])
    found = told.track.movements  # type: ignore[union-attr]
    longest = [
        max((m for m in found if m.span.overlap(span) > 0.1), key=lambda m: m.span.length, default=None)
        for span in spans
    ]
    return list(zip((shot for shot, _ in shots), longest, strict=True))


def _drawn(shot: MovingShot, count: int, dice: np.random.Generator, grounds: Sequence[object]) -> Iterator[Pixels]:
    names = [name for name in PHOTOS if name not in ("text", "page", "moon")]
    two = [
        decoded(grounds[dice.integers(len(grounds))])
        if len(grounds) and dice.random() < 0.6
        else photo(str(dice.choice(names)))
        for _ in range(2)
    ]
    yield from drawn(shot, *two, (np.arange(count) / FPS).tolist(), (270, 480), int(dice.integers(1 << 30)))


def _f1(pairs: Sequence[tuple[MovingShot, Movement | None]], kind: str) -> float:
    told = Counter((shot.kind == kind, bool(move) and move.kind == kind) for shot, move in pairs if move or shot)
    both = told[True, True]
    return 2 * both / max(1, 2 * both + told[True, False] + told[False, True])


def _cost(table: Bars, folder: Path) -> None:
    """Processor time of indexing the same films with and without it, in turns, less what embedding takes."""
    paths = films(folder)
    without = with_ = np.inf
    for _ in range(TURNS):
        without, with_ = min(without, _indexed(paths, motion=False)), min(with_, _indexed(paths, motion=True))
    more = with_ / without - 1
    name = "the samples" if folder == SAMPLES else f"{len(paths)} real films"
    measured = f"{more:.3f} ({without:.1f} to {with_:.1f} s)"
    table.add_row(
        f"{name}: CPU added to indexing without the encoder", measured, f"{COST}", table.verdict(more <= COST)
    )


def _indexed(paths: list[Path], *, motion: bool) -> float:
    """Processor time of indexing."""
    settings = IndexOverrides(transcriber="none", texts="builtin", segments=False, motion=motion)
    return indexed(paths, FOLDER / "library", "unseeing", settings)


if __name__ == "__main__":
    main()
