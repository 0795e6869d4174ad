"""A library is copied between places, each video whole, and again only what is new."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from vsearch.errors import EncoderMismatch, UsageWrong
from vsearch.library import Store, pictures
from vsearch.library.decisions import Decision
from vsearch.library.parts.entry import Entry
from vsearch.library.remote import listing
from vsearch.library.saved import SavedQuery, read_search, save_search
from vsearch.library.storage import files
from vsearch.library.sync import CopiedVideo, sync
from vsearch.library.towers.segment_models import SegmentModels

Put = Callable[..., Entry]


@pytest.fixture(params=["to a bucket", "to a folder", "from a bucket"])
def places(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    monkeypatch.setattr(listing, "FRESH", 0.0)
    far = Path(f"{request.getfixturevalue('s3')}/far") if "bucket" in request.param else tmp_path / "far"
    return (far, tmp_path / "near") if request.param.startswith("from") else (tmp_path / "near", far)


@pytest.fixture
def source(places: tuple[Path, Path], put: Put) -> Store:
    store = Store.create(places[0], "fake", 4)
    for number in range(3):
        put(store, f"video{number}", f"Film {number}", Path(f"/films/{number}.mp4"))
    return store


def statuses(found: list[CopiedVideo]) -> list[str]:
    return [one.status for one in found]


def test_a_copy_holds_what_the_library_holds(source: Store, places: tuple[Path, Path]) -> None:
    picture = pictures.keep(source, b"picture", ".jpg")
    source.acting_as("Ann").decide(Decision("pin", "video0", time=1.0, image=picture))
    key = source.decide(Decision("label", "video1", tag="cat"))[0]
    source.undo(key)
    save_search(source, "cups", SavedQuery("a cup"))
    source.remember({"every": 2.0})
    assert statuses(sync(source, places[1])) == ["copied"] * 3
    copy = Store.open(places[1])
    assert copy.settings == {"every": 2.0}
    assert [copy.entry(id) for id in copy.ids()] == [source.entry(id) for id in source.ids()]
    assert len(copy.shelf("video2").frames()) == 4
    assert copy.shelf("video2").preview() == (b"sheet", "WEBVTT\n")
    assert [(one.kind, one.by) for one in copy.decisions()] == [("pin", "Ann")]
    assert [item.key for item in copy.history()] == [item.key for item in source.history()]
    assert pictures.path(copy, picture).read_bytes() == b"picture"
    assert read_search(copy, "cups").query.words == "a cup"


def test_a_second_time_only_what_is_new_is_copied(source: Store, places: tuple[Path, Path], put: Put) -> None:
    source.decide(Decision("label", "video1", tag="cat"))
    sync(source, places[1])
    assert statuses(sync(source, places[1])) == ["unchanged"] * 3
    source.update(source.entry("video1").with_video(title="Another"))
    put(source, "video3", path=Path("/films/3.mp4"))
    source.decide(Decision("label", "video1", tag="dog"))
    assert statuses(sync(source, places[1])) == ["unchanged", "copied", "unchanged", "copied"]
    copy = Store.open(places[1])
    assert copy.entry("video1").video.title == "Another"
    assert [one.tag for one in copy.decisions()] == ["cat", "dog"]


def test_a_part_is_copied_with_what_was_decided_about_it(source: Store, places: tuple[Path, Path]) -> None:
    source.decide(Decision("label", "video1", tag="cat"), Decision("label", "video2", tag="dog"))
    save_search(source, "cups", SavedQuery("a cup"))
    assert [one.video for one in sync(source, places[1], ["video1"])] == ["video1"]
    copy = Store.open(places[1])
    assert (copy.ids(), [one.tag for one in copy.decisions()], copy.searches.names()) == (["video1"], ["cat"], [])


def test_a_copy_that_was_cut_off_goes_on(
    source: Store, places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(one: CopiedVideo) -> None:
        if one.video == "video1":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sync(source, places[1], watch=stop)
    assert Store.open(places[1]).ids() == ["video0", "video1"]
    assert statuses(sync(source, places[1])) == ["unchanged", "unchanged", "copied"]


def test_what_is_newer_there_or_worked_on_stays(source: Store, places: tuple[Path, Path]) -> None:
    sync(source, places[1])
    copy = Store.open(places[1])
    copy.update(copy.entry("video0").with_video(title="Newer"))
    source.update(replace(source.entry("video1"), notes=("changed",)))
    with copy.draft("video1"):
        assert statuses(sync(source, places[1])) == ["newer", "busy", "unchanged"]
    assert Store.open(places[1]).entry("video0").video.title == "Newer"


def test_a_damaged_video_costs_itself(source: Store, places: tuple[Path, Path]) -> None:
    if "://" in source.location:
        shelf = source.shelf("video1")
        shelf._drop("frames.parquet")
    else:
        files.write(source.local("videos", "video1", "frames.parquet"), b"noise")
    found = sync(source, places[1])
    assert statuses(found) == ["copied", "damaged", "copied"]
    assert "frames.parquet" in found[1].reason
    assert Store.open(places[1]).ids() == ["video0", "video2"]


def test_vectors_of_different_encoders_never_mix(source: Store, places: tuple[Path, Path]) -> None:
    Store.create(places[1], "another", 4)
    with pytest.raises(EncoderMismatch, match="was indexed with another"):
        sync(source, places[1])
    with pytest.raises(UsageWrong, match="to where it is"):
        sync(source, places[0])


def test_trained_models_of_seconds_are_copied_and_the_same_serves(source: Store, places: tuple[Path, Path]) -> None:
    mine = SegmentModels(source)
    with mine.draft("s1") as folder:
        (folder / "model.onnx").write_bytes(b"a graph")
        told = {"config": {"layout": 1, "model": "attention", "classes": ["body"], "encoder": "fake", "width": 4,
                           "clustering": {}, "calibration": {}}, "metrics": {}, "data": {}}  # fmt: skip
        for part, content in told.items():
            (folder / f"{part}.json").write_text(json.dumps(content))
    mine.promote("s1")
    sync(source, places[1])
    assert (served := SegmentModels(Store.open(places[1])).serving()) is not None
    assert served.graph.read_bytes() == b"a graph"
    mine.promote(None)
    sync(source, places[1])
    assert SegmentModels(Store.open(places[1])).current() == "s1"
