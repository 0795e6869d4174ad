"""How a video moves lies beside its other parts, and older libraries have none of it."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vsearch.errors import LibraryDamaged
from vsearch.library import Store
from vsearch.library.parts import motion
from vsearch.library.parts.entry import Entry
from vsearch.library.parts.motion import MotionTrack
from vsearch.nouns import Movement, Span

TRACK = MotionTrack(
    np.full((3, 6), 0.25, np.float32),
    np.full((3, 7), 0.5, np.float32),
    np.array([0.75, 0, 0], np.float32),
    (Movement(Span(0.0, 3.0), "pan", "left", 0.25, 0.5),),
    "hf:some",
    np.array([0.0]),
    np.array([3.0]),
    np.array([[0.6, 0.8]], np.float32),
)


def same(one: MotionTrack, other: MotionTrack) -> bool:
    names = ("camera", "subject", "measured", "starts", "ends", "vectors")
    told = one.movements == other.movements and one.encoder == other.encoder
    return told and all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


@pytest.mark.parametrize("track", [pytest.param(TRACK, id="all"), pytest.param(MotionTrack(), id="nothing")])
def test_a_track_is_read_back(tmp_path: Path, track: MotionTrack) -> None:
    motion.save(track, tmp_path / "motion.npz")
    assert same(motion.load((tmp_path / "motion.npz").read_bytes()), track)


def test_of_what_another_version_measured_only_vectors_are_read(tmp_path: Path) -> None:
    motion.save(TRACK, tmp_path / "motion.npz")
    with np.load(tmp_path / "motion.npz") as data:
        arrays = dict(data)
    about = json.loads(str(arrays.pop("about"))) | {"version": 99}
    arrays["camera"] = np.zeros((3, 9), np.float16)
    held = io.BytesIO()
    np.savez(held, about=np.array(json.dumps(about)), **arrays)
    found = motion.load(held.getvalue())
    assert len(found.camera) == len(found.movements) == 0
    assert np.array_equal(found.vectors, TRACK.vectors)


def test_a_video_of_an_older_library_has_none(store: Store, put: Callable[..., Entry]) -> None:
    put(store, "v1")
    assert store.shelf("v1").motion() is None


def test_a_damaged_part_is_named_and_mended_by_leaving_it_out(store: Store, put: Callable[..., Entry]) -> None:
    entry = put(store, "v1")
    with store.draft("v1", again=True) as draft:
        draft.keep_all()
        draft.put_motion(TRACK)
        draft.commit(entry)
    found = store.shelf("v1").motion()
    assert found is not None
    assert same(found, TRACK)
    path = store.shelf("v1").folder / "motion.npz"
    path.write_bytes(path.read_bytes()[:-9])
    assert "motion" in store.shelf("v1").flaws(store.shelf("v1").entry())
    with pytest.raises(LibraryDamaged, match=r"motion\.npz is damaged"):
        store.shelf("v1").motion()
    store.shelf("v1").mend()
    assert store.shelf("v1").motion() is None


def test_a_number_that_is_none_is_refused(tmp_path: Path) -> None:
    motion.save(replace(TRACK, vectors=np.array([[np.nan, 0]], np.float32)), tmp_path / "motion.npz")
    with pytest.raises(ValueError, match="is none"):
        motion.load((tmp_path / "motion.npz").read_bytes())
