"""Slow work is alive while it reads or counts; stuck work is not."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
import pytest

from vsearch.errors import VideoUnreadable
from vsearch.indexer.run import watched, work
from vsearch.indexer.run.watched import Effort, awake, read_positions
from vsearch.indexer.run.work import Alive, Going, HeardSound, Looked, SeenPictures, hear, see
from vsearch.readers import READERS, Reader
from vsearch.settings import IndexSettings
from vsearch.sounds import Wave

Film = Callable[..., Path]


def test_what_work_says_comes_out_and_so_does_its_error() -> None:
    def says() -> Iterator[int]:
        yield 1
        yield 2
        raise VideoUnreadable("It broke.")

    said = awake(says(), lambda: 0)
    assert [next(said), next(said)] == [1, 2]
    with pytest.raises(VideoUnreadable, match="It broke"):
        next(said)


def test_silent_work_is_alive_while_it_reads_a_file(tmp_path: Path) -> None:
    (tmp_path / "film").write_bytes(bytes(1000))
    told = threading.Event()

    def reads() -> Iterator[str]:
        with (tmp_path / "film").open("rb", buffering=0) as file:
            for _ in range(3):
                file.read(100)
                told.wait(60)
                told.clear()
        yield "read"

    said = []
    for value in awake(reads(), lambda: read_positions(tmp_path / "film"), 0.05):
        said.append(value)
        told.set()
    assert said[:3] == [None] * 3
    assert said[-1] == "read"


class Looks:
    """Counts how often it is looked whether work moves, and lets others wait for the next looks."""

    def __init__(self) -> None:
        self._count, self._change = 0, threading.Condition()

    def counted(self, moved: Callable[[], object]) -> Callable[[], object]:
        def looked() -> object:
            with self._change:
                self._count += 1
                self._change.notify_all()
            return moved()

        return looked

    def wait(self, more: int) -> None:
        """Until it was looked so many times more."""
        with self._change:
            enough = self._count + more
            assert self._change.wait_for(lambda: self._count >= enough, 60)


def test_work_that_stands_still_says_nothing() -> None:
    looks = Looks()

    def hangs() -> Iterator[str]:
        looks.wait(4)
        yield "hung"

    assert list(awake(hangs(), looks.counted(lambda: 0), 0.01)) == ["hung"]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What this process has computed, in seconds, as it is told to those who watch."""
    computed = [5.0]
    monkeypatch.setattr(watched, "time", SimpleNamespace(process_time=lambda: computed[0]))
    return computed


def test_a_model_that_computes_moves(clock: list[float]) -> None:
    effort = Effort()
    with effort.computing():
        before = effort()
        clock[0] += 0.2
        assert effort() != before


def test_a_model_that_computes_follows_the_clock_of_its_process() -> None:
    effort = Effort()
    with effort.computing():
        before, until = effort(), time.process_time() + 0.2
        while time.process_time() < until:
            pass
        assert effort() != before


def test_a_model_that_sleeps_or_has_ended_does_not_move(clock: list[float]) -> None:
    effort = Effort()
    with effort.computing():
        before = effort()
        clock[0] += 0.04  # what those who watch compute themselves
        assert effort() == before
    assert effort() is effort() is None


class Stuck:
    """A sound track whose decoder computes hard after its first piece, and says nothing while it is looked at."""

    notes: tuple[str, ...] = ()
    present, start = True, 0.0
    looks = Looks()
    said: ClassVar[list[object]] = []
    counts: ClassVar[list[int]] = []
    """How much was said when it began to be stuck, and when it ended."""

    def __init__(self, *asked: object, **how: object) -> None:
        pass

    def pieces(self, rates: Sequence[int]) -> Iterator[Mapping[int, Wave]]:
        yield {rate: np.zeros(rate, np.float32) for rate in rates}
        self.looks.wait(2)  # the first may find that a model computed just before
        self.counts.append(len(self.said))
        until = time.process_time() + 0.3
        while time.process_time() < until:
            pass
        self.looks.wait(6)
        self.counts.append(len(self.said))

    def close(self) -> None:
        pass


def test_a_sound_decoder_that_is_stuck_says_nothing_however_hard_it_works(
    tmp_path: Path, film: Film, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "awake", lambda made, moved: awake(made, Stuck.looks.counted(moved), 0.02))
    monkeypatch.setattr("vsearch.indexer.sound.listen.Audio", Stuck)
    for value in hear(film(tmp_path / "one.mp4"), IndexSettings(sound="builtin"), frozenset({"sound"}), ""):
        Stuck.said.append(value)
    assert [type(value) for value in Stuck.said if not isinstance(value, Alive)] == [HeardSound]
    began, ended = Stuck.counts
    assert began == ended


class Slow:
    """Goes on after its third frame only when somebody has heard of that."""

    told = threading.Event()

    def __init__(self, path: Path) -> None:
        self._reader: Reader = READERS.make("pyav", path=path)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def frames(self, *wanted: Any) -> Iterator[Any]:
        for number, frame in enumerate(self._reader.frames(*wanted)):
            if number == 3:
                self.told.wait(60)
            yield frame


def test_a_slow_film_says_how_far_it_is_before_it_has_a_picture(
    tmp_path: Path, film: Film, monkeypatch: pytest.MonkeyPatch
) -> None:
    READERS.add("slow", Slow)
    monkeypatch.setattr(work, "awake", lambda made, moved: awake(made, moved, 0.05))
    path = film(tmp_path / "one.mp4", scenes=4)
    said = []
    for value in see(path, IndexSettings(reader="slow"), 32, "crop"):
        said.append(value)
        if value == Going(3):
            Slow.told.set()
    kinds = [type(value) for value in said]
    assert said.index(Going(3)) < kinds.index(SeenPictures) < kinds.index(Looked)
