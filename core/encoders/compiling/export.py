"""Export: the towers of a model as ONNX graphs, a large table of words beside the graph that reads from it."""

import tempfile
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from vsearch.encoders.compiling.embedding import write_rows
from vsearch.encoders.compiling.graphs import feed_rows, fused, largest_embedding
from vsearch.encoders.tokens import Tokenizer
from vsearch.encoders.towers import TorchImages, TorchTexts
from vsearch.models.sessions import quiet

_OPSET = 18

LARGE = 100_000
"""Tokens from which on their rows are kept outside the graph: CLIP has 49,408, many languages need 250,000."""


def export_image(tower: TorchImages, size: int, folder: Path, batch: int) -> None:
    """Write `image.onnx`: pixels (n, size, size, 3) in, unit vectors out."""
    count = torch.export.Dim("n", min=1, max=4096)
    given = torch.zeros(min(batch, 2), size, size, 3, dtype=torch.uint8)
    _export(fused(tower), given, folder / "image.onnx", "pixels", {0: count} if batch > 1 else {})


def export_text(tower: TorchTexts, tokenizer: Tokenizer, folder: Path, precision: str, large: int = LARGE) -> None:
    """Write `text.onnx`: token ids in, unit vectors out; with very many tokens also their rows, in a file beside it."""
    given = torch.from_numpy(tokenizer(["a cat on a mat"]))
    free = {1: torch.export.Dim("length", min=2, max=tokenizer.manner.length)} if tower.trims else {}
    table = largest_embedding(tower, large)
    _export(fused(tower, outside=table), given, folder / "text.onnx", "ids", free)
    if table is not None:
        feed_rows(folder / "text.onnx", table.embedding_dim)
        write_rows(table.weight.detach().numpy(), folder, precision)


def _export(tower: nn.Module, given: Tensor, path: Path, name: str, free: dict[int, Any]) -> None:
    with torch.no_grad(), quiet():
        torch.onnx.export(
            tower,
            (given,),
            str(path),
            input_names=[name],
            output_names=["vectors"],
            dynamo=True,
            dynamic_shapes=(free,),
            opset_version=_OPSET,
            external_data=True,
            verbose=False,
        )


def quantise(model: Path) -> None:
    """Matrix products in int8, scaled to what passes through them; weights stay beside the graph, to be mapped."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory(dir=model.parent) as place:
        whole = Path(place) / model.name
        for name in (model.name, f"{model.name}.data"):
            (model.parent / name).replace(Path(place) / name)
        with quiet():
            quantize_dynamic(
                whole,
                model,
                weight_type=QuantType.QInt8,
                op_types_to_quantize=["MatMul", "Gemm"],
                use_external_data_format=True,
            )
