"""What «good match» is worth: how often what a library shows passes the threshold, and how often what it lacks does.

The libraries are the films of `thumbnails`, of photographs that the built-in encoder was not trained on. Each film's
title is asked for, and things that no such photograph shows; only pictures answer. What is lacking must not pass more
often in a larger library. Then pictures ask: a mirrored part of a photograph that a film shows, and photographs that
none does.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

from bench.asking.thumbnails import MadeFilm, _film, _photos, _shelve
from bench.setting.places import IMAGES
from vsearch.encoders import ENCODERS
from vsearch.library import Store
from vsearch.nouns import Pixels
from vsearch.retrieval.library import Library
from vsearch.retrieval.search.search import search

SIZES = {20: 4, 160: 1}
"""Films in a library, and libraries of that size."""
OTHERS = slice(500, 530)
"""Photographs, by the hash of their names, that no film is made of and the encoder was not trained on."""
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7)
ABSENT = (
    "a rocket taking off", "coins", "a temple", "an elephant", "a giraffe", "an x-ray of a bone", "the moon", "sushi",
    "a violin", "a whale", "a microscope", "a chess board", "a submarine", "a map", "a bar chart", "a spider",
    "a satellite", "a volcano", "a bank note", "a penguin", "a surgeon", "a coral reef", "a laboratory", "an owl",
    "a harp", "a crocodile", "a cathedral", "a washing machine", "a dinosaur", "a lighthouse",
)  # fmt: skip


def main() -> None:
    if not IMAGES.is_dir():
        Console().print(f"skipped: there is no {IMAGES}")
        return
    encoder, photos, random = ENCODERS.make("builtin"), _photos(), np.random.default_rng(4)
    others = [photo for photo, _ in _photos(OTHERS)]
    columns = {}
    for size, count in SIZES.items():
        shown, lacking, again, unlike = [], [], [], []
        for _ in range(count):
            films = [_film(encoder, photos, random) for _ in range(size)]
            with TemporaryDirectory() as folder:
                library = Library(Store.create(Path(folder) / "library", "builtin", encoder.spec.width))
                for number, film in enumerate(films):
                    _shelve(library, f"f{number:03d}", film)
                shown += [_right(library, f"f{number:03d}", film) for number, film in enumerate(films)]
                lacking += [_best(library, words) for words in ABSENT]
                again += [_mirrored(library, Path(folder), f"f{n:03d}", film) for n, film in enumerate(films[:20])]
                unlike += [_pictured(library, Path(folder), photo)[0] for photo in others]
        columns[f"shown: {size} films"] = np.array(shown)
        columns[f"lacking: {size} films"] = np.array(lacking)
        columns[f"picture of it: {size} films"] = np.array(again)
        columns[f"picture of another: {size} films"] = np.array(unlike)
    table = Table("threshold", *columns, box=None)
    for threshold in THRESHOLDS:
        table.add_row(f"{threshold:.1f}", *(f"{(scores >= threshold).mean():.2f}" for scores in columns.values()))
    Console(width=130).print(table)


def _right(library: Library, id: str, film: MadeFilm) -> float:
    """The best score among moments of the film's titled photograph; 0 if none is in the answer."""
    answer = search(library, film.title, inside=("frames",), videos=[id], top=20)
    return max((moment.score for moment in answer.moments if film.hit(moment.best)), default=0.0)


def _best(library: Library, words: str) -> float:
    return max((moment.score for moment in search(library, words, inside=("frames",), top=1).moments), default=0.0)


def _mirrored(library: Library, folder: Path, id: str, film: MadeFilm) -> float:
    """The score of the film for a mirrored part of a photograph that it shows; 0 if it is not in the answer."""
    part = film.small[film.shows.index(film.target), 5:85, 30:130][:, ::-1]
    return max((score for score, video in [_pictured(library, folder, part)] if video == id), default=0.0)


def _pictured(library: Library, folder: Path, pixels: Pixels) -> tuple[float, str]:
    cv2.imwrite(str(folder / "picture.png"), pixels[..., ::-1])
    moments = search(library, image=folder / "picture.png", top=1).moments
    return (moments[0].score, moments[0].video) if moments else (0.0, "")


if __name__ == "__main__":
    main()
