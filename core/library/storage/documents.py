"""Documents that people name: small JSON files, each whole or absent, that two who write at once do not lose."""

import json
from abc import ABC, abstractmethod
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


class Documents(ABC):
    """All documents of one kind, wherever they lie."""

    def __init__(self, place: str, kind: str, changed: Callable[[], None]) -> None:
        self._place = place
        self._kind = kind
        self._changed = changed

    @abstractmethod
    def names(self) -> list[str]:
        """The names that are taken, sorted."""

    @abstractmethod
    def has(self, name: str) -> bool:
        """Whether a name is taken."""

    def read(self, name: str) -> Document:
        """The document of a name."""
        try:
            self._check(name)
            content = self._content(name)
            if (layout := schema.layout(content)) > LAYOUT:
                raise LibraryTooNew(f"The {self._kind} {name!r} was made by a newer version ({layout}).", "upgrade")
            return Document(name, _revision(content), schema.parsed(f"{self._kind}.json", content))
        except FileNotFoundError:
            raise self._unknown(name) from None
        except (OSError, schema.Unfit) as error:
            raise LibraryDamaged(f"The {self._kind} {name!r} in {self._place} is damaged: {error}.", "mend") from error

    def write(self, name: str, content: Mapping[str, Any], revision: str = "") -> Document:
        """Put a document under a name, in place of the one of that revision; "" means that there is none yet."""
        written = (json.dumps({"layout": LAYOUT, **content}, ensure_ascii=False, indent=1) + "\n").encode()
        schema.parsed(f"{self._kind}.json", written)
        self._check(name)
        self._put(name, written, revision)
        self._changed()
        return Document(name, _revision(written), content)

    def forget(self, name: str, revision: str = ANY) -> None:
        """Delete the document of a name, if it is still that of the revision."""
        self._check(name)
        self._delete(name, revision)
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
                with suppress(OSError):
                    self._set_aside(name)

    @abstractmethod
    def _content(self, name: str) -> bytes:
        """What stands under a name; FileNotFoundError where nothing does."""

    @abstractmethod
    def _put(self, name: str, content: bytes, revision: str) -> None:
        """Put a content under a name, if what `_expect` is told is still there then."""

    @abstractmethod
    def _delete(self, name: str, revision: str) -> None:
        """Delete what stands under a name, if what `_expect` is told is still there then."""

    @abstractmethod
    def _set_aside(self, name: str) -> None:
        """Move what is damaged out of the way."""

    def _expect(self, name: str, revision: str, content: bytes | None) -> None:
        """Refuse to write over what the writer has not seen; what is damaged may be written over."""
        there = "" if content is None else _revision(content)
        if revision != ANY and there != revision:
            how = "was changed meanwhile" if there and revision else "is there already" if there else "is gone"
            raise DocumentChanged(f"The {self._kind} {name!r} {how}.", "look-again", revision=there)
        other = next((one for one in self.names() if one != name and one.casefold() == name.casefold()), "")
        if other and not there:
            raise UsageWrong(f"The {self._kind} {other!r} differs from {name!r} in capitals alone.", "name-otherwise")

    def _check(self, name: str) -> None:
        """Refuse a name that no file can have everywhere."""
        if safe(name) != name:
            raise UsageWrong(f"A {self._kind} cannot be called {name!r}.", "name-plainly", near=safe(name))

    def _unknown(self, name: str) -> DocumentUnknown:
        known = ", ".join(self.names()[:20]) or "none yet"
        return DocumentUnknown(f"There is no {self._kind} called {name!r}. There are: {known}.")


class FolderDocuments(Documents):
    """Documents in a folder, a file each: `search` for searches/NAME.json."""

    def __init__(self, folder: Path, kind: str, leases: Leases, changed: Callable[[], None]) -> None:
        super().__init__(str(folder), kind, changed)
        self._folder, self._leases = folder, leases

    def names(self) -> list[str]:
        """The names that are taken, sorted."""
        return sorted((path.stem for path in self._folder.glob("*.json")), key=str.casefold)

    def has(self, name: str) -> bool:
        """Whether a name is taken."""
        return self._path(name).exists()

    def _content(self, name: str) -> bytes:
        return self._path(name).read_bytes()

    def _put(self, name: str, content: bytes, revision: str) -> None:
        with self._leases.held(f"write {self._kind} {name.casefold()}"):
            self._expect(name, revision, self._there(name))
            files.write(self._path(name), content)

    def _delete(self, name: str, revision: str) -> None:
        with self._leases.held(f"write {self._kind} {name.casefold()}"):
            there = self._there(name)
            self._expect(name, revision, there)
            if there is None:
                raise self._unknown(name)
            files.delete(self._path(name))

    def _set_aside(self, name: str) -> None:
        path = self._path(name)
        path.replace(path.with_name(f"{path.name}{_SET_ASIDE}"))

    def _there(self, name: str) -> bytes | None:
        path = self._path(name)
        return path.read_bytes() if path.exists() else None

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.json"


def _revision(content: bytes) -> str:
    return blake2b(content, digest_size=8).hexdigest()
