"""How much each frame of a video is wanted: by pins, by clicks, and by moments that were accepted or rejected."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from vsearch.library.decisions import Decision
from vsearch.nouns import Times
from vsearch.training.datasets.clicks import ShownAt, appeal
from vsearch.training.datasets.manifests import number

Curve = NDArray[np.float32]
CLIPPED = 20.0
"""What a choice of small propensity counts at most: one that was nearly impossible shall not speak for all."""
FEW = 20
"""Impressions below which a video's clicks say nothing."""


def chosen(times: Times, decisions: Iterable[Decision], clicked: Mapping[float, float] | None = None) -> Curve:
    """1 at the frames that were chosen, less at those that were merely clicked, 0 elsewhere."""
    found = np.zeros(len(times), np.float32)
    for time, value in (*(clicked or {}).items(), *pins(decisions).items()):
        row = int(np.abs(times - time).argmin())
        found[row] = max(found[row], min(1.0, value))
    return found


def pins(decisions: Iterable[Decision]) -> dict[float, float]:
    """The times that were chosen for a video and not taken back, and how much they are worth."""
    found: dict[float, float] = {}
    for decision in decisions:
        if decision.kind == "unpin":
            found.clear()
        elif decision.kind in ("pin", "choose") and decision.time is not None:
            found[decision.time] = decision.value if decision.value is not None else 1.0
    return found


def weight(decisions: Iterable[Decision]) -> float:
    """How much the thumbnail that was chosen last stands for: more, the less likely it was to be tried, and clipped."""
    found = 1.0
    for decision in decisions:
        if decision.kind in ("pin", "unpin", "choose"):
            found = 1.0 if decision.propensity is None else 1 / decision.propensity
    return min(found, CLIPPED)


def moments(times: Times, decisions: Iterable[Decision]) -> dict[str, Curve]:
    """For each prompt, which frames lie in moments that were accepted; rejected moments count less than nothing."""
    curves: dict[str, Curve] = {}
    for decision in decisions:
        if decision.kind in ("accept", "reject") and decision.start is not None and decision.end is not None:
            curve = curves.setdefault(decision.prompt, np.full(len(times), 0.1, np.float32))
            inside = (times >= decision.start) & (times < decision.end)
            curve[inside] = 0.0 if decision.kind == "reject" else 1.0 if decision.value is None else decision.value
    return {prompt: curve for prompt, curve in curves.items() if curve.min() < curve.max()}


def clicked(decisions: Iterable[Decision]) -> dict[str, dict[float, float]]:
    """How much each shown time of a video was liked against its best, position bias taken out."""
    counts: dict[tuple[str, float, int], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for made in decisions:
        place = made.value or 1.0
        if made.kind in ("click", "impression") and made.time is not None and isfinite(place):
            counts[made.video, made.time, int(place)][made.kind == "click"] += _often(made.note)
    if not counts:
        return {}
    liked, _ = appeal([ShownAt((video, time), place, *pair) for (video, time, place), pair in counts.items()])
    seen: dict[str, float] = defaultdict(float)
    taken: dict[str, float] = defaultdict(float)
    for (video, _time, _place), (shown, clicks) in counts.items():
        seen[video] += shown
        taken[video] += clicks
    found: dict[str, dict[float, float]] = defaultdict(dict)
    for video, time, _place in counts:
        if seen[video] >= FEW and taken[video]:
            found[video][time] = liked[video, time]
    return {video: _against_best(values) for video, values in found.items()}


def _often(note: str) -> float:
    """How often something was shown or clicked, by the note; a decision without one is a single time."""
    with suppress(ValueError):
        return number(note, "note")
    return 1.0


def _against_best(values: dict[float, float]) -> dict[float, float]:
    best = max(values.values())
    return {time: (value / best) ** 2 for time, value in values.items()}
