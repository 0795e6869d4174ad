"""A video's folder in the making, beside the one whose place it takes whole."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from vsearch.errors import OutputRefused
from vsearch.library.parts import entry as entries
from vsearch.library.parts import fingerprints, frames, mel, motion, screen, segments, sound, vectors, words
from vsearch.library.parts.entry import Entry
from vsearch.library.parts.frames import FrameTable
from vsearch.library.parts.motion import MotionTrack
from vsearch.library.parts.segments import FoundSegments
from vsearch.library.parts.shelf import (
    CUES,
    FINGERPRINTS,
    FRAMES,
    MEL,
    MOTION,
    SCREEN,
    SEGMENTS,
    SHEET,
    SOUND,
    VECTORS,
    WORDS,
    Shelf,
)
from vsearch.library.parts.sound import SoundTrack
from vsearch.library.storage import files
from vsearch.library.storage import proof as parts
from vsearch.nouns import ScreenText, Utterance, Vectors

if TYPE_CHECKING:
    from vsearch.sounds.fingerprint import Fingerprints
    from vsearch.sounds.mel import LogMel


class Draft(Shelf):
    """A video's folder in the making: parts not written anew can be kept from the old one."""

    def __init__(self, place: Path, width: int, put: Callable[[], None]) -> None:
        super().__init__(files.unfinished(place), width)
        self.place = place
        self._put = put
        with self._guarded():
            os.makedirs(self.folder)

    def keep(self, *names: str) -> None:
        """Take parts over from the folder that this one will replace."""
        with self._guarded():
            for name in names:
                if (self.place / name).exists():
                    shutil.copy2(self.place / name, self.folder / name)

    def put_frames(self, table: FrameTable, index: vectors.VectorIndex) -> None:
        """Write the frame table and its vectors."""
        if table.embeds != len(index.vectors()):
            raise ValueError("Row n of the frame table is row n of the index.")
        with self._guarded():
            frames.save(table, self.folder / FRAMES)
            index.save(self.folder / VECTORS)

    def put_words(self, said: tuple[Utterance, ...], rows: Vectors | None) -> None:
        """Write what is said."""
        with self._guarded():
            words.save(said, rows, self.folder / WORDS)

    def put_screen(self, lines: tuple[ScreenText, ...]) -> None:
        """Write what stands on its screen."""
        with self._guarded():
            screen.save(lines, self.folder / SCREEN)

    def put_motion(self, track: MotionTrack) -> None:
        """Write how it moves."""
        with self._guarded():
            motion.save(track, self.folder / MOTION)

    def put_sound(self, track: SoundTrack) -> None:
        """Write what is heard."""
        with self._guarded():
            sound.save(track, self.folder / SOUND)

    def put_fingerprints(self, found: "Fingerprints") -> None:
        """Write its sound's fingerprints."""
        with self._guarded():
            fingerprints.save(found, self.folder / FINGERPRINTS)

    def put_mel(self, heard: "LogMel") -> None:
        """Write its log-mel sound."""
        with self._guarded():
            mel.save(heard, self.folder / MEL)

    def put_segments(self, found: FoundSegments) -> None:
        """Write what of it is packaging."""
        with self._guarded():
            segments.save(found, self.folder / SEGMENTS)

    def put_part(self, name: str, content: bytes) -> None:
        """Write a part as it was elsewhere."""
        with self._guarded():
            (self.folder / name).write_bytes(content)

    def keep_all(self) -> None:
        """Take over every part of the folder that this one will replace."""
        with self._guarded():
            self.keep(*(file.name for file in self.place.iterdir() if file.name != "video.json"))

    def put_preview(self, sheet: bytes, cues: str) -> None:
        """Write the sprite sheet and its times."""
        with self._guarded():
            (self.folder / SHEET).write_bytes(sheet)
            (self.folder / CUES).write_text(cues, "utf-8")

    def commit(self, entry: Entry) -> Entry:
        """Take the place of the old folder, whole; the entry as it was written, with what proves its parts."""
        with self._guarded():
            made = {file.name: parts.part(file.name, file.read_bytes()) for file in self.folder.iterdir()}
            entry = entry.with_parts(made)
            entries.save(entry, self.folder / "video.json")
            self._put()
        return entry

    def discard(self) -> None:
        """Leave no trace."""
        files.delete(self.folder)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except (OSError, RuntimeError) as error:  # FAISS reports a full disk as RuntimeError
            self.discard()
            cause = getattr(error, "strerror", None) or str(error).strip().splitlines()[-1]
            raise OutputRefused(f"{self.folder.parent} cannot be written: {cause}.", files.remedy(error)) from error
