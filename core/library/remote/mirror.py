"""Trained models and pictures of a library in a bucket, as files here: brought when asked for, published when made."""

from contextlib import suppress
from pathlib import Path

from vsearch.library.remote.models import RemoteModels
from vsearch.library.storage import files
from vsearch.objects.bucket import Bucket

_ROOMS = "towers", "segment-models"
_RUNS, _PINS = "runs", "pins"


class Mirror:
    """A folder here that holds the models and pictures of a bucket, as far as they were asked for."""

    def __init__(self, bucket: Bucket, folder: Path) -> None:
        self._bucket, self._folder = bucket, folder
        self._rooms = {room: RemoteModels(bucket, folder, room) for room in _ROOMS}

    def brought(self, *names: str) -> Path:
        """Where something lies here; models as the bucket has them within the last second."""
        path = self._folder.joinpath(*names)
        if names[:1] == (_PINS,) and len(names) == 2 and not path.exists():
            with suppress(FileNotFoundError):
                files.write(path, self._bucket.read("/".join(names)).content, lasting=False)
        elif names and names[0] in self._rooms and names[1:2] != (_RUNS,):
            self._rooms[names[0]].bring()
        return path

    def publish(self, *names: str) -> None:
        """Make the bucket hold what lies here under these names, or nothing where nothing does."""
        path, key = self._folder.joinpath(*names), "/".join(names)
        if names[0] in self._rooms:
            self._rooms[names[0]].publish(names[1])
        elif path.exists():
            self._bucket.put(key, path.read_bytes())
        else:
            self._bucket.delete([key])
