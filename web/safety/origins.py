"""From where a request may come: by names that are ours, and for what changes something from our own page alone."""

import socket
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from vsearch.errors import VSearchError
from vsearch.web.settings import LOOPBACK, ServeSettings

SAFE = ("GET", "HEAD", "OPTIONS")
TYPES = ("application/json", "multipart/form-data")
OURS = "vsearch"
"""The header by which a program says that it means it; no form of another site can send it."""


class Foreign(VSearchError):
    """A request came by a name, or from a page, that is not ours."""


class Untyped(VSearchError):
    """What changes something must say what it brings."""


def names(settings: ServeSettings) -> frozenset[str]:
    """The names by which the server may be called, beside addresses in numbers."""
    own = () if settings.local else (socket.gethostname(), socket.getfqdn())
    return frozenset(name.casefold() for name in (*LOOPBACK, settings.host, *own, *settings.hosts))


def check_host(headers: Headers, allowed: Iterable[str]) -> None:
    """Refuse a name that is not ours: a page elsewhere may have let its own name point here.

    An address in numbers is ours, for no name points anywhere then.
    """
    host = headers.get("host", "")
    name = _name(host)
    if name not in allowed and not _numbers(name):
        raise Foreign(f"This server is not called {host[:80]!r}.", "name-host")


def check_origin(method: str, headers: Headers) -> None:
    """Refuse what another site's page asks, unless a person follows a link to it."""
    site = headers.get("sec-fetch-site", "none")
    followed = method == "GET" and headers.get("sec-fetch-mode") == "navigate"
    if site not in ("none", "same-origin") and not followed:
        raise Foreign("Pages of other sites may not ask this server.")
    if method in SAFE:
        return
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.casefold() != headers.get("host", "").casefold():
        raise Foreign(f"{origin[:80]!r} may not change anything here.")
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    # A browser asks first before it lets another site's page send any other method, and is refused.
    if method == "POST" and kind not in TYPES and headers.get(OURS) != "1":
        raise Untyped("What changes something brings JSON, or the header `Vsearch: 1`.")


def _name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").casefold()
    except ValueError:
        return ""


def _numbers(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
