"""Documents in a bucket: an object each, replaced on the condition that it is the one that its writer has seen."""

from collections.abc import Callable

from vsearch.library.storage.documents import Documents
from vsearch.objects.bucket import Bucket, Stored


class RemoteDocuments(Documents):
    """All documents of one kind, below one prefix."""

    def __init__(self, bucket: Bucket, room: str, kind: str, changed: Callable[[], None]) -> None:
        super().__init__(f"{bucket.url}/{room}", kind, changed)
        self._bucket, self._room = bucket, room

    def names(self) -> list[str]:
        """The names that are taken, sorted."""
        keys = (one.key.removeprefix(f"{self._room}/") for one in self._bucket.list(f"{self._room}/"))
        return sorted((key.removesuffix(".json") for key in keys if key.endswith(".json")), key=str.casefold)

    def has(self, name: str) -> bool:
        """Whether a name is taken."""
        return self._there(name) is not None

    def _content(self, name: str) -> bytes:
        return self._bucket.read(self._key(name)).content

    def _put(self, name: str, content: bytes, revision: str) -> None:
        """Write a document while it is what was expected; whoever else writes it meanwhile is looked at again."""
        while True:
            there = self._there(name)
            self._expect(name, revision, there.content if there else None)
            if self._bucket.put_if(self._key(name), content, there.listed if there else None):
                return

    def _delete(self, name: str, revision: str) -> None:
        there = self._there(name)
        self._expect(name, revision, there.content if there else None)
        if there is None:
            raise self._unknown(name)
        self._bucket.delete([self._key(name)])

    def _set_aside(self, name: str) -> None:
        self._bucket.put(f"damaged/{self._room}/{name}.json", self._content(name))
        self._bucket.delete([self._key(name)])

    def _there(self, name: str) -> Stored | None:
        try:
            return self._bucket.read(self._key(name))
        except FileNotFoundError:
            return None

    def _key(self, name: str) -> str:
        self._check(name)
        return f"{self._room}/{name}.json"
