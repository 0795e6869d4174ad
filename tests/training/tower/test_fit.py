"""The whole way: choices in a library, a tower that serves and answers without torch."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from vsearch.errors import EncoderMismatch, UsageWrong
from vsearch.library import towers
from vsearch.retrieval.library import Library
from vsearch.retrieval.tower import answers
from vsearch.retrieval.tower.prior import zero_shot
from vsearch.training.datasets import split
from vsearch.training.datasets.build import build
from vsearch.training.tower.fit import compared, fit
from vsearch.training.tower.tune import Tuned


def test_choices_become_a_tower_that_serves(served):
    library, fitted = served
    entry = library.store.shelf("v0000").entry()
    assert fitted.verdict.promoted
    assert "beats the zero-shot prior" in fitted.verdict.why
    assert towers.current(library.store) == fitted.name == "first"
    assert towers.read(library.store, "first").data["decided"] == len(library.store.decisions()) - 1  # the promotion
    vector, curve = answers.vector(library, entry), answers.saliency(library, entry)
    assert vector.shape == (1, 32)
    assert np.abs(vector - zero_shot(library, entry)).max() > 0.01
    assert len(curve) == 8


def test_without_a_tower_nobody_answers(learned):
    towers.promote(learned.store, None)
    entry = learned.store.shelf("v0000").entry()
    assert answers.vector(learned, entry) is None
    assert answers.saliency(learned, entry) is None
    assert answers.tag_logits(learned, entry) is None


def test_an_answer_is_remembered_until_the_video_changes(learned, monkeypatch):
    entry = learned.store.shelf("v0001").entry()
    first = answers.vector(learned, entry)
    monkeypatch.setattr(answers.ServingTower, "run", lambda *_: pytest_fail())
    assert np.array_equal(answers.vector(Library.open(learned.store.local()), entry), first)
    monkeypatch.undo()
    renamed = entry.with_video(title="galaxies and stars")
    learned.store.update(renamed)
    assert not np.array_equal(answers.vector(learned, renamed), first)


def pytest_fail():
    raise AssertionError("The answer was worked out again.")


def test_answering_does_not_import_torch(served):
    library, _ = served
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from vsearch.library import Store, towers\n"
        "from vsearch.retrieval.tower import answers\n"
        "library = Store.open(Path(sys.argv[1]))\n"
        "answers._opened(towers.read(library, 'first').graph)\n"
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program, str(library.store.local())], check=True, timeout=60)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        pytest.param("my tower", "cannot be called 'my tower'", id="no name"),
        pytest.param("tuning", "cannot be called 'tuning'", id="kept for plans"),
        pytest.param("first", "'first' already. Choose another name", id="of the tower that serves"),
    ],
)
def test_a_name_is_refused_before_the_training(learned, spoken, tiny, name, why):
    before = sorted(learned.store.local("towers").rglob("*"))
    with pytest.raises(UsageWrong, match=why):
        fit(learned, spoken, tiny, name, watch=lambda _: pytest.fail("It was trained before it was refused."))
    assert sorted(learned.store.local("towers").rglob("*")) == before


def test_checkpoints_last_no_longer_than_the_training(served):
    library, _ = served
    assert list((library.store.local("towers") / "runs").iterdir()) == []


def more(data, spoken, series, count=20):
    """The dataset with other videos, all of one series."""
    return data.like((*data.examples, *(replace(e, group=series) for e in spoken.examples[84 : 84 + count])))


def test_a_kept_tower_is_not_judged_by_series_it_learned_from(served, spoken):
    library, _ = served
    data, known = build(library), towers.read(library.store, "first").data
    held = sum(example.id in known["held"] for example in data)
    seen = next(example.group for example in data if example.id in known["learned"])
    assert compared(library, "first", more(data, spoken, seen)).videos == held
    alone = data.like(more(data, spoken, seen).examples[84:])
    told = compared(library, "first", alone)
    assert (told.videos, told.rows) == (0, ())
    assert told.notes == ("0 of 20 videos are left to judge by: first learned from the others or from their series.",)
    assert compared(library, "first", more(alone.like(()), spoken, "new")).videos == 20


def test_a_dataset_of_another_encoder_is_not_compared(served, spoken):
    with pytest.raises(EncoderMismatch, match="The dataset was made with other"):
        compared(served[0], "first", replace(spoken, encoder="other"))


def test_a_tower_of_another_encoder_is_not_compared_and_not_a_rival(learned, tiny):
    config = learned.store.local("towers") / "first" / "config.json"
    config.write_text(config.read_text("utf-8").replace('"imagined"', '"other"', 1), "utf-8")
    with pytest.raises(EncoderMismatch, match="'first' was trained on other"):
        compared(learned, "first", build(learned))
    assert "the zero-shot prior" in fit(learned, build(learned), replace(tiny, epochs=1), "second").verdict.why


@pytest.mark.slow
def test_after_a_search_only_videos_that_it_never_saw_are_judged(learned, spoken, tiny):
    data, plan = build(learned), replace(tiny, epochs=1)
    fitted = fit(learned, data, plan, "second", folds=2, tuned=Tuned(plan, 0.5, {}, ()))
    assert fitted.report.videos == len(split.held(data)[1])
    assert any("the plan was chosen on the others" in note for note in fitted.notes)
