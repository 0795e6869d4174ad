"""Segments: how fast seasons are gone through, how memory and time grow, and how well what is made or real is found."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a core is what is measured

import resource
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from rich.console import Console

from bench.setting.bars import Bars
from bench.setting.places import REAL
from bench.setting.series.chromaprint import library
from bench.setting.series.cuttings import cuttings
from bench.setting.series.features import MeasuredEpisode, all_features, measured
from bench.setting.series.hours import hour
from bench.setting.series.report import ablated, kinds, reliability
from bench.setting.series.score import Score
from bench.setting.series.usual import usual
from bench.setting.series.wear import worn
from bench.setting.series.write import WAYS, made_films, made_series
from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.indexer.segments.fusion import fused
from vsearch.indexer.segments.repetition import SeriesMemory, repetition
from vsearch.indexer.segments.season import alone, season
from vsearch.nouns import Segment
from vsearch.sounds.fingerprint import Fingerprinter

SEASONS = (6, 12, 24, 48)
SLOWEST, NEXT, LARGEST, FASTEST = 20.0, 1.5, 1000.0, 400.0
LONG = 1000
SEED, BODY = 2, 150.0
"""Another seed than the tests', and about how many seconds of story an episode has."""

OURS, USUAL = "all evidence", "the usual way"
ABLATIONS = ("repetition alone", "without sound", "without pictures")
LEAST = {"intro": 0.95, "credits": 0.95, "recap": 0.85, "ident": 0.9, "Q": 0.99}
"""The F1 at half an overlap that each kind must reach, and the share of seconds."""


def main() -> None:
    """Print the tables."""
    if library() is None:
        Console().print("Chromaprint is not installed (Debian: libchromaprint1): the usual way is left out.")
    short = _speed()
    short |= _long()
    short |= _made(worn_out=False)
    _made(worn_out=True)
    short |= _films()
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


def _made(worn_out: bool) -> bool:
    """Series and films that nothing was fitted on: those of another seed than the tests', new or worn."""
    ways: dict[str, Score] = {name: Score() for name in (OURS, *ABLATIONS, USUAL)}
    for way in WAYS:
        episodes = made_series(way, seed=SEED, body=BODY)
        some = [measured(one) for one in (worn(episodes, SEED) if worn_out else episodes)]
        for name, found in _found(some).items():
            for one in some:
                told = found[one.episode.id]
                ways[name].add(one.episode.truth, told, one.episode.duration, way.name)
    title = "worn series, as they really come" if worn_out else "made series"
    table = kinds(ways[OURS], ways[USUAL] if library() else None, title, LEAST if not worn_out else {})
    parts = ablated({name: ways[name] for name in (OURS, *ABLATIONS)}, title)
    for one in (table, parts, reliability(ways[OURS], title)):
        Console().print(one)
    return table.short


def _found(some: Sequence[MeasuredEpisode]) -> dict[str, dict[str, Sequence[Segment]]]:
    """What each way finds in a season."""
    known = {one.episode.id: one.features for one in some}
    alone_found = repetition(list(known.values()), SeriesMemory()).found
    found: dict[str, dict[str, Sequence[Segment]]] = {
        OURS: _whole(known),
        "repetition alone": {id: fused(own, known[id].duration) for id, own in alone_found.items()},
        "without sound": _whole({id: _deaf(one) for id, one in known.items()}),
        "without pictures": _whole({id: _blind(one) for id, one in known.items()}),
    }
    return found | {USUAL: {**usual(some)} if library() else {id: [] for id in known}}


def _whole(known: Mapping[str, EpisodeFeatures]) -> dict[str, Sequence[Segment]]:
    return {one.features.id: one.segments for one in season(list(known), (), SeriesMemory(), known.get) if one.fresh}


def _deaf(one: EpisodeFeatures) -> EpisodeFeatures:
    return replace(one, fingerprints=np.zeros(0, np.uint32), loudness=np.zeros(0, np.float32))


def _blind(one: EpisodeFeatures) -> EpisodeFeatures:
    nothing = np.zeros(len(one.time), np.float32)
    return replace(one, blank=np.ones(len(one.time), bool), text=nothing, cuts=np.zeros(0))


def _films() -> bool:
    """Films of no series get credits and nothing else."""
    films = made_films(20, seed=SEED, body=BODY)
    told = [alone(one) for one in all_features(films)]
    wrong = sum(segment.kind != "credits" for one in told for segment in one.segments)
    listed = Score()
    for film, one in zip(films, told, strict=True):
        listed.add(film.truth, one.segments, film.duration, film.id)
    table = Bars("20 films of no series", "measured", "bar", "")
    table.add_row("credits, F1 at .5", f"{listed.f1('credits', 0.5):.3f}", "", "")
    table.add_row("anything else", str(wrong), "0", table.verdict(wrong == 0))
    Console().print(table)
    return table.short


def _long() -> bool:
    """A series of a thousand episodes of a quarter of an hour: what each costs and what is remembered stay bounded."""
    table = Bars(
        "episodes", "CPU of each", "segments remembered", "bar", "", title="a thousand of a quarter of an hour"
    )
    making, quarters, remembered = 0.0, list[float](), 0

    def load(name: str) -> EpisodeFeatures:
        nonlocal making
        since = time.process_time()
        one = hour(int(name), 900.0)
        making += time.process_time() - since
        return one

    begun, memory = time.process_time(), SeriesMemory()
    for first in range(0, LONG, LONG // 4):
        names = [str(number) for number in range(LONG)]
        for one in season(names[first : first + LONG // 4], names[:first], memory, load):
            memory, remembered = one.memory, len(one.memory.segments)
        quarters.append((time.process_time() - begun - making) / (LONG // 4))
        begun, making = time.process_time(), 0.0
        kept = quarters[-1] <= 1.5 * quarters[0]
        row = f"{first + 1} to {first + LONG // 4}", f"{1000 * quarters[-1]:.0f} ms", str(remembered)
        table.add_row(*row, "<= 1.5 x the first", table.verdict(kept))
    Console().print(table)
    return table.short


def _real() -> bool:
    """Real clips behind one opening: the real indexer, real sound and real cuts."""
    if not REAL.is_dir():
        Console().print("no real clips beside the project: set VSEARCH_SHARED to measure on them")
        return False
    import vsearch
    from vsearch.settings import IndexOverrides

    table = Bars("episode", "opening", "found", "", title="real clips, cut into episodes with one opening")
    with tempfile.TemporaryDirectory() as folder:
        made = cuttings(REAL, Path(folder))
        settings = IndexOverrides(transcriber="none", texts="builtin")
        vsearch.index([folder], store=Path(folder) / "library", encoder="builtin", settings=settings)
        score = Score()
        with vsearch.open(Path(folder) / "library") as opened:
            for one in made:
                (episode,) = opened.segments(str(one.path))
                _row(table, one.path.stem, (one.start, one.end), episode.segments)
                score.add([("intro", one.start, one.end)], episode.segments)
    table.add_row("F1 at .5 and .8", "", " ".join(f"{score.f1('intro', least):.3f}" for least in (0.5, 0.8)), "")
    table.add_row("median edge", "", f"{score.edge('intro'):.2f} s", "")
    Console().print(table)
    return table.short


def _row(table: Bars, name: str, truth: tuple[float, float], found: Sequence[Segment]) -> None:
    told = ", ".join(f"{one.kind} {one.span.start:.2f}-{one.span.end:.2f} ({one.score:.2f})" for one in found)
    table.add_row(name, f"{truth[0]:.2f}-{truth[1]:.2f}", told, "")


if __name__ == "__main__":
    main()
