"""Places that are named by URLs, with the manners of a path: a name, parents, a size, and bytes, read by ranges.

Whoever is handed a `Path` need not know where it lies; only what wants a file on this machine must ask for a copy.
"""

import re
import stat
import time
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from vsearch.errors import UsageWrong

if TYPE_CHECKING:
    from vsearch.objects.bucket import Bucket, Listed
    from vsearch.objects.film import RangedFile

_URL = re.compile(r"(s3|gs|az|https?):/+(?=[^/])", re.IGNORECASE)
LISTED = ("s3", "gs", "az")
"""Where objects can be listed; a film may lie at `http` and `https` too."""
_SECRETS = re.compile(r"\w+:/+[^/]*@|.*\?\S*=", re.DOTALL)
"""A name and password before the host, or a query, in which signatures stand."""
_FRESH = 2.0
"""Seconds for which what is known of an object is believed."""
_known: "dict[str, tuple[float, Listed | None]]" = {}

if TYPE_CHECKING:
    _Local = Path
else:
    _Local = type(Path())


def located(place: str | Path) -> Path:
    """A path for a folder, a file or a URL, `file://` too; a Path that was made of a URL has lost one slash of it."""
    text = str(place)
    if isinstance(place, UrlPath) or _URL.match(text):
        if _SECRETS.match(text):
            raise UsageWrong("A URL with credentials in it is not taken: they belong in the environment.")
        scheme, colon, rest = text.partition(":")
        return UrlPath(f"{scheme.lower()}{colon}{rest}")
    if match := re.match(r"file:/{1,2}(?=/)", text, re.IGNORECASE):
        return Path(text[match.end() :])
    return Path(place)


class UrlPath(_Local):
    """An object, or all objects below a prefix, at a URL such as `s3://bucket/films/a.mp4`."""

    def __str__(self) -> str:
        scheme, _, rest = super().__str__().replace("\\", "/").partition(":/")
        return f"{scheme}://{rest.lstrip('/')}"

    def __fspath__(self) -> str:
        return str(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return UrlPath, (str(self),)

    @property
    def scheme(self) -> str:
        """How it is reached, such as "s3"."""
        return str(self).partition(":")[0]

    @property
    def root_url(self) -> str:
        """The URL of the bucket, or of the host."""
        scheme, _, rest = str(self).partition("://")
        return f"{scheme}://{rest.partition('/')[0]}"

    @property
    def key(self) -> str:
        """What stands behind the bucket."""
        return str(self)[len(self.root_url) + 1 :]

    @property
    def bucket(self) -> "Bucket":
        """The bucket that it lies in."""
        from vsearch.objects.bucket import bucket

        return bucket(self.root_url)

    def listing(self) -> "Iterator[tuple[UrlPath, Listed]]":
        """Every object below it, at any depth."""
        return self._met(self.bucket.list(self._prefix))

    @property
    def _prefix(self) -> str:
        return f"{self.key}/" if self.key else ""

    def _met(self, listed: "Sequence[Listed]") -> "Iterator[tuple[UrlPath, Listed]]":
        for one in listed:
            found = UrlPath(f"{self.root_url}/{one.key}")
            _known[str(found)] = time.monotonic(), one
            yield found, one

    def about(self) -> "Listed | None":
        """What the storage says of the object; None where there is none."""
        seen, found = _known.get(str(self), (-_FRESH, None))
        if time.monotonic() - seen >= _FRESH:
            try:
                found = self.bucket.about(self.key) if self.key else None
            except FileNotFoundError:
                found = None
            if len(_known) > 100_000:
                _known.clear()
            _known[str(self)] = time.monotonic(), found
        return found

    def absolute(self) -> "UrlPath":
        """The same: a URL is always whole."""
        return self

    def resolve(self, strict: bool = False) -> "UrlPath":  # noqa: ARG002 - as of a path
        """The same: there are no links."""
        return self

    def mkdir(self, *_: Any, **__: Any) -> None:
        """Refuse: nothing is written where films lie elsewhere."""
        raise OSError(30, "Object storage is only read", str(self))

    def expanduser(self) -> "UrlPath":
        """The same: there are no homes in a bucket."""
        return self

    def exists(self, *, follow_symlinks: bool = True) -> bool:  # noqa: ARG002 - as of a path
        """Whether there is such an object."""
        return self.about() is not None

    is_file = exists

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:  # noqa: ARG002 - as of a path
        """Whether objects lie below it."""
        return self.scheme in LISTED and any(True for _ in self.listing())

    def is_symlink(self) -> bool:
        """Never: object storage has no links."""
        return False

    def stat(self, *, follow_symlinks: bool = True) -> Any:  # noqa: ARG002 - as of a path
        """Size and time of change as a file's; FileNotFoundError where there is none."""
        found = self.about()
        if found is None:
            raise FileNotFoundError(2, "No such object", str(self))
        at = found.changed
        return SimpleNamespace(
            st_size=found.size, st_mtime=at, st_mtime_ns=int(at * 1e9), st_mode=stat.S_IFREG | 0o444, st_ino=0, st_dev=0
        )

    def open(self, mode: str = "rb", *_: Any, **__: Any) -> "RangedFile":  # type: ignore[override] # it is only read
        """Its bytes, as they are asked for."""
        from vsearch.objects.film import RangedFile

        if mode != "rb":
            raise OSError(30, "Object storage is only read", str(self))
        return RangedFile(self.bucket, self.key, self.about())

    def read_bytes(self) -> bytes:
        """All of it."""
        return self.bucket.read(self.key).content

    def iterdir(self) -> Generator["UrlPath", None, None]:
        """What lies directly below it."""
        if self.scheme in LISTED:
            yield from (path for path, _ in self._met(self.bucket.beside(self._prefix)))
