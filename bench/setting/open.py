"""One open library asked again and again: words it never saw before, and thumbnails of a thousand videos.

Times are those of the processor, of all threads: other work on the machine would only add to those of the clock.
"""

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
from vsearch.library.parts import entry as entries
from vsearch.media.stills.stills import draw_thumbnail, write_drawn
from vsearch.nouns import Thumbnail
from vsearch.retrieval.library import Library
from vsearch.settings import IndexOverrides

WORDS = "dog cat moon coffee street rain car red garden tree boat night sea bread child window".split()
SEARCHES, VIDEOS, PICTURES = 100, 1000, 100

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
        asked = [f"{' '.join(draw.sample(WORDS, 3))} {_unheard(draw)}" for _ in range(SEARCHES + 5)]
        middle = median(_spent(library.search, asked)[5:])
        yield "open library: search by new words, p50", f"{middle:.1f} ms", "<= 5 ms", middle <= 5
    place, shown = _copied(folder / "thousand", folder / "sampled", film)
    made = _counted()
    with Library.open(place) as library:
        ids = library.ids()[:: VIDEOS // PICTURES]
        first = 0.0
        for turn in ("first", "again"):
            spent = median(_spent(lambda id: library.thumbnails(id, top=1), ids))
            yield f"open library: thumbnails, {VIDEOS} videos, {turn}, p50", f"{spent:.1f} ms", "<= 25 ms", spent <= 25
            first = first or spent
        best = library.thumbnails(shown, top=1)[0]
        long = library.entry(shown).video.duration
        stills = [replace(best, time=long * (n + 0.5) / 6) for n in range(6)]
        # The first picture of a process loads the decoders, once.

        def save(item: Thumbnail) -> None:
            for one in draw_thumbnail(library.store, item, folder / "out", size=1920):
                write_drawn(one, folder / "out", beside=False)

        saving = _spent(save, stills)[1:]
        spent = first + median(saving)
        yield "open library: the first with a 1080p JPEG, p50", f"{spent:.1f} ms", "<= 120 ms", spent <= 120
    yield "open library: encoders made", str(made()), "1", made() == 1


def _unheard(draw: random.Random) -> str:
    """A word that was never asked for before."""
    return "".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=6))


def _spent(ask: Callable[[T], object], items: Iterable[T]) -> list[float]:
    times = []
    for item in items:
        begun = time.process_time()
        ask(item)
        times.append(1e3 * (time.process_time() - begun))
    return times


def _counted() -> Callable[[], int]:
    """Counts from now on how often the built-in encoder is made."""
    made, count = ENCODERS._own["builtin"], [0]

    def counting(*arguments: str, **options: object) -> Encoder:
        count[0] += 1
        return made(*arguments, **options)

    ENCODERS.add("builtin", counting)
    return lambda: count[0]


def _copied(place: Path, sampled: Path, film: Path) -> tuple[Path, str]:
    """A library in which the sample videos stand a thousand times, under as many titles, and the id of a film in it."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(sampled, place, ignore=shutil.ignore_patterns("search", "catalog*"))
    store = Store.open(place)
    samples = list(store.entries())
    for number in range(VIDEOS - len(samples)):
        entry = samples[number % len(samples)]
        id = f"copy{number}"
        shutil.copytree(place / "videos" / entry.id, place / "videos" / id)
        copy = entry.with_video(id=id, title=f"{WORDS[number % 16]} {number}", path=Path(f"/films/{number}.mp4"))
        entries.save(copy, place / "videos" / id / "video.json")
    (outcome,) = index([film], store=place, encoder="builtin", settings=IndexOverrides(words=False))
    assert outcome.id
    return place, outcome.id
