from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from vsearch.errors import ModelMissing
from vsearch.faces import FACES, Cascades, detector


@pytest.fixture(scope="module")
def astronaut():
    data = pytest.importorskip("skimage.data")
    return data.astronaut()[:360]


def test_a_face_is_found_with_its_eyes(astronaut):
    face = Cascades().find(astronaut)[0]
    assert face.left < 0.44 < face.right
    assert face.top < 0.3 < face.bottom
    assert face.eyes > 0


def test_no_face_is_found_where_there_is_none():
    assert Cascades().find(np.full((240, 320, 3), 90, np.uint8)) == []


def test_a_model_that_is_not_there_is_said(monkeypatch, tmp_path):
    with pytest.raises(ModelMissing, match=r"none\.onnx"):
        FACES.make(f"yunet:{tmp_path / 'none.onnx'}")
    (tmp_path / "bad.onnx").write_bytes(b"no model")
    with pytest.raises(ModelMissing, match=r"bad\.onnx"):
        FACES.make(f"yunet:{tmp_path / 'bad.onnx'}")


def test_the_cascades_serve_unless_a_model_is_named(monkeypatch, tmp_path):
    monkeypatch.delenv("VSEARCH_YUNET", raising=False)
    assert isinstance(detector(), Cascades)
    monkeypatch.setenv("VSEARCH_YUNET", str(tmp_path / "none.onnx"))
    with pytest.raises(ModelMissing):
        detector()


def test_every_thread_has_a_detector_of_its_own():
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(detector).result() is not detector() is detector()
