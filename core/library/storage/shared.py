"""Files that all who serve a library share: records of jobs and what they made, pictures that were brought."""

from collections.abc import Mapping
from pathlib import Path

from vsearch.library.storage import files


class SharedFiles:
    """The files of one kind in a folder, by keys such as `1f3a/job.json`; each is whole or absent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def state(self) -> str:
        """What is another when a file or a folder came or went directly below."""
        return files.identity(self._folder)

    def names(self) -> Mapping[str, float]:
        """What lies directly below, with when it was written, in seconds."""
        found = {}
        for path in self._folder.glob("*"):
            if not path.name.endswith(".part"):
                found[path.name] = path.stat().st_mtime
        return found

    def revision(self, key: str) -> str:
        """What is another when a file is another; "" where there is none."""
        return files.identity(self._folder / key)

    def read(self, key: str) -> bytes:
        """A file as it is now; FileNotFoundError where there is none."""
        return (self._folder / key).read_bytes()

    def write(self, key: str, content: bytes | str, *, lasting: bool = True) -> None:
        """Put a file in place; what is not `lasting` tells how far something is, and may be passed over."""
        files.write(self._folder / key, content, lasting=lasting)

    def place(self, key: str) -> Path:
        """Where a file, or the files of a folder, are made on this machine."""
        return self._folder / key

    def publish(self, _key: str) -> None:
        """Let others have the file that was made at `place(key)`."""

    def bring(self, key: str) -> Path | None:
        """Where a file lies on this machine; None where there is none."""
        path = self._folder / key
        return path if path.is_file() else None

    def delete(self, key: str) -> None:
        """Delete a file, or all that lies below a folder."""
        files.delete(self._folder / key)

    def below(self, name: str) -> list[str]:
        """The keys of what lies directly in a folder."""
        return [f"{name}/{path.name}" for path in (self._folder / name).glob("*")]
