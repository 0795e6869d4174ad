"""Checkpoints that survive a kill: whole or absent, and only taken up by the same plan on the same data."""

from dataclasses import asdict
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import numpy as np
import torch
from torch import nn

from vsearch.errors import TrainingImpossible
from vsearch.library.storage import files
from vsearch.training.tower.plan import Epoch, Plan

Key = dict[str, Any]


def save(path: Path, parts: dict[str, Any], history: list[Epoch], key: Key, dice: np.random.Generator) -> None:
    """Write the state of a training after an epoch."""
    state = {name: part.state_dict() if hasattr(part, "state_dict") else part for name, part in parts.items()}
    state |= {
        "key": key,
        "history": [asdict(epoch) for epoch in history],
        "dice": dice.bit_generator.state,
        "torch": torch.get_rng_state(),
        "cuda": torch.cuda.get_rng_state_all(),
    }
    with files.written(path) as part:
        torch.save(state, part)


def load(path: Path, parts: dict[str, Any], key: Key, dice: np.random.Generator) -> tuple[list[Epoch], dict[str, Any]]:
    """Take a training up again; an empty history when there is none, a refusal when it is another one."""
    if not path.exists():
        return [], {}
    try:
        state = torch.load(path, weights_only=True, map_location="cpu")  # where it goes on, there may be no GPU
        was = dict(state["key"])
    except (OSError, RuntimeError, EOFError, LookupError, TypeError, ValueError, UnpicklingError) as error:
        raise TrainingImpossible(f"{path} cannot be read.", "start-anew") from error
    if other := [f"{name} {was.get(name)} instead of {now}" for name, now in key.items() if was.get(name) != now]:
        raise TrainingImpossible(f"{path} was made with {', '.join(other)}, so it cannot be taken up.", "start-anew")
    try:
        for name, part in parts.items():
            if hasattr(part, "load_state_dict"):
                part.load_state_dict(state[name])
    except (LookupError, RuntimeError, ValueError) as error:
        raise TrainingImpossible(f"{path} was made by another version.", "start-anew") from error
    dice.bit_generator.state = state["dice"]
    torch.set_rng_state(state["torch"])
    if len(cuda := state.get("cuda", [])) == torch.cuda.device_count():
        torch.cuda.set_rng_state_all(cuda)
    kept = {name: state[name] for name, part in parts.items() if not hasattr(part, "load_state_dict")}
    return [Epoch(**epoch) for epoch in state["history"]], kept


def key(plan: Plan, fingerprint: str) -> Key:
    """What must agree for a training to be taken up: the data, and all of the plan but its rate and length."""
    rest = {name: value for name, value in plan.plain().items() if name not in ("epochs", "patience", "rate")}
    return {**rest, "data": fingerprint}


def weights(module: nn.Module) -> dict[str, torch.Tensor]:
    """A copy of a module's weights."""
    return {name: value.detach().clone() for name, value in module.state_dict().items()}
