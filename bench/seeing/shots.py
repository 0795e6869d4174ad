"""Where shots begin: F1 and CPU time beside PySceneDetect's adaptive detector, on the sample library and real clips."""

import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from bench.setting.bars import Bars
from bench.setting.places import REAL
from vsearch.data.samples import make_samples
from vsearch.indexer.frames.glance import Glances
from vsearch.indexer.frames.look import Look, ending
from vsearch.nouns import Frame
from vsearch.readers import READERS, Size
from vsearch.readers.sample import sampled
from vsearch.settings import Quality, Sampling

FOLDER = Path("build/bench/samples")
SMALL = Size(160, 90, "squash")
SLACK = 0.1
"""Seconds by which an edge may be off."""

Stretch = tuple[float, float]
Truth = tuple[list[Stretch], list[Stretch]]
"""Stretches that each hold one edge, and stretches (fades at the ends of a film) in which one may be found or not."""

STEEL = (2.17, 5.08, 6.58, 9.21, 12.88, 29.79, 32.83, 36.33, 37.54, 41.12, 46.96, 48.21, 50.12, 51.42, 51.92)
STEEL = (*STEEL, 53.5, 56.04, 57.42, 59.58, 61.33, 63.54, 65.46, 67.42, 68.75)
UNCUT = ("cars.mp4", "chaplin.mp4", "cockatoo.mp4", "dog.mp4", "pancake.mkv", "person_by_person.mp4")

# Seen by eye, frame by frame. `fades.mp4` is a grey that rises and falls: a shot begins where it leaves black.
BY_EYE: dict[str, list[Stretch]] = {
    "scene_cuts.mp4": [(t - SLACK, t + SLACK) for t in (1.2, 3.04, 5.48, 7.48, 9.68)],
    "fades.mp4": [(3.0, 3.7), (6.3, 7.0)],
    "bikes.mp4": [(t - SLACK, t + SLACK) for t in (1.2, 3.04, 5.48, 7.48, 9.68)],
    "big_buck_bunny.mp4": [(t - SLACK, t + SLACK) for t in (11.88, 15.75, 23.04)],
    "nasa_13013.mp4": [(5.0, 6.0), (7.98, 8.18)],
    "driving.mp4": [(t - SLACK, t + SLACK) for t in (19.65, 53.39)],
    "tears_of_steel.webm": [(t - SLACK, t + SLACK) for t in STEEL],
    **{
        key: [] for key in ("cars.mp4", "chaplin.mp4", "cockatoo.mp4", "dog.mp4", "pancake.mkv", "person_by_person.mp4")
    },
}
MAY = {"big_buck_bunny.mp4": [(0.0, 2.5)]}
ASKED = ("scene_cuts.mp4", "fades.mp4")


def planned(film: dict[str, Any]) -> Truth:
    """The edges of a film of the sample library: cuts, dissolves, and fades through black."""
    must = [(t - SLACK, t + SLACK) for t in film["cuts"]]
    must += [(start - SLACK, end + SLACK) for start, end in film["dissolves"]]
    may = [(start - SLACK, end + SLACK) for start, end in film["fades_in"] + film["fades_out"] + film["black"]]
    for start, end in film["black"]:
        out = [fade for fade in film["fades_out"] if abs(fade[1] - start) < 0.06]
        into = [fade for fade in film["fades_in"] if abs(fade[0] - end) < 0.06]
        if out and into:
            must.append((out[0][0] - SLACK, into[0][1] + SLACK))
    return must, may


def compare(found: Sequence[float], truth: Truth) -> tuple[int, int, int]:
    """Edges found, made up, missed."""
    must, may = truth
    left, wrong = list(must), 0
    for time_ in found:
        hit = next((stretch for stretch in left if stretch[0] <= time_ <= stretch[1]), None)
        if hit:
            left.remove(hit)
        elif not any(start <= time_ <= end for start, end in may):
            wrong += 1
    return len(must) - len(left), wrong, len(left)


def ours(path: Path) -> list[float]:
    """Two frames a second, and a closer look where they differ."""
    reader, big = READERS.make("pyav", path=path), np.zeros((1, 1, 3), np.uint8)
    glances = Glances(partial(READERS.make, "pyav", path=path), SMALL)
    times = sampled(reader.times(), Sampling())
    look = Look(Quality(), reader.facts.duration, len(times), glances, until=float(times[-1]))
    frames = reader.frames(ending(reader.times(), times), (SMALL,))
    for _ in look.pictures(Frame(frame.time, (frame.pixels[0], big)) for frame in frames):
        pass
    reader.close()
    glances.close()
    return [shot.span.start for shot in look.seen().shots[1:]]


def adaptive(path: Path) -> list[float]:
    """PySceneDetect, every frame."""
    from scenedetect import AdaptiveDetector, SceneManager, open_video

    manager = SceneManager()
    manager.add_detector(AdaptiveDetector())
    manager.detect_scenes(open_video(str(path)))
    return [start.get_seconds() for start, _ in manager.get_scene_list()[1:]]


def score(films: dict[Path, Truth], method: Callable[[Path], list[float]]) -> tuple[float, float, str]:
    """F1 over all films, CPU seconds, and the counts."""
    begun = time.process_time()
    counts = np.sum([compare(method(path), truth) for path, truth in films.items()], axis=0)
    right, wrong, missed = (int(count) for count in counts)
    f1 = 2 * right / max(2 * right + wrong + missed, 1)
    return f1, time.process_time() - begun, f"{right} found, {wrong} made up, {missed} missed"


def main() -> None:
    samples = make_samples(FOLDER)
    sets = {"sample library": {FOLDER / n: planned(f) for n, f in samples.videos.items() if "copy_of" not in f}}
    if REAL.is_dir():
        real = {REAL / name: (truth, MAY.get(name, [])) for name, truth in BY_EYE.items()}
        sets |= {name: {REAL / name: real[REAL / name]} for name in ASKED}
        sets["thirteen real clips"] = real
    table = Bars("films", "F1", "PySceneDetect", "CPU share", "bar", "", "edges")
    for name, films in sets.items():
        (mine, seconds, counts), (theirs, theirs_seconds, _) = score(films, ours), score(films, adaptive)
        good = table.verdict(mine >= theirs and seconds <= theirs_seconds)
        share = f"{seconds / theirs_seconds:.2f}"
        table.add_row(name, f"{mine:.3f}", f"{theirs:.3f}", share, "F1 >= theirs, CPU <= 1", good, counts)
    Console().print(table)
    sys.exit(table.short)


if __name__ == "__main__":
    main()
