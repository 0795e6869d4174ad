"""Which frames stand for a video."""

from dataclasses import replace

import numpy as np
import pytest

from vsearch.indexer.frames.pick import WINDOW, Columns, Picker, reselect
from vsearch.library.parts.frames import FrameTable
from vsearch.settings import Quality
from vsearch.signals import STORED

QUALITY = Quality()
GOOD = {"sharpness": 0.4, "brightness": 0.5, "contrast": 0.2, "peak": 0.9, "floor": 0.1, "steady": 1.0, "score": 0.6}


def rows(count: int, *, shot: list[int] | None = None, known: list[int] | None = None, **signals: object) -> Columns:
    rng = np.random.default_rng(0)
    columns = {name: np.full(count, GOOD.get(name, 0.0), np.float32) for name in STORED}
    columns |= {name: np.broadcast_to(np.array(value, np.float32), count).copy() for name, value in signals.items()}
    hashes = rng.integers(0, 2**63, count, np.uint64) if known is None else np.array(known, np.uint64)
    return Columns(np.array(shot or [0] * count, np.int32), hashes, columns)


def pick(columns: Columns, quality: Quality = QUALITY, hours: float = 0.1) -> Picker:
    picker = Picker(quality, hours * 3600, len(columns))
    for at in range(0, len(columns), WINDOW):
        picker.window(columns[at : at + WINDOW])
    picker.finish(picker.kept | picker.spare)
    return picker


def stored(columns: Columns, picker: Picker) -> FrameTable:
    time = np.arange(len(columns)) / 2
    embedded = picker.kept | picker.spare
    order = np.lexsort((time, ~embedded, ~picker.kept))
    table = {"time": time, "shot": columns.shot, "kept": picker.kept, "embedded": embedded, "reason": picker.reason}
    table |= {"hash": columns.hash, "start": time, "end": time + 0.5}
    return FrameTable(
        **{name: column[order] for name, column in table.items()},
        signals={name: column[order] for name, column in columns.signals.items()},
    )


def mess(count: int = 700) -> Columns:
    """A video with everything: many shots, faults of every kind, likenesses near and far."""
    rng = np.random.default_rng(7)
    hashes = rng.integers(0, 2**63, count, np.uint64)
    hashes[rng.random(count) < 0.3] = hashes[5]
    signals = {name: rng.uniform(0.02, 0.6, count) for name in ("sharpness", "contrast", "brightness", "score")}
    signals |= {"fade": (rng.random(count) < 0.1) * 0.5, "flash": (rng.random(count) < 0.05) * 0.5}
    peak = np.where(rng.random(count) < 0.1, 0.01, 0.9)
    return rows(count, shot=sorted(rng.integers(0, 90, count).tolist()), known=hashes.tolist(), peak=peak, **signals)


def test_of_like_neighbours_the_best_is_kept_and_stands_for_the_rest() -> None:
    picker = pick(rows(4, known=[1, 1, 3, 2**40 - 1], score=[0.5, 0.7, 0.6, 0.1]))
    assert picker.kept.tolist() == [False, True, False, True]
    assert picker.reason.tolist() == ["duplicate", "", "duplicate", ""]
    assert picker.stands.tolist() == [1, 1, 1, 3]


def test_a_picture_that_comes_again_in_another_shot_is_a_duplicate() -> None:
    picker = pick(rows(3, shot=[0, 1, 2], known=[1, 2**40 - 1, 1]))
    assert picker.reason.tolist() == ["", "", "duplicate"]
    assert picker.stands[2] == 0


def test_a_clearly_better_picture_takes_the_place_of_the_one_before() -> None:
    picker = pick(rows(3, shot=[0, 1, 2], known=[1, 2**40 - 1, 1], score=[0.3, 0.5, 0.6]))
    assert picker.kept.tolist() == [False, True, True]
    assert picker.stands[0] == 2


def test_one_that_already_has_a_vector_becomes_a_spare_when_it_is_replaced() -> None:
    hashes = [1, *np.random.default_rng(1).integers(2**40, 2**62, WINDOW - 1).tolist(), 1]
    picker = pick(rows(WINDOW + 1, shot=list(range(WINDOW + 1)), known=hashes, score=[0.3] * WINDOW + [0.9]))
    assert (picker.kept[0], picker.spare[0], picker.reason[0]) == (False, True, "duplicate")
    assert picker.kept[WINDOW]


def test_one_hash_does_not_unite_pictures_of_different_light() -> None:
    assert pick(rows(2, known=[0, 0], brightness=[0.2, 0.6])).kept.all()


def test_black_frames_unite_nothing() -> None:
    picker = pick(rows(3, known=[7, 0, 7], peak=[0.9, 0.02, 0.9]))
    assert picker.reason.tolist() == ["", "black", "duplicate"]


@pytest.mark.parametrize(
    ("most", "shots", "expected"),
    [
        pytest.param(50, 1, 50, id="one long shot"),
        pytest.param(60, 10, 60, id="spread over shots"),
        pytest.param(20, 40, 40, id="every shot keeps its best"),
        pytest.param(1000, 10, 400, id="room for all"),
    ],
)
def test_the_budget_is_spread_over_the_shots(most: int, shots: int, expected: int) -> None:
    columns = rows(400, shot=[n * shots // 400 for n in range(400)], score=np.random.default_rng(0).random(400))
    picker = pick(columns, Quality(max_frames=most))
    assert expected * 0.8 <= picker.kept.sum() <= expected
    assert set(columns.shot[picker.kept]) == set(range(shots))
    assert set(picker.reason[~picker.kept]) <= {"budget"}
    for number in range(shots if expected == shots else 0):
        mine = columns.shot == number
        assert picker.kept[mine][np.argmax(columns.signals["score"][mine])]


def test_the_budget_grows_with_the_hours() -> None:
    assert 180 <= pick(rows(400), Quality(max_frames=100), hours=2).kept.sum() <= 200


def test_soft_faults_are_spares_and_hard_ones_are_not() -> None:
    picker = pick(rows(4, sharpness=[0.4, 0.01, 0.4, 0.4], peak=[0.9, 0.9, 0.01, 0.9], flash=[0, 0, 0, 0.5]))
    assert picker.reason.tolist() == ["", "blurred", "black", "flash"]
    assert picker.spare.tolist() == [False, True, False, False]


def test_a_video_of_nothing_but_bad_frames_keeps_the_least_bad_of_each_shot_marked_so() -> None:
    picker = pick(rows(4, shot=[0, 0, 1, 1], sharpness=0.01, score=[0.1, 0.2, 0.3, 0.2]))
    assert picker.kept.tolist() == [False, True, True, False]
    assert set(picker.reason) == {"blurred"}


@pytest.mark.parametrize("quality", [Quality(), Quality(max_frames=60), Quality(alike=12, sharpness=0.2)])
def test_the_same_settings_choose_the_same_frames_from_what_is_stored(quality: Quality) -> None:
    columns = mess()
    table = stored(columns, pick(columns, quality))
    kept, reason = reselect(table, quality)
    assert kept.tolist() == table.kept.tolist()
    assert reason.tolist() == table.reason.tolist()


@pytest.mark.parametrize(
    ("other", "fewer"),
    [
        pytest.param({"sharpness": 0.3}, True, id="sharper"),
        pytest.param({"sharpness": 0.0}, False, id="less sharp"),
        pytest.param({"contrast": 0.3}, True, id="more contrast"),
        pytest.param({"mixed": 0.9}, False, id="mixtures welcome"),
        pytest.param({"max_frames": 100}, True, id="fewer frames"),
        pytest.param({"alike": 30}, True, id="more alike"),
    ],
)
def test_other_settings_move_frames_between_kept_and_spare(other: dict[str, float], fewer: bool) -> None:
    columns = mess()
    table = stored(columns, pick(columns))
    kept, reason = reselect(table, replace(Quality(), **other))
    assert (kept.sum() < table.kept.sum()) if fewer else (kept.sum() > table.kept.sum())
    assert not (kept & ~table.embedded).any()
    assert (reason[~table.embedded] == table.reason[~table.embedded]).all()
    assert (reason[~kept] != "").all()


def test_a_video_of_bad_frames_stays_as_it_was_chosen() -> None:
    columns = rows(6, shot=[0, 0, 0, 1, 1, 1], sharpness=0.01, score=[0.1, 0.2, 0.1, 0.3, 0.2, 0.1])
    table = stored(columns, pick(columns))
    assert reselect(table, Quality())[0].tolist() == table.kept.tolist()
