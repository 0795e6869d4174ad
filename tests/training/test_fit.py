"""The whole way: choices in a library, a tower that serves and answers without torch."""

import subprocess
import sys

import numpy as np

from vsearch.library import Library, towers
from vsearch.retrieval import tower
from vsearch.retrieval.prior import zero_shot


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
