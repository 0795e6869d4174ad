"""What every encoder in the table promises."""

import numpy as np
import pytest

from vsearch.encoders import ENCODERS
from vsearch.errors import ModelMissing, UsageWrong

TEXTS = ["a cat on the mat", "a dog", "the photo of a cat and a dog with a picture", "", "x" * 400]
NAMES = ["open_clip", "hf_clip", "hf_siglip", "hf_chinese", "onnx", "builtin"]


@pytest.fixture(scope="module", params=NAMES)
def encoder(request):
    if request.param == "builtin":
        try:
            return ENCODERS.make("builtin")
        except ModelMissing as missing:
            pytest.skip(str(missing))
    if request.param == "onnx":
        return ENCODERS.make(request.getfixturevalue("onnx_name"))
    return ENCODERS.make(request.getfixturevalue(f"{request.param}_name"), device="cpu", precision="fp32")


def _pictures(encoder, count=5):
    size = encoder.spec.size
    return np.random.default_rng(0).integers(0, 256, (count, size, size, 3), dtype=np.uint8)


def test_every_kind_of_encoder_in_the_table_is_tried_here():
    assert set(ENCODERS) == {name.split("_")[0] if name.startswith("hf") else name for name in NAMES}


def test_rows_are_unit_float32_of_the_stated_width(encoder):
    for rows in (encoder.encode_images(_pictures(encoder)), encoder.encode_texts(TEXTS)):
        assert rows.shape == (5, encoder.spec.width)
        assert rows.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_the_answer_is_the_same_whatever_the_batch(encoder):
    pictures = _pictures(encoder, 11)
    whole, single = encoder.encode_images(pictures), [encoder.encode_images(one[None])[0] for one in pictures]
    np.testing.assert_allclose(whole, np.stack(single), atol=1e-3)
    words = encoder.encode_texts(TEXTS)
    np.testing.assert_allclose(words, np.stack([encoder.encode_texts([text])[0] for text in TEXTS]), atol=1e-3)


def test_different_things_have_different_vectors(encoder):
    assert not np.allclose(*encoder.encode_images(_pictures(encoder, 2)), atol=1e-3)
    assert not np.allclose(*encoder.encode_texts(["a cat", "a dog on the mat"]), atol=1e-3)


def test_nothing_in_nothing_out(encoder):
    assert encoder.encode_images(_pictures(encoder, 0)).shape == (0, encoder.spec.width)
    assert encoder.encode_texts([]).shape == (0, encoder.spec.width)


def test_the_spec_says_which_machinery_runs(encoder):
    assert encoder.spec.runtime
    assert encoder.spec.fit in {"crop", "squash"}
    assert all("{}" in template for template in encoder.spec.templates)


def test_pictures_of_another_size_are_refused_in_one_sentence(open_clip_name):
    encoder = ENCODERS.make(open_clip_name, device="cpu", precision="fp32")
    with pytest.raises(UsageWrong, match=r"takes pictures as \(n, 32, 32, 3\) uint8"):
        encoder.encode_images(np.zeros((1, 31, 32, 3), dtype=np.uint8))
