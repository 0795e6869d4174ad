"""Trials of thumbnails on people whose clicks are known: what they cost, who wins wrongly, what a tower learns of them.

`python -m bench trials` takes some minutes of one core; VIDEOS and DAYS in the environment change its size.
"""

import os
import sys
import time
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from bench.setting import viewers, worlds
from bench.setting.bars import Bars
from bench.setting.competing import Competition, compete
from bench.setting.viewers import Audience
from vsearch.library.decisions import Decision
from vsearch.retrieval.trials import arms, posterior
from vsearch.retrieval.trials.arms import deviations
from vsearch.training.datasets.dataset import Dataset
from vsearch.training.datasets.wanted import weight
from vsearch.training.evaluation import metrics
from vsearch.training.evaluation.crossval import crossvalidate
from vsearch.training.tower.plan import Plan

VIDEOS, DAYS = int(os.environ.get("VIDEOS", "4000")), int(os.environ.get("DAYS", "14"))
LEARNED = int(os.environ.get("LEARNED", "1000"))
"""Videos whose trials a tower learns from."""
PLAN = Plan(tasks=("thumbnail",), epochs=12, width=96, depth=1, batch=32, rate=2e-3, patience=6)
ARMS, TRIED = 3, 14
"""Arms and days of the trials that a tower learns from."""
Row = tuple[str, str, str, bool | None]
console = Console(width=150)


def main() -> None:
    """Let people click, then let towers learn of it."""
    table = Bars("what", "measured", "bar", "", box=None, title="Trials of thumbnails")
    for name, measured, bar, passed in (*clicked(), *learned()):
        table.add_row(name, measured, bar, table.verdict(passed))
    console.print(table)
    sys.exit(table.short)


def clicked() -> list[Row]:
    """The cost of trials against uniform ones and against the top score, and how often the wrong arm wins."""
    people, start = viewers.audience(VIDEOS, DAYS, seed=16), time.process_time()
    found = {policy: compete(people, policy, DAYS, seed=1) for policy in ("thompson", "uniform", "top")}
    some = compete(people, "thompson", DAYS, seed=1, share=0.2)
    ours = found["thompson"]
    spent = f"{time.process_time() - start:.0f} CPU s"
    console.print(f"{VIDEOS} videos of 3 to 5 arms, {DAYS} days, {ours.shown.sum() / 1e6:.0f} M impressions: {spent}")
    return [
        *(beaten(ours, found[name], name) for name in ("uniform", "top")),
        (*beaten(some, found["top"], "top", "a fifth takes part")[:2], "-", None),
        *wrong(people, ours, "thompson"), *wrong(people, found["uniform"], "uniform")[:3],
        *recovered(ours),
    ]  # fmt: skip


def beaten(ours: Competition, other: Competition, name: str, how: str = "all take part") -> Row:
    """Regret: clicks of a thousand impressions that the best arm would have brought."""
    one, rival = (1e3 * part.lost / np.maximum(part.shown, 1) for part in (ours, other))
    gain = metrics.paired(rival.tolist(), one.tolist())
    told = f"{one.mean():.2f} to {rival.mean():.2f}, {interval(gain.gain)} less"
    return f"clicks lost of 1,000 views, {how}: trials to {LONG[name]}", told, "interval > 0", gain.better


LONG = {"uniform": "uniform ones with the same end", "top": "always the top score"}


def wrong(people: Audience, made: Competition, name: str) -> list[Row]:
    """How many winners are not the best arm, what they lose, and how many of the best were dropped."""
    best, rows = people.rate.argmax(1), np.flatnonzero(made.won >= 0)
    false = metrics.bootstrap((made.won[rows] != best[rows]).astype(float))
    lost = float((1 - people.rate[rows, made.won[rows]] / people.rate[rows, best[rows]]).mean())
    dropped = float((~made.there[np.arange(len(best)), best]).mean())
    share, least = f"{false.mean:.3f} [{false.low:.3f}, {false.high:.3f}] of {false.count}", posterior.LOSS
    ended = f"{len(rows) / len(best):.2f}; {made.day[rows].mean() + 1:.1f}"
    return [
        (f"false winners, {name}", share, "<= .05", false.mean <= 0.05),
        (f"what winners lose against the best, {name}", f"{lost:.4f}", f"<= {least}", lost <= least),
        (f"trials that ended; after days, {name}", ended, "-", None),
        (f"videos whose best arm was dropped, {name}", f"{dropped:.4f}", "<= .01", dropped <= 0.01),
    ]


def recovered(made: Competition) -> list[Row]:
    """How far the factors of the model lie from what they are."""
    assert made.model is not None
    places = np.array([made.model.positions[place] for place in range(1, 5)])
    off = float(np.abs(places / places[0] - viewers.PLACES).max())
    hours = float(np.abs(made.model.hours[[3, 9, 15, 21]] - viewers.HOURS).max())
    told = f"{off:.3f}; {hours:.3f}; {made.model.delay:.2f} of {viewers.DELAY:g} h"
    kept = max(off, hours) <= 0.05 and abs(made.model.delay / viewers.DELAY - 1) <= 0.05
    return [("the model: places and hours off by at most; delay", told, "<= .05; 5 %", kept)]


def learned() -> list[Row]:
    """Towers that learn of the winners with their propensities, without them, and the prior that knows none."""
    import torch

    torch.set_num_threads(1)  # several would only wait for each other: the towers are small
    start = time.process_time()
    world, truth = tried(worlds.imagined(1500, 64), LEARNED, seed=3)
    plain = world.like(tuple(replace(example, weight=1.0) for example in world))
    reached = {}
    for name, dataset in (("with", world), ("without", plain)):
        made, _ = crossvalidate(dataset, PLAN, 3)
        reached[name] = worth(truth, [one.near for one in made])
    prior = worth(truth, [np.asarray(e.sequences.frames, np.float32) @ e.sequences.prior for e in world])
    gain = metrics.paired(reached["with"], reached["without"])
    told = f"{np.mean(reached['with']):.3f} to {np.mean(reached['without']):.3f}, {interval(gain.gain)}"
    console.print(f"{LEARNED} trials learned from twice, 3 folds: {time.process_time() - start:.0f} CPU s")
    name = "rate of the tower's first frame against the best there is: with propensities to without"
    return [(name, told, "interval > 0", gain.better), ("the same of the prior", f"{np.mean(prior):.3f}", "-", None)]


def tried(pictures: worlds.CaptionedPictures, videos: int, seed: int) -> tuple[Dataset, list[NDArray[np.float64]]]:
    """A world in which trials chose, and how well each frame would do on average.

    Viewers like what is bright, and much else that nobody can see; the ranking, which knows only titles and pictures,
    likes other frames. Its favourites are drawn more often, so that more of them win than people would choose.
    """
    world, dice = worlds.world(pictures, "taste", videos, seed=seed), np.random.default_rng(seed)
    near = [np.asarray(e.sequences.frames, np.float32) @ e.sequences.prior for e in world]
    liked = [deviations(np.asarray(e.sequences.signals["brightness"], np.float64)) for e in world]
    drawn = [arms.draw(scores.tolist(), ARMS, int(dice.integers(1 << 30))) for scores in near]
    rows = np.array([[one.row for one in some] for some in drawn])
    rates = np.array([0.05 * np.exp(0.4 * (like + dice.standard_normal(len(like)))) for like in liked])
    scores = np.array([deviations(scores[row].astype(float)) for scores, row in zip(near, rows, strict=True)])
    people = Audience(
        np.take_along_axis(rates, rows, 1), np.ones(rows.shape, bool), scores, np.full(videos, 1000.0),
        np.full(videos, 0.98), np.zeros(rows.shape), np.ones(TRIED),
    )  # fmt: skip
    made = compete(people, "thompson", TRIED, seed)
    examples = []
    for n, example in enumerate(world):
        chosen, won = np.zeros(len(example.chosen), np.float32), int(made.won[n])
        if won < 0:
            chosen[rows[n]] = made.best[n]
        else:
            chosen[rows[n, won]] = made.best[n, won]
        own = [Decision("choose", time=0.0, propensity=drawn[n][won].propensity)] if won >= 0 else []
        examples.append(replace(example, chosen=chosen, weight=weight(own)))
    return world.like(tuple(examples)), [np.exp(0.4 * (like - like.max())) for like in liked]


def worth(truth: list[NDArray[np.float64]], curves: list[NDArray[np.float32]]) -> list[float]:
    """How well the first frame of each curve would do, against the best frame of its video."""
    return [float(rates[int(np.argmax(curve))]) for rates, curve in zip(truth, curves, strict=True)]


def interval(gain: metrics.Mean) -> str:
    return f"{gain.mean:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}]"


if __name__ == "__main__":
    main()
