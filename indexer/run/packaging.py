"""After a run: find the segments of every series that it touched, and the credits of films that belong to none."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import av

from vsearch.errors import LibraryError, VSearchError
from vsearch.indexer.run.relisten import PATIENCE, Reheard, Tell, reheard
from vsearch.indexer.segments.edges import refined
from vsearch.indexer.segments.features import Chapter, EpisodeFeatures, features
from vsearch.indexer.segments.finders import Finder, finders
from vsearch.indexer.segments.memory import Remembered, recall, remember
from vsearch.indexer.segments.season import Packaged, alone, season
from vsearch.library import Store
from vsearch.library.parts.segments import FoundSegments
from vsearch.library.parts.shelf import FINGERPRINTS, FRAMES
from vsearch.library.series import Episode, series
from vsearch.library.towers.segment_models import SegmentModels
from vsearch.nouns import Segment, Span, Video
from vsearch.readers.clock import MediaClock
from vsearch.readers.source import opened
from vsearch.settings import IndexSettings


class Packaging:
    """Finds the segments of videos that lie in a store; what is known stays as long as nothing changed."""

    def __init__(self, store: Store, settings: IndexSettings, patience: float, tell: Tell) -> None:
        self._store = store
        self._settings = settings
        self._patience = patience
        self._tell = tell
        self._entries = {entry.id: entry for entry in store.entries()}
        self._fresh: dict[str, Reheard] = {}
        self._model, self._finders = _served(store, tell)

    def find(self, ids: Iterable[str], *, again: bool = False) -> None:
        """Look at the series of these videos, and at those in none; `again` forgets what is known."""
        touched = {id for id in ids if id in self._entries}
        known = series((entry.video for entry in self._entries.values()), self._store.decisions())
        grouped = {one.video: name for name, episodes in known.items() if len(episodes) > 1 for one in episodes}
        for name in sorted({grouped[id] for id in touched if id in grouped}):
            self._series(name, known[name], again)
        lonely = {one.video: one for episodes in known.values() if len(episodes) == 1 for one in episodes}
        for id in sorted(touched - grouped.keys()):
            self._film(id, lonely.get(id), again)

    def _series(self, name: str, episodes: Sequence[Episode], again: bool) -> None:
        places = {one.video: one for one in episodes}
        before = recall(self._store, name)
        proofs = {id: self._proof(id) for id in places}
        changed = again or any(proofs.get(id) != proof for id, proof in before.episodes.items())
        before = Remembered() if changed else before
        new = [id for id in places if id not in before.episodes]
        if not new:
            return
        self._listen(new)
        old = [id for id in places if id in before.episodes]
        memory = before.memory
        seen = dict(before.episodes)
        for one in season(new, old, memory, lambda id: self._features(places[id]), self._finders):
            memory = one.memory
            if self._store_found(one, name):
                seen[one.features.id] = self._proof(one.features.id)
        remember(self._store, name, Remembered(memory, seen))

    def _film(self, id: str, episode: Episode | None, again: bool) -> None:
        """Credits of a film; of an episode that is the only one here, that is said."""
        with suppress(LibraryError, OSError):
            found = self._store.shelf(id).told(self._entries[id]).segments()
            if found is not None and not found.series and found.model == self._model and not again:
                return
            self._listen([id] if self._model else [])
            one = self._features(episode or Episode(id, ""))
            if one is not None:
                made = alone(one, self._finders)
                self._store_found(replace(made, notes=(_lonely(episode, self._model),) if episode else ()), "")

    def _proof(self, id: str) -> str:
        """What is another when the pictures or the sound of a video are."""
        with suppress(LibraryError, OSError):
            entry = self._store.entry(id)
            self._entries[id] = entry
            frames, sound = (entry.parts.get(name) for name in (FRAMES, FINGERPRINTS))
            told = f"{frames.revision if frames else ''} {sound.revision if sound else ''}"
            return f"{told} {self._model}" if self._model else told
        return ""

    def _features(self, episode: Episode) -> EpisodeFeatures | None:
        """What finders see of a video; None, and a sentence, where a part of it is damaged."""
        try:
            video = self._entries[episode.video].video
            return features_of(self._store, episode, video, self._fresh.get(episode.video))
        except LibraryError as error:
            self._tell(error.note)
            return None

    def _listen(self, ids: Sequence[str]) -> None:
        """Make what an older version did not keep of the sound: log-mel sound too where a model hears it."""
        heard = reheard(self._store, ids, self._settings, self._tell, mel=bool(self._model), patience=self._patience)
        self._fresh |= heard

    def _store_found(self, one: Packaged, name: str) -> bool:
        """Put what was found beside a video's other parts; whether that could be done."""
        id = one.features.id
        try:
            shelf = self._store.shelf(id)
            entry, before = shelf.entry(), _found(shelf.segments)
            segments = one.segments if one.fresh else joined(before.segments if before else (), one.segments)
            if one.fresh:
                segments = refined(segments, one.features, entry.video.path)
            notes = one.notes if one.fresh or before is None else before.notes
            found = FoundSegments(segments, notes, name, self._model)
            if found != before or id in self._fresh:
                with self._store.draft(id, again=True) as draft:
                    draft.keep_all()
                    draft.put_segments(found)
                    if id in self._fresh:
                        self._fresh.pop(id).put(draft)
                    self._entries[id] = draft.commit(entry)
            return True
        except VSearchError as error:
            self._tell(error.note)
            return False


def _found(read: Callable[[], FoundSegments | None]) -> FoundSegments | None:
    """What was found before, if it can be read."""
    with suppress(LibraryError):
        return read()
    return None


def joined(before: Sequence[Segment], now: Sequence[Segment]) -> tuple[Segment, ...]:
    """What was found before, and of what is found now that of which there was none."""
    fresh = [
        one for one in now
        if all(other.kind != one.kind and one.span.overlap(other.span) == 0 for other in before if other.sure)
    ]  # fmt: skip
    kept = [one for one in before if all(one.span.overlap(other.span) == 0 for other in fresh)]
    return tuple(sorted([*kept, *fresh], key=lambda one: one.span))


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


def _served(store: Store, tell: Tell) -> tuple[str, list[Finder]]:
    """What tells the model that serves from others, "" where none does, and all finders; what is wrong is said once."""
    try:
        if (model := SegmentModels(store).serving()) is not None:
            return model.revision, finders(model.folder)
    except VSearchError as error:
        tell(replace(error.note, what=f"{error.what} Segments are found without it."))
    return "", finders()


def find_segments(location: str | Path, videos: Iterable[str] = (), tell: Tell = lambda _: None) -> None:
    """Find the segments of some videos of a library and of their series anew, or of all that have none yet."""
    from vsearch.indexer.run.resolve import resolve_settings
    from vsearch.settings import IndexOverrides

    store = Store.open(Path(location))
    settings, _ = resolve_settings(store.settings, IndexOverrides())
    wanted = set(videos)
    Packaging(store, settings, PATIENCE, tell).find(wanted or store.ids(), again=bool(wanted))
