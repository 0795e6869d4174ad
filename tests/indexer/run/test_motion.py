"""How a video moves is measured while it is indexed, or later without looking at anything else again."""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from vsearch.data.film import evenly, write_video
from vsearch.data.movements import MovingShot, drawn
from vsearch.data.photos import photo
from vsearch.library import Store
from vsearch.library.parts.motion import MotionTrack

SHOTS = (MovingShot("pan", "left", 0.3), MovingShot("static", subject=0.6, size=0.5), MovingShot("zoom", "in", 0.25))
WANTED = {"motion": True}


@pytest.fixture(scope="module")
def moving(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three shots of three seconds: a pan, somebody before a camera that stands, a zoom."""
    pictures = [
        picture
        for shot, ground in zip(SHOTS, ("cat", "temple", "coffee"), strict=True)
        for picture in drawn(shot, photo(ground), photo("astronaut"), (np.arange(36) / 12).tolist(), (136, 240))
    ]
    return write_video(tmp_path_factory.mktemp("motion") / "moving.mp4", evenly(pictures, 12), fps=12)


def track(library: Path) -> MotionTrack | None:
    opened = Store.open(library)
    (id,) = opened.ids()
    return opened.shelf(id).motion()


def test_each_shot_is_told_with_its_camera_and_its_action(run: Callable, moving: Path, tmp_path: Path) -> None:
    assert run(moving, settings=WANTED)["moving.mp4"].status == "indexed"
    found = track(tmp_path / "library")
    assert found is not None
    assert [(one.kind, one.direction) for one in found.movements] == [("pan", "left"), ("static", ""), ("zoom", "in")]
    assert [one.action >= one.LIVELY for one in found.movements] == [False, True, False]
    assert found.camera.shape == (9, 6)
    assert 0.2 < found.measured.mean() < 0.6


def test_a_library_that_was_made_without_it_gets_the_same_and_embeds_nothing_again(
    run: Callable, moving: Path, tmp_path: Path, colours: object
) -> None:
    run(moving)
    assert track(tmp_path / "library") is None
    opened = Store.open(tmp_path / "library")
    (id,) = opened.ids()
    parts, asked = opened.entry(id).parts, colours.calls  # type: ignore[attr-defined]
    assert run(moving, settings=WANTED)["moving.mp4"].status == "again"
    assert colours.calls == asked  # type: ignore[attr-defined]
    after = Store.open(tmp_path / "library").entry(id).parts
    assert {name: after[name] for name in parts} == dict(parts)
    later = track(tmp_path / "library")
    assert later is not None
    assert [one.kind for one in later.movements] == ["pan", "static", "zoom"]


def test_it_stays_when_it_is_no_more_wanted_and_is_not_made_twice(run: Callable, moving: Path, tmp_path: Path) -> None:
    run(moving, settings=WANTED)
    assert run(moving, settings={"motion": False})["moving.mp4"].status == "unchanged"
    assert run(moving, settings=WANTED)["moving.mp4"].status == "unchanged"
    assert track(tmp_path / "library") is not None


def test_a_film_of_one_frame_stands_still(run: Callable, tmp_path: Path) -> None:
    path = tmp_path / "films" / "one.mp4"
    path.parent.mkdir()
    write_video(path, evenly([photo("coffee")[:96, :128]], 10), fps=10)
    assert run(settings=WANTED)["one.mp4"].status == "indexed"
    found = track(tmp_path / "library")
    assert found is not None
    assert found.movements == ()
    assert found.camera.shape == (1, 6)


@pytest.mark.slow
def test_a_video_model_makes_a_vector_a_shot_and_one_that_is_missing_is_said(
    run: Callable, moving: Path, tmp_path: Path
) -> None:
    sys.path.insert(0, str(Path(__file__).parents[2] / "core" / "motion"))
    from small_models import save_model

    folder = save_model("xclip", tmp_path / "xclip")
    said: list[str] = []
    wanted = {**WANTED, "motion_encoder": "hf:nobody/nothing"}
    run(moving, settings=wanted, watch=lambda news: said.append(str(news)))
    assert any("nobody/nothing is not on this machine" in one for one in said)
    missing = track(tmp_path / "library")
    assert missing is not None
    assert len(missing.movements) == 3
    assert run(moving, settings={**WANTED, "motion_encoder": f"hf:{folder}"})["moving.mp4"].status == "again"
    found = track(tmp_path / "library")
    assert found is not None
    assert found.vectors.shape == (3, 16)
    assert found.encoder == f"hf:{folder}"
    assert np.diff(found.starts).tolist() == pytest.approx([3.0, 3.0], abs=0.1)
