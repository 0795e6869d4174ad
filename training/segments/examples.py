"""What models of seconds learn from: people's labels, and what finders without a model are sure of."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b

from vsearch.errors import LibraryError
from vsearch.indexer.run.relisten import Tell, keep, reheard
from vsearch.indexer.run.segment_search import features_of
from vsearch.indexer.segments.evidence import SegmentEvidence
from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.indexer.segments.fusion import MODEL, fused
from vsearch.indexer.segments.seconds import Seconds, seconds
from vsearch.library import Store
from vsearch.library.decisions import Decision
from vsearch.library.series import Episode, series
from vsearch.nouns import Segment
from vsearch.retrieval.segments.decided import DENIED, NAMED, decided
from vsearch.settings import IndexSettings
from vsearch.training.segments.learn import Lesson, Truth, truth_of


@dataclass(frozen=True, slots=True)
class SegmentExample:
    """A video with what is known of its segments."""

    features: EpisodeFeatures
    seconds: Seconds
    truth: Truth
    segments: tuple[Segment, ...]
    """What is there."""
    kinds: tuple[str, ...]
    """The kinds that people decided about: by these alone a model is judged."""
    evidence: tuple[SegmentEvidence, ...]
    """What finders without a model say."""
    companions: int = 0
    """Other episodes of its series, which were compared with it."""

    @property
    def id(self) -> str:
        """The id of the video."""
        return self.features.id

    @property
    def group(self) -> str:
        """What lies on one side of every split: its series, or itself."""
        return self.features.episode.series or self.id

    @property
    def lesson(self) -> Lesson:
        """What is learned from it."""
        return Lesson(self.seconds, self.truth)


Examples = Sequence[SegmentExample]


def examples(store: Store, settings: IndexSettings, tell: Tell) -> tuple[list[SegmentExample], list[SegmentExample]]:
    """Videos that people labelled, and others in which finders are sure of something, with their sound."""
    entries = {entry.id: entry for entry in store.entries()}
    made: dict[str, list[Decision]] = {}
    for decision in store.decisions():
        if decision.kind in (NAMED, DENIED):
            made.setdefault(decision.video, []).append(decision)
    known = series((entry.video for entry in entries.values()), store.decisions())
    places = {one.video: one for episodes in known.values() for one in episodes}
    wanted = [id for id in entries if id in made or _sure(store, id)]
    keep(store, reheard(store, wanted, settings, tell, mel=True), tell)
    labelled: list[SegmentExample] = []
    others: list[SegmentExample] = []
    for id in wanted:
        with suppress(LibraryError, OSError):
            place = places.get(id, Episode(id, ""))
            one = _example(store, place, made.get(id, ()), len(known.get(place.series, (place,))) - 1)
            (labelled if id in made else others).append(one)
    return labelled, others


def fingerprint(some: Iterable[SegmentExample]) -> str:
    """What is another where anything is told otherwise."""
    made = blake2b(digest_size=8)
    for one in some:
        made.update(f"{one.id} {one.kinds} {[(s.kind, s.span) for s in one.segments]}".encode())
    return made.hexdigest()


def _sure(store: Store, id: str) -> bool:
    """Whether something of a video is sure without any model."""
    with suppress(LibraryError, OSError):
        found = store.shelf(id).segments()
        return found is not None and any(
            one.sure for one in fused(_evidence(found.segments), store.entry(id).video.duration)
        )
    return False


def _evidence(found: Sequence[Segment]) -> tuple[SegmentEvidence, ...]:
    """What finders without a model said of what was found."""
    rest = [(one, {name: value for name, value in one.because.items() if name != MODEL}) for one in found]
    return tuple(SegmentEvidence(one.kind, one.span, because) for one, because in rest if because)


def _example(store: Store, episode: Episode, made: Sequence[Decision], companions: int) -> SegmentExample:
    video = store.entry(episode.video).video
    found = store.shelf(video.id).segments()
    evidence = _evidence(found.segments if found else ())
    features = features_of(store, episode, video)
    return example(features, store.width, evidence, made, companions)


def example(
    features: EpisodeFeatures,
    width: int,
    evidence: Sequence[SegmentEvidence],
    made: Sequence[Decision] = (),
    companions: int = 0,
) -> SegmentExample:
    """A video, what finders say of it and what people decided, as something to learn from."""
    told = fused(evidence, features.duration)
    there = decided([one for one in told if one.sure], made)
    kinds = dict.fromkeys(one.note for one in made if one.note in Segment.KINDS)
    doubtful = [one for one in told if not one.sure and one.kind not in kinds]
    given = seconds(features, width)
    truth = truth_of(there, len(given), doubtful)
    return SegmentExample(features, given, truth, there, tuple(kinds), tuple(evidence), companions)
