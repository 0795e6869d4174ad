"""One open library is shared by many threads, and its folder by many processes: nobody fails, and nothing is lost."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.colours import COLOURS, Add, Colours
from vsearch.library.vocabulary import Word
from vsearch.retrieval.caches import Cache, Once
from vsearch.retrieval.library import Library
from vsearch.retrieval.tags import vocabulary

ROUNDS, THREADS, PROCESSES = 4, 16, 2

LABELLER = """
import sys, vsearch
with vsearch.open(sys.argv[1]) as library:
    for turn in range(int(sys.argv[3])):
        library.label("v0", f"process {sys.argv[2]} {turn}")
        assert library.list("v1")
"""


def test_sixteen_threads_and_two_processes_use_one_library_at_once(library: Library, add: Add) -> None:
    for number, colour in enumerate(COLOURS):
        add(f"v{number}", [(colour, 0, 3), ("green", 3, 6)], title=f"All is {colour}")
    vocabulary.add(library, Word("sea"))

    def search(turn: int) -> None:
        assert library.search(f"{COLOURS[turn % 8]} thing {turn}", top=3).moments

    def thumbnail(turn: int) -> None:
        assert library.thumbnails(f"v{turn % 8}", top=2, prompt="green")[0].video == f"v{turn % 8}"

    def label(turn: int) -> None:
        assert f"thread {turn}" in library.label("v0", f"thread {turn}").given

    def index(turn: int) -> None:
        add(f"new{turn}", [("red", 0, 2)])
        assert library.entry(f"new{turn}").id in library.ids()

    def tag(turn: int) -> None:
        assert library.tags(f"v{turn % 8}").video == f"v{turn % 8}"

    jobs: list[Callable[[int], None]] = [search, thumbnail, label, index, search, thumbnail, label, tag]
    started = Barrier(THREADS)

    def work(thread: int) -> None:
        started.wait()
        for turn in range(ROUNDS):
            jobs[(thread + turn) % len(jobs)](thread * ROUNDS + turn)

    place = str(library.store.local())
    labellers = [
        subprocess.Popen([sys.executable, "-c", LABELLER, place, str(n), str(ROUNDS)]) for n in range(PROCESSES)
    ]
    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(work, thread) for thread in range(THREADS)]:
            done.result()
    assert [process.wait(100) for process in labellers] == [0] * PROCESSES
    turns = {thread * ROUNDS + turn: (thread + turn) % len(jobs) for thread in range(THREADS) for turn in range(ROUNDS)}
    wanted = {f"thread {turn}" for turn, job in turns.items() if jobs[job] is label}
    wanted |= {f"process {n} {turn}" for n in range(PROCESSES) for turn in range(ROUNDS)}
    assert set(library.label("v0").given) == wanted
    assert {f"new{turn}" for turn, job in turns.items() if jobs[job] is index} <= set(library.ids())
    assert Colours.loaded == 1


def test_what_another_process_did_is_seen(library: Library, add: Add) -> None:
    add("v0", [("red", 0, 3)])
    other = Library.open(library.store.local())
    assert library.search("green").moments[0].match == "weak"
    add("v1", [("green", 0, 3)])
    assert library.search("green").moments[0].video == "v1"
    other.label("v1", "meadow")
    assert library.label("v1").given == ("meadow",)
    other.remove("v1")
    assert {moment.video for moment in library.search("green").moments} == {"v0"}


def test_a_thing_is_made_once_however_many_threads_ask_and_anew_in_another_state() -> None:
    made: list[int] = []
    once = Once(lambda: made.append(1) or len(made))
    started = Barrier(8)

    def ask(_: int) -> int:
        started.wait()
        return once("now")

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {1}
    assert (once("later"), once("later"), len(made)) == (2, 2, 2)


@pytest.mark.parametrize(
    ("cache", "left"),
    [
        pytest.param(Cache(most=2), {"b", "c"}, id="too many"),
        pytest.param(Cache(size=2500), {"b", "c"}, id="too large"),
        pytest.param(Cache(size=10), {"c"}, id="larger than all that is held"),
    ],
)
def test_the_longest_unused_goes_first(cache: Cache, left: set[str]) -> None:
    for key in "abc":
        cache.get(key, 0, lambda: b"x" * 1000)
    made: list[str] = []
    for key in sorted(left):
        cache.get(key, 0, lambda key=key: made.append(key) or b"")  # type: ignore[misc]
    assert not made
    assert len(cache) == len(left)
    assert cache.get("c", 1, lambda: b"new") == b"new"
