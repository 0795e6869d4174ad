"""A trained tower written down: an ONNX graph that needs no torch, its weights, and what it is."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from vsearch.library.storage import files
from vsearch.library.towers import LAYOUT
from vsearch.models.sessions import traced
from vsearch.training.datasets.dataset import Dataset
from vsearch.training.tower import imputer
from vsearch.training.tower.batches import SignalScale
from vsearch.training.tower.imputer import Imagination
from vsearch.training.tower.network import INPUTS, Tower, TowerShape
from vsearch.training.tower.train import Learned

_LENGTHS = {
    "frames": ("frames", "signals", "motion", "times", "frame_mask"),
    "texts": ("spoken", "words", "kinds", "word_mask"),
    "windows": ("sound", "heard", "sound_mask"),
}


class _Listed(nn.Module):
    """A tower that takes its inputs one by one, as ONNX wants them."""

    def __init__(self, tower: Tower) -> None:
        super().__init__()
        self.tower = tower

    def forward(self, *parts: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The tower's outputs."""
        made: tuple[Tensor, Tensor, Tensor] = self.tower(dict(zip(INPUTS, parts, strict=True)))
        return made


def write(
    folder: Path,
    learned: Learned,
    dataset: Dataset,
    metrics: dict[str, Any],
    data: dict[str, Any],
    dream: Imagination | None = None,
) -> None:
    """Write everything of a tower into a folder; an imputer only if it helped."""
    about = {"config": config(learned, dataset), "metrics": metrics, "data": data}
    unproven = metrics.get("report", {}).get("unproven", ())
    about["config"]["tasks"] = [task for task in about["config"]["tasks"] if task not in unproven]
    if dream and dream.helps:
        imputer.graph(dream, folder / "imputer.onnx")
        about["config"]["imputer"] = {"hop": dream.hop}
    graph(learned.tower, folder / "tower.onnx")
    torch.save(learned.tower.state_dict(), folder / "weights.pt")
    for name, value in about.items():
        files.write(folder / f"{name}.json", json.dumps(value, indent=1, ensure_ascii=False) + "\n")


def config(learned: Learned, dataset: Dataset) -> dict[str, Any]:
    """What must be known of a tower to use it."""
    return {
        "layout": LAYOUT,
        "encoder": dataset.encoder,
        "widths": dataset.widths,
        "texts": dataset.texts,
        "sound": dataset.sound,
        "tasks": list(learned.plan.tasks or dataset.tasks()),
        "signals": list(dataset.signals),
        "mean": learned.scale.mean.tolist(),
        "deviation": learned.scale.deviation.tolist(),
        "tags": list(learned.tower.shape.tags) if "tags" in (learned.plan.tasks or dataset.tasks()) else [],
        "shape": learned.tower.shape.plain(),
        "plan": learned.plan.plain(),
    }


def graph(tower: Tower, path: Path) -> None:
    """Write a tower as ONNX, all lengths free."""
    axes = {name: {0: "batch", 1: length} for length, names in _LENGTHS.items() for name in names}
    axes |= {name: {0: "batch"} for name in ("prior", "prompt", "vector", "tags")}
    axes["saliency"] = {0: "batch", 1: "frames"}
    traced(_Listed(tower.cpu()), _sample(tower.shape), path, INPUTS, ["vector", "saliency", "tags"], axes)


def _sample(shape: TowerShape) -> tuple[Tensor, ...]:
    """Inputs of the right widths and different lengths."""
    dice = torch.Generator().manual_seed(0)
    wide = {"frames": shape.frames, "signals": len(shape.signals), "times": 1, "spoken": shape.frames}
    wide |= {"words": shape.words, "kinds": 4, "sound": shape.sound, "heard": 2, "motion": shape.motion + 1}
    long = {name: 3 + number for number, names in enumerate(_LENGTHS.values()) for name in names}
    made = {name: torch.randn(2, long[name], width, generator=dice) for name, width in wide.items()}
    made |= {name: torch.ones(2, long[name]) for name in ("frame_mask", "word_mask", "sound_mask")}
    made |= {name: torch.randn(2, shape.frames, generator=dice) for name in ("prior", "prompt")}
    return tuple(made[name] for name in INPUTS)


def read(folder: Path, about: dict[str, Any]) -> tuple[Tower, SignalScale]:
    """A tower read back with its weights, for evaluation and further training."""
    shape = TowerShape(**{**about["shape"], "signals": tuple(about["signals"]), "tags": tuple(about["shape"]["tags"])})
    tower = Tower(shape)
    kept = torch.load(folder / "weights.pt", weights_only=True)
    tower.load_state_dict({**tower.state_dict(), **kept})  # what a tower made earlier lacks is 0, and changes nothing
    mean, deviation = (np.array(about[name], np.float32) for name in ("mean", "deviation"))
    return tower.eval(), SignalScale(tuple(about["signals"]), mean, deviation)
