"""Beginning and ending trials: what may be tried of a video, and what may not."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from vsearch.errors import UsageWrong, VSearchError
from vsearch.library.decisions import Decision
from vsearch.library.parts.entry import Entry
from vsearch.nouns import Thumbnail
from vsearch.retrieval.library import Library
from vsearch.retrieval.segments.masks import within
from vsearch.retrieval.thumbnails.choose import MOST, thumbnails
from vsearch.retrieval.thumbnails.pins import pinned
from vsearch.retrieval.trials import arms
from vsearch.retrieval.trials.trials import ThumbnailTrial, latest, refused, rejected

APART = 1.0
"""Seconds of one shot between arms at least."""
ALIKE = 0.94
"""The cosine from which on two frames are not tried against each other."""


@dataclass(frozen=True, slots=True)
class StartedTrials:
    """The trials that began, and why those of other videos did not."""

    trials: tuple[ThumbnailTrial, ...] = ()
    skipped: dict[str, VSearchError] = field(default_factory=dict)


def start(library: Library, videos: Sequence[str] | None, count: int, share: float) -> StartedTrials:
    """Begin trials of some videos, or with None of every one that has something to try; all are written at once."""
    if not 0 < share <= 1:
        raise UsageWrong(f"The share of viewers who take part lies above 0 and not above 1: {share:g} does not.")
    if not arms.FEWEST <= count <= arms.MOST:
        raise UsageWrong(f"A trial has {arms.FEWEST} to {arms.MOST} arms, not {count}.")
    entries = list(library.entries()) if videos is None else [library.find(video) for video in dict.fromkeys(videos)]
    with library.store.leases.held("write trials"):
        made, skipped = list[Decision](), dict[str, VSearchError]()
        for entry in {entry.id: entry for entry in entries}.values():
            try:
                made += _begin(library, entry, count, share)
            except VSearchError as error:
                if videos is not None and len(videos) == 1:
                    raise
                skipped[entry.id] = error
        if made:
            library.store.decide(*made)
    begun = {one.trial for one in made}
    return StartedTrials(tuple(one for one in latest(library).values() if one.id in begun), skipped)


def stop(library: Library, video: str) -> ThumbnailTrial:
    """End the trial of a video without a winner; its events are folded into counts."""
    entry = library.find(video)
    trial = latest(library).get(entry.id)
    if trial is None or not trial.running:
        raise UsageWrong(f"No trial of {entry.id} runs.", "see-trials")
    library.store.decide(Decision("stop", entry.id, trial=trial.id))
    library.store.trials.fold(trial.id)
    return latest(library)[entry.id]


def candidates(library: Library, entry: Entry) -> list[Thumbnail]:
    """The frames of a video that may be tried, unlike each other, best first: none is faulty, rejected or packaging."""
    verdicts, packaging = rejected(library).get(entry.id, ()), library.packaging(entry.id)
    found = [
        one
        for one in thumbnails(library, entry.id, top=MOST)
        if one.path is None and not {"pinned", "clicks"} & set(one.because) and not one.note
    ]
    own = ~within(packaging, np.array([one.time for one in found]))
    left = [one for one, keep in zip(found, own, strict=True) if keep and not refused(verdicts, one.time)]
    return _unlike(library, entry.id, left)


def _unlike(library: Library, video: str, found: list[Thumbnail]) -> list[Thumbnail]:
    """The candidates without those that viewers would take for a better one: what is alike tells nothing apart."""
    table, vectors = library.table(video), library.vectors(video)
    rows = [int(np.abs(table.time[: table.keeps] - one.time).argmin()) for one in found]
    kept: list[int] = []
    for n, row in enumerate(rows):
        near = (abs(found[n].time - found[k].time) < APART and table.shot[row] == table.shot[rows[k]] for k in kept)
        alike = (float(vectors[row] @ vectors[rows[k]]) >= ALIKE for k in kept)
        if not any(near) and not any(alike):
            kept.append(n)
    return [found[n] for n in kept]


def _begin(library: Library, entry: Entry, count: int, share: float) -> list[Decision]:
    """The decisions that begin a trial of a video."""
    there = latest(library).get(entry.id)
    if there and there.running:
        raise UsageWrong(f"A trial of {entry.id} runs already.", "stop-trial", id=entry.id)
    if pinned(library, entry):
        raise UsageWrong(f"The thumbnail of {entry.id} is pinned, so that no other would be shown.", "unpin")
    found = candidates(library, entry)
    if len(found) < arms.FEWEST:
        few = "no frame" if not found else "one frame alone"
        raise UsageWrong(f"{entry.id} has {few} without a fault that nobody rejected: there is nothing to try.")
    trial = os.urandom(6).hex()
    drawn = arms.draw([one.score for one in found], count, int(trial, 16))
    tried = (
        Decision(
            "arm", entry.id, time=found[one.row].time, value=found[one.row].score, trial=trial,
            propensity=round(one.propensity, 6),
        )
        for one in drawn
    )  # fmt: skip
    return [Decision("trial", entry.id, value=share, trial=trial), *tried]
