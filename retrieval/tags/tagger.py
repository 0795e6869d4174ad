"""The tagger: what labelled neighbours vote for, how probably, and who voted; words alone while nobody labelled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import EncoderMismatch, ModelMissing, PackageMissing, TrainingImpossible
from vsearch.nouns import Tag
from vsearch.retrieval.library import Library
from vsearch.retrieval.segments.masks import without_packaging
from vsearch.retrieval.tags.ballots import Ballot, Judge, cast, remembered
from vsearch.retrieval.tags.blend import logistic
from vsearch.retrieval.tags.evidence import TagEvidence, Vote
from vsearch.retrieval.tags.labels import Labels, labels
from vsearch.retrieval.tags.neighbours import Neighbours, Signature
from vsearch.retrieval.tags.signatures import neighbours, signature
from vsearch.retrieval.tags.votes import logits
from vsearch.retrieval.tags.wording import Wording, wording
from vsearch.retrieval.tags.zeroshot import described
from vsearch.retrieval.tower import answers

TRUST = 0.3
"""The tower's share of a blend while fewer than TOLD labelled videos that it never saw could say better."""

TOLD = 20

ZERO_SHOT = "zero-shot"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A tag with its threshold (None while none could be set), the votes for it, and how it was found.

    `by_name` tells by how many spreads the tag's own name describes the video better than it describes others.
    """

    tag: Tag
    threshold: float | None
    votes: tuple[Vote, ...]
    how: str
    by_name: float | None = None


@dataclass(frozen=True, slots=True)
class Tagged:
    """One video: the tags it was given, those found surely, and mere suggestions, best first."""

    video: str
    title: str
    given: tuple[str, ...]
    tags: tuple[Suggestion, ...]
    suggestions: tuple[Suggestion, ...]
    notes: tuple[str, ...] = ()


class Tagger:
    """Tags videos of a library as its labels are now."""

    def __init__(self, library: Library, known: Labels, bank: Neighbours | None) -> None:
        self.library = library
        self.labels = known
        self.bank = bank
        self.judge: Judge | None = None
        self.words: Wording | None = None
        self.notes = list(_lost(self.labels))
        if self.bank is not None and _telling(self.bank):
            try:
                self.words = wording(library.phrases, known.words, self.bank)
            except (EncoderMismatch, ModelMissing, PackageMissing) as error:
                self.notes.append(f"Neighbours vote alone, for the names of tags cannot be read. {error}")
            self.judge = remembered(self.bank, self.words, library.store.derived)
            self.notes += _unsure(self.judge)
        else:
            self.notes.append(self._wordless())
        self._trust: float | None = None

    @classmethod
    def open(cls, library: Library) -> "Tagger":
        """The tagger of a library as it is now."""
        known = labels(library)
        return cls(library, known, neighbours(library, known))

    def tag(self, key: str, top: int = 5) -> Tagged:
        """The likeliest tags of one video, those it has or was denied left out."""
        entry = self.library.find(key)
        decided = self.labels.videos.get(entry.id, {})
        found = [*self._voted(entry.id), *self._worded(entry.id)]
        found = [item for item in found if item.tag.name not in decided]
        found.sort(
            key=lambda item: (not item.tag.sure, item.how == ZERO_SHOT and self.judge is not None, -item.tag.score)
        )
        best = found[:top]
        return Tagged(
            entry.id,
            entry.video.title,
            self.labels.given(entry.id),
            tuple(item for item in best if item.tag.sure),
            tuple(item for item in best if not item.tag.sure),
            tuple(self.notes),
        )

    def probabilities(self, id: str) -> dict[str, float]:
        """How probable every tag that is voted on is for a video, without its own vote."""
        if self.bank is None or self.judge is None:
            return {}
        ballot, _ = self._ballot(id)
        return dict(zip(self.bank.names, self._blended(id, ballot)[1].tolist(), strict=True))

    def _wordless(self) -> str:
        """What to say when nobody's labels can vote; refused when there are no words either."""
        held = self.labels.names()
        if len(held) == 1:
            why = f"every labelled video has the one tag {held[0]!r}, so votes tell nothing"
        elif self.bank is not None:
            why = "all labelled videos have the same tags, so votes tell nothing"
        else:
            why = "no video is labelled yet"
        if not self.labels.words.words:
            raise TrainingImpossible(f"{self.library.store.location} cannot tag: {why}.", "label-first")
        return f"These are zero-shot guesses from the vocabulary, because {why}."

    def _ballot(self, id: str) -> tuple[Ballot, Signature]:
        assert self.bank is not None
        assert self.judge is not None
        row = self.bank.places.get(id, -1)
        seen = self.bank.signature(row) if row >= 0 else signature(self.library, id)
        return cast(self.bank, seen, self.judge.videos, self.judge.frames, self.words, row), seen

    def _voted(self, id: str) -> list[Suggestion]:
        if self.bank is None or self.judge is None:
            return []
        ballot, seen = self._ballot(id)
        evidence = TagEvidence(self.bank, self.labels.titles, ballot, seen)
        votes, blended, towered = self._blended(id, ballot)
        found = []
        for column in np.argsort(-blended)[:40].tolist():
            name, p = self.bank.names[column], float(blended[column])
            low = self.judge.thresholds.get(name)
            # Thresholds are proven on votes: a tower can lower a tag's standing, yet not make it sure alone.
            sure = low is not None and min(p, float(votes[column])) >= low
            voters = evidence.witnesses(column)
            tag = Tag(name, p, tuple(vote.video for vote in voters), sure)
            how = "votes and tower" if name in towered else "votes"
            found.append(Suggestion(tag, low, voters, how, float(ballot.by_words[column]) if self.words else None))
        return found

    def _worded(self, id: str) -> list[Suggestion]:
        """Words of the vocabulary that nobody's labels can vote for."""
        voted = set(self.bank.names) if self.bank is not None and self.judge is not None else set()
        words = [word for word in self.labels.words.words.values() if word.name not in voted]
        if not words:
            return []
        frames = np.asarray(without_packaging(self.library, id).vectors, np.float32)
        told = described(self.library.phrases, self.library.frames, frames, words)
        return [Suggestion(Tag(name, score, (), False), None, (), ZERO_SHOT) for name, score in told.items()]

    def _blended(self, id: str, ballot: Ballot) -> tuple[NDArray[np.float64], NDArray[np.float64], Mapping[str, float]]:
        """Probabilities by votes, and with the tower's share; logit = (1 - share) votes + share tower."""
        assert self.bank is not None
        assert self.judge is not None
        votes = self.judge.probability(ballot)
        told = self._towered(id)
        if not told:
            return votes, votes, {}
        if self._trust is None:
            self._trust = self._trusted()
        return votes, _mixed(votes, self.bank.names, told, self._trust), told

    def _towered(self, id: str) -> dict[str, float]:
        """The tower's logits by tag; nothing while no tower serves."""
        told = answers.tag_logits(self.library, self.library.entry(id)) or {}
        return {self.labels.words.canonical(name): value for name, value in told.items()}

    def _trusted(self) -> float:
        """The share with the least logarithmic loss on labelled videos that the tower did not learn from."""
        assert self.bank is not None
        assert self.judge is not None
        tower = self.library.tower
        learned = set(tower.trained.data.get("learned", [])) if tower else set()
        unseen = [row for row, id in enumerate(self.bank.ids) if id not in learned][:100]
        if len(unseen) < TOLD:
            return TRUST
        losses = np.zeros(7)
        shares = np.linspace(0, 0.6, 7)
        for row in unseen:
            votes = self.judge.probability(self._ballot(self.bank.ids[row])[0])
            told, true = self._towered(self.bank.ids[row]), self.bank.known[row] > 0
            for number, share in enumerate(shares.tolist()):
                p = np.clip(_mixed(votes, self.bank.names, told, share), 1e-4, 1 - 1e-4)
                losses[number] -= float(np.log(np.where(true, p, 1 - p)).sum())
        return float(shares[int(losses.argmin())])


def _mixed(
    votes: NDArray[np.float64], names: Sequence[str], told: Mapping[str, float], share: float
) -> NDArray[np.float64]:
    plain = logits(votes)
    other = np.array([told.get(name, plain[n]) for n, name in enumerate(names)], np.float32)
    return logistic((1 - share) * plain + share * other)


def _telling(bank: Neighbours) -> bool:
    """Whether some tag is there that one labelled video has and another has not."""
    yes = bank.known > 0
    return bool((yes.any(0) & ~yes.all(0)).any())


def _lost(known: Labels) -> list[str]:
    if not known.lost:
        return []
    some = ", ".join(known.lost[:3]) + (", ..." if len(known.lost) > 3 else "")
    return [f"Labelled, but not indexed: {some} ({len(known.lost)} in all)."]


def _unsure(judge: Judge) -> list[str]:
    if judge.thresholds:
        return []
    return [
        "No tag can be told surely yet, all are suggestions: five labelled videos a tag are the least, ten are good."
    ]
