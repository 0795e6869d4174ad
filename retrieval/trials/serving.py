"""Which thumbnail to show to whom now: the same to the same viewer for as long as the shares of the arms stand.

Every viewer has a lot for each arm, made of the viewer's key, and sees the arm whose lot is best for its share
(weighted rendezvous hashing, Thaler and Ravishankar, 1998). Where shares move, only as many viewers move as must, and
only to arms whose share grew.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import log
from pathlib import Path
from typing import Literal

from vsearch.retrieval.library import Library
from vsearch.retrieval.thumbnails.choose import thumbnails
from vsearch.retrieval.thumbnails.pins import pinned
from vsearch.retrieval.trials.evidence import barred, evidence
from vsearch.retrieval.trials.trials import ThumbnailTrial, latest, trials

Why = Literal["trial", "others", "pinned", "won", "best"]


@dataclass(frozen=True, slots=True)
class ServedThumbnail:
    """The thumbnail to show to a viewer, and what to write down with the impression."""

    video: str
    time: float
    trial: str = ""
    """The trial that it is an arm of; "" where nothing is tried, and nothing need be written down."""
    propensity: float = 1.0
    """How probable it was that this viewer sees this arm."""
    why: Why = "best"
    """An arm for one who takes part, or for the others; else pinned, the winner of a trial, or simply the best."""
    path: Path | None = None


def serve(library: Library, video: str, viewer: str) -> ServedThumbnail:
    """What to show to whoever goes by a key; no network is asked and nothing is written."""
    entry = library.find(video)
    trial = latest(library).get(entry.id)
    if trial and trial.running and not pinned(library, entry):
        given = shares(library, trial)
        if any(given):
            return _drawn(trial, given, viewer)
    best = thumbnails(library, entry.id, top=1)[0]
    why: Why = "pinned" if "pinned" in best.because else "won" if "clicks" in best.because else "best"
    return ServedThumbnail(best.video, best.time, why=why, path=best.path)


def shares(library: Library, trial: ThumbnailTrial) -> list[float]:
    """How often each arm of a running trial is shown now, of those who take part; nothing where none may be."""
    given = [
        0.0 if arm.dropped or bar else share
        for arm, bar, share in zip(trial.arms, barred(library, trial), _shares(library)[trial.id], strict=True)
    ]
    whole = sum(given)
    return [share / whole for share in given] if whole else given


def chances(trial: ThumbnailTrial, given: Sequence[float]) -> list[float]:
    """How probable it is that a viewer of whom nothing is known sees each arm."""
    first = next(number for number, share in enumerate(given) if share)
    return [trial.share * share + (1 - trial.share) * (number == first) for number, share in enumerate(given)]


def _drawn(trial: ThumbnailTrial, given: Sequence[float], viewer: str) -> ServedThumbnail:
    takes_part = _lot(trial.id, viewer, "part") < trial.share
    number = next(number for number, share in enumerate(given) if share)
    if takes_part:
        lots = [-log(_lot(trial.id, viewer, repr(arm.time))) for arm in trial.arms]
        number = min((n for n, share in enumerate(given) if share), key=lambda n: lots[n] / given[n])
    chance = round(chances(trial, given)[number], 6)
    return ServedThumbnail(trial.video, trial.arms[number].time, trial.id, chance, "trial" if takes_part else "others")


def _lot(*parts: str) -> float:
    """A number between 0 and 1 that only these words give."""
    digest = blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return (int.from_bytes(digest) + 0.5) / 2**64


def _shares(library: Library) -> Mapping[str, Sequence[float]]:
    """The shares of all running trials, which are kept on the disk for the next process, by what they are made of."""

    def read() -> Mapping[str, Sequence[float]]:
        running = [one for one in trials(library).values() if one.running]
        made_of = [
            (one.id, [arm.dropped for arm in one.arms], library.store.trials.identity(one.id)) for one in running
        ]
        state = blake2b(repr(made_of).encode(), digest_size=16).hexdigest()
        kept = library.store.derived.read("trials/shares")
        told = json.loads(kept) if kept else {}
        if told.get("state") != state:
            known = evidence(library).arms
            told = {"state": state, "shares": {one.id: [arm.share for arm in known[one.id]] for one in running}}
            library.store.derived.write("trials/shares", json.dumps(told).encode())
        found: Mapping[str, Sequence[float]] = told["shares"]
        return found

    return library.cache.get("trial shares", library.revision(), read)
