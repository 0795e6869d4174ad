"""A signal is declared once: its measure, its default for older libraries, and its weight."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vsearch.indexer.frames.signals import measure
from vsearch.library.parts import frames
from vsearch.library.parts.frames import FrameTable
from vsearch.retrieval.thumbnails.signals import pictorial
from vsearch.retrieval.thumbnails.weights import WEIGHTS
from vsearch.signals import SIGNALS, STORED, Signal, complete, worths
from vsearch.signals.view import PlaneView

NOISE = [np.random.default_rng(seed).integers(0, 255, (90, 160, 3), np.uint8) for seed in range(3)]


def table(**signals: float) -> FrameTable:
    two = np.array([0.5, 1.5])
    columns = {name: np.full(2, value, np.float32) for name, value in signals.items()}
    yes, no = np.ones(2, bool), np.array(["", ""])
    hashes, shots = np.zeros(2, np.uint64), np.zeros(2, np.int32)
    return FrameTable(two, shots, yes, yes, no, hashes, two - 0.5, two + 0.5, columns)


def older(**signals: float) -> bytes:
    """A table as a version wrote it that knew only these signals."""
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(table(**signals).columns()), sink)
    return bytes(sink.getvalue())


def test_a_library_that_lacks_a_signal_has_its_default() -> None:
    read = frames.load(older(sharpness=0.25))
    assert set(read.signals) == set(STORED)
    assert read.signals["sharpness"].tolist() == [0.25, 0.25]
    assert {name: read.signals[name][0] for name in STORED if name != "sharpness"} == {
        name: np.float32(SIGNALS[name].default) for name in STORED if name != "sharpness"
    }


def test_a_signal_of_a_newer_version_is_kept() -> None:
    assert frames.load(older(glow=0.5)).signals["glow"].tolist() == [0.5, 0.5]


@pytest.mark.parametrize("signal", [one for one in SIGNALS.values() if one.measure], ids=lambda one: one.name)
def test_a_measure_is_one_number_a_picture_between_0_and_1(signal: Signal) -> None:
    assert signal.measure
    numbers = signal.measure(PlaneView(NOISE))
    assert numbers.shape == (3,)
    assert numbers.dtype == np.float32
    assert ((numbers >= 0) & (numbers <= 1)).all()
    assert 0 <= signal.default <= 1


def test_frames_compete_by_every_signal_that_has_a_worth_and_its_weight() -> None:
    columns = complete(measure(NOISE)[0], 3)
    competing = worths(columns)
    assert {name: WEIGHTS.values[name] for name in competing} == {
        name: one.weight for name, one in SIGNALS.items() if one.worth
    }
    assert all(one.worth and one.weight for one in SIGNALS.values() if one.worth or one.weight)
    assert all((np.abs(column) <= 1).all() for column in competing.values())


def test_defaults_make_no_frame_better_than_another() -> None:
    assert all(len(set(column.tolist())) == 1 for name, column in pictorial(table()).items() if name in SIGNALS)
