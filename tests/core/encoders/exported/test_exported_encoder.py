"""An encoder that comes as ONNX gives the vectors that torch gives from the same weights, and needs no torch."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.core.encoders.exported.conftest import export, write
from vsearch.encoders import ENCODERS
from vsearch.encoders.compiling.compile import compile_encoder
from vsearch.errors import ModelMissing, UsageWrong

TEXTS = ["a cat on the mat", "A Dog!", "", "the photo of a cat and a dog " * 9, "œuvre – ½"]


def _towers_rows(towers, photographs):
    import torch

    with torch.inference_mode():
        images = towers.image(torch.from_numpy(photographs)).numpy()
        return images, towers.text(torch.from_numpy(towers.tokenizer(TEXTS))).numpy()


@pytest.mark.parametrize("kind", ["clip", "siglip"])
@pytest.mark.parametrize(
    ("options", "near"),
    [
        pytest.param({}, 1e-4, id="usual"),
        pytest.param({"nhwc": True, "ids": "int64"}, 1e-4, id="colours last, long tokens"),
        pytest.param(
            {"batch": False, "names": ("pixel_values", "input_ids", "attention_mask")}, 1e-4, id="other names"
        ),
        pytest.param({"kind": "float16"}, 5e-3, id="half precision"),
    ],
)
def test_vectors_equal_those_of_torch(request, tmp_path, photographs, kind, options, near):
    towers = request.getfixturevalue(f"{kind}_towers")
    export(towers, tmp_path, **options)
    encoder = ENCODERS.make(f"onnx:{tmp_path}")
    images, texts = _towers_rows(towers, photographs)
    np.testing.assert_allclose(encoder.encode_images(photographs), images, atol=near)
    np.testing.assert_allclose(encoder.encode_texts(TEXTS), texts, atol=1e-4)
    assert encoder.spec.width == towers.spec.width
    assert encoder.spec.fit == towers.spec.fit
    assert encoder.unread(TEXTS[3]) == towers.tokenizer.unread(TEXTS[3]) > 0


def test_a_graph_that_takes_bytes_is_given_bytes(clip_towers, tmp_path, photographs):
    export(clip_towers, tmp_path, kind="uint8", nhwc=True)
    encoder = ENCODERS.make(f"onnx:{tmp_path}")
    np.testing.assert_allclose(encoder.encode_images(photographs), _towers_rows(clip_towers, photographs)[0], atol=1e-4)


def test_a_library_remembers_the_whole_path_and_nothing_else_of_it(exported, monkeypatch):
    monkeypatch.chdir(exported.parent)
    assert ENCODERS.make(f"onnx:{exported.name}").spec.name == f"onnx:{exported.resolve()}"


def test_the_width_is_the_graphs_where_no_setting_tells_it(exported, tmp_path):
    shutil.copytree(exported, tmp_path, dirs_exist_ok=True)
    (tmp_path / "config.json").unlink()
    assert ENCODERS.make(f"onnx:{tmp_path}").spec.width == 16


def test_neither_torch_nor_what_brings_it_is_imported(exported):
    script = f"""
import sys
from vsearch.encoders import ENCODERS
import numpy as np
encoder = ENCODERS.make("onnx:{exported}")
encoder.encode_texts(["a cat"]), encoder.encode_images(np.zeros((1, 32, 32, 3), np.uint8))
print(sorted({{"torch", "transformers", "open_clip"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def _spoil_width(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    write(folder / "config.json", {**config, "embed_dim": 24})


SPOILT = {
    "without pictures": (lambda f: shutil.rmtree(f / "visual"), "visual/model.onnx, visual/preprocess_cfg.json not"),
    "without words": (lambda f: (f / "textual/model.onnx").unlink(), r"textual/model\.onnx not found"),
    "another tokenizer": (lambda f: write(f / "textual/tokenizer.json", {"model": "spm"}), "is no tokenizer that"),
    "no settings": (lambda f: write(f / "visual/preprocess_cfg.json", []), "holds no settings"),
    "not JSON": (lambda f: (f / "visual/preprocess_cfg.json").write_text("{"), "is not JSON"),
    "oblong": (lambda f: write(f / "visual/preprocess_cfg.json", {"size": [32, 64]}), "not square"),
    "no mean": (lambda f: write(f / "visual/preprocess_cfg.json", {"size": 32}), "'mean'"),
    "padded": (lambda f: write(f / "visual/preprocess_cfg.json", {"size": 32, "resize_mode": "longest"}), "'longest'"),
    "no graph": (lambda f: (f / "visual/model.onnx").write_bytes(b"x"), "not a graph that can be run"),
    "swapped": (lambda f: shutil.copy(f / "textual/model.onnx", f / "visual/model.onnx"), "not one batch of pictures"),
    "other widths": (_spoil_width, "16 numbers where the encoder's have 24"),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_what_is_wrong_with_a_folder_is_said_in_one_sentence(exported, tmp_path, spoilt, photographs):
    shutil.copytree(exported, tmp_path, dirs_exist_ok=True)
    spoil, said = SPOILT[spoilt]
    spoil(tmp_path)
    with pytest.raises(ModelMissing, match=said):
        ENCODERS.make(f"onnx:{tmp_path}").encode_images(photographs)


def test_a_repository_that_is_not_here_is_said_to_be_missing():
    with pytest.raises(ModelMissing, match="immich-app/nothing is not on this machine"):
        ENCODERS.make("onnx:immich-app/nothing")


@pytest.mark.parametrize("options", [{"device": "cuda"}, {"precision": "int8"}])
def test_it_runs_on_the_cpu_as_it_is(exported, options):
    with pytest.raises(UsageWrong, match="runs on the CPU as it was exported"):
        ENCODERS.make(f"onnx:{exported}", **options)


def test_there_is_nothing_to_compile(exported):
    with pytest.raises(UsageWrong, match="comes as ONNX already"):
        compile_encoder(f"onnx:{exported}")
