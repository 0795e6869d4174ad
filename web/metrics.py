"""What is measured of all workers, in the text that Prometheus reads."""

import json
import os
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from time import monotonic, perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vsearch.errors import OutputRefused
from vsearch.library.storage import files

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds up to which times are counted together."""

OFTEN = 2.0
"""Seconds after which other workers are told again."""

API = "/api/v1"

Labels = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Times:
    """Times of one thing, counted by how long they are."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    total: float = 0.0


class Metrics:
    """Times and counts, safe to share among threads."""

    def __init__(self, folder: Path | None = None) -> None:
        self._lock = Lock()
        self._times: dict[tuple[str, Labels], Times] = defaultdict(Times)
        self._file = None if folder is None else folder / f"metrics-{os.getpid()}.json"
        """Where other workers read what this one measured; nothing where there are none."""
        self._shared = 0.0

    def observe(self, name: str, seconds: float, **labels: str) -> None:
        """Count one time under a name."""
        with self._lock:
            times = self._times[name, tuple(sorted(labels.items()))]
            times.counts[bisect_left(BUCKETS, seconds)] += 1
            times.total += seconds
        if self._file is not None and monotonic() - self._shared > OFTEN:
            self._share(self._file)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count how long a block takes."""
        start = perf_counter()
        try:
            yield
        finally:
            self.observe("vsearch_stage_seconds", perf_counter() - start, stage=name)

    def text(self, gauges: Iterable[tuple[str, str, Mapping[str, str], float]]) -> str:
        """Everything as Prometheus reads it; gauges are a name, what it means, labels and a value."""
        lines: list[str] = []
        with self._lock:
            known = {key: Times(list(one.counts), one.total) for key, one in self._times.items()}
        for key, counts, total in self._others():
            one = known.setdefault(key, Times())
            one.counts = [mine + other for mine, other in zip(one.counts, counts, strict=True)]
            one.total += total
        times = sorted((key, one.counts, one.total) for key, one in known.items())
        for (name, labels), counts, total in times:
            if f"# TYPE {name} histogram" not in lines:
                lines.append(f"# TYPE {name} histogram")
            done = 0
            for bound, count in zip((*map(str, BUCKETS), "+Inf"), counts, strict=True):
                done += count
                lines.append(f"{name}_bucket{_written((*labels, ('le', bound)))} {done}")
            lines += [f"{name}_sum{_written(labels)} {total:.6f}", f"{name}_count{_written(labels)} {done}"]
        seen: set[str] = set()
        for name, meaning, told, value in gauges:
            if name not in seen:
                seen.add(name)
                lines += [f"# HELP {name} {meaning}", f"# TYPE {name} gauge"]
            lines.append(f"{name}{_written(tuple(told.items()))} {value:g}")
        return "\n".join(lines) + "\n"

    def _share(self, file: Path) -> None:
        """Let other workers read what this one measured until now."""
        with self._lock:
            self._shared = monotonic()
            told = [[name, labels, one.counts, one.total] for (name, labels), one in self._times.items()]
        with suppress(OutputRefused):
            files.write(file, json.dumps(told), lasting=False)

    def _others(self) -> Iterator[tuple[tuple[str, Labels], list[int], float]]:
        """What other workers measured, as far as it can be read."""
        if self._file is None:
            return
        for file in self._file.parent.glob("metrics-*.json"):
            if file != self._file:
                with suppress(OSError, ValueError, TypeError):
                    for name, labels, counts, total in json.loads(file.read_bytes()):
                        yield (name, tuple((key, value) for key, value in labels)), counts, total


def _written(labels: Iterable[tuple[str, str]]) -> str:
    told = [f'{name}="{_plain(value)}"' for name, value in labels]
    return f"{{{','.join(told)}}}" if told else ""


def _plain(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")


class Measured:
    """Measures every request, by the route that answered, until its answer begins."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, and see how long it takes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start, status, first = perf_counter(), 500, 0.0

        async def answer(message: Message) -> None:
            nonlocal status, first
            if message["type"] == "http.response.start":
                status, first = message["status"], perf_counter() - start
            await send(message)

        try:
            await self._app(scope, receive, answer)
        finally:
            seconds = first or perf_counter() - start
            route = getattr(scope.get("route"), "path", "none")
            if scope["path"].startswith(API) and not route.startswith(API):
                route = f"{API}{route}"
            self._metrics.observe(
                "vsearch_request_seconds", seconds, method=scope["method"], route=route, status=str(status)
            )
