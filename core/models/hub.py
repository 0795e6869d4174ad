"""The hub: models come from its cache, else from the network, else one sentence says within seconds what is missing."""

import os
import socket
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import TypeVar

from vsearch.errors import ModelMissing, first_line

T = TypeVar("T")

PATIENCE = 3.0
"""Seconds that a connection may take; with the look-up of the name, a refusal is known within twice that."""


def fetched(name: str, load: Callable[[], T]) -> T:
    """What `load` returns: first from the caches alone, then, if something is missing, with the network."""
    here = found_or_reachable(name, load)
    if here is not None:
        return here
    try:
        return load()
    except _troubles() as error:
        raise _missing(name, f"it could not be fetched ({first_line(error)})") from error


def found_or_reachable(name: str, load: Callable[[], T]) -> T | None:
    """What `load` returns from the caches alone; None if something is missing that the network may have."""
    try:
        with _offline():
            return load()
    except _troubles() as error:
        demand_network(name, error)
        return None


def demand_network(name: str, missing: Exception | None = None) -> None:
    """Say that the model `name` cannot be had, unless the hub may be asked for it."""
    if offline_wanted():
        raise _missing(name, "HF_HUB_OFFLINE forbids to fetch it") from missing
    if not reachable():
        raise _missing(name, f"{endpoint()} does not answer") from missing


def _missing(name: str, why: str) -> ModelMissing:
    return ModelMissing(f"The model {name} is not on this machine, or not whole, and {why}.", "fetch-encoder")


def _troubles() -> tuple[type[Exception], ...]:
    """What the loading libraries raise when a file is missing, refused or damaged."""
    return (OSError, RuntimeError, ValueError, KeyError, ImportError)


def offline_wanted() -> bool:
    """Whether the environment forbids the network (HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE)."""
    asked = os.environ.get("HF_HUB_OFFLINE") or os.environ.get("TRANSFORMERS_OFFLINE") or ""
    return asked.upper() in {"1", "ON", "YES", "TRUE"}


def endpoint() -> str:
    """The hub's address: HF_ENDPOINT, else huggingface.co."""
    return os.environ.get("HF_ENDPOINT", "https://huggingface.co").rstrip("/")


def reachable(patience: float = PATIENCE) -> bool:
    """Whether the hub, or the proxy on the way to it, accepts a connection within `patience` seconds.

    It is asked once a minute at most: a program that wants several models waits for it once.
    """
    address = urllib.parse.urlsplit(endpoint())
    proxy = urllib.request.getproxies().get(address.scheme)
    if proxy and not urllib.request.proxy_bypass(address.hostname or ""):
        address = urllib.parse.urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    port = address.port or (443 if address.scheme == "https" else 80)
    return _answers(address.hostname or "", port, patience, int(time.monotonic() // 60))


@lru_cache(maxsize=8)
def _answers(host: str, port: int, patience: float, minute: int) -> bool:  # noqa: ARG001
    answers: list[bool] = []
    # In a thread, because the look-up of a name knows no time limit.
    connect = partial(_connects, host, port, patience)
    probe = threading.Thread(target=lambda: answers.append(connect()), daemon=True)
    probe.start()
    probe.join(patience)
    return bool(answers) and answers[0]


def _connects(host: str, port: int, patience: float) -> bool:
    try:
        socket.create_connection((host, port), timeout=patience).close()
    except OSError:
        return False
    return True


@contextmanager
def _offline() -> Iterator[None]:
    """Only the caches: the hub's client refuses every request meanwhile."""
    os.environ.setdefault("HF_HUB_ETAG_TIMEOUT", "5")
    os.environ.setdefault("HF_HUB_DOWNLOAD_TIMEOUT", "8")
    from huggingface_hub import constants

    before = constants.HF_HUB_OFFLINE
    constants.HF_HUB_OFFLINE = True
    try:
        yield
    finally:
        constants.HF_HUB_OFFLINE = before
