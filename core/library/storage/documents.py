"""Documents that people name: small JSON files, each whole or absent, that two who write at once do not lose."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from vsearch.errors import DocumentChanged, DocumentUnknown, LibraryDamaged, LibraryError, LibraryTooNew, UsageWrong
from vsearch.filenames import safe
from vsearch.library.storage import files, schema
from vsearch.library.storage.leases import Leases

LAYOUT = 1
ANY = "*"
"""The revision that stands for whichever is there, as in HTTP's If-Match."""
_SET_ASIDE = ".damaged"


@dataclass(frozen=True, slots=True)
class Document:
    """What stands under a name, and the revision by which a writer says what the new one replaces."""

    name: str
    revision: str
    content: Mapping[str, Any]


class Documents:
    """All documents of one kind, a file each: `search` for searches/NAME.json."""

    def __init__(self, folder: Path, kind: str, leases: Leases, changed: Callable[[], None]) -> None:
        self._folder = folder
        self._kind = kind
        self._leases = leases
        self._changed = changed

    def names(self) -> list[str]:
        """The names that are taken, sorted."""
        return sorted((path.stem for path in self._folder.glob("*.json")), key=str.casefold)

    def read(self, name: str) -> Document:
        """The document of a name."""
        try:
            content = self._path(name).read_bytes()
            if (layout := schema.layout(content)) > LAYOUT:
                raise LibraryTooNew(f"The {self._kind} {name!r} was made by a newer version ({layout}).", "upgrade")
            return Document(name, _revision(content), schema.parsed(f"{self._kind}.json", content))
        except FileNotFoundError:
            raise self._unknown(name) from None
        except (OSError, schema.Unfit) as error:
            raise LibraryDamaged(f"The {self._kind} {name!r} in {self._folder} is damaged: {error}.", "mend") from error

    def write(self, name: str, content: Mapping[str, Any], revision: str = "") -> Document:
        """Put a document under a name, in place of the one of that revision; "" means that there is none yet."""
        written = (json.dumps({"layout": LAYOUT, **content}, ensure_ascii=False, indent=1) + "\n").encode()
        schema.parsed(f"{self._kind}.json", written)
        path = self._path(name)
        with self._leases.held(f"write {self._kind} {name.casefold()}"):
            self._expect(name, revision)
            files.write(path, written)
        self._changed()
        return Document(name, _revision(written), content)

    def forget(self, name: str, revision: str = ANY) -> None:
        """Delete the document of a name, if it is still that of the revision."""
        path = self._path(name)
        with self._leases.held(f"write {self._kind} {name.casefold()}"):
            self._expect(name, revision)
            if not path.exists():
                raise self._unknown(name)
            files.delete(path)
        self._changed()

    def flaws(self, read: Callable[[str], object]) -> Iterator[LibraryError]:
        """What is wrong with each that cannot be read."""
        for name in self.names():
            try:
                read(name)
            except LibraryError as error:
                yield error
            except DocumentUnknown:
                continue
            except UsageWrong as error:
                yield LibraryDamaged(error.what, "mend")

    def mend(self, read: Callable[[str], object]) -> None:
        """Set aside those that are damaged."""
        for name in self.names():
            try:
                read(name)
            except LibraryTooNew:
                continue
            except (LibraryDamaged, UsageWrong):
                path = self._folder / f"{name}.json"
                with suppress(OSError):
                    path.replace(path.with_name(f"{path.name}{_SET_ASIDE}"))

    def _expect(self, name: str, revision: str) -> None:
        """Refuse to write over what the writer has not seen; what is damaged may be written over."""
        path = self._path(name)
        there = _revision(path.read_bytes()) if path.exists() else ""
        if revision != ANY and there != revision:
            how = "was changed meanwhile" if there and revision else "is there already" if there else "is gone"
            raise DocumentChanged(f"The {self._kind} {name!r} {how}.", "look-again", revision=there)
        other = next((one for one in self.names() if one != name and one.casefold() == name.casefold()), "")
        if other and not there:
            raise UsageWrong(f"The {self._kind} {other!r} differs from {name!r} in capitals alone.", "name-otherwise")

    def _path(self, name: str) -> Path:
        """Where a document lies; a name that no file can have everywhere is refused."""
        if safe(name) != name:
            raise UsageWrong(f"A {self._kind} cannot be called {name!r}.", "name-plainly", near=safe(name))
        return self._folder / f"{name}.json"

    def _unknown(self, name: str) -> DocumentUnknown:
        known = ", ".join(self.names()[:20]) or "none yet"
        return DocumentUnknown(f"There is no {self._kind} called {name!r}. There are: {known}.")


def _revision(content: bytes) -> str:
    return blake2b(content, digest_size=8).hexdigest()
