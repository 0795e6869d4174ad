"""The sample library, whose titles, faults, cuts and shots are known: thumbnails, edges of highlights, searches."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from bench.setting.bars import Bars
from vsearch.data.photos import PHOTOS
from vsearch.data.samples import make_samples
from vsearch.indexer.run.index import index
from vsearch.nouns import Moment
from vsearch.retrieval.highlights.choose import highlights
from vsearch.retrieval.library import Library
from vsearch.retrieval.search.search import search
from vsearch.retrieval.thumbnails.choose import thumbnails
from vsearch.settings import IndexOverrides

QUERIES = {
    "a cat": "cat", "a cup of coffee": "coffee", "a motorcycle": "motorcycle", "a flower": "flower",
    "a rocket taking off": "rocket", "an astronaut": "astronaut", "coins": "coins", "a temple": "temple",
}  # fmt: skip
"""What is looked for in words, and the photograph of the sample library that shows it."""


def samples(folder: Path) -> bool:
    """Whether a bar is missed: by thumbnails that miss the title's subject or show a fault, by edges, by searches."""
    made = make_samples(folder / "videos")
    shutil.rmtree(folder / "library", ignore_errors=True)  # an older encoder's would be taken as it is
    index([made.folder], store=folder / "library", encoder="builtin", settings=IndexOverrides(transcriber="none"))
    library = Library.open(folder / "library")
    subject, whole, count = 0, 0, 0
    for entry in library.store.entries():
        known = made.videos[entry.video.path.name]
        time = thumbnails(library, entry.id, top=1)[0].time
        whole += not any(start <= time < end for start, end, _ in known["bad"])
        if known["subject"]:
            count += 1
            subject += any(start <= time < end for start, end in known["subject_spans"])
    everything = len(library.store.ids())
    table = Bars("sample library", "measured", "bar", "", box=None)
    for name, found, bar in (("the titled subject", subject, count), ("no planted fault", whole, everything)):
        table.add_row(f"thumbnails: {name}", f"{found} of {bar}", "all", table.verdict(found == bar))
    worst, edges = _edges(library, {name: known["cuts"] for name, known in made.videos.items()})
    table.add_row(
        f"highlights: the worst of {edges} edges on a cut", f"{worst:.3f} s", "0.1 s",
        table.verdict(bool(edges) and worst <= 0.1),
    )  # fmt: skip
    places = _places(library, made.videos)
    for name, most, bar in (("first", 1, 5), ("in the first three", 3, 7)):
        found = sum(place <= most for place in places)
        verdict = table.verdict(found >= bar)
        table.add_row(f"searches: a shot that shows it {name}", f"{found} of {len(places)}", f">= {bar}", verdict)
    Console().print(table)
    return table.short


def _places(library: Library, videos: Mapping[str, Any]) -> list[int]:
    """Where in the answer to each of the demo's queries the first moment stands that shows what is asked for."""
    name = {entry.id: entry.video.path.name for entry in library.store.entries()}

    def shown(moment: Moment) -> set[str]:
        shots = videos[name[moment.video]]["shots"]
        return {word for shot in shots if shot["span"][0] <= moment.best < shot["span"][1] for word in shot["words"]}

    places = []
    for query, photo in QUERIES.items():
        moments = search(library, query, top=30).moments
        right = [n for n, moment in enumerate(moments, 1) if shown(moment) & set(PHOTOS[photo].words)]
        places.append(right[0] if right else len(moments) + 1)
    return places


def _edges(library: Library, cuts: Mapping[str, Sequence[float]]) -> tuple[float, int]:
    """How far edges of highlights lie from the true cut within half a second, at the worst, and how many there are."""
    away = [
        min((abs(edge - cut) for cut in cuts[entry.video.path.name]), default=np.inf)
        for entry in library.store.entries()
        for moment in highlights(library, entry.id, length=8)
        for edge in (moment.span.start, moment.span.end)
    ]
    near = [error for error in away if error <= 0.5]
    return max(near, default=np.inf), len(near)
