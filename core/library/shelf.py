"""One video's folder: read what is there, or draft a new one beside it that takes its place whole."""

import os
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from vsearch.errors import LibraryDamaged, LibraryError, OutputRefused
from vsearch.library import entry as entries
from vsearch.library import files, frames, sound, vectors, words
from vsearch.library.entry import Entry
from vsearch.library.frames import FrameTable
from vsearch.library.sound import SoundTrack
from vsearch.nouns import Utterance, Vectors

T = TypeVar("T")

_ZIP_END = 22
"""Bytes of the record that ends an archive without a comment."""


class Shelf:
    """What the library holds of one video, each part read when asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def entry(self) -> Entry:
        """Who the video is and how it was made."""
        return entries.load(self.folder / "video.json")

    def frames(self) -> FrameTable:
        """Its frame table."""
        return self._read("frames.parquet", frames.load)

    def index(self) -> vectors.VectorIndex:
        """Its frames' vectors, searchable."""
        return self._read("vectors.faiss", vectors.load)

    def words(self) -> tuple[tuple[Utterance, ...], Vectors | None]:
        """What is said, and the vectors of it; nothing when words were not indexed."""
        return (
            self._read("utterances.parquet", words.load)
            if (self.folder / "utterances.parquet").exists()
            else ((), None)
        )

    def sound(self) -> SoundTrack | None:
        """What is heard; None when sound was not indexed."""
        return self._read("sound.npz", sound.load) if (self.folder / "sound.npz").exists() else None

    def flaws(self, made: Collection[str] = ()) -> frozenset[str]:
        """The parts to make again, for their files are missing, cut short or overwritten, as far as their ends tell.

        Sound and words may be absent where they are not among the parts that were `made`.
        """
        frames, rows, words, sound = (
            self.folder / name for name in ("frames.parquet", "vectors.faiss", "utterances.parquet", "sound.npz")
        )
        found = set()
        if not (marked(frames, b"PAR1", b"PAR1") and vectors.whole(rows)):
            found |= {"frames", "select"}
        if ("words" in made or words.exists()) and not marked(words, b"PAR1", b"PAR1"):
            found.add("words")
        if ("sound" in made or sound.exists()) and not marked(sound, b"PK", b"PK\5\6", _ZIP_END):
            found.add("sound")
        return frozenset(found)

    @property
    def preview(self) -> Path:
        """The sprite sheet; its times lie beside it as `.vtt`."""
        return self.folder / "preview.webp"

    def _read(self, name: str, load: Callable[[Path], T]) -> T:
        path = self.folder / name
        try:
            return load(path)
        except LibraryError:
            raise
        except Exception as error:  # Parquet, NumPy and JSON each have their own
            state, cure = ("damaged", "Delete it and run") if path.exists() else ("missing", "Run")
            raise LibraryDamaged(f"{path} is {state}. {cure} `vsearch index` on its video: it is re-made.") from error


class Draft(Shelf):
    """A video's folder in the making: parts not written anew can be kept from the old one."""

    def __init__(self, place: Path) -> None:
        super().__init__(place.with_name(f"{place.name}.part"))
        self._place = place
        with self._guarded():
            files.mend(self._place)
            shutil.rmtree(self.folder, ignore_errors=True)
            os.makedirs(self.folder)

    def keep(self, *names: str) -> None:
        """Take parts over from the folder that this one will replace."""
        with self._guarded():
            for name in names:
                if (self._place / name).exists():
                    shutil.copy2(self._place / name, self.folder / name)

    def put_frames(self, table: FrameTable, index: vectors.VectorIndex) -> None:
        """Write the frame table and its vectors."""
        if table.embeds != len(index.vectors()):
            raise ValueError("Row n of the frame table is row n of the index.")
        with self._guarded():
            frames.save(table, self.folder / "frames.parquet")
            index.save(self.folder / "vectors.faiss")

    def put_words(self, said: tuple[Utterance, ...], rows: Vectors | None) -> None:
        """Write what is said."""
        with self._guarded():
            words.save(said, rows, self.folder / "utterances.parquet")

    def put_sound(self, track: SoundTrack) -> None:
        """Write what is heard."""
        with self._guarded():
            sound.save(track, self.folder / "sound.npz")

    def put_preview(self, sheet: bytes, cues: str) -> None:
        """Write the sprite sheet and its times."""
        with self._guarded():
            self.preview.write_bytes(sheet)
            self.preview.with_suffix(".vtt").write_text(cues, "utf-8")

    def commit(self, entry: Entry) -> None:
        """Take the place of the old folder, whole."""
        with self._guarded():
            entries.save(entry, self.folder / "video.json")
            files.swap(self.folder, self._place)

    def discard(self) -> None:
        """Leave no trace."""
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except (OSError, RuntimeError) as error:  # FAISS reports a full disk as RuntimeError
            self.discard()
            cause = getattr(error, "strerror", None) or str(error).strip().splitlines()[-1]
            raise OutputRefused(
                f"{self.folder.parent} cannot be written: {cause}. Free some space or choose another library."
            ) from error


def marked(path: Path, head: bytes, tail: bytes, last: int = 0) -> bool:
    """Whether a file is there and begins as one of its kind does, as its last bytes do with `tail`."""
    try:
        with path.open("rb") as file:
            begins = file.read(len(head)) == head
            file.seek(-(last or len(tail)), os.SEEK_END)
            return begins and file.read(len(tail)) == tail
    except OSError:
        return False
