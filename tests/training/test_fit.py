"""The whole way: choices in a library, a tower that serves and answers without torch."""

import subprocess
import sys

import numpy as np

from vsearch.library import towers
from vsearch.retrieval import tower
from vsearch.retrieval.prior import zero_shot
from vsearch.training.build import build
from vsearch.training.fit import fit


def test_choices_become_a_tower_that_serves(spoken, shelved, tiny):
    library = shelved(spoken)
    entry = library.shelf("v0000").entry()
    assert tower.vector(library, entry) is None

    fitted = fit(library, build(library), tiny)

    assert fitted.verdict.promoted
    assert "beats zero-shot prior" in fitted.verdict.why
    assert towers.current(library) == fitted.name == "t1"
    vector, curve = tower.vector(library, entry), tower.saliency(library, entry)
    assert vector.shape == (1, 32)
    assert np.abs(vector - zero_shot(library, entry)).max() > 0.01
    assert len(curve) == 8


def test_answering_does_not_import_torch(spoken, shelved, tiny):
    library = shelved(spoken)
    fit(library, build(library), tiny)
    program = (
        "import sys; sys.argv\n"
        "from vsearch.library import Library, towers\n"
        "from vsearch.library.towers import read\n"
        "import vsearch.retrieval.tower\n"
        "import onnxruntime; onnxruntime.InferenceSession(sys.argv[1])\n"
        "assert 'torch' not in sys.modules"
    )
    graph = towers.read(library, "t1").graph
    subprocess.run([sys.executable, "-c", program, str(graph)], check=True, timeout=60)
