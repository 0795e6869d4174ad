"""Reading: what stands on the pictures of one video, as lines with spans and kinds, and what is to be said of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from vsearch.cures import Note
from vsearch.errors import ModelMissing
from vsearch.indexer.screen.kinds import kinds
from vsearch.indexer.screen.merging import merged
from vsearch.indexer.screen.watch import ScreenWatch
from vsearch.nouns import Frame, ScreenText
from vsearch.screen import TEXT_READERS, TextReader


@dataclass(frozen=True, slots=True)
class ReadScreen:
    """What stands on a video's screen; `missing` says why nothing could be read."""

    lines: tuple[ScreenText, ...] = ()
    notes: tuple[str, ...] = ()
    read: int = 0
    """Parts of pictures that were read."""
    missing: Note | None = None


class ScreenReading:
    """Takes the pictures of a video as they are decoded, and tells in the end what stands on them."""

    def __init__(self, spec: str) -> None:
        self._missing: Note | None = None
        self._watch: ScreenWatch | None = None
        try:
            made = reader(spec)
            self._watch = ScreenWatch(lambda: made)
        except ModelMissing as error:
            self._missing = error.note

    @property
    def able(self) -> bool:
        """Whether there is a reader."""
        return self._watch is not None

    def taken(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """The same frames without their last picture, which is the one that is read."""
        for frame in frames:
            if self._watch:
                self._watch.look(frame.time, frame.pixels[-1])
            yield Frame(frame.time, frame.pixels[:-1])

    def told(self, duration: float) -> ReadScreen:
        """What was read, once all frames were taken."""
        if self._watch is None:
            return ReadScreen(missing=self._missing)
        self._watch.close(duration)
        tally = self._watch.tally
        notes: tuple[str, ...] = ()
        if tally.doubtful:
            places = "1 place looks" if tally.doubtful == 1 else f"{tally.doubtful} places look"
            notes = (f"{places} like writing that was not read: another script, or on its side.",)
        return ReadScreen(kinds(merged(self._watch.seen), duration), notes, tally.read)


@cache
def reader(spec: str) -> TextReader:
    """A text reader, loaded once a process."""
    return TEXT_READERS.make(spec)
