"""Work on a Ray: what it costs beside worker processes, apart from its start, and what a second node brings."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from rich.console import Console

from bench.setting.bars import Bars
from bench.setting.processes import SpentByRole
from bench.setting.rays import RayNodes
from vsearch.data.samples import make_samples

FOLDER = Path("build/bench/cluster")
TIMES = 10
"""Copies of the sample library in the longer runs."""
SETTLES = 8.0
"""Seconds after which what a Ray starts beside its nodes stands too."""
DAEMONS = "Ray's daemons"
ROLES = {
    "Agent": DAEMONS,
    "ray::NodeEncoder": "encoders",
    "ray::": "workers",
    "import serve": "workers",
    "vsearch.cli.app": "command",
}
"""What a process is by a part of its name; whatever else a Ray runs is one of its daemons."""


@dataclass(frozen=True, slots=True)
class MeasuredRun:
    """What a run took: seconds by the clock, and of processors by what spent them."""

    clock: float
    spent: Mapping[str, float]

    @property
    def cpu(self) -> float:
        return sum(self.spent.values())


def main() -> None:
    if find_spec("ray") is None:
        print("There is no Ray here: the extra `cluster` brings it.")
        return
    shutil.rmtree(FOLDER, ignore_errors=True)
    films = copies(make_samples(FOLDER / "videos").folder, FOLDER / "films", TIMES)
    cores = [f"{core}" for core in sorted(os.sched_getaffinity(0))[:2]]
    first = ("taskset", "-c", cores[0])
    second = ("taskset", "-c", cores[-1])
    plain = [_told(f"plain, {n} x", run(films[:n], [first])) for n in (1, TIMES)]
    both = _told(f"plain twice at once, {TIMES} x", run(films, [first, second]))
    with rays(first, 1) as ray:
        under = [_told(f"one node, {n} x", run(films[:n], [first], ray)) for n in (1, TIMES)]
        ray.wait_for(ray.add(second))
        time.sleep(SETTLES)
        two = _told(f"two nodes, {TIMES} x", run(films, [first], ray))
    Console().print(table := compared(plain, both, under, two))
    sys.exit(table.short)


def compared(plain: Sequence[MeasuredRun], both: MeasuredRun, under: Sequence[MeasuredRun], two: MeasuredRun) -> Bars:
    """One node beside worker processes, two nodes beside one; what a run costs once, and each sample library in it."""
    table = Bars("promise", "measured", "bar", "", title="Work on a Ray")
    parts = [fitted([one.cpu for one in runs]) for runs in (plain, under)]
    for name, (once, each) in zip(("plain", "one node of a Ray"), parts, strict=True):
        table.add_row(f"{name}: CPU once, and each sample library", f"{once:.1f} s, {each:.2f} s", "-", "")
    ratio, steady = under[-1].cpu / plain[-1].cpu, parts[1][1] / parts[0][1]
    table.add_row(
        f"CPU, one node to plain, sample library x {TIMES}", f"{ratio:.2f} x", "<= 1.15", table.verdict(ratio <= 1.15)
    )
    table.add_row("the same of each further sample library", f"{steady:.2f} x", "-", "")
    faster = under[-1].clock / two.clock
    table.add_row("throughput, two nodes of one core to one", f"{faster:.2f} x", ">= 1.7", table.verdict(faster >= 1.7))
    table.add_row("the same of two plain runs, a core each, to one", f"{plain[-1].clock / both.clock:.2f} x", "-", "")
    return table


def fitted(costs: Sequence[float]) -> tuple[float, float]:
    """What a run costs once, and each sample library of it: a line through one of 1 and one of TIMES of them."""
    each = (costs[1] - costs[0]) / (TIMES - 1)
    return costs[0] - each, each


def run(films: Sequence[Path], starts: Sequence[Sequence[str]], ray: RayNodes | None = None) -> MeasuredRun:
    """Index films anew on a Ray or by one worker process; by a command for each of `starts`, into its own library."""
    commands = [
        [*before, sys.executable, "-m", "vsearch.cli.app", "index", *map(str, films[number :: len(starts)]),
         "--library", str(FOLDER / f"library-{number}"), "--encoder", "builtin", "--transcriber", "none",
         *(["--cluster", ray.head] if ray else ["--jobs", "1"])]
        for number, before in enumerate(starts)
    ]  # fmt: skip
    for library in FOLDER.glob("library-*"):
        shutil.rmtree(library)
    begun = time.perf_counter()
    environment = {**os.environ, **(ray.environment if ray else {})}
    started: list[int] = []

    def roots() -> list[int]:
        return [*started, *(node.pid for node in ray.nodes.values())] if ray else started

    with (FOLDER / "said.txt").open("w") as said, SpentByRole(roots, _role) as spent, ExitStack() as ends:
        running = [
            ends.enter_context(subprocess.Popen(command, env=environment, stdout=said, stderr=said))
            for command in commands
        ]
        started += [process.pid for process in running]
        codes = [process.wait() for process in running]
        clock = time.perf_counter() - begun
    if any(codes):
        sys.exit((FOLDER / "said.txt").read_text()[-2000:])
    return MeasuredRun(clock, spent.seconds)


def copies(samples: Path, folder: Path, times: int) -> list[Path]:
    """Folders with the sample library, names and pictures the same; each film's bytes are its own."""
    made = [folder / f"{number}" for number in range(times)]
    for number, place in enumerate(made):
        shutil.copytree(samples, place, ignore=shutil.ignore_patterns("truth.json"))
        for film in place.glob("*.mp4"):
            with film.open("ab") as file:  # an empty box, which players pass over
                file.write((16).to_bytes(4, "big") + b"free" + number.to_bytes(8, "big"))
    return made


@contextmanager
def rays(before: Sequence[str], nodes: int) -> Iterator[RayNodes]:
    """A Ray for some runs, once it stands; what its start took is told."""
    begun, started = time.perf_counter(), list[int]()
    with SpentByRole(lambda: started, _role) as spent:
        ray = RayNodes(FOLDER, nodes, before)
        try:
            started += [node.pid for node in ray.nodes.values()]
            for place in ray.nodes:
                ray.wait_for(place)
            time.sleep(SETTLES)
        except BaseException:
            ray.close()
            raise
    _told("a Ray's start", MeasuredRun(time.perf_counter() - begun - SETTLES, spent.seconds))
    try:
        yield ray
    finally:
        ray.close()


def _role(name: str) -> str:
    return next((role for part, role in ROLES.items() if part in name), DAEMONS)


def _told(name: str, run: MeasuredRun) -> MeasuredRun:
    parts = ", ".join(f"{role} {seconds:.1f}" for role, seconds in sorted(run.spent.items()))
    print(f"{name}: {run.clock:.1f} s by the clock, {run.cpu:.1f} s of CPU ({parts})", flush=True)
    return run


if __name__ == "__main__":
    main()
