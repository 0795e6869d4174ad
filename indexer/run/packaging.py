"""After a run: find the segments of every series that it touched, and the credits of films that belong to none."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path

from vsearch.cures import Note
from vsearch.errors import LibraryError, VSearchError, WorkerDied
from vsearch.executors import HERE, Executor, one_each
from vsearch.indexer.run.relisten import PATIENCE, Tell
from vsearch.indexer.run.segment_search import FoundEpisode, FoundSeason, Season, SegmentSearch, search
from vsearch.indexer.segments.memory import Remembered, recall, remember
from vsearch.library import Store
from vsearch.library.parts.segments import FoundSegments
from vsearch.library.parts.shelf import FINGERPRINTS, FRAMES
from vsearch.library.series import Episode, series
from vsearch.nouns import Segment
from vsearch.settings import IndexSettings


class Packaging:
    """Finds the segments of videos that lie in a store; what is known stays as long as nothing changed."""

    def __init__(
        self,
        store: Store,
        settings: IndexSettings,
        patience: float,
        tell: Tell,
        executor: Executor = HERE,
    ) -> None:
        self._store, self._executor, self._tell = store, executor, tell
        self._entries = {entry.id: entry for entry in store.entries()}
        self._search = SegmentSearch(store, settings, patience)
        self._seen: dict[str, dict[str, str]] = {}
        if self._search.flaw:
            tell(self._search.flaw)

    def find(self, ids: Iterable[str], *, again: bool = False) -> None:
        """Look at the series of these videos, and at those in none; `again` forgets what is known."""
        touched = {id for id in ids if id in self._entries}
        films = one_each(self._entries[id].video.path for id in sorted(touched))
        pieces, places = self._seasons(touched, again), chain([self._store.facts_file], films)
        for one in self._executor.run(search, self._search, pieces, places=places):
            if isinstance(one.error, WorkerDied | LibraryError):
                named = one.piece.name or one.piece.new[0].video
                self._tell(Note(f"{named}: {one.error} Nothing of it was found."))
            else:
                self._keep(one.piece, one.result)

    def _seasons(self, touched: set[str], again: bool) -> Iterator[Season]:
        """What there is to search: series with new episodes, and films of none."""
        known = series((entry.video for entry in self._entries.values()), self._store.decisions())
        grouped = {one.video: name for name, episodes in known.items() if len(episodes) > 1 for one in episodes}
        for name in sorted({grouped[id] for id in touched if id in grouped}):
            yield from self._season(name, known[name], again)
        lonely = {one.video: one for episodes in known.values() if len(episodes) == 1 for one in episodes}
        for id in sorted(touched - grouped.keys()):
            if again or not self._searched(id):
                yield Season("", (lonely.get(id) or Episode(id, ""),))

    def _searched(self, id: str) -> bool:
        """Whether the segments of a film alone were found, by the model that serves; a damaged one is left."""
        with suppress(LibraryError, OSError):
            found = self._store.shelf(id).told(self._entries[id]).segments()
            return found is not None and not found.series and found.model == self._search.model
        return True

    def _season(self, name: str, episodes: Sequence[Episode], again: bool) -> Iterator[Season]:
        before = recall(self._store, name)
        proofs = {one.video: self._proof(one.video) for one in episodes}
        changed = again or any(proofs.get(id) != proof for id, proof in before.episodes.items())
        before = Remembered() if changed else before
        new = tuple(one for one in episodes if one.video not in before.episodes)
        if new:
            self._seen[name] = dict(before.episodes)
            yield Season(name, new, tuple(one for one in episodes if one.video in before.episodes), before.memory)

    def _proof(self, id: str) -> str:
        """What is another when the pictures or the sound of a video are."""
        with suppress(LibraryError, OSError):
            entry = self._store.entry(id)
            self._entries[id] = entry
            frames, sound = (entry.parts.get(name) for name in (FRAMES, FINGERPRINTS))
            told = f"{frames.revision if frames else ''} {sound.revision if sound else ''}"
            return f"{told} {self._search.model}" if self._search.model else told
        return ""

    def _keep(self, asked: Season, found: FoundSeason) -> None:
        """Put what was found into the library, and remember the series."""
        for note in found.told:
            self._tell(note)
        stored = [one.id for one in found.episodes if self._store_found(one, asked.name)]
        if asked.name:
            seen = self._seen.pop(asked.name) | {id: self._proof(id) for id in stored}
            remember(self._store, asked.name, Remembered(found.memory, seen))

    def _store_found(self, one: FoundEpisode, name: str) -> bool:
        """Put what was found beside a video's other parts; whether that could be done."""
        try:
            shelf = self._store.shelf(one.id)
            entry, before = shelf.entry(), _found(shelf.segments)
            segments = one.segments if one.fresh else joined(before.segments if before else (), one.segments)
            notes = one.notes if one.fresh or before is None else before.notes
            found = FoundSegments(segments, notes, name, self._search.model)
            if found != before or one.heard:
                with self._store.draft(one.id, again=True) as draft:
                    draft.keep_all()
                    draft.put_segments(found)
                    if one.heard:
                        one.heard.put(draft)
                    self._entries[one.id] = draft.commit(entry)
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


def find_segments(
    location: str | Path, videos: Iterable[str] = (), tell: Tell = lambda _: None, executor: Executor = HERE
) -> None:
    """Find the segments of some videos of a library and of their series anew, or of all that have none yet."""
    from vsearch.indexer.run.resolve import resolve_settings
    from vsearch.settings import IndexOverrides

    store = Store.open(Path(location))
    settings, _ = resolve_settings(store.settings, IndexOverrides())
    wanted = set(videos)
    Packaging(store, settings, PATIENCE, tell, executor).find(wanted or store.ids(), again=bool(wanted))
