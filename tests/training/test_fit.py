"""The whole way: choices in a library, a tower that serves and answers without torch."""

import subprocess
import sys

import numpy as np
import pytest

from vsearch.errors import UsageWrong
from vsearch.library import Library, towers
from vsearch.retrieval import tower
from vsearch.retrieval.prior import zero_shot
from vsearch.training.fit import fit


def test_choices_become_a_tower_that_serves(served):
    library, fitted = served
    entry = library.shelf("v0000").entry()
    assert fitted.verdict.promoted
    assert "beats the zero-shot prior" in fitted.verdict.why
    assert towers.current(library) == fitted.name == "first"
    vector, curve = tower.vector(library, entry), tower.saliency(library, entry)
    assert vector.shape == (1, 32)
    assert np.abs(vector - zero_shot(library, entry)).max() > 0.01
    assert len(curve) == 8


def test_without_a_tower_nobody_answers(learned):
    towers.promote(learned, None)
    entry = learned.shelf("v0000").entry()
    assert tower.vector(learned, entry) is None
    assert tower.saliency(learned, entry) is None
    assert tower.tag_logits(learned, entry) is None


def test_an_answer_is_remembered_until_the_video_changes(learned, monkeypatch):
    entry = learned.shelf("v0001").entry()
    first = tower.vector(learned, entry)
    monkeypatch.setattr(tower, "run", lambda *_: pytest_fail())
    assert np.array_equal(tower.vector(Library.open(learned.path), entry), first)
    monkeypatch.undo()
    renamed = entry.with_video(title="galaxies and stars")
    learned.update(renamed)
    assert not np.array_equal(tower.vector(learned, renamed), first)


def pytest_fail():
    raise AssertionError("The answer was worked out again.")


def test_answering_does_not_import_torch(served):
    library, _ = served
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from vsearch.library import Library, towers\n"
        "from vsearch.retrieval import tower\n"
        "library = Library.open(Path(sys.argv[1]))\n"
        "tower._session(towers.read(library, 'first').graph, 0)\n"
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program, str(library.path)], check=True, timeout=60)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        pytest.param("my tower", "cannot be called 'my tower'", id="no name"),
        pytest.param("tuning", "cannot be called 'tuning'", id="kept for plans"),
        pytest.param("first", "'first' already. Choose another --name", id="of the tower that serves"),
    ],
)
def test_a_name_is_refused_before_the_training(learned, spoken, tiny, name, why):
    before = sorted(learned.towers.rglob("*"))
    with pytest.raises(UsageWrong, match=why):
        fit(learned, spoken, tiny, name, watch=lambda _: pytest.fail("It was trained before it was refused."))
    assert sorted(learned.towers.rglob("*")) == before


def test_checkpoints_last_no_longer_than_the_training(served):
    library, _ = served
    assert list((library.towers / "runs").iterdir()) == []
