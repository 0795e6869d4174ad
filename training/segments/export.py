"""A trained network of seconds written down: an ONNX graph that needs no torch, its weights, and what it is."""

import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from vsearch.indexer.segments.finders.classifier import SecondsReading
from vsearch.indexer.segments.seconds import INPUTS, Seconds
from vsearch.library.storage import files
from vsearch.library.towers.segment_models import LAYOUT
from vsearch.models.sessions import traced
from vsearch.training.segments.fitting import plain
from vsearch.training.segments.learn import Network, SegmentPlan

_AXES = {name: {1: "steps" if name in ("mel", "heard") else "seconds"} for name in INPUTS}


class _Listed(nn.Module):
    """A network that takes its inputs one by one, as ONNX wants them, and answers in probabilities."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, *parts: Tensor) -> Tensor:
        """Shares of each second."""
        return torch.softmax(self.network(dict(zip(INPUTS, parts, strict=True))), 2)


def write(
    folder: Path,
    network: Network,
    reading: SecondsReading,
    encoder: str,
    plan: SegmentPlan,
    metrics: dict[str, Any],
    data: dict[str, Any],
) -> None:
    """Write everything of a model into a folder."""
    config = {"layout": LAYOUT, "model": plan.model, "encoder": encoder, "width": network.shape.width}
    about = {"config": {**config, **plain(reading), "plan": plan.plain()}, "metrics": metrics, "data": data}
    graph(network, folder / "model.onnx")
    torch.save(network.state_dict(), folder / "weights.pt")
    for name, value in about.items():
        files.write(folder / f"{name}.json", json.dumps(value, indent=1, ensure_ascii=False) + "\n")


def graph(network: Network, path: Path) -> None:
    """Write a network as ONNX: one video at a time, of any length."""
    given = Seconds.blank(7, network.shape.width).arrays()
    parts = tuple(torch.from_numpy(given[name])[None] for name in INPUTS)
    traced(_Listed(network), parts, path, INPUTS, ["shares"], {**_AXES, "shares": {1: "seconds"}})
