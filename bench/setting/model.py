"""ViT-B-32 at random weights: saved once, and compiled once into a cache of the benchmarks' own."""

import logging
from functools import cache
from pathlib import Path
from typing import Any

from vsearch.encoders.compiling.compiled import Compiled, find_compiled

FOLDER = Path("build/bench/encoders").resolve()
CHECKPOINT = FOLDER / "vit-b-32-random.pt"
NAME = f"open_clip:ViT-B-32/{CHECKPOINT}"
CACHE = FOLDER / "vsearch" / "encoders"
"""Where the program looks with XDG_CACHE_HOME at `FOLDER`."""


@cache
def model() -> Any:
    """The model at random weights in eager torch, saved once."""
    import open_clip
    import torch

    torch.manual_seed(0)
    logging.disable(logging.WARNING)
    made = open_clip.create_model("ViT-B-32").eval().requires_grad_(False)
    FOLDER.mkdir(parents=True, exist_ok=True)
    if CHECKPOINT.exists():
        made.load_state_dict(torch.load(CHECKPOINT, weights_only=True))
    else:
        torch.save(made.state_dict(), CHECKPOINT)
    return made


def prepare() -> Any:
    """The same for one thread, and compiled once into the benchmark's own cache."""
    import torch

    from vsearch.encoders.compiling.compile import compile_encoder

    torch.set_num_threads(1)
    made = model()
    for precision in ("fp32", "int8"):
        if find_compiled(NAME, precision, CACHE) is None:
            compile_encoder(NAME, precision=precision, cache=CACHE)
    return made


def compiled(precision: str) -> Compiled:
    """What `prepare` compiled."""
    found = find_compiled(NAME, precision, CACHE)
    assert found is not None
    return found


def eager(model: Any, planes: Any) -> Any:
    """One batch as open_clip's own examples run it."""
    import torch

    with torch.inference_mode():
        return model.encode_image(planes, normalize=True)
