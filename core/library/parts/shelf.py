"""One video's folder as the library holds it: each part is read when it is asked for, and proven."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

import numpy as np

from vsearch.errors import LibraryDamaged, LibraryError, StorageRefused
from vsearch.library.parts import entry as entries
from vsearch.library.parts import fingerprints, frames, mel, motion, screen, segments, sound, vectors, words
from vsearch.library.parts.entry import Entry
from vsearch.library.parts.frames import FrameTable
from vsearch.library.parts.motion import MotionTrack
from vsearch.library.parts.segments import FoundSegments
from vsearch.library.parts.sound import SoundTrack
from vsearch.library.storage import files
from vsearch.library.storage import proof as parts
from vsearch.library.storage.schema import Unfit
from vsearch.nouns import ScreenText, Utterance, Vectors

if TYPE_CHECKING:
    from vsearch.sounds.fingerprint import Fingerprints
    from vsearch.sounds.mel import LogMel

T = TypeVar("T")

FRAMES, VECTORS, WORDS, SOUND = "frames.parquet", "vectors.faiss", "utterances.parquet", "sound.npz"
SHEET, CUES = "preview.webp", "preview.vtt"
FINGERPRINTS, MEL, SEGMENTS, SCREEN = "fingerprints.npz", "mel.npz", "segments.json", "screen.parquet"
MOTION = "motion.npz"


class Shelf:
    """What the library holds of one video, each part read when asked for; a damaged part is an error, not an answer."""

    def __init__(self, folder: Path, width: int) -> None:
        self.folder = folder
        self.width = width
        self._entry: Entry | None = None

    def entry(self) -> Entry:
        """Who the video is and how it was made, as it was when it was first asked for."""
        self._entry = self._entry or self._fresh()
        return self._entry

    def told(self, entry: Entry) -> Self:
        """The same by somebody who has read the entry already; it is read again only where a part is newer."""
        self._entry = entry
        return self

    def frames(self) -> FrameTable:
        """Its frame table."""
        table, told = self._part(FRAMES, frames.load), self.entry().made.get("frames", {})
        if (told.get("kept", table.keeps), told.get("looked", len(table))) != (table.keeps, len(table)):
            raise self._damaged(FRAMES, "is another video's")  # older libraries prove no part
        return table

    def index(self, table: FrameTable | None = None) -> vectors.VectorIndex:
        """Its frames' vectors, searchable, as many as its frame table says, which is read unless it is given."""
        shape = (self.frames() if table is None else table).embeds, self.width
        known = VECTORS in self.entry().parts  # older libraries prove no part
        found = self._part(VECTORS, lambda content: vectors.load(content, *shape) if known else vectors.read(content))
        if not (np.abs(found.vectors()) < (words.LARGE if known else 1.01)).all():  # no row is longer than one
            raise self._damaged(VECTORS, "is damaged")
        if found.vectors().shape != shape:
            raise self._damaged(VECTORS, "is another video's")
        return found

    def words(self) -> tuple[tuple[Utterance, ...], Vectors | None]:
        """What is said, and the vectors of it; nothing when words were not indexed."""
        return self._part(WORDS, words.load) if self._there(WORDS) else ((), None)

    def screen(self) -> tuple[ScreenText, ...]:
        """What stands on its screen; nothing where it was not read, as in older libraries."""
        return self._part(SCREEN, screen.load) if self._there(SCREEN) else ()

    def motion(self) -> MotionTrack | None:
        """How it moves; None where that was not measured, as in older libraries."""
        return self._part(MOTION, motion.load) if self._there(MOTION) else None

    def sound(self) -> SoundTrack | None:
        """What is heard; None when sound was not indexed."""
        return self._part(SOUND, sound.load) if self._there(SOUND) else None

    def fingerprints(self) -> "Fingerprints | None":
        """Its sound's fingerprints; None when they were not made, or by another version."""
        return self._part(FINGERPRINTS, fingerprints.load) if self._there(FINGERPRINTS) else None

    def mel(self) -> "LogMel | None":
        """Its log-mel sound; None when it was not made, or by another version."""
        return self._part(MEL, mel.load) if self._there(MEL) else None

    def segments(self) -> FoundSegments | None:
        """What of it is packaging, as it was found; None when nobody looked."""
        return self._part(SEGMENTS, segments.load) if self._there(SEGMENTS) else None

    def preview(self) -> tuple[bytes, str] | None:
        """The sprite sheet and its times, as WebVTT; None when there is none."""
        if not (self._there(SHEET) and self._there(CUES)):
            return None
        return self._sheet(), self._cues()

    def file(self, name: str) -> Path | None:
        """A file on this machine that holds a part, proven; None where there is none."""
        try:
            return self._part(name, lambda _: self.folder / name)
        except LibraryError:
            return None

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """The name and content of each part that is there, or is said to be; a damaged one is an error."""
        for name in self._readers():
            if name in self.entry().parts or self._there(name):
                yield name, self._part(name, bytes)

    def flaws(self, entry: Entry) -> frozenset[str]:
        """The parts to make again, for their files are missing, cut short or overwritten, as far as their ends tell."""
        found = set()
        if not self._whole(FRAMES, entry) or not self._whole(VECTORS, entry):
            found |= {"frames", "select"}
        if any(name in entry.parts and not self._whole(name, entry) for name in (SHEET, CUES)):
            found |= {"frames", "select"}
        for part, name in (("words", WORDS), ("sound", SOUND), ("screen", SCREEN), ("motion", MOTION)):
            if (part in entry.made or name in entry.parts or self._there(name)) and not self._whole(name, entry):
                found.add(part)
        return frozenset(found)

    def damages(self) -> Iterator[LibraryDamaged]:
        """What is wrong with each part that is there, read whole."""
        for name, read in self._readers().items():
            if self._there(name):
                try:
                    read()
                except LibraryDamaged as error:
                    yield error

    def mend(self) -> None:
        """Delete the parts that are damaged: what is missing is made again when the video is indexed."""
        try:
            self.entry()
        except LibraryError:
            return  # indexing makes all of it again
        for name, read in self._readers().items():
            try:
                read()
            except LibraryDamaged:
                self._drop(name)

    def _readers(self) -> dict[str, Callable[[], object]]:
        found: dict[str, Callable[[], object]] = {FRAMES: self.frames, VECTORS: self._rows, WORDS: self.words}
        found |= {FINGERPRINTS: self.fingerprints, MEL: self.mel, SEGMENTS: self.segments, SCREEN: self.screen}
        return {**found, MOTION: self.motion, SOUND: self.sound, SHEET: self._sheet, CUES: self._cues}

    def _rows(self) -> None:
        """Read the vectors; where the frame table is damaged, only what proves them is looked at."""
        try:
            table = self.frames()
        except LibraryDamaged:
            self._part(VECTORS, bytes)
        else:
            self.index(table)

    def _sheet(self) -> bytes:
        return self._part(SHEET, bytes)

    def _cues(self) -> str:
        return self._part(CUES, lambda content: content.decode("utf-8"))

    def _whole(self, name: str, entry: Entry) -> bool:
        return parts.whole(self.folder / name, entry.parts.get(name))

    def _fresh(self) -> Entry:
        found = self._loaded("video.json", lambda _: entries.load(self._content("video.json")))
        if found.id != self.folder.name:
            raise self._damaged("video.json", f"is another video's ({found.id})")
        return found

    def _there(self, name: str) -> bool:
        return (self.folder / name).exists()

    def _content(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def _drop(self, name: str) -> None:
        files.delete(self.folder / name)

    def _part(self, name: str, load: Callable[[bytes], T]) -> T:
        """A part that is what its entry says, read."""

        def proven(path: Path) -> T:
            content = self._content(name)
            known = self.entry().parts.get(name)
            if known and known != parts.part(name, content):
                before, self._entry = self._entry, self._fresh()
                if self._entry == before:
                    raise self._damaged(name, "is damaged, or another video's")
                return proven(path)  # it was made anew meanwhile
            return load(content)

        return self._loaded(name, proven)

    def _loaded(self, name: str, load: Callable[[Path], T]) -> T:
        path = self.folder / name
        try:
            return load(path)
        except (LibraryError, StorageRefused):
            raise
        except FileNotFoundError as error:
            raise self._damaged(name, "is missing") from error
        except PermissionError as error:
            raise LibraryDamaged(f"{path} cannot be read: {error.strerror}.", "may-read") from error
        except Unfit as error:
            raise self._damaged(name, f"is damaged ({error})") from error
        except Exception as error:  # Parquet, NumPy and JSON each have their own
            raise self._damaged(name, "is damaged") from error

    def _damaged(self, name: str, how: str) -> LibraryDamaged:
        return LibraryDamaged(f"{self.folder / name} {how}.", "remake", id=self.folder.name)
