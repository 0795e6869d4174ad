"""Segments: how fast seasons are gone through, how memory and time grow, and how well what is made or real is found."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a core is what is measured

import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console

from bench.setting.bars import Bars
from bench.setting.series.cuttings import cuttings
from bench.setting.series.features import all_features
from bench.setting.series.hours import hour
from bench.setting.series.score import OVERLAPS, Score
from bench.setting.series.write import WAYS, made_films, made_series
from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.indexer.segments.fusion import fused
from vsearch.indexer.segments.repetition import SeriesMemory, repetition
from vsearch.indexer.segments.season import alone, season
from vsearch.nouns import Segment
from vsearch.sounds.fingerprint import Fingerprinter

SHARED = Path(os.environ.get("VSEARCH_SHARED", Path(__file__).parent.parent.parent / "shared"))
SEASONS = (6, 12, 24, 48)
SLOWEST, NEXT, LARGEST, FASTEST = 20.0, 1.5, 1000.0, 400.0
LEAST = {"intro": 0.95, "credits": 0.95, "recap": 0.85, "ident": 0.9}
"""The F1 at half an overlap that each kind must reach."""


def main() -> None:
    """Print the tables."""
    short = _speed()
    short |= _made()
    short |= _real()
    sys.exit(short)


def _speed() -> bool:
    table = Bars("what", "measured", "bar", "", title="seasons of hour-long episodes whose features exist")
    sound = np.random.default_rng(0).normal(0, 0.1, 16_000 * 600).astype(np.float32)
    begun, made = time.process_time(), Fingerprinter()
    for piece in np.array_split(sound, 40):
        made.add(piece)
    made.end()
    speed = 600 / (time.process_time() - begun)
    table.add_row(
        "fingerprints, times real time a core", f"{speed:.0f}", f">= {FASTEST:.0f}", table.verdict(speed >= FASTEST)
    )
    spent = {}
    for count in SEASONS:
        spent[count], memory, found = _season(count)
        bar = SLOWEST if count == 24 else 0.0
        verdict = table.verdict(not bar or spent[count] <= bar)
        table.add_row(f"{count} episodes", f"{spent[count]:.2f} s", f"<= {bar:g} s" if bar else "", verdict)
        if count == 24:
            after = _next(memory, count)
            table.add_row("the 25th", f"{after:.2f} s", f"<= {NEXT:g} s", table.verdict(after <= NEXT))
        table.add_row("  with intro and credits", f"{found} of {count}", f"{count}", table.verdict(found == count))
    growth = (spent[48] - spent[24]) / max(1e-9, spent[24] - spent[6]) * 18 / 24
    table.add_row(
        "an episode of the second 24, beside one of 7 to 24", f"{growth:.2f}", "<= 1.3", table.verdict(growth <= 1.3)
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    table.add_row("memory at most", f"{peak:.0f} MB", f"<= {LARGEST:.0f} MB", table.verdict(peak <= LARGEST))
    Console().print(table)
    return table.short


def _season(count: int) -> tuple[float, SeriesMemory, int]:
    """Seconds, without those that make the episodes; what is remembered; and how many got what they have."""
    names = [f"{n}" for n in range(count)]
    making, memory, found = 0.0, SeriesMemory(), 0

    def load(name: str) -> EpisodeFeatures:
        nonlocal making
        begun = time.process_time()
        one = hour(int(name))
        making += time.process_time() - begun
        return one

    hour(0)
    begun = time.process_time()
    for one in season(names, (), memory, load):
        memory = one.memory
        found += one.fresh and {"intro", "credits"} <= {segment.kind for segment in one.segments if segment.sure}
    return time.process_time() - begun - making, memory, found


def _next(memory: SeriesMemory, number: int) -> float:
    known = {str(n): hour(n) for n in (number - 2, number - 1, number)}
    begun = time.process_time()
    list(season([str(number)], list(known)[:2], memory, known.get))
    return time.process_time() - begun


def _made() -> bool:
    """Twelve series and twenty films that nothing was fitted on: those of another seed than the tests'."""
    alone_score, score = Score(), Score()
    for way in WAYS:
        episodes = made_series(way, seed=2)
        some = all_features(episodes)
        found = repetition(some, SeriesMemory()).found
        whole = {
            one.features.id: one.segments
            for one in season([e.id for e in episodes], (), SeriesMemory(), {f.id: f for f in some}.get)
            if one.fresh
        }
        for episode in episodes:
            alone_score.add(episode.truth, fused(found[episode.id], episode.duration))
            score.add(episode.truth, whole[episode.id])
    table = Bars(
        "segment",
        "repetition alone",
        "with all evidence",
        "F1 at .5",
        "median edge",
        "",
        title="made series: F1 at overlaps of .5 and .8",
    )
    for kind in Segment.KINDS:
        bar = LEAST.get(kind, 0.0)
        numbers = (" ".join(f"{one.f1(kind, least):.3f}" for least in OVERLAPS) for one in (alone_score, score))
        verdict = table.verdict(score.f1(kind, 0.5) >= bar)
        table.add_row(kind, *numbers, f">= {bar:g}" if bar else "", f"{score.edge(kind):.2f} s", verdict)
    films = made_films(20, seed=2)
    told = [alone(one) for one in all_features(films)]
    wrong = sum(segment.kind != "credits" for one in told for segment in one.segments)
    listed = Score()
    for film, one in zip(films, told, strict=True):
        listed.add(film.truth, one.segments)
    table.add_row(
        "20 films: credits", "", f"{listed.f1('credits', 0.5):.3f}", "", f"{listed.edge('credits'):.2f} s", ""
    )
    table.add_row("20 films: anything else", "", str(wrong), "0", "", table.verdict(wrong == 0))
    Console().print(table)
    return table.short


def _real() -> bool:
    """Real clips behind one opening: the real indexer, real sound and real cuts."""
    clips = SHARED / "videos" / "real"
    if not clips.is_dir():
        Console().print("no real clips beside the project: set VSEARCH_SHARED to measure on them")
        return False
    import vsearch
    from vsearch.settings import IndexOverrides

    table = Bars("episode", "opening", "found", "", title="real clips, cut into episodes with one opening")
    with tempfile.TemporaryDirectory() as folder:
        made = cuttings(clips, Path(folder))
        settings = IndexOverrides(transcriber="none", texts="builtin")
        vsearch.index([folder], store=Path(folder) / "library", encoder="builtin", settings=settings)
        score = Score()
        with vsearch.open(Path(folder) / "library") as library:
            for one in made:
                (episode,) = library.segments(str(one.path))
                _row(table, one.path.stem, (one.start, one.end), episode.segments)
                score.add([("intro", one.start, one.end)], episode.segments)
    table.add_row("F1 at .5 and .8", "", " ".join(f"{score.f1('intro', least):.3f}" for least in OVERLAPS), "")
    table.add_row("median edge", "", f"{score.edge('intro'):.2f} s", "")
    Console().print(table)
    return table.short


def _row(table: Bars, name: str, truth: tuple[float, float], found: Sequence[Segment]) -> None:
    told = ", ".join(f"{one.kind} {one.span.start:.2f}-{one.span.end:.2f} ({one.score:.2f})" for one in found)
    table.add_row(name, f"{truth[0]:.2f}-{truth[1]:.2f}", told, "")


if __name__ == "__main__":
    main()
