"""The trials of a library, as its decisions tell them: what is tried of which video, and how it ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from vsearch.library.catalog.verdicts import moment
from vsearch.library.decisions import Decision
from vsearch.library.decisions.history import Recorded
from vsearch.retrieval.library import Library

ENDS = ("stop", "choose")
NEAR = 0.5
"""Seconds around a rejected time within which a frame is rejected too."""


@dataclass(frozen=True, slots=True)
class Arm:
    """A frame that is tried: its time, the score it was given, and the chance that it had to be drawn."""

    time: float
    score: float
    propensity: float
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class ThumbnailTrial:
    """Frames of a video that take turns as its thumbnail until one has won, or until somebody stops it."""

    id: str
    video: str
    share: float
    """The share of viewers who take part; the others see the first arm."""
    by: str
    at: str
    arms: tuple[Arm, ...] = ()
    state: str = "running"
    """running, stopped, won, or withdrawn: its winner was undone."""
    winner: float | None = None

    @property
    def running(self) -> bool:
        """Whether it is still to be served and counted."""
        return self.state == "running"

    @property
    def began(self) -> float:
        """Seconds since 1970."""
        told = moment(self.at)
        return told.timestamp() if told else 0.0

    def arm(self, time: float) -> Arm | None:
        """The arm of a time, as it may have been rounded on its way."""
        near = min(self.arms, key=lambda arm: abs(arm.time - time), default=None)
        return near if near and abs(near.time - time) < 0.01 else None


@dataclass(slots=True)
class _Found:
    trials: dict[str, ThumbnailTrial] = field(default_factory=dict)

    def add(self, item: Recorded) -> None:
        """Take one more decision into account."""
        made = item.decision
        if made.kind == "trial" and item.counts:
            share = 1.0 if made.value is None else made.value
            self.trials[made.trial] = ThumbnailTrial(made.trial, made.video, share, made.by, made.at)
        elif (known := self.trials.get(made.trial)) and made.video == known.video:
            self.trials[made.trial] = _after(known, item)


def _after(trial: ThumbnailTrial, item: Recorded) -> ThumbnailTrial:
    made = item.decision
    if made.kind == "choose":
        return replace(trial, state="withdrawn") if item.undone else replace(trial, state="won", winner=made.time)
    if not item.counts or (made.time is None and made.kind != "stop"):
        return trial
    if made.kind == "stop":
        return replace(trial, state="stopped")
    if made.kind == "arm":
        arm = Arm(float(made.time or 0.0), made.value or 0.0, made.propensity or 1.0)
        return replace(trial, arms=(*trial.arms, arm))
    if made.kind == "drop":
        arms = (replace(arm, dropped=True) if arm.time == made.time else arm for arm in trial.arms)
        return replace(trial, arms=tuple(arms))
    return trial


def trials(library: Library) -> Mapping[str, ThumbnailTrial]:
    """Every trial by its id, in the order they began; one whose beginning was undone never was."""

    def read() -> dict[str, ThumbnailTrial]:
        found = _Found()
        for item in library.store.history():
            if item.decision.trial:
                found.add(item)
        return {id: one for id, one in found.trials.items() if one.arms}

    return library.cache.get("trials", library.revision(), read)


def latest(library: Library) -> Mapping[str, ThumbnailTrial]:
    """The last trial of each video, by the video's id."""
    return library.cache.get(
        "latest trials", library.revision(), lambda: {one.video: one for one in trials(library).values()}
    )


def rejected(library: Library) -> Mapping[str, Sequence[Decision]]:
    """What people rejected of each video as such: neither a tag, nor a moment for some words."""

    def read() -> dict[str, list[Decision]]:
        found: dict[str, list[Decision]] = {}
        for made in library.decisions():
            if made.kind == "reject" and not made.tag and not made.prompt:
                found.setdefault(made.video, []).append(made)
        return found

    return library.cache.get("rejected", library.revision(), read)


def refused(verdicts: Sequence[Decision], time: float) -> bool:
    """Whether a frame lies in what people rejected."""
    for made in verdicts:
        if made.time is not None and abs(made.time - time) <= NEAR:
            return True
        if made.start is not None and made.end is not None and made.start <= time < made.end:
            return True
    return False
