"""The review: which suggested tag is worth a person's answer first, and a session that takes the answers."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import log2, sqrt

import numpy as np

from vsearch.errors import EncoderMismatch, LibraryError, ModelMissing, PackageMissing, UsageWrong
from vsearch.library.catalog.verdicts import by_video
from vsearch.library.decisions import Decision
from vsearch.nouns import Vectors
from vsearch.retrieval.library import Library
from vsearch.retrieval.search.queries import of_words
from vsearch.retrieval.tags.tagger import Tagged, Tagger
from vsearch.retrieval.tags.tagging import remember
from vsearch.retrieval.tower.answers import video_vector

LOT = 128
"""Videos that are looked at for one queue. With 92 in 100 the best question about so many is among the best fiftieth of
all, so looking at more would hardly find better ones (Ertekin, Huang, Bottou and Giles, 2007)."""

AGAIN = 0.5
"""What a question about a video that was just asked about, or one that looks like it, is still worth."""


@dataclass(frozen=True, slots=True)
class ReviewQuestion:
    """A tag that a video may have: how probable, how much an answer would teach, and who says so."""

    video: str
    title: str
    tag: str
    probability: float
    worth: float
    because: str
    time: float | None = None
    """Where to look: the frame that most resembles one of a video with the tag."""


def queue(library: Library, most: int = 50, only: str = "") -> list[ReviewQuestion]:
    """The questions whose answers teach most, first; about one tag alone when asked.

    worth = entropy of the probability * (1 / 2 + how typical the video is) / sqrt(1 + videos that have the tag).
    Uncertain ones teach most (Lewis and Gale, 1994), typical ones speak for others, rare tags lack answers. Questions
    are taken one by one; those about videos like the ones taken lose half their worth each time. Of many videos a lot
    is looked at, and others come in as questions are answered.
    """
    held = library.tagger
    wanted = held.labels.words.canonical(only) if only else ""
    undecided = [id for id in _pictured(library) if not wanted or wanted not in held.labels.videos.get(id, ())]
    found = list(_tagged(held, _lot(library, undecided, wanted)))
    typical, rows = _typical(library, [item.video for item in found])
    counts = Counter(tag for tags in held.labels.videos.values() for tag, yes in tags.items() if yes)
    questions = [
        question
        for item, share in zip(found, typical, strict=True)
        for question in _questions(item, share, counts)
        if not wanted or question.tag == wanted
    ]
    place = {item.video: row for row, item in enumerate(found)}
    taken = _varied(questions, rows, place, most)
    asked = {question.video for question in taken}
    remember(library, [item for item in found if item.video in asked])
    return taken


def _pictured(library: Library) -> list[str]:
    """The videos that have frames to ask about; the whole-library index knows, so that no video is opened for it."""
    held = library.frames
    return [id for id in held.videos if held.count([id])]


def _lot(library: Library, ids: Sequence[str], tag: str) -> list[str]:
    """As many of the videos as are looked at: those that least was decided about, which the tag's name suits best.

    Ids are made of content, so their order is a lot: it stays the same from one queue to the next.
    """
    if len(ids) <= LOT:
        return list(ids)
    near, made = _suited(library, tag) if tag else {}, by_video(library.decisions())
    chosen = sorted(ids, key=lambda id: (len(made.get(id, ())), near.get(id, len(near)), id))
    return sorted(chosen[:LOT])


def _suited(library: Library, tag: str) -> dict[str, int]:
    """The videos with frames near to a tag's name, the nearest first; none where the name cannot be read."""
    try:
        query = of_words(library.phrases, library.frames, tag)
    except (EncoderMismatch, ModelMissing, PackageMissing):
        return {}
    near = library.frames.nearest(query.direction, 8 * LOT)
    return {video: place for place, video in enumerate(dict.fromkeys(video for video, _ in near))}


def _tagged(held: Tagger, ids: Sequence[str]) -> Iterator[Tagged]:
    """Videos with what is suggested for them; one that cannot be read is left to `doctor`."""
    for id in ids:
        with suppress(LibraryError, OSError):
            yield held.tag(id, 5)


def _questions(item: Tagged, typical: float, counts: Counter[str]) -> list[ReviewQuestion]:
    made = []
    for one in (*item.tags, *item.suggestions):
        rarity = 1 / sqrt(1 + counts[one.tag.name])
        worth = entropy(one.tag.score) * (0.5 + typical) * rarity
        because = ", ".join(f"{vote.title} ({vote.video})" for vote in one.votes[:2]) or one.how
        time = next((pair.here for vote in one.votes for pair in vote.pairs), None)
        made.append(ReviewQuestion(item.video, item.title, one.tag.name, one.tag.score, worth, because, time))
    return made


def entropy(p: float) -> float:
    """How uncertain a probability is: 1 bit at one half, 0 at nothing and at certainty."""
    return 0.0 if p <= 0 or p >= 1 else -p * log2(p) - (1 - p) * log2(1 - p)


def _typical(library: Library, ids: Sequence[str]) -> tuple[list[float], Vectors]:
    """How near each video is to the others, from 0 to 1, and their vectors."""
    if not ids:
        return [], np.zeros((0, library.store.width), np.float32)
    rows = np.concatenate([_vector(library, id) for id in ids])
    mean = rows @ rows.mean(axis=0)
    spread = float(mean.max() - mean.min())
    return [float(value) for value in (mean - mean.min()) / max(spread, 1e-9)], np.asarray(rows, np.float32)


def _vector(library: Library, id: str) -> Vectors:
    """A video's vector, which no answer changes."""
    state = library.revision(id), library.tower, tuple(library.decided_segments().get(id, ()))
    return library.lasting.get(("video vector", id), state, lambda: video_vector(library, library.entry(id)))


def _varied(questions: list[ReviewQuestion], rows: Vectors, place: dict[str, int], most: int) -> list[ReviewQuestion]:
    """The best first, each time after what is like those taken has lost worth."""
    worth = np.array([question.worth for question in questions])
    where = np.array([place[question.video] for question in questions], np.intp)
    taken = []
    for _ in range(min(most, len(questions))):
        best = int(worth.argmax())
        taken.append(questions[best])
        alike = rows[where] @ rows[where[best]] > 0.9
        worth[alike] *= AGAIN
        worth[best] = -1.0
    return taken


class Review:
    """A session over a queue: answers are decided at once, and each can be undone, the last first."""

    def __init__(self, library: Library, questions: Sequence[ReviewQuestion]) -> None:
        self._library = library
        self._questions = list(questions)
        self._next = 0
        self._answered: list[tuple[str, str]] = []
        """Each answer, and the key of its decision; a question that was skipped has none."""

    @property
    def question(self) -> ReviewQuestion | None:
        """What is to be answered now; None at the end."""
        return self._questions[self._next] if self._next < len(self._questions) else None

    @property
    def left(self) -> int:
        """Questions that are still to be answered."""
        return len(self._questions) - self._next

    def answer(self, kind: str) -> None:
        """Accept, reject or skip the question."""
        asked = self.question
        if asked is None or kind not in ("accept", "reject", "skip"):
            raise UsageWrong(f"{kind!r} answers nothing. Accept, reject or skip while there is a question.")
        keys = [] if kind == "skip" else self._library.store.decide(self._decision(kind, asked))
        self._answered.append((kind, "".join(keys)))
        self._next += 1

    def undo(self) -> ReviewQuestion | None:
        """Go back one question and take its answer back; None when there is nothing to take back."""
        if not self._answered:
            return None
        self._next -= 1
        _, key = self._answered.pop()
        if key:
            self._library.undo(key)
        return self._questions[self._next]

    def tally(self) -> dict[str, int]:
        """How many were accepted, rejected and skipped."""
        given = [kind for kind, _ in self._answered]
        return {kind: given.count(kind) for kind in ("accept", "reject", "skip")}

    def _decision(self, kind: str, asked: ReviewQuestion) -> Decision:
        return Decision(kind, asked.video, tag=asked.tag, value=asked.probability, encoder=self._library.store.encoder)
