"""An exported encoder back in its towers, so that learning goes on where it ended."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional as F

from vsearch.errors import ModelMissing
from vsearch.training.distill.lessons import Lessons
from vsearch.training.distill.stages import Stage, Student
from vsearch.training.distill.student.towers import Convolution, ImageShape, ImageTower, Residual, TextShape, TextTower

SAMPLE = 4096
"""Pictures, and texts, to which a last layer is fitted."""
RIDGE = 0.3
"""How strongly a layer that is fitted anew is held near nothing, in units of its inputs' mean square."""


def shapes(folder: Path) -> tuple[int, ImageShape, TextShape]:
    """The side of an encoder's pictures and the shapes of its towers, as its distillation wrote them down."""
    recipe = json.loads((folder / "encoder.json").read_text()).get("recipe")
    if recipe is None:
        raise ModelMissing(f"{folder} does not say how it was made.", "distilled-folder")
    image = recipe["image"] | {name: tuple(recipe["image"][name]) for name in ("widths", "depths")}
    return recipe["size"], ImageShape(**image), TextShape(**recipe["text"])


@torch.no_grad()
def again(folder: Path, image: ImageShape, text: TextShape, stage: Stage) -> Student:
    """The towers of an exported encoder, with last layers that are fitted to what the teachers say."""
    taught, (_, was_image, was_text) = stage.taught, shapes(folder)
    student = Student(images(folder, was_image), texts(folder, was_text), taught.features.width).to(stage.device)
    student.image.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    places = np.random.default_rng(0).permutation(np.concatenate(taught.sources))[:SAMPLE]
    wake(student.image, [stage.plain(places[start : start + 64]) for start in range(0, min(len(places), 512), 64)])
    seen, there = stage.still(student, places), stage.on(places)
    student.image.shape, student.image.joint = image, nn.Linear(image.pooled, image.joint).to(stage.device)
    fit(student.image.joint, seen, taught.joint[there])
    fit(student.guess, seen, torch.cat(taught.features.taken(there), 1))
    read = stage.on(np.random.default_rng(0).permutation(stage.readable)[:SAMPLE])
    student.text.shape, student.text.sentence = text, _nearer(student.text, stage.ids[read], taught.sentences[read])
    student.text.joint = nn.Linear(text.sentence, text.joint).to(stage.device)
    bridge(student.text, taught)
    return student


def _nearer(tower: TextTower, ids: Tensor, sentences: Tensor) -> nn.Linear:
    """The tower's own way to sentences if it comes nearer to these than one that is fitted to them, else that one."""
    pooled, fitted = tower.pool(ids), nn.Linear(tower.shape.width, sentences.shape[1]).to(ids.device)
    fit(fitted, pooled, sentences)
    layers = [layer for layer in (tower.sentence, fitted) if layer.out_features == sentences.shape[1]]
    return max(layers, key=lambda layer: float(F.cosine_similarity(layer(pooled), sentences, dim=-1).mean()))


@torch.no_grad()
def bridge(tower: TextTower, taught: Lessons) -> None:
    """Let a text tower begin with the teacher's own way from sentences into the joint space."""
    if isinstance(taught.bridge, nn.Linear):
        tower.joint.load_state_dict(taught.bridge.state_dict())
    else:
        nn.init.eye_(tower.joint.weight)
        nn.init.zeros_(tower.joint.bias)


@torch.no_grad()
def images(folder: Path, shape: ImageShape) -> ImageTower:
    """The image tower of an exported encoder; its normalisations are folded away until they are `woken`."""
    tower, weights = ImageTower(shape), _weights(folder / "image.onnx")
    scale = 4.0 / 255  # the export folds the scaling of bytes into the first convolution
    for layer in _convolutions(tower):
        kernel, bias = next(weights), next(weights)
        layer.conv.weight.copy_(kernel / scale)
        layer.norm.bias.copy_(bias)
        _still(layer.norm)
        scale = 1.0
    _fill(tower.joint, weights)
    return tower


@torch.no_grad()
def texts(folder: Path, shape: TextShape) -> TextTower:
    """The text tower of an exported encoder."""
    tower, weights = TextTower(shape), _weights(folder / "text.onnx")
    tower.places.copy_(next(weights))
    tower.words.weight.copy_(next(weights))
    for layer in tower.layers:
        parts = (layer.before, layer.triple, layer.out, layer.after, layer.grow, layer.shrink)
        for part in parts:
            _fill(part, weights)
    for part in (tower.weigh, tower.sentence, tower.joint):
        _fill(part, weights)
    return tower


@torch.no_grad()
def wake(tower: ImageTower, batches: list[Tensor]) -> None:
    """Give folded normalisations the statistics of real pictures: the tower says the same, and can learn again."""
    seen: dict[nn.Module, list[tuple[Tensor, Tensor]]] = {}

    def note(norm: nn.Module, inputs: tuple[Tensor]) -> None:
        seen.setdefault(norm, []).append((inputs[0].mean((0, 2, 3)), inputs[0].pow(2).mean((0, 2, 3))))

    norms = [layer.norm for layer in _convolutions(tower)]
    hooks = [norm.register_forward_pre_hook(note) for norm in norms]
    tower.eval()
    for batch in batches:
        tower(batch)
    for hook in hooks:
        hook.remove()
    for norm in norms:
        mean, square = (torch.stack(part).mean(0) for part in zip(*seen[norm], strict=True))
        assert norm.running_mean is not None
        assert norm.running_var is not None
        spread = (square - mean**2).clamp(min=1e-6)
        norm.weight.copy_((spread + norm.eps).sqrt())
        norm.bias.add_(mean)
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(spread)


@torch.no_grad()
def fit(layer: nn.Linear, inputs: Tensor, wanted: Tensor) -> None:
    """Set a layer to the ridge regression from `inputs` to `wanted`."""
    x = torch.cat([inputs, torch.ones(len(inputs), 1, device=inputs.device)], 1)
    held = RIDGE * x.pow(2).mean() * torch.eye(x.shape[1], device=inputs.device)
    found = torch.linalg.solve(x.T @ x + held, x.T @ wanted)
    layer.weight.copy_(found[:-1].T)
    layer.bias.copy_(found[-1])


def _convolutions(tower: ImageTower) -> Iterator[Convolution]:
    for layer in tower.body:
        if isinstance(layer, Convolution):
            yield layer
        elif isinstance(layer, Residual):
            yield from (layer.first, layer.second)


def _still(norm: nn.BatchNorm2d) -> None:
    """Make a normalisation add its bias and do nothing else."""
    assert norm.running_mean is not None
    assert norm.running_var is not None
    norm.weight.fill_(1.0)
    norm.running_mean.zero_()
    norm.running_var.fill_(1.0 - norm.eps)


def _fill(layer: Any, weights: Iterator[Tensor]) -> None:
    """Weight and bias of a layer; graphs hold the weights of linear layers transposed."""
    weight = next(weights)
    layer.weight.copy_(weight.T if isinstance(layer, nn.Linear) else weight)
    layer.bias.copy_(next(weights))


def _weights(path: Path) -> Iterator[Tensor]:
    """The weights of an exported graph, in the order in which it uses them: halves, or bytes with their scales."""
    graph = onnx.load(str(path)).graph
    stored = {constant.name: numpy_helper.to_array(constant) for constant in graph.initializer}
    wide: dict[str, NDArray[np.float32]] = {}
    for node in graph.node:
        name, given = node.output[0], node.input
        if node.op_type == "Cast" and given[0] in stored:
            wide[name] = stored[given[0]].astype(np.float32)
        elif node.op_type == "Mul" and given[0] in wide and given[1] in stored:
            wide[name] = wide[given[0]] * stored[given[1]]
        else:
            yield from (torch.from_numpy(wide[part]) for part in given if part in wide)
