"""What a server is started with; it does not change while it runs."""

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""Hosts that only this machine reaches."""


@dataclass(frozen=True, slots=True)
class RequestLimits:
    """How much is taken at once; what is more is refused in a sentence."""

    threads: int = 8
    """Requests that are worked on at the same time, each in a thread of its own."""
    waiting: int = 64
    """Requests that may wait for a thread; the next one is told to come again."""
    rate: float = 200.0
    """Requests a second of one person, on average over the burst."""
    burst: int = 600
    body: int = 1 << 20
    """Bytes of a request that brings no picture."""
    picture: int = 32 << 20
    """Bytes of a picture that is brought."""
    pixels: int = 60_000_000
    """Pixels of a picture that is brought."""
    memory: int = 2 << 30
    """Bytes that the process which decodes a picture may use."""
    encoders: int = 2
    """Films that are encoded at the same time for those who watch them, by all workers together."""
    jobs: int = 50
    """Jobs that may wait."""
    page: int = 200
    """Things of one list in one answer."""


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """How `vsearch serve` serves a library: where, to whom, and what else it may touch."""

    library: Path | None = None
    """The library's folder; None for that of `VSEARCH_LIBRARY`, else the user's own."""
    host: str = "127.0.0.1"
    port: int = 7777
    """0 takes a free one."""
    tokens: Path | None = None
    """The file of those who may ask; without one everybody on this machine is an administrator."""
    media: tuple[Path, ...] = ()
    """Folders whose videos may be indexed from the page; no other folder is."""
    workers: int = 1
    hosts: tuple[str, ...] = ()
    """Names by which browsers may call the server, beside the host itself."""
    log: Literal["text", "json"] = "text"
    open: bool = False
    """Whether the page is opened in a browser once it can be."""
    scratch: Path | None = None
    """A folder for what lasts no longer than the server; several workers share it."""
    webhook: str = ""
    """An address that is told of every video that is indexed, by whichever process."""
    limits: RequestLimits = field(default_factory=RequestLimits)

    @property
    def local(self) -> bool:
        """Whether only this machine is served."""
        return self.host in LOOPBACK

    def to_json(self) -> str:
        """The settings as text, for the processes of several workers."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def from_json(cls, text: str) -> "ServeSettings":
        """The settings that `to_json` wrote."""
        told: dict[str, Any] = json.loads(text)
        told["limits"] = RequestLimits(**told["limits"])
        for name in ("library", "tokens", "scratch"):
            told[name] = None if told[name] is None else Path(told[name])
        told["media"] = tuple(map(Path, told["media"]))
        told["hosts"] = tuple(told["hosts"])
        return cls(**{item.name: told[item.name] for item in fields(cls)})
