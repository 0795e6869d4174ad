"""Hear films again: make what an older version did not keep of their sound, from the sound alone."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vsearch.cures import Note
from vsearch.errors import LibraryError, VSearchError
from vsearch.indexer.run.pool import Pool
from vsearch.indexer.run.watched import awake, read_positions
from vsearch.library import Store
from vsearch.library.parts.draft import Draft
from vsearch.readers.audio import Audio
from vsearch.settings import IndexSettings
from vsearch.sounds.fingerprint import Fingerprinter, Fingerprints
from vsearch.sounds.mel import LogMel, MelMeter
from vsearch.sounds.voice import RATE

Tell = Callable[[Note], None]

PATIENCE = 60.0
"""Seconds that a decoder may do nothing."""


@dataclass(frozen=True, slots=True)
class Reheard:
    """What one more pass over the sound gives."""

    fingerprints: Fingerprints
    mel: LogMel

    def put(self, draft: Draft) -> None:
        """Write it beside a video's other parts."""
        draft.put_fingerprints(self.fingerprints)
        draft.put_mel(self.mel)


def reheard(
    store: Store, ids: Iterable[str], settings: IndexSettings, tell: Tell, *, mel: bool, patience: float = PATIENCE
) -> dict[str, Reheard]:
    """Hear those again of which a part is lacking, log-mel sound only if it is wanted; by id."""
    lacking = dict(enumerate(id for id in ids if _lacks(store, id, mel)))
    found: dict[str, Reheard] = {}
    if not lacking:
        return found
    pool = Pool(1)
    try:
        for n, id in lacking.items():
            video = store.entry(id).video
            pool.submit(n, patience, listened, video.path, video.duration, settings.track, video.language)
        left = set(lacking)
        while left:
            message = pool.message()
            if isinstance(message.value, Reheard):
                found[lacking[message.job]] = message.value
            if message.error:
                tell(Note(f"{lacking[message.job]}: {message.error} Its pictures alone are compared."))
            left -= {message.job} if message.last else set()
    finally:
        pool.close()
    return found


def keep(store: Store, found: dict[str, Reheard], tell: Tell) -> None:
    """Put what was heard again beside the other parts of each video."""
    for id, one in found.items():
        try:
            entry = store.entry(id)
            with store.draft(id, again=True) as draft:
                draft.keep_all()
                one.put(draft)
                draft.commit(entry)
        except VSearchError as error:
            tell(error.note)


def _lacks(store: Store, id: str, mel: bool) -> bool:
    shelf, there = store.shelf(id), False
    with suppress(LibraryError, OSError):
        there = shelf.entry().video.path.exists()
        return there and (shelf.fingerprints() is None or (mel and shelf.mel() is None))
    return there


def listened(path: Path, duration: float, track: int, language: str) -> Iterator[Reheard | None]:
    """What is kept of a film's sound, made in a worker of its own, for a decoder may hang."""
    return awake(_heard(path, duration, track, language), lambda: read_positions(path))


def _heard(path: Path, duration: float, track: int, language: str) -> Iterator[Reheard]:
    audio = Audio(path, track=track or None, language=language, duration=duration or float("inf"))
    prints, levels = Fingerprinter(), MelMeter()
    try:
        for piece in audio.pieces((RATE,)) if audio.present else ():
            prints.add(piece[RATE])
            levels.add(piece[RATE])
    finally:
        audio.close()
    yield Reheard(prints.end(), levels.end())
