"""The wire to a Milvus: connected within a bounded time, its errors told as states with a cure."""

import logging
import socket
from collections.abc import Iterator
from typing import Any

from vsearch.cluster.engines.address import Address, token
from vsearch.errors import EngineUnavailable, PackageMissing, first_line

PATIENCE = 10.0
"""Seconds that a server has to answer."""

LONG = 600.0
"""Seconds that it has to build an index, or to bring one into memory."""

_FULL = "quota", "memory limit", "no space", "out of memory", "insufficient memory", "disk full"
_CLOSED = "deny", "denied", "read-only", "readonly", "read only", "permission", "not authorized", "privilege"
_WHO = "unauthenticated", "auth check failure", "invalid credential", "authentication"


class MilvusClient:
    """A connection to one database of a Milvus."""

    def __init__(self, address: Address) -> None:
        self.address = address
        try:
            import pymilvus
        except ImportError as error:
            raise PackageMissing(
                f"{address.text} is spoken to by the package {error.name}, which is not here.", "install-cluster"
            ) from error
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # what it says is said as an error below
        self.driver: Any = pymilvus
        if not address.embedded:
            self._knock()
        options = {"db_name": address.database} if address.database else {}
        self._client = self._asked(
            lambda: pymilvus.MilvusClient(uri=address.uri, token=token(), timeout=PATIENCE, **options)
        )

    @property
    def version(self) -> str:
        """Which version answers."""
        return str(self.call("get_server_version")) if not self.address.embedded else "milvus-lite"

    def call(self, name: str, *told: Any, timeout: float = PATIENCE, **options: Any) -> Any:
        """What the server answers to a call of pymilvus' client."""
        return self._asked(lambda: getattr(self._client, name)(*told, timeout=timeout, **options))

    def rows(self, collection: str, **options: Any) -> Iterator[Any]:
        """All rows that a query finds, page by page."""
        pages = self.call("query_iterator", collection, **options)
        while page := self._asked(pages.next):
            yield from page
        pages.close()

    def _knock(self) -> None:
        """Whether anybody listens there: pymilvus would try again and again."""
        try:
            socket.create_connection((self.address.host, self.address.port), PATIENCE).close()
        except OSError as error:
            why = error.strerror or str(error)
            raise EngineUnavailable(f"{self.address.text} does not answer: {why}.", "start-engine") from error

    def _asked(self, ask: Any) -> Any:
        try:
            return ask()
        except (self.driver.MilvusException, self.driver.exceptions.PrimaryKeyException) as error:
            raise _told(self.address.text, error) from error
        except Exception as error:
            if type(error).__module__.partition(".")[0] != "grpc" and not isinstance(error, OSError | ImportError):
                raise
            if isinstance(error, ImportError):  # the embedded form is a package of its own
                raise PackageMissing(f"{self.address.text} needs the package milvus-lite.", "install-lite") from error
            raise _told(self.address.text, error) from error


def _told(place: str, error: Exception) -> EngineUnavailable:
    said = str(getattr(error, "message", "")) or first_line(error)
    low, short = said.casefold(), first_line(Exception(said))
    if any(word in low for word in _WHO):
        return EngineUnavailable(f"{place} does not know who asks.", "engine-token")
    if any(word in low for word in _FULL):
        return EngineUnavailable(f"{place} is full: {short}.", "engine-room")
    if any(word in low for word in _CLOSED):
        return EngineUnavailable(f"{place} may only be read: {short}.", "engine-writable")
    return EngineUnavailable(f"{place} does not answer as it should: {short}.", "start-engine")
