"""Processor time of whole families of processes, by what each of them is."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

import psutil

_OFTEN = 1.0
"""Seconds between two looks: what a process spends after the last one before its end is missed."""


class SpentByRole:
    """Adds up, while the block lasts, what the descendants of some processes spend, by a role that their names tell."""

    def __init__(self, roots: Callable[[], Iterable[int]], role: Callable[[str], str]) -> None:
        self._roots, self._role = roots, role
        self._seen: dict[tuple[int, float], tuple[str, float]] = {}
        self._before: dict[tuple[int, float], float] = {}
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._look()
        self._before = {key: spent for key, (_, spent) in self._seen.items()}
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        self._thread.join()
        self._look()

    @property
    def seconds(self) -> dict[str, float]:
        """Seconds by role."""
        found: dict[str, float] = defaultdict(float)
        for key, (role, spent) in self._seen.items():
            found[role] += spent - self._before.get(key, 0.0)
        return dict(found)

    def _watch(self) -> None:
        while not self._end.wait(_OFTEN):
            self._look()

    def _look(self) -> None:
        roots = {*self._roots()}
        for pid in roots | {key[0] for key in self._seen}:  # whose parent has ended is no descendant any more
            try:
                one = psutil.Process(pid)
                family = [one, *(one.children(recursive=True) if pid in roots else ())]
            except psutil.Error:
                continue
            for member in family:
                self._note(member)

    def _note(self, one: psutil.Process) -> None:
        try:
            with one.oneshot():
                times, name = one.cpu_times(), " ".join(one.cmdline())
                key = one.pid, one.create_time()
        except psutil.Error:
            return
        if name:
            self._seen[key] = self._role(name), times.user + times.system
