"""Encoders at random weights, written as graphs in the layout that search models are published in."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.core.encoders.conftest import SIZE


def export(towers, folder: Path, *, kind="float32", nhwc=False, batch=True, ids="int32", names=("image", "text")):
    """Write `towers` as two graphs: as is usual, or with inputs of another type, order of axes, or name."""
    import torch
    from torch import nn

    from vsearch.models.sessions import traced

    class Planes(nn.Module):
        def forward(self, planes):
            if kind == "uint8":
                return towers.image(planes)
            return towers.image.body((planes.permute(0, 3, 1, 2) if nhwc else planes).float())

    class Words(nn.Module):
        def forward(self, ids, *mask):
            return towers.text.body(ids.long()) + sum(one.sum() * 0 for one in mask)

    torch.backends.mha.set_fastpath_enabled(False)  # no operator of ONNX stands for it
    for part in ("visual", "textual"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    shape = (1, SIZE, SIZE, 3) if nhwc else (1, 3, SIZE, SIZE)
    free = {names[0]: {0: "n"}} if batch else {}
    given = torch.zeros(shape, dtype=getattr(torch, kind))
    traced(Planes(), (given,), folder / "visual/model.onnx", names[:1], ["embedding"], free)
    tokens = torch.from_numpy(towers.tokenizer(["a cat"])).to(getattr(torch, ids))
    rows = tuple(tokens for _ in names[1:])
    traced(Words(), rows, folder / "textual/model.onnx", names[1:], ["embedding"], {})
    torch.backends.mha.set_fastpath_enabled(True)
    describe(towers, folder)


def describe(towers, folder: Path) -> None:
    """Write the settings beside the graphs."""
    deviation = 1 / (255 * towers.image.scale.flatten())
    mean = -towers.image.shift.flatten() * deviation
    crop = "shortest" if towers.spec.fit == "crop" else "squash"
    pictures = {"size": [SIZE, SIZE], "mode": "RGB", "mean": mean.tolist(), "std": deviation.tolist()}
    write(folder / "visual/preprocess_cfg.json", {**pictures, "interpolation": "bicubic", "resize_mode": crop})
    manner = towers.tokenizer.manner
    text = {"context_length": manner.length, "tokenizer_kwargs": {"clean": manner.clean}}
    write(folder / "config.json", {"embed_dim": towers.spec.width, "text_cfg": text})
    towers.tokenizer.save(folder / "textual")
    (folder / "textual/manner.json").unlink()
    tokenizer = json.loads((folder / "textual/tokenizer.json").read_text())
    vocabulary = tokenizer["model"]["vocab"]
    pad = next(word for word, number in vocabulary.items() if number == manner.pad)
    write(folder / "textual/tokenizer_config.json", {"pad_token": pad, "padding_side": manner.side})


def write(path: Path, settings: object) -> None:
    path.write_text(json.dumps(settings))


@pytest.fixture(scope="session")
def clip_towers(open_clip_name):
    from vsearch.encoders.loading import load_towers

    return load_towers(open_clip_name)


@pytest.fixture(scope="session")
def siglip_towers(hf_siglip_name):
    from vsearch.encoders.loading import load_towers

    return load_towers(hf_siglip_name)


@pytest.fixture(scope="session")
def exported(clip_towers, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    export(clip_towers, folder)
    return folder


@pytest.fixture
def photographs() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (11, SIZE, SIZE, 3), dtype=np.uint8)
