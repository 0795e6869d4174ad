"""Loading: the towers of an encoder that torch runs, by its name."""

from vsearch.encoders.towers import Towers
from vsearch.errors import UsageWrong


def load_towers(name: str) -> Towers:
    """The towers of `name`, in fp32 on the CPU."""
    kind, _, argument = name.partition(":")
    if kind == "open_clip":
        from vsearch.encoders import openclip

        return openclip.load_towers(argument)
    if kind == "hf":
        from vsearch.encoders import transformer

        return transformer.load_towers(argument)
    raise UsageWrong(f"{name} is not run by torch: only open_clip:ARCH/PRETRAINED and hf:MODEL are.")
