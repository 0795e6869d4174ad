"""Models of segments lie in a library whole: read, promoted, gone back from, set aside when they are damaged."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from vsearch.errors import EncoderMismatch, LibraryBusy, LibraryDamaged, LibraryTooNew, UsageWrong
from vsearch.library import Store
from vsearch.library.remote import models as models_elsewhere
from vsearch.library.towers.segment_models import SegmentModels

CONFIG = {
    "layout": 1, "model": "attention", "classes": ["body", "intro"], "encoder": "fake", "width": 4,
    "clustering": {"intro": {"eps": 2.0, "least": 3}},
    "calibration": {"intro": {"slope": 1.0, "length": 0.0, "bias": 0.0}},
}  # fmt: skip


def write(models: SegmentModels, name: str, **other: object) -> Path:
    with models.draft(name) as folder:
        (folder / "model.onnx").write_bytes(b"a graph")
        for part, told in (("config", CONFIG | other), ("metrics", {}), ("data", {"fingerprint": "f"})):
            (folder / f"{part}.json").write_text(json.dumps(told))
    return models.read(name).folder


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(models_elsewhere, "FRESH", 0.0)
    place = tmp_path / "library" if request.param == "folder" else Path(f"{request.getfixturevalue('s3')}/library")
    return Store.create(place, "fake", 4)


@pytest.fixture
def models(store: Store) -> SegmentModels:
    made = SegmentModels(store)
    write(made, "s1")
    write(made, "s2")
    return made


def test_what_serves_is_what_was_promoted_last(models: SegmentModels) -> None:
    assert models.names() == ["s1", "s2"]
    assert models.free_name() == "s3"
    assert models.serving() is None
    models.promote("s1")
    models.promote("s2")
    assert (served := models.serving()) is not None
    assert served.revision == "s2 f"
    assert models.rollback() == "s1"
    models.promote(None)
    assert models.serving() is None
    assert models.rollback() == "s1"
    assert models.rollback() is None
    with pytest.raises(UsageWrong, match="no segments model in service"):
        models.rollback()


@pytest.mark.parametrize("name", ["s1", "current", "../s9", ""])
def test_a_name_that_cannot_be_is_refused(models: SegmentModels, name: str) -> None:
    with pytest.raises(UsageWrong), models.draft(name):
        pass


def test_a_draft_that_fails_leaves_nothing(models: SegmentModels, store: Store) -> None:
    with pytest.raises(ZeroDivisionError), models.draft("s3"):
        raise ZeroDivisionError
    assert models.names() == ["s1", "s2"]
    assert not list(store.leftovers())


def test_a_newer_one_and_one_of_another_encoder_are_refused(models: SegmentModels) -> None:
    with models.draft("newer") as folder:
        (folder / "config.json").write_text('{"layout": 9}')
    with pytest.raises(LibraryTooNew, match="newer version"):
        models.promote("newer")
    write(models, "other", encoder="another")
    models.promote("other")
    with pytest.raises(EncoderMismatch, match="trained on vectors of another"):
        models.serving()


@pytest.mark.parametrize("part", ["model.onnx", "config.json", "data.json"])
def test_a_damaged_one_is_named_and_set_aside(models: SegmentModels, part: str) -> None:
    models.promote("s1")
    models.promote("s2")
    (models.read("s2").folder / part).write_bytes(b"noise")
    with pytest.raises(LibraryDamaged):
        models.serving()
    assert len(list(models.flaws())) == 1
    models.mend()
    assert models.names() == ["s1"]
    assert not list(models.flaws())
    assert (served := models.serving()) is not None
    assert served.name == "s1"


def test_a_damaged_pointer_is_named_and_mended(models: SegmentModels, store: Store) -> None:
    models.promote("s1")
    store.local("segment-models", "current").write_text("noise")
    store.publish("segment-models", "current")
    assert [type(flaw) for flaw in models.flaws()] == [LibraryDamaged]
    models.mend()
    assert models.serving() is None


def test_what_one_machine_trains_and_promotes_serves_on_another(
    models: SegmentModels, store: Store, another_machine: Callable[[str], None]
) -> None:
    models.promote("s1")
    models.promote("s2")
    another_machine("second")
    there = SegmentModels(Store.open(Path(store.location)))
    assert there.names() == ["s1", "s2"]
    assert (served := there.serving()) is not None
    assert served.graph.read_bytes() == b"a graph"
    assert there.rollback() == "s1"
    write(there, "s3")
    assert models.current() == "s1"
    assert models.names() == ["s1", "s2", "s3"]
    (there.place("s3") / "model.onnx").write_bytes(b"noise")
    there.mend()
    assert models.names() == ["s1", "s2"]


@pytest.mark.parametrize("store", ["bucket"], indirect=True)
def test_two_machines_that_choose_at_once_do_not_undo_each_other(
    models: SegmentModels, store: Store, another_machine: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    models.promote("s1")
    monkeypatch.setattr(models_elsewhere, "FRESH", 60.0)  # what was read stays believed
    here = SegmentModels(Store.open(Path(store.location)))
    assert here.current() == "s1"
    another_machine("second")
    SegmentModels(Store.open(Path(store.location))).promote("s2")
    with pytest.raises(LibraryBusy, match="which model serves"):
        here.promote(None)
    assert here.current() == "s2"


@pytest.mark.parametrize("store", ["folder"], indirect=True)
def test_one_that_is_to_serve_and_is_gone_is_named(models: SegmentModels) -> None:
    import shutil

    models.promote("s1")
    shutil.rmtree(models.read("s1").folder)
    (flaw,) = models.flaws()
    assert "'s1' is to serve" in flaw.what
