import sys

import numpy as np
import pytest

from vsearch.library.parts.vectors import floats

HALVES = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
ROWS = HALVES[np.isfinite(HALVES)].reshape(-1, 64)


@pytest.mark.parametrize("loaded", ["cv2", "faiss", ""])
@pytest.mark.parametrize("rows", [ROWS, ROWS[:3], ROWS[::7], ROWS[:0]], ids=["all", "few", "apart", "none"])
def test_halves_become_the_same_floats_whoever_turns_them(rows, loaded, monkeypatch):
    for name in {"cv2", "faiss"} - {loaded}:
        monkeypatch.delitem(sys.modules, name, raising=False)
    if loaded:
        __import__(loaded)
    turned = floats(rows)
    assert turned.dtype == np.float32
    assert turned.shape == rows.shape
    assert np.array_equal(turned, rows.astype(np.float32))
