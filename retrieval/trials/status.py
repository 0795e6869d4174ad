"""How trials stand: their arms with what was counted and what that tells, for people and programs to read."""

from dataclasses import dataclass

from vsearch.retrieval.library import Library
from vsearch.retrieval.trials.evidence import ArmStanding, evidence
from vsearch.retrieval.trials.trials import trials


@dataclass(frozen=True, slots=True)
class TrialStatus:
    """A trial of a video, and how its arms stand; those in order of the score that they were given."""

    video: str
    trial: str
    state: str
    """running, stopped, won, or withdrawn: its winner was undone."""
    share: float
    by: str
    at: str
    winner: float | None
    arms: tuple[ArmStanding, ...]
    waiting: int
    """Clicks whose impressions have not come yet."""


def status(library: Library, video: str = "") -> list[TrialStatus]:
    """The trials in the order they began, or those of one video."""
    id = library.find(video).id if video else ""
    told = evidence(library)
    return [
        TrialStatus(
            one.video, one.id, one.state, one.share, one.by, one.at, one.winner,
            told.arms.get(one.id, ()), told.waiting.get(one.id, 0),
        )
        for one in trials(library).values()
        if id in ("", one.video)
    ]  # fmt: skip
