"""Loading: the towers of an encoder that torch runs, by its name."""

from pathlib import Path
from typing import TYPE_CHECKING

from vsearch.errors import UsageWrong
from vsearch.models.checkpoints import cached
from vsearch.models.hub import demand_network
from vsearch.models.packages import demand_runtime

if TYPE_CHECKING:
    from vsearch.encoders.towers import Towers

_NEEDED = {"open_clip": "open_clip", "hf": "transformers"}


def load_towers(name: str) -> "Towers":
    """The towers of `name`, in fp32 on the CPU."""
    kind, _, argument = name.partition(":")
    if kind in _NEEDED:
        demand_runtime(name, _NEEDED[kind])
    if kind == "open_clip":
        from vsearch.encoders import openclip

        return openclip.load_towers(argument)
    if kind == "hf":
        if not Path(argument).is_dir() and cached(argument) is None:
            demand_network(name)  # before anything heavy is loaded in vain
        from vsearch.encoders import transformer

        return transformer.load_towers(argument)
    if kind == "onnx":
        raise UsageWrong(f"{name} comes as ONNX already: there is nothing to compile.")
    raise UsageWrong(f"{name} is not run by torch: only open_clip:ARCH/PRETRAINED and hf:MODEL are.")
