"""CPU seconds of several ways to do one thing, taken in turn so that other work on the machine harms all alike."""

import resource
from collections.abc import Callable
from statistics import median

ROUNDS = 5


def cpu() -> float:
    """CPU seconds of this process and its threads, user and system."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def alternated(works: dict[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """The median CPU seconds of each, run in turn after one run to warm up."""
    spent: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()
    for _ in range(rounds):
        for name, work in works.items():
            before = cpu()
            work()
            spent[name].append(cpu() - before)
    return {name: median(times) for name, times in spent.items()}
