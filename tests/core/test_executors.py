"""Executors: whoever does the pieces, each is done once, errors end their own piece alone, and workers may die."""

import os
import signal

import pytest

from vsearch.errors import UsageWrong, VideoError, WorkerDied
from vsearch.executors import HERE, Finished, InProcesses, Lookahead


@pytest.fixture
def elsewhere():
    """What does pieces in other processes than this one."""
    return InProcesses(2)


@pytest.fixture(params=["here", "elsewhere"])
def executor(request):
    return HERE if request.param == "here" else request.getfixturevalue("elsewhere")


def by(factor, piece):
    if piece == 7:
        raise VideoError("Seven cannot be.")
    return factor * piece


def deadly(notes, piece):
    """Ends its worker at a piece, however often, or the first time alone; each try is noted."""
    with (notes / str(piece)).open("a") as file:
        file.write("x")
    if piece == "always" or (piece == "once" and (notes / "once").read_text() == "x"):
        os.kill(os.getpid(), signal.SIGKILL)
    return piece


def place_of(context, piece):
    return os.getpid(), context.folder


class Opened:
    """What is opened where it is needed; that is noted."""

    def __init__(self, folder):
        self.folder = folder
        with (folder / "opened").open("a") as file:
            file.write("x")

    def __reduce__(self):
        return _opened, (self.folder,)


def _opened(folder):
    if not folder.is_dir():
        raise UsageWrong("There is nothing to open.")
    return Opened(folder)


def test_each_piece_is_done_and_an_error_ends_its_piece_alone(executor):
    done = sorted(executor.run(by, 3, range(20)), key=lambda one: one.piece)
    assert [one.piece for one in done] == list(range(20))
    assert [one.value for one in done if not one.error] == [3 * n for n in range(20) if n != 7]
    with pytest.raises(VideoError, match="Seven cannot be"):
        _ = done[7].result


def test_ordered_pieces_end_in_their_order(executor):
    assert [one.piece for one in executor.run(by, 2, range(12), ordered=True)] == list(range(12))


def test_nothing_to_do_is_done_at_once(executor):
    assert not list(executor.run(by, 2, []))


def test_what_all_pieces_need_is_opened_once_a_process(elsewhere, tmp_path):
    done = [one.result for one in elsewhere.run(place_of, Opened(tmp_path), range(12))]
    assert {folder for _, folder in done} == {tmp_path}
    assert os.getpid() not in {process for process, _ in done}
    assert len((tmp_path / "opened").read_text()) <= 1 + 2


def test_a_piece_whose_worker_died_is_done_again_and_poison_is_given_up_after_three_tries(elsewhere, tmp_path):
    pieces = ["one", "once", "always", "two"]
    done = {one.piece: one for one in elsewhere.run(deadly, tmp_path, pieces)}
    assert {piece for piece in pieces if not done[piece].error} == {"one", "once", "two"}
    assert isinstance(done["always"].error, WorkerDied)
    assert "died" in str(done["always"].error)
    assert (tmp_path / "always").read_text() in ("xx", "xxx")  # one that waits while another kills is not begun
    assert done["once"].result == "once"


def test_what_cannot_be_opened_elsewhere_is_said(elsewhere, tmp_path):
    context = Opened(tmp_path)
    context.folder = tmp_path / "nowhere"
    with pytest.raises(UsageWrong, match="nothing to open"):
        _ = next(iter(elsewhere.run(place_of, context, [1]))).result


def test_few_pieces_are_under_way_at_once():
    window = Lookahead(iter(range(10)), ordered=True)
    assert [number for number, _ in window.begin(3)] == [0, 1, 2]
    assert not list(window.end(1, Finished(1))) + list(window.end(2, Finished(2)))
    assert not list(window.begin(3))
    assert [one.piece for one in window.end(0, Finished(0))] == [0, 1, 2]
    assert [piece for _, piece in window.begin(3)] == [3, 4, 5]
