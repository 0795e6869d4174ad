"""A question to a library: words, a picture or a moment, or words with either, and the videos that are asked."""

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from vsearch.errors import Abandoned, EncoderMismatch, ModelMissing
from vsearch.nouns import Movement, Span
from vsearch.retrieval.embedded_frames import EmbeddedFrames
from vsearch.retrieval.engines import VideoFilters, WantedFrames
from vsearch.retrieval.library import Library
from vsearch.retrieval.motion.filters import moves
from vsearch.retrieval.phrases import PictureQuestion
from vsearch.retrieval.search import queries
from vsearch.retrieval.search.frames import FrameSearch
from vsearch.retrieval.search.queries import Query
from vsearch.retrieval.segments.masks import mostly_within

MASKED = 1_000
"""Videos whose segments people decided about, up to which an engine is told that its own masks do not count there."""


@dataclass(frozen=True)
class Question:
    """What is looked for, and in which videos; what several channels need is made once, by the first that needs it."""

    library: Library
    words: str = ""
    image: Path | None = None
    like: str | None = None
    avoid: tuple[str, ...] = ()
    videos: tuple[str, ...] | None = None
    """The videos that are asked; None for all of them."""
    wanted: Callable[[], bool] = field(default=lambda: True, repr=False, compare=False)
    """Whether somebody still waits for the answer; asked between the channels."""
    with_segments: bool = False
    """Whether intros, credits and other packaging may answer."""
    filters: VideoFilters | None = None
    """What the videos were chosen by, where an engine can choose by the same."""
    motion: str = ""
    """How moments move that may answer: a name of `MOTIONS`, or nothing for any."""
    _strips: dict[str, EmbeddedFrames] = field(default_factory=dict, repr=False, compare=False)
    _spans: dict[str, tuple[Span, ...]] = field(default_factory=dict, repr=False, compare=False)
    _excluded: dict[str, frozenset[int]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def frames(self) -> FrameSearch:
        """The frames of the library as they were when this was first asked."""
        return self.library.frames

    def check_wanted(self) -> None:
        """Give up when nobody waits any more."""
        if not self.wanted():
            raise Abandoned("Nobody waits for the answer any more.")

    def strip(self, video: str) -> EmbeddedFrames:
        """The frames of one video, fetched once a question: mapping them takes longer than looking."""
        if video not in self._strips:
            self._strips[video] = self.frames.strip(video)
        return self._strips[video]

    def excluded(self, video: str, span: Span) -> bool:
        """Whether a stretch is no answer: more than half of it is packaging, or it does not move as is asked for."""
        packaging = self._packaging(video)
        if packaging and mostly_within(span, packaging):
            return True
        return bool(self.motion) and not moves(self._movements(video), span, self.motion)

    def _movements(self, video: str) -> tuple[Movement, ...]:
        track = self.library.motion(video)
        return track.movements if track else ()

    def _packaging(self, video: str) -> tuple[Span, ...]:
        if self.with_segments:
            return ()
        if video not in self._spans:
            asked = self.library if video in self._decided else self.frames
            self._spans[video] = asked.packaging(video)
        return self._spans[video]

    @cached_property
    def asked_of_engines(self) -> WantedFrames:
        """Which frames a search engine is asked for: packaging is left out there already, as far as it is known."""
        unmasked = tuple(sorted(self._decided))
        masked = not self.with_segments and len(unmasked) <= MASKED
        return WantedFrames(filters=self.filters, masked=masked, unmasked=unmasked if masked else ())

    @cached_property
    def _decided(self) -> Collection[str]:
        """Videos whose segments people decided about."""
        return self.library.decided_segments()

    def excluded_shots(self, video: str) -> frozenset[int]:
        """The shots of a video that are packaging, or do not move as is asked for."""
        if video not in self._excluded:
            shots = self.strip(video).shots().items() if self.motion or self._packaging(video) else ()
            self._excluded[video] = frozenset(shot for shot, edges in shots if self._all_excluded(video, Span(*edges)))
        return self._excluded[video]

    def _all_excluded(self, video: str, span: Span) -> bool:
        """Whether no part of a shot may answer: a long one may be still here and pan there."""
        if mostly_within(span, self._packaging(video)):
            return True
        parts = [one.span for one in self._movements(video) if one.span.overlap(span)] if self.motion else [span]
        return all(self.excluded(video, part) for part in parts)

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The ids of the videos that are asked."""
        return self.frames.videos if self.videos is None else self.videos

    @property
    def pictured(self) -> bool:
        """Whether a picture or a moment is shown, alone or with words."""
        return self.image is not None or self.like is not None

    @cached_property
    def query(self) -> Query:
        """The question as a direction among frames."""
        held, phrases = self.frames, self.library.phrases
        shown = self._shown()
        if shown is not None and not (self.words.strip() and phrases.asked(self.words).known):
            return shown
        said = queries.of_words(phrases, held, self.words, () if shown else self.avoid).among(held.count(self.videos))
        return queries.both(said, shown) if shown else said

    @cached_property
    def readable(self) -> bool:
        """Whether the encoder knows what is looked for: a picture, or words it reads or that are translated."""
        return self.pictured or not self.words.strip() or self.library.phrases.reads(self.words)

    @cached_property
    def translated(self) -> PictureQuestion | None:
        """The words in the language of the encoder, if they are in another and something of them is known."""
        with suppress(EncoderMismatch, ModelMissing):  # where it is missing, texts answer in their own words
            found = self.library.phrases.asked(self.words)
            return found if found.known and found.words != self.words else None
        return None

    @cached_property
    def partly_readable(self) -> bool:
        """Whether the encoder knows some of what is looked for."""
        return self.readable or self.library.phrases.asked(self.words).known

    def _shown(self) -> Query | None:
        """The picture or the moment as a direction."""
        held, phrases = self.frames, self.library.phrases
        if self.image is not None:
            return queries.of_picture(phrases, held, self.image, self.avoid)
        if self.like is not None:
            return queries.of_moment(self.library, phrases, held, self.like, self.avoid)
        return None
