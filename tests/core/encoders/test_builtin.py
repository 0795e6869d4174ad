import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from vsearch.encoders import ENCODERS
from vsearch.encoders.builtin import PARTS, builtin
from vsearch.errors import ModelMissing

PACKAGE = Path(__file__).parents[3] / "data" / "builtin"
LARGEST = 25 * 1024 * 1024
"""Bytes that both towers may take in the wheel."""


@pytest.fixture(scope="module")
def encoder():
    return builtin(threads=1)


@pytest.fixture(scope="module")
def pictures(encoder):
    side = encoder.spec.size
    return np.random.default_rng(0).integers(0, 256, (21, side, side, 3), dtype=np.uint8)


def test_the_table_makes_it():
    assert ENCODERS.make("builtin").spec.name == "builtin"


def test_a_folder_makes_another_of_its_kind(encoder):
    other = builtin(str(PACKAGE))
    assert other.spec.name == f"builtin:{PACKAGE}"
    assert np.allclose(other.encode_texts(["a cat"]), encoder.encode_texts(["a cat"]), atol=1e-6)


def test_rows_are_of_unit_length(encoder, pictures):
    rows = np.concatenate([encoder.encode_images(pictures), encoder.encode_texts(["a cat", "", "ÄÖ 猫 \n", "x" * 999])])
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert rows.shape[1] == encoder.spec.width


def test_a_picture_has_one_vector_whatever_the_batch(encoder, pictures):
    alone = np.concatenate([encoder.encode_images(pictures[n : n + 1]) for n in range(len(pictures))])
    assert np.abs(alone - encoder.encode_images(pictures)).max() < 1e-3


def test_a_text_has_one_vector_whatever_the_batch(encoder):
    texts = [
        "dog",
        "a rather long sentence about two brown dogs that run over a wide green field",
        "",
        "a cup of coffee",
    ] * 40
    alone = np.concatenate([encoder.encode_texts([text]) for text in texts])
    assert np.abs(alone - encoder.encode_texts(texts)).max() < 1e-3


def test_nothing_gives_no_rows(encoder):
    assert encoder.encode_texts([]).shape == (0, encoder.spec.width)
    assert encoder.encode_images(np.zeros((0, 96, 96, 3), np.uint8)).shape == (0, encoder.spec.width)


def test_capitals_make_no_difference(encoder):
    upper, lower = encoder.encode_texts(["A CUP OF COFFEE", "a cup of coffee"])
    assert upper @ lower > 0.999


@pytest.mark.parametrize(
    ("near", "far"),
    [
        pytest.param(("a puppy", "a small dog"), "a bowl of soup", id="puppy"),
        pytest.param(("a motorcycle", "a motorbike on the road"), "a cake", id="motorcycle"),
        pytest.param(("children play in the snow", "kids in winter"), "a laptop computer", id="winter"),
    ],
)
def test_words_of_one_meaning_lie_together(encoder, near, far):
    first, second, third = encoder.encode_texts([*near, far])
    assert first @ second > first @ third + 0.1


def test_what_is_missing_is_said(tmp_path):
    with pytest.raises(ModelMissing, match=r"image\.onnx"):
        builtin(str(tmp_path))


def test_a_damaged_graph_is_said(tmp_path):
    for part in PARTS:
        (tmp_path / part).write_bytes((PACKAGE / part).read_bytes())
    (tmp_path / "image.onnx").write_bytes(b"nothing of use")
    broken = builtin(str(tmp_path))
    with pytest.raises(ModelMissing, match="distil it again"):
        broken.encode_images(np.zeros((1, broken.spec.size, broken.spec.size, 3), np.uint8))


def test_a_text_query_loads_neither_torch_nor_the_image_tower():
    code = (
        "import sys; from vsearch.encoders.builtin import builtin; e = builtin(); e.encode_texts(['a cat']);"
        "print('torch' in sys.modules, '_images' in vars(e), '_texts' in vars(e))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert found.stdout.split() == ["False", "False", "True"]


def test_the_weights_fit_the_wheel():
    assert sum(path.stat().st_size for path in PACKAGE.iterdir()) <= LARGEST


def test_the_card_names_material_and_licences():
    card = (PACKAGE / "card.md").read_text()
    for word in (
        "Flickr8k",
        "Tiny ImageNet",
        "MobileNetV2",
        "all-MiniLM-L6-v2",
        "Apache-2.0",
        "research",
        "WordNet",
        "R@10",
    ):
        assert word in card, word


def test_what_is_known_of_it_can_be_read():
    known = json.loads((PACKAGE / "encoder.json").read_text())
    assert known["size"] % 16 == 0
    assert all("{}" in template for template in known["templates"])


@pytest.mark.parametrize(("words", "unread"), [("a red cat", 0), ("cat " * 40, 8)], ids=["short", "long"])
def test_it_knows_how_much_of_a_text_it_does_not_read(words, unread):
    encoder = builtin()
    assert encoder.spec.tokens == 32
    assert encoder.unread(words) == unread
