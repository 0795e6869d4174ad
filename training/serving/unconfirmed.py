"""Videos whose thumbnail nobody has confirmed: frame after frame is offered, and the one that is taken is pinned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vsearch.errors import LibraryError, UsageWrong
from vsearch.library.catalog.verdicts import moment
from vsearch.library.decisions import Decision
from vsearch.nouns import Thumbnail
from vsearch.retrieval.library import Library
from vsearch.retrieval.thumbnails.pins import confirmed

OFFERED = 3
"""Candidates of one video."""
_ANSWERS = {"accept", "reject", "label", "unlabel", "pin", "segment", "no-segment"}


@dataclass(frozen=True, slots=True)
class ThumbnailQuestion:
    """A frame that could stand for a video, and why; `left` more of this video follow when it is rejected."""

    video: str
    title: str
    time: float
    score: float
    because: str
    left: int


@dataclass(frozen=True, slots=True)
class DayProgress:
    """What was answered today, in labels, pins and verdicts that count, and what is left."""

    today: int
    left: int


def unconfirmed(library: Library) -> list[str]:
    """The ids of whole videos without a pin, those that came last first."""
    pinned = confirmed(library)
    found = [entry for entry in library.entries() if entry.id not in pinned]
    return [entry.id for entry in sorted(found, key=lambda entry: (entry.at, entry.id), reverse=True)]


def progress(library: Library, left: int, by: str = "") -> DayProgress:
    """What was answered since midnight, by anybody or by one person; `left` is told with it."""
    today = datetime.now().astimezone().date()
    told = (made for made in library.decisions() if made.kind in _ANSWERS and by in ("", made.by))
    return DayProgress(sum(1 for made in told if (at := moment(made.at)) and at.astimezone().date() == today), left)


class ThumbnailReview:
    """A session over videos: what is answered is pinned at once, and each answer can be undone, the last first."""

    def __init__(self, library: Library, videos: Sequence[str]) -> None:
        self._library = library
        self._videos = list(videos)
        self._next = 0
        self._rejected = 0
        self._offered: dict[str, list[Thumbnail]] = {}
        self._answered: list[tuple[str, str, int]] = []
        """Each answer, the key of its decision if it made one, and how many candidates were rejected before it."""

    @property
    def question(self) -> ThumbnailQuestion | None:
        """What is to be answered now; None at the end. A video that cannot be read is passed over."""
        while self._next < len(self._videos):
            offered = self._candidates(self._videos[self._next])
            if self._rejected < len(offered):
                one = offered[self._rejected]
                because = ", ".join(name for name, _ in sorted(one.because.items(), key=lambda item: -abs(item[1]))[:3])
                title = self._library.entry(one.video).video.title
                left = len(offered) - self._rejected - 1
                return ThumbnailQuestion(one.video, title, one.time, one.score, because, left)
            self._next, self._rejected = self._next + 1, 0
        return None

    @property
    def left(self) -> int:
        """Videos that are still to be answered."""
        return len(self._videos) - self._next

    def answer(self, kind: str) -> None:
        """Accept the candidate, reject it for the next one, or skip the video."""
        asked = self.question
        if asked is None or kind not in ("accept", "reject", "skip"):
            raise UsageWrong(f"{kind!r} answers nothing. Accept, reject or skip while there is a question.")
        made = {
            "accept": Decision("pin", asked.video, time=asked.time, value=asked.score),
            "reject": Decision("reject", asked.video, time=asked.time),
        }
        keys = self._library.decide(made[kind]) if kind in made else []
        self._answered.append((kind, "".join(keys), self._rejected))
        if kind == "reject" and asked.left:
            self._rejected += 1
        else:
            self._next, self._rejected = self._next + 1, 0

    def undo(self) -> ThumbnailQuestion | None:
        """Go back one answer, and take its pin back; None when there is nothing to take back."""
        if not self._answered:
            return None
        kind, key, rejected = self._answered.pop()
        if not (kind == "reject" and self._rejected == rejected + 1):
            self._next -= 1
        self._rejected = rejected
        if key:
            self._library.undo(key)
        return self.question

    def tally(self) -> dict[str, int]:
        """How many were accepted, rejected and skipped."""
        given = [kind for kind, _, _ in self._answered]
        return {kind: given.count(kind) for kind in ("accept", "reject", "skip")}

    def _candidates(self, video: str) -> list[Thumbnail]:
        if video not in self._offered:
            try:
                found = self._library.thumbnails(video, top=OFFERED)
            except (LibraryError, OSError):
                found = []
            self._offered[video] = [one for one in found if one.path is None and "pinned" not in one.because]
        return self._offered[video]
