"""Towers and pictures of a library in a bucket, as files here: a tower is one object, so that it is whole or absent."""

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

_TOWERS, _PINS = "towers", "pins"
_TAR = ".tar"


class Mirror:
    """A folder here that holds the towers and pictures of a bucket, as far as they were asked for."""

    def __init__(self, bucket: Bucket, folder: Path) -> None:
        self._bucket, self._folder = bucket, folder
        self._lock = threading.RLock()
        self._looked = float("-inf")
        self._current: Listed | None = None

    def brought(self, *names: str) -> Path:
        """Where something lies here; towers as the bucket has them within the last second."""
        path = self._folder.joinpath(*names)
        if names[:1] == (_TOWERS,) and names[1:2] != ("runs",):
            self._bring()
        elif names[:1] == (_PINS,) and len(names) == 2 and not path.exists():
            with suppress(FileNotFoundError):
                files.write(path, self._bucket.read("/".join(names)).content, lasting=False)
        return path

    def publish(self, *names: str) -> None:
        """Make the bucket hold what lies here under these names, or nothing where nothing does."""
        path, key = self._folder.joinpath(*names), "/".join(names)
        with self._lock:
            if path.is_dir():
                self._mark(path, self._bucket.put(f"{key}{_TAR}", _packed(path)))
            elif key == "towers/current":
                self._point(path.read_bytes())
            elif path.exists():
                self._bucket.put(key, path.read_bytes())
            else:
                self._bucket.delete([key, f"{key}{_TAR}"])

    def _bring(self) -> None:
        """Bring what is new of the towers, and delete here what is gone there."""
        with self._lock:
            if time.monotonic() - self._looked < FRESH:
                return
            room = self._folder / _TOWERS
            there = {one.key.removeprefix(f"{_TOWERS}/"): one for one in self._bucket.list(f"{_TOWERS}/")}
            for name, one in there.items():
                with suppress(FileNotFoundError):  # it was deleted meanwhile
                    self._fetch(room, name, one)
            for marker in room.glob("*.etag"):
                if f"{marker.stem}{_TAR}" not in there:
                    shutil.rmtree(room / marker.stem, ignore_errors=True)
                    files.delete(marker)
            if "current" not in there:
                self._current = None
                files.delete(room / "current")
            self._looked = time.monotonic()

    def _fetch(self, room: Path, name: str, one: Listed) -> None:
        if name == "current":
            found = self._bucket.read(one.key)
            self._current = found.listed
            files.write(room / name, found.content, lasting=False)
        elif name.endswith(_TAR):
            place = room / name.removesuffix(_TAR)
            marker = room / f"{place.name}.etag"
            if not (place.is_dir() and marker.exists() and marker.read_text("utf-8") == one.etag):
                _unpack(self._bucket.read(one.key).content, place)
                self._mark(place, one)

    def _mark(self, place: Path, one: Listed) -> None:
        files.write(place.with_name(f"{place.name}.etag"), one.etag, lasting=False)

    def _point(self, content: bytes) -> None:
        """Replace what says which tower serves, unless somebody else did since it was read."""
        done = self._bucket.put_if("towers/current", content, self._current)
        self._looked = float("-inf")
        if done is None:
            raise LibraryBusy("Somebody else chose meanwhile which tower serves.", "wait")
        self._current = done


def _packed(folder: Path) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for file in sorted(folder.iterdir()):
            archive.add(file, file.name, recursive=False)
    return buffer.getvalue()


def _unpack(content: bytes, place: Path) -> None:
    """Put the files of an archive where a tower lies, whole; nothing in it leads anywhere else."""
    part = files.unfinished(place)
    part.mkdir(parents=True)
    try:
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            archive.extractall(part, filter="data")
        files.swap(part, place)
    finally:
        files.delete(part)
