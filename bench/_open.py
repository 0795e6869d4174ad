"""One open library asked again and again: words it never saw before, and thumbnails of a thousand videos."""

import random
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import TypeVar

from vsearch.data.samples import make_samples
from vsearch.encoders import ENCODERS, Encoder
from vsearch.indexer.run.index import index
from vsearch.library import Store
from vsearch.library.parts.vectors import flat
from vsearch.media.stills.stills import save_thumbnail
from vsearch.retrieval.library import Library
from vsearch.settings import IndexOverrides

WORDS = "dog cat moon coffee street rain car red garden tree boat night sea bread child window".split()
SEARCHES, VIDEOS, PICTURES = 100, 1000, 50

Row = tuple[str, str, str, bool]
T = TypeVar("T")


def warm(folder: Path, film: Path) -> Iterator[Row]:
    """The rows of the table, each with its bar."""
    make_samples(folder / "samples")
    settings = IndexOverrides(transcriber="none", texts="builtin")
    if not (folder / "sampled").exists():
        index([folder / "samples"], store=folder / "sampled", encoder="builtin", settings=settings)
    with Library.open(folder / "sampled") as library:
        draw = random.Random(time.time())
        asked = [f"{' '.join(draw.sample(WORDS, 3))} {draw.random()}" for _ in range(SEARCHES + 5)]
        middle = median(_spent(library.search, asked)[5:])
        yield "open library: search by new words, p50", f"{middle:.1f} ms", "<= 5 ms", middle <= 5
    made = _counted()
    with Library.open(_copied(folder / "thousand", film)) as library:
        for turn, bar in (("first", None), ("again", 25.0)):
            spent = median(_spent(lambda id: library.thumbnails(id, top=1), library.ids()))
            good = bar is None or spent <= bar
            yield (
                f"open library: thumbnails of {VIDEOS} videos, {turn}, p50",
                f"{spent:.1f} ms",
                f"<= {bar:.0f} ms" if bar else "-",
                good,
            )
        best = [library.thumbnails(id, top=1)[0] for id in library.ids()[:PICTURES]]
        spent += median(_spent(lambda item: save_thumbnail(library.store, item, folder / "out", size=1920), best))
        yield "open library: the same with a 1080p JPEG, p50", f"{spent:.1f} ms", "<= 120 ms", spent <= 120
    yield "open library: encoders made", str(made()), "1", made() == 1


def _spent(ask: Callable[[T], object], items: Iterable[T]) -> list[float]:
    times = []
    for item in items:
        begun = time.perf_counter()
        ask(item)
        times.append(1e3 * (time.perf_counter() - begun))
    return times


def _counted() -> Callable[[], int]:
    """Counts from now on how often the built-in encoder is made."""
    made, count = ENCODERS._own["builtin"], [0]

    def counting(*arguments: str, **options: object) -> Encoder:
        count[0] += 1
        return made(*arguments, **options)

    ENCODERS.add("builtin", counting)
    return lambda: count[0]


def _copied(place: Path, film: Path) -> Path:
    """A library in which one indexed film stands a thousand times, under as many titles."""
    shutil.rmtree(place, ignore_errors=True)
    index([film], store=place, encoder="builtin", settings=IndexOverrides(words=False))
    store = Store.open(place)
    (entry,) = store.entries()
    shelf = store.shelf(entry.id)
    table, rows, sheet = shelf.frames(), shelf.index().vectors(), shelf.preview()
    for number in range(1, VIDEOS):
        video = replace(entry.video, id=f"copy{number}", title=f"{WORDS[number % 16]} {number}")
        with store.draft(video.id) as draft:
            draft.put_frames(table, flat(rows))
            if sheet:
                draft.put_preview(*sheet)
            draft.commit(replace(entry, video=video, parts={}))
    return place
