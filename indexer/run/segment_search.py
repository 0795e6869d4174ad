"""Search one series, or one film, for its segments: what it needs is read from the store, and nothing is written."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import av

from vsearch.cures import Note
from vsearch.errors import LibraryError, VSearchError
from vsearch.indexer.run.relisten import Reheard, reheard
from vsearch.indexer.segments.edges import refined
from vsearch.indexer.segments.features import Chapter, EpisodeFeatures, features
from vsearch.indexer.segments.finders import finders
from vsearch.indexer.segments.repetition import SeriesMemory
from vsearch.indexer.segments.season import Packaged, alone, season
from vsearch.library import Store
from vsearch.library.series import Episode
from vsearch.library.towers.segment_models import SegmentModels
from vsearch.nouns import Segment, Span, Video
from vsearch.readers.clock import MediaClock
from vsearch.readers.source import opened
from vsearch.settings import IndexSettings


@dataclass(frozen=True, slots=True)
class Season:
    """The new episodes of a series, those before them in order, and what the series remembers; or one film alone."""

    name: str
    new: tuple[Episode, ...]
    before: tuple[Episode, ...] = ()
    memory: SeriesMemory = field(default_factory=SeriesMemory)


@dataclass(frozen=True, slots=True)
class FoundEpisode:
    """What was found in one video; what it `heard` again where a part of its sound was lacking."""

    id: str
    segments: tuple[Segment, ...]
    notes: tuple[str, ...]
    fresh: bool
    heard: Reheard | None = None


@dataclass(frozen=True, slots=True)
class FoundSeason:
    """What was found in each episode, in the order in which it is to be kept; what the series remembers now."""

    episodes: tuple[FoundEpisode, ...]
    memory: SeriesMemory
    told: tuple[Note, ...]


class SegmentSearch:
    """Searches seasons of a library; to another process it goes by the library's place."""

    def __init__(self, store: Store, settings: IndexSettings, patience: float) -> None:
        self.store, self._settings, self._patience = store, settings, patience
        self.model = ""
        self.flaw: Note | None = None
        """What tells the model that serves from others, "" where none does, and what is wrong with it."""
        folder = None
        try:
            if (model := SegmentModels(store).serving()) is not None:
                self.model, folder = model.revision, model.folder
            self._finders = finders(folder) if folder else finders()
        except VSearchError as error:
            self.model, self._finders = "", finders()
            self.flaw = replace(error.note, what=f"{error.what} Segments are found without it.")

    def __reduce__(self) -> tuple[Any, ...]:
        return SegmentSearch, (self.store, self._settings, self._patience)

    def find(self, asked: Season) -> FoundSeason:
        """What is packaging in the new episodes of a season."""
        told: list[Note] = []
        ids = [one.video for one in asked.new]
        hear = ids if asked.name or self.model else []
        heard = reheard(self.store, hear, self._settings, told.append, mel=bool(self.model), patience=self._patience)
        places = {one.video: one for one in (*asked.before, *asked.new)}

        def load(id: str) -> EpisodeFeatures | None:
            try:
                return features_of(self.store, places[id], self.store.entry(id).video, heard.get(id))
            except LibraryError as error:
                told.append(error.note)
            except OSError as error:
                told.append(Note(f"{id} cannot be read: {error.strerror or error}."))
            return None

        if asked.name:
            made = season(ids, [one.video for one in asked.before], asked.memory, load, self._finders)
        else:
            made = (self._alone(one, asked.new[0]) for one in [load(ids[0])] if one is not None)
        episodes, memory = [], asked.memory
        for one in made:
            memory = one.memory
            episodes.append(self._found(one, heard))
        return FoundSeason(tuple(episodes), memory, tuple(told))

    def _alone(self, one: EpisodeFeatures, episode: Episode) -> Packaged:
        """Credits of a film; of an episode that is the only one here, that is said."""
        return replace(alone(one, self._finders), notes=(_lonely(episode, self.model),) if episode.series else ())

    def _found(self, one: Packaged, heard: dict[str, Reheard]) -> FoundEpisode:
        id, segments = one.features.id, one.segments
        if one.fresh:
            segments = refined(segments, one.features, self.store.entry(id).video.path)
        return FoundEpisode(id, segments, one.notes, one.fresh, heard.pop(id, None))


def search(by: SegmentSearch, asked: Season) -> FoundSeason:
    """What is packaging in the new episodes of a season, as a piece of work."""
    return by.find(asked)


def chapters(path: Path, duration: float) -> tuple[Chapter, ...]:
    """The chapters of a container, in seconds of the picture; none where it cannot be opened."""
    found: list[Chapter] = []
    with suppress(av.FFmpegError, OSError, ValueError, VSearchError):
        told: Sequence[Mapping[str, Any]] = ()
        container = opened(path)
        try:
            told = container.chapters()
        finally:
            container.close()
        clock = MediaClock.of(path) if told else MediaClock()
        for one in told:
            edges = [clock.seconds(float(one[name] * one["time_base"])) for name in ("start", "end")]
            low, high = (min(max(0.0, edge), duration) for edge in edges)
            if low < high:
                found.append(Chapter(Span(low, high), str(one.get("metadata", {}).get("title", ""))))
    return tuple(found)


def _lonely(episode: Episode, model: str) -> str:
    """What is to be said of the only episode of a series."""
    found = "what a model and chapters tell" if model else "credits and what chapters tell"
    return f"It is the only episode of {episode.series} here: only {found} can be found."


def features_of(store: Store, episode: Episode, video: Video, fresh: Reheard | None = None) -> EpisodeFeatures:
    """What finders see of a video; its sound as it was heard again, where it was."""
    shelf = store.shelf(video.id)
    return features(
        episode, video.duration, video.fps, shelf.frames(), fresh.fingerprints if fresh else shelf.fingerprints(),
        shelf.sound(), chapters(video.path, video.duration), shelf.screen(), lambda: shelf.index().vectors(),
        lambda: fresh.mel if fresh else shelf.mel(),
    )  # fmt: skip
