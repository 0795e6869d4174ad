"""A room of trained models of a library in a bucket, as folders here: a model is one object, so whole or absent."""

import io
import shutil
import tarfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from vsearch.errors import LibraryBusy
from vsearch.library.remote.listing import FRESH
from vsearch.library.storage import files
from vsearch.objects.bucket import Bucket, Listed

CURRENT = "current"
_TAR, _MARK = ".tar", ".etag"


class RemoteModels:
    """The towers, or the models of seconds, of a bucket; which of them serves is replaced while it is what was read."""

    def __init__(self, bucket: Bucket, folder: Path, room: str) -> None:
        self._bucket, self._folder, self._room = bucket, folder / room, room
        self._lock = threading.RLock()
        self._looked = float("-inf")
        self._current: Listed | None = None

    def bring(self) -> None:
        """Bring what is new of them within the last second, and delete here what is gone there."""
        with self._lock:
            if time.monotonic() - self._looked < FRESH:
                return
            there = {one.key.removeprefix(f"{self._room}/"): one for one in self._bucket.list(f"{self._room}/")}
            for name, one in there.items():
                with suppress(FileNotFoundError):  # it was deleted meanwhile
                    self._fetch(name, one)
            for marker in self._folder.glob(f"*{_MARK}"):
                if f"{marker.stem}{_TAR}" not in there:
                    shutil.rmtree(self._folder / marker.stem, ignore_errors=True)
                    files.delete(marker)
            if CURRENT not in there:
                self._current = None
                files.delete(self._folder / CURRENT)
            self._looked = time.monotonic()

    def publish(self, name: str) -> None:
        """Make the bucket hold the model of that name as it lies here, what says which serves, or nothing."""
        place, key = self._folder / name, f"{self._room}/{name}"
        with self._lock:
            if place.is_dir():
                self._mark(place, self._bucket.put(f"{key}{_TAR}", _packed(place)))
            elif name == CURRENT:
                self._point(place.read_bytes())
            else:
                self._bucket.delete([key, f"{key}{_TAR}"])

    def _fetch(self, name: str, one: Listed) -> None:
        if name == CURRENT:
            found = self._bucket.read(one.key)
            self._current = found.listed
            files.write(self._folder / name, found.content, lasting=False)
        elif name.endswith(_TAR):
            place = self._folder / name.removesuffix(_TAR)
            marker = place.with_name(f"{place.name}{_MARK}")
            if not (place.is_dir() and marker.exists() and marker.read_text("utf-8") == one.etag):
                _unpack(self._bucket.read(one.key).content, place)
                self._mark(place, one)

    def _mark(self, place: Path, one: Listed) -> None:
        files.write(place.with_name(f"{place.name}{_MARK}"), one.etag, lasting=False)

    def _point(self, content: bytes) -> None:
        """Replace what says which one serves, unless somebody else did since it was read."""
        done = self._bucket.put_if(f"{self._room}/{CURRENT}", content, self._current)
        self._looked = float("-inf")
        if done is None:
            raise LibraryBusy("Somebody else chose meanwhile which model serves.", "wait")
        self._current = done


def _packed(folder: Path) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for file in sorted(folder.iterdir()):
            archive.add(file, file.name, recursive=False)
    return buffer.getvalue()


def _unpack(content: bytes, place: Path) -> None:
    """Put the files of an archive where a model lies, whole; nothing in it leads anywhere else."""
    part = files.unfinished(place)
    part.mkdir(parents=True)
    try:
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            archive.extractall(part, filter="data")
        files.swap(part, place)
    finally:
        files.delete(part)
